"""Partners: what their own staff fill in, and what only coordinators do."""

from django.utils.translation import gettext_lazy as _

from cityregions.web.editing import PROVENANCE, PartForm, Parts, RecordForm, RecordMeta

from .models import BudgetLine, CostLine, Partner, PartnerBudget


class PartnerBudgetForm(PartForm):
    called_by = "amount_eur"

    class Meta(RecordMeta):
        model = PartnerBudget
        fields = ("amount_eur", "text", "source", "confidence")


class BudgetLineForm(PartForm):
    class Meta(RecordMeta):
        model = BudgetLine
        fields = ("cost_line", "amount_eur")


class PartnerForm(RecordForm):
    sections = {"name": _("The organisation"), "role": _("In the project"), "contact_unit": _("How it is reached")}
    parts = (
        Parts("budget", PartnerBudgetForm, title=_("Budget"), most=1),
        Parts("budget_lines", BudgetLineForm, title=_("Budget by cost line"), most=len(CostLine)),
    )

    class Meta(RecordMeta):
        model = Partner
        fields = (
            "name",
            "name_local",
            "founded",
            "later",
            "role",
            "partner_number",
            "kind",
            "area",
            "cofinancing_rate",
            "joined_on",
            "left_on",
            "contact_unit",
            "address",
            "website",
            *PROVENANCE,
        )
