"""What a report tells: the plan on a day, and what partners said of it as far as the reader may see that."""

from collections import Counter
from datetime import date, timedelta

from django.utils.functional import cached_property

from cityregions.records.models import is_address
from cityregions.web.mail import absolute
from cityregions.workplan.joint import JointReport
from cityregions.workplan.models import (
    Activity,
    Event,
    EvidenceFile,
    Extent,
    Output,
    PartnerReport,
    Phase,
    ProgressEntry,
    ReportedCost,
)
from cityregions.workplan.obligations import accepted_before
from cityregions.workplan.progress import plan_on
from partners.models import Partner

from ..budget import Budget

MOST_SOURCES = 100


class Content:
    """The project's report on a day, or on a reporting period as it stood on its last day; drafts are never in it."""

    def __init__(self, project, user, on, period=None):
        self.project, self.user, self.on, self.period = project, user, on, period

    @property
    def for_the_partnership(self):
        """Whether the reader may see what partners report."""
        return getattr(self.user, "is_in_partnership", False)

    @cached_property
    def plan(self):
        return plan_on(self.user, self.on)

    @cached_property
    def before(self):
        """The plan at the end of what came before the period; None where no period is asked for."""
        if not self.period:
            return None
        # The calendar itself begins with a day that nothing comes before.
        return plan_on(self.user, max(self.period.starts_on, date(1, 1, 2)) - timedelta(days=1))

    @cached_property
    def joint(self):
        """The accepted reports on the period, compiled; None where no period is asked for."""
        return JointReport(self.period, self.user, only_accepted=True) if self.period else None

    @cached_property
    def told(self):
        """What partners said of each activity: of the period, else their last accepted word up to the day."""
        if not self.for_the_partnership:
            return {}
        rows = ProgressEntry.objects.visible_to(self.user).filter(report__status=PartnerReport.Status.ACCEPTED)
        rows = (
            rows.filter(report__period=self.period)
            if self.period
            else rows.filter(reported_on__lte=self.on).order_by("reported_on", "pk")
        )
        names = ("activity", "partner", "pk", "percent", "extent", "text", "evidence")
        latest = {(activity, partner): told for activity, partner, *told in rows.values_list(*names)}
        files, found = self.files_of(rows), {}
        for (activity, partner), (pk, percent, extent, text, evidence) in latest.items():
            told = (percent, EXTENTS.get(extent, ""), text, evidence_with(evidence, files.get(pk, ())))
            found.setdefault(activity, []).append((self.partner_names.get(partner), *told))
        return {key: sorted(told, key=lambda each: each[0] or "") for key, told in found.items()}

    def files_of(self, entries):
        """The files of evidence by the entries that they belong to."""
        found = {}
        seen = EvidenceFile.objects.visible_to(self.user).filter(progress_entry__in=entries.order_by().values("pk"))
        for file in seen:
            found.setdefault(file.progress_entry_id, []).append(file)
        return found

    @cached_property
    def partner_names(self):
        return dict(Partner.objects.visible_to(self.user).values_list("pk", "name"))

    @cached_property
    def outputs(self):
        """The outputs by due date, those without one last."""
        return sorted(self.plan.outputs, key=lambda each: (each.due is None, each.due and each.due.last, each.title))

    @cached_property
    def output_states(self):
        """How many outputs are delivered, late and so on."""
        return Counter(output.state for output in self.outputs)

    @cached_property
    def events(self):
        """Those of the period, else all; in order of time."""
        rows = Event.objects.visible_to(self.user).with_area().order_by("starts_on", "title", "pk")
        if self.period:
            rows = rows.filter(starts_on__gte=self.period.starts_on, starts_on__lte=self.period.ends_on)
        return list(rows.defer("search_text", "summary"))

    @cached_property
    def budget(self):
        return Budget(self.project, self.user, periods=[self.period] if self.period else ())

    @cached_property
    def partner_reports(self):
        """The accepted reports on the period with all that stands in them."""
        if not self.joint:
            return []
        costs, before = self.joint.of(ReportedCost).order_by("pk"), accepted_before(self.period)
        parts = {"activities": self.joint.phases, "outputs": self.joint.outputs}
        entries = [entry for phase in parts["activities"] for told in phase.activities for entry in told.entries]
        outputs = [entry for told in parts["outputs"] for entry in told.entries]
        return [
            PartnerTold(
                report,
                next((text for text in self.joint.texts if text.report_id == report.pk), None),
                [entry for entry in entries if entry.report_id == report.pk],
                [entry for entry in outputs if entry.report_id == report.pk],
                [cost for cost in costs if cost.report_id == report.pk],
                before.get(report.partner_id, {}),
            )
            for report in self.joint.reports
        ]

    @cached_property
    def sources(self):
        """Where the facts of the plan are known from, each once."""
        rows = [
            model.objects.visible_to(self.user).exclude(source="").order_by("source").values_list("source", flat=True)
            for model in (Phase, Activity, Output, Event)
        ]
        found = {self.project.source if self.project else "", *(each for some in rows for each in some.distinct())}
        return sorted(each for each in found if is_address(each))[:MOST_SOURCES]

    @cached_property
    def output_numbers(self):
        return dict(Output.objects.visible_to(self.user).exclude(number="").values_list("pk", "number"))

    @property
    def rows(self):
        """About how many rows the report has, which tells how long it takes."""
        seen = [model.objects.visible_to(self.user).count() for model in (Activity, Output, Event)]
        return sum(seen) + (ProgressEntry.objects.visible_to(self.user).count() if self.for_the_partnership else 0)


EXTENTS = dict(Extent.choices)


def evidence_with(evidence, files):
    """What is said to be evidence, then each file with the address at which the partnership downloads it."""
    named = (f"{file.name}: {absolute(file.get_absolute_url())}" for file in files)
    return "\n".join(filter(None, [evidence, *named]))


class PartnerTold:
    """One accepted report with its parts, and by activity what was accepted of the partner before."""

    def __init__(self, report, text, activities, outputs, costs, before):
        self.report, self.partner, self.text = report, report.partner, text
        self.activities, self.outputs, self.costs, self.before = activities, outputs, costs, before

    def said(self, name):
        return getattr(self.text, name, "") if self.text else ""
