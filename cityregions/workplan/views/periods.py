"""Reporting periods: all partners side by side, the joint report, and making periods."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from cityregions.records import rights
from cityregions.records.checks import free_slug
from cityregions.records.views import ForThePartnership
from cityregions.web.pages import DetailPage
from partners.models import Partner

from .. import actions
from ..joint import JointReport
from ..models import PartnerReport, ReportingPeriod
from ..report_forms import ProposalForm, project_dates
from .reports import standing

State = PartnerReport.State
# In which order the partners stand: what is late first, what is done last.
ORDER = [State.OVERDUE, State.SENT_BACK, State.DUE, State.NOT_YET_DUE, State.SUBMITTED, State.ACCEPTED]


@dataclass
class Line:
    """A partner with its report on the period; None where it was not asked for one yet."""

    partner: Partner
    report: PartnerReport | None
    may_write: bool


class PeriodPage(ForThePartnership, DetailPage):
    """All partners side by side: how far each report is, the late ones first."""

    queryset = ReportingPeriod.objects.all()
    template_name = "workplan/period_detail.html"

    def get_context_data(self, **kwargs):
        lines = self.lines()
        states = [line.report.now for line in lines if line.report]
        counts = [(state, state.label, states.count(state)) for state in ORDER if state in states]
        return super().get_context_data(lines=lines, counts=counts, **kwargs)

    def lines(self):
        today, user = timezone.localdate(), self.request.user
        reports = list(self.object.reports.visible_to(user).with_place())
        standing(reports, today)
        found = {report.partner_id: report for report in reports}
        others = actions.partners_of(self.object).exclude(pk__in=found).with_area()
        partners = [report.partner for report in reports] + list(others)
        lines = [self.line(partner, found.get(partner.pk)) for partner in partners]
        return sorted(lines, key=lambda line: (not (line.report and line.report.late), place(line), line.partner.name))

    def line(self, partner, report):
        is_own = partner.pk in self.request.user.current_partners
        return Line(partner, report, is_own and (report.is_open if report else not self.object.locked))


def place(line):
    return ORDER.index(line.report.now) if line.report else ORDER.index(State.NOT_YET_DUE)


class JointPage(ForThePartnership, DetailPage):
    """What all partners told of the period, activity by activity."""

    queryset = ReportingPeriod.objects.all()
    template_name = "workplan/joint_report.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(joint=JointReport(self.object, self.request.user), **kwargs)


class ProposePeriods(ForThePartnership, FormView):
    """Divides the project's time into periods: shows them first, then makes them all at once."""

    form_class = ProposalForm
    template_name = "workplan/period_propose.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not rights.may_add(request.user, ReportingPeriod):
            raise PermissionDenied(_("Coordinators make the reporting periods."))
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        first, last = project_dates()
        return {"starts_on": first, "ends_on": last}

    def get_context_data(self, **kwargs):
        return {"proposed": [], **super().get_context_data(**kwargs)}

    def form_valid(self, form):
        if "_make" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, proposed=form.proposed()))
        periods = form.proposed()
        try:
            make(periods)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        said = ngettext("%(count)d period made.", "%(count)d periods made.", len(periods))
        messages.success(self.request, said % {"count": len(periods)})
        return redirect("report-list")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@transaction.atomic
def make(periods):
    """Makes all of them, or raises ValidationError and makes none."""
    for period in periods:
        period.slug = free_slug(ReportingPeriod, period.name.partition(",")[0])
        period.full_clean()
        period.save()
        actions.ask(period)
