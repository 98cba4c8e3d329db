"""Reporting periods, partner reports and the log of progress, as programs of the partnership read them."""

from django.forms import Form, IntegerField, SlugField
from django.utils.translation import gettext as _

from cityregions.api.routes import register
from cityregions.api.serializers import Counted, PartSerializer, PublicName, RowSerializer
from cityregions.api.steps import TakesSteps
from cityregions.api.views import PortalViewSet
from cityregions.api.writing.mistakes import at
from cityregions.records import rights
from cityregions.web.uploads import StoredFileField

from . import actions, obligations
from .file_api import TakesFiles
from .handing_in import add_evidence
from .models import (
    Activity,
    EvidenceFile,
    Output,
    OutputEntry,
    PartnerReport,
    ProgressEntry,
    ReportedCost,
    ReportingPeriod,
    ReportText,
)
from .models.reports import one_at_a_time, overlap
from .report_filters import EvidenceFileFilter, PartnerReportFilter, ProgressEntryFilter, ReportingPeriodFilter


class ReportingPeriodSerializer(RowSerializer):
    class Meta:
        model = ReportingPeriod
        fields = ("name", "starts_on", "ends_on", "due_on", "locked")


DAYS = ("pk", "starts_on", "ends_on")


@register("reporting-periods")
class ReportingPeriodViewSet(PortalViewSet):
    """The stretches of time on which partners report, and the days by which they do. For the partnership."""

    queryset = ReportingPeriod.objects.all()
    serializer_class = ReportingPeriodSerializer
    filterset_class = ReportingPeriodFilter

    def save(self, entries, mistakes, complete=False):
        """Every partner that takes part in the period is asked for its report."""
        one_at_a_time()
        keys = [entry.row.pk for entry in entries if entry.row.pk]
        before = {pk: days for pk, *days in ReportingPeriod.objects.filter(pk__in=keys).values_list(*DAYS)}
        super().save(entries, mistakes, complete)
        self.refuse_overlaps(entries, mistakes)
        for entry in entries:
            was = before.get(entry.row.pk)
            if was and was != [entry.row.starts_on, entry.row.ends_on]:
                entry.row.move_entries(was[1])
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
    completeness = Counted(
        obligations.COUNTS,
        tuple((model, "report_id") for model in (ProgressEntry, OutputEntry, ReportText)),
        help_text="How much is filled in: lines of activities and outputs, and the summary; of drafts of others, too.",
    )
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
            "completeness",
            "text",
            "output_entries",
            "costs",
        )
        detail_fields = ("progress_entries", "files")
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
        detail_fields = ("files",)
        page_of = "activity"


@register("progress-entries")
class ProgressEntryViewSet(PortalViewSet):
    """How far each partner says to be with an activity: a log. Those of accepted reports count."""

    queryset = ProgressEntry.objects.all()
    serializer_class = ProgressEntrySerializer
    filterset_class = ProgressEntryFilter
    lookup_field = "pk"


class EvidenceFileSerializer(RowSerializer):
    activity = PublicName(Activity, source="progress_entry__activity", read_only=True, allow_null=True)
    output = PublicName(Output, source="output_entry__output", read_only=True, allow_null=True)

    class Meta:
        model = EvidenceFile
        fields = ("report", "activity", "output", "name", "format", "size", "digest")
        read_only_fields = ("report",)


class SentEvidence(Form):
    file = StoredFileField()
    report = IntegerField()
    activity = SlugField(required=False)
    output = SlugField(required=False)

    def clean(self):
        told = super().clean()
        if bool(told.get("activity")) == bool(told.get("output")):
            self.add_error("activity", _("Say which activity or which output of the report it shows: one of them."))
        return told


@register("evidence-files")
class EvidenceFileViewSet(TakesFiles, PortalViewSet):
    """Files attached to what a report tells of an activity or output; the file itself is at `page`, in ranges, too.

    Whoever reads what the report says reads them; the partner adds and deletes them until it is handed in.
    """

    queryset = EvidenceFile.objects.all()
    serializer_class = EvidenceFileSerializer
    filterset_class = EvidenceFileFilter
    lookup_field = "pk"
    sent_form = SentEvidence
    form_of_file = {
        "type": "object",
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "report": {"type": "integer"},
            "activity": {"type": "string"},
            "output": {"type": "string"},
        },
        "required": ["file", "report"],
    }

    def whole(self, told):
        """The line of the report that it belongs to."""
        report, activity, output = (told.pop(name) for name in ("report", "activity", "output"))
        report = PartnerReport.objects.visible_to(self.request.user).filter(pk=report).first()
        if report is None:
            self.refuse_unknown("report")
        rights.require_change(self.request.user, report)
        if activity:
            line = report.progress_entries.filter(activity__slug=activity).first()
        else:
            line = report.output_entries.filter(output__slug=output).first()
        return line or self.refuse_unknown("activity" if activity else "output")

    def add(self, line, upload, **told):
        return add_evidence(line, upload, self.request.user, **told)
