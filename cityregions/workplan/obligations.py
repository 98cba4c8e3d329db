"""What a partner has to report on: the activities and outputs of the plan in a period, and how much of it is told."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from .models import Activity, Extent, Output, OutputEntry, PartnerReport, ProgressEntry, ReportText


def activities(partner, period):
    """The partner's activities that run in the period, and earlier ones that it has not reported as done."""
    begun = Q(begins__isnull=True) | Q(begins__lte=period.ends_on)
    going_on = Q(finishes__isnull=True) | Q(finishes__gte=period.starts_on)
    earlier = ProgressEntry.objects.filter(
        activity=OuterRef("pk"), partner=partner, percent__isnull=False, report__period__starts_on__lt=period.starts_on
    )
    unfinished = Q(Exists(earlier)) & ~Q(Exists(earlier.filter(percent=100)))
    rows = Activity.objects.filter(responsible=partner).annotate(
        begins=Coalesce("starts_on", "phase__starts_on"), finishes=Coalesce("ends_on", "phase__ends_on")
    )
    return rows.filter(begun & (going_on | unfinished)).order_by(F("begins").asc(nulls_last=True), "title", "pk")


def outputs(partner, period):
    """The outputs that the partner's activities owe its area or the whole project, as long as they are not delivered.

    One that is due after the period is not asked for yet; one that was delivered in the period is told of once more.
    """
    delivered_before = Q(delivered_on__lt=period.starts_on) | Q(
        delivered_on__isnull=True, pk__in=Output.objects.delivered(), due_day__lt=period.starts_on
    )
    own = Q(area__isnull=True) | Q(area=partner.area_id)
    rows = Output.objects.with_due_day().filter(own, activity__responsible=partner)
    due = Q(due_day__isnull=True) | Q(due_day__lte=period.ends_on) | Q(delivered_on__lte=period.ends_on)
    # Not by exclude: what has no date would be neither in nor out.
    before = Output.objects.with_due_day().filter(delivered_before).values("pk")
    return rows.filter(due).exclude(pk__in=before).order_by("due_day", "title", "pk")


def missing(report):
    """Activities and outputs of the plan that the report does not speak of yet."""
    spoken = report.progress_entries.values("activity"), report.output_entries.values("output")
    return (
        list(activities(report.partner, report.period).exclude(pk__in=spoken[0])),
        list(outputs(report.partner, report.period).exclude(pk__in=spoken[1])),
    )


@dataclass(frozen=True)
class Completeness:
    """How much of what a report asks for is filled in: numbers only, which the whole partnership may know."""

    told: int = 0
    asked: int = 0

    @property
    def percent(self):
        return round(100 * self.told / self.asked) if self.asked else 0


def completeness(reports):
    """How complete these reports are, by their keys: one question, however many there are.

    It counts what is filled in and shows none of it; so it looks at drafts as well, whoever asks.
    """
    rows = PartnerReport.objects.filter(pk__in=[report.pk for report in reports]).order_by()
    numbers = rows.values_list("pk", *(count("") for count in COUNTS.values()))
    return {key: Completeness(sum(told), sum(asked)) for key, *counted in numbers for told, asked in [halves(counted)]}


def halves(numbers):
    return numbers[::2], numbers[1::2]


def lines(model, filled):
    """Makes the number of lines of a report, at the end of a path, in which what has to be is filled in."""

    def count(path):
        rows = model.objects.filter(filled, report=OuterRef(f"{path}pk")).order_by().values("report")
        return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)

    return count


def summaries(path):
    """1 where the summary of the report is written, else 0."""
    written = ReportText.objects.filter(report=OuterRef(f"{path}pk")).exclude(summary="")
    return Case(When(Exists(written), then=1), default=0)


# What is told, each with what is asked for.
COUNTS = {
    "activities_told": lines(ProgressEntry, Q(percent__isnull=False) & ~Q(extent="")),
    "activities": lines(ProgressEntry, Q()),
    "outputs_told": lines(OutputEntry, ~Q(extent="")),
    "outputs": lines(OutputEntry, Q()),
    "summaries_told": summaries,
    "summaries": lambda path: Value(1),
}


def told_before(report):
    """What the partner reported last, before this period, on each activity: entries by the activity's key."""
    return latest(
        ProgressEntry.objects.filter(
            partner=report.partner_id,
            activity__in=report.progress_entries.values("activity"),
            report__status__in=PartnerReport.TOLD,
            report__period__starts_on__lt=report.period.starts_on,
        )
        .select_related("report__period")
        .prefetch_related("files")
        .order_by("report__period__starts_on", "pk"),
        "activity_id",
    )


def accepted_before(period):
    """What was accepted last of each partner on each activity, before the period: entries by partner and activity."""
    rows = ProgressEntry.objects.filter(
        report__status=PartnerReport.Status.ACCEPTED, report__period__starts_on__lt=period.starts_on
    )
    found = {}
    for entry in rows.order_by("report__period__starts_on", "pk").only("partner", "activity", "percent"):
        found.setdefault(entry.partner_id, {})[entry.activity_id] = entry
    return found


def told_before_of_outputs(report):
    return latest(
        OutputEntry.objects.filter(
            output__in=report.output_entries.values("output"),
            report__partner=report.partner_id,
            report__status__in=PartnerReport.TOLD,
            report__period__starts_on__lt=report.period.starts_on,
        )
        .select_related("report__period")
        .prefetch_related("files")
        .order_by("report__period__starts_on", "pk"),
        "output_id",
    )


def latest(entries, key):
    """The last of the entries for each key."""
    return {getattr(entry, key): entry for entry in entries}


def is_short_of(extent):
    """Whether a status asks for a word of explanation."""
    return extent in {Extent.PARTLY, Extent.NOT}
