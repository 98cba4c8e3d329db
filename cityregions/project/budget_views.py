"""The page of the budget, and the same as a table to download."""

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cityregions.web.errors import BadAddress
from partners.models import Partner

from .budget import Budget
from .filters import BudgetFilter
from .models import Project
from .reports import sheets


class BudgetPage(TemplateView):
    template_name = "project/budget.html"

    def asked(self):
        """What the address asks for. Raises BadAddress (400) on what it does not know."""
        rows = Partner.objects.visible_to(self.request.user)
        filterset = BudgetFilter(self.request.GET, queryset=rows, request=self.request)
        if unknown := filterset.unknown():
            wrong = _("The budget cannot be narrowed down by “%(name)s”.") % {"name": unknown[0]}
            raise BadAddress(wrong, known=filterset.known())
        if not filterset.is_valid():
            raise BadAddress(" ".join(message for messages in filterset.errors.values() for message in messages))
        return filterset

    def budget(self, filterset):
        told = filterset.form.cleaned_data
        return Budget(
            Project.objects.the_one(), self.request.user, filterset.qs, told["cost_line"] or (), told["period"] or ()
        )

    def get_context_data(self, **kwargs):
        filterset = self.asked()
        return super().get_context_data(filter=filterset, budget=self.budget(filterset), **kwargs)


class BudgetFile(BudgetPage):
    """The budget as CSV or XLSX, narrowed down as on the page."""

    def get(self, request, extension):
        budget = self.budget(self.asked())
        return sheets.answer(extension, "budget", _("Budget"), columns(budget), rows(budget))


def columns(budget):
    fixed = [_("Partner number"), _("Partner"), _("Metropolitan area"), _("Co-financing rate in per cent")]
    planned = [_("Cost line"), _("Planned in euro"), _("Share of the fund in euro")]
    reported = [_("Reported in euro"), _("Share of the fund in what was reported, in euro")]
    return [*fixed, *planned, *(reported if budget.shows_reported else [])]


def rows(budget):
    for partner, rate, cost_line, amounts in budget.rows():
        row = [partner.partner_number, partner.name, partner.area.name, rate, cost_line or _("not divided up")]
        row += [amounts.planned, amounts.planned_share]
        yield row + ([amounts.reported, amounts.reported_share] if budget.shows_reported else [])
