"""Reporting periods, partner reports and the log of progress, as programs of the partnership read them."""

from cityregions.api.routes import register
from cityregions.api.serializers import PartSerializer, RowSerializer
from cityregions.api.steps import TakesSteps
from cityregions.api.views import PortalViewSet
from cityregions.api.writing.mistakes import at
from cityregions.records import rights

from . import actions
from .models import OutputEntry, PartnerReport, ProgressEntry, ReportedCost, ReportingPeriod, ReportText
from .models.reports import overlap
from .report_filters import PartnerReportFilter, ProgressEntryFilter, ReportingPeriodFilter


class ReportingPeriodSerializer(RowSerializer):
    class Meta:
        model = ReportingPeriod
        fields = ("name", "starts_on", "ends_on", "due_on", "locked")


@register("reporting-periods")
class ReportingPeriodViewSet(PortalViewSet):
    """The stretches of time on which partners report, and the days by which they do. For the partnership."""

    queryset = ReportingPeriod.objects.all()
    serializer_class = ReportingPeriodSerializer
    filterset_class = ReportingPeriodFilter

    def save(self, entries, mistakes, complete=False):
        """Every partner that takes part in the period is asked for its report."""
        super().save(entries, mistakes, complete)
        self.refuse_overlaps(entries, mistakes)
        for entry in entries:
            actions.ask(entry.row)

    def refuse_overlaps(self, entries, mistakes):
        """Periods of one list are compared with each other only now that all of them are saved."""
        written, last = {entry.row.pk: entry.place for entry in entries}, None
        for period in ReportingPeriod.objects.order_by("starts_on", "ends_on"):
            if last and period.starts_on <= last.ends_on and {period.pk, last.pk} & written.keys():
                here, other = (period, last) if period.pk in written else (last, period)
                mistakes.add(at(written[here.pk], "starts_on"), "invalid", overlap(other))
            last = period if last is None or period.ends_on >= last.ends_on else last
        mistakes.raise_any()


class ReportTextSerializer(PartSerializer):
    class Meta:
        model = ReportText
        fields = ("summary", "problems", "next_steps", "target_groups")


class OutputEntrySerializer(PartSerializer):
    class Meta:
        model = OutputEntry
        fields = ("output", "extent", "text", "evidence")


class ReportedCostSerializer(PartSerializer):
    class Meta:
        model = ReportedCost
        fields = ("cost_line", "amount_eur", "note")


class PartnerReportSerializer(RowSerializer):
    text = ReportTextSerializer(read_only=True, allow_null=True, help_text="In words; null where you may not read it.")
    output_entries = OutputEntrySerializer(many=True, read_only=True)
    costs = ReportedCostSerializer(many=True, read_only=True)

    class Meta:
        model = PartnerReport
        fields = (
            "period",
            "partner",
            "status",
            "started_at",
            "submitted_at",
            "decided_at",
            "note",
            "text",
            "output_entries",
            "costs",
        )
        detail_fields = ("progress_entries",)
        # It is handed in, accepted and sent back in steps, each with what belongs to it.
        read_only_fields = ("status", "note")


@register("partner-reports")
class PartnerReportViewSet(TakesSteps, PortalViewSet):
    """What each partner reports on each period. For the partnership; what a draft says, only for the partner itself."""

    queryset = PartnerReport.objects.all()
    serializer_class = PartnerReportSerializer
    filterset_class = PartnerReportFilter
    lookup_field = "pk"
    steps = {name: step.does for name, step in actions.STEPS.items()}

    def step_right(self, model, user):
        """Of the partnership, whoever sees a report; who may not take a step is told so in the words of the page."""
        return rights.condition(model, user)

    def take(self, row, step, **told):
        actions.take(step, row, self.request.user, **told)


class ProgressEntrySerializer(RowSerializer):
    class Meta:
        model = ProgressEntry
        fields = ("report", "activity", "partner", "reported_on", "percent", "extent", "text", "evidence")
        page_of = "activity"


@register("progress-entries")
class ProgressEntryViewSet(PortalViewSet):
    """How far each partner says to be with an activity: a log. Those of accepted reports count."""

    queryset = ProgressEntry.objects.all()
    serializer_class = ProgressEntrySerializer
    filterset_class = ProgressEntryFilter
    lookup_field = "pk"
