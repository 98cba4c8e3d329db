"""The joint report: what all partners told of a period, compiled activity by activity, for the page and for files."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.functional import cached_property

from .models import Extent, OutputEntry, PartnerReport, ProgressEntry, ReportText
from .progress.numbers import whole


@dataclass
class ActivityTold:
    """One activity with what its partners told of it in the period."""

    activity: object
    entries: list = field(default_factory=list)

    @property
    def percents(self):
        return [entry.percent for entry in self.entries if entry.percent is not None]

    @property
    def percent(self):
        """The mean of what the partners say; None where nobody gives a number."""
        return whole(sum(self.percents) / len(self.percents)) if self.percents else None

    @property
    def extents(self):
        """How many partners say that it is fully, partly, not achieved: `[(value, words, number)]`."""
        return counted(self.entries)


@dataclass
class PhaseTold:
    """A phase with the activities that were told of."""

    phase: object
    activities: list = field(default_factory=list)


@dataclass
class OutputTold:
    """One output with what was told of it."""

    output: object
    entries: list = field(default_factory=list)

    @property
    def extents(self):
        return counted(self.entries)


class JointReport:
    """All that was told of a period, of the reports that the reader may read and that are handed in.

    `only_accepted` leaves out what is submitted and not accepted yet. Nothing of a draft is in it, whoever reads.
    """

    def __init__(self, period, user, only_accepted=False):
        self.period, self.user = period, user
        self.statuses = [PartnerReport.Status.ACCEPTED] if only_accepted else list(PartnerReport.TOLD)

    @cached_property
    def reports(self):
        """The reports that it is made of, by the partners' names."""
        rows = PartnerReport.objects.visible_to(self.user).filter(period=self.period, status__in=self.statuses)
        return list(rows.with_place().order_by("partner__name", "pk"))

    @cached_property
    def missing(self):
        """The reports of the period that are not in it, with their partners."""
        rows = PartnerReport.objects.visible_to(self.user).filter(period=self.period)
        return list(rows.exclude(status__in=self.statuses).with_place().order_by("partner__name", "pk"))

    @cached_property
    def texts(self):
        """What each partner says in its own words, by the partners' names."""
        return list(self.of(ReportText).order_by("report__partner__name", "pk"))

    def of(self, model):
        rows = model.objects.visible_to(self.user).filter(report__period=self.period, report__status__in=self.statuses)
        return rows.select_related("report__partner__area", "report__period")

    @cached_property
    def phases(self):
        """The activities told of, in the order of the plan, by phase."""
        rows = self.of(ProgressEntry).select_related("activity__phase").prefetch_related("files")
        rows = rows.order_by("activity__phase__number", "activity__title", "activity", "report__partner__name", "pk")
        phases, activities = {}, {}
        for entry in rows:
            phase = phases.setdefault(entry.activity.phase_id, PhaseTold(entry.activity.phase))
            if entry.activity_id not in activities:
                activities[entry.activity_id] = ActivityTold(entry.activity)
                phase.activities.append(activities[entry.activity_id])
            activities[entry.activity_id].entries.append(entry)
        return list(phases.values())

    @cached_property
    def outputs(self):
        rows = self.of(OutputEntry).select_related("output__area").prefetch_related("files")
        found = {}
        for entry in rows.order_by("output__title", "output", "report__partner__name", "pk"):
            found.setdefault(entry.output_id, OutputTold(entry.output)).entries.append(entry)
        return list(found.values())

    @property
    def summary(self):
        return self.told("summary")

    @property
    def problems(self):
        return self.told("problems")

    @property
    def next_steps(self):
        return self.told("next_steps")

    @property
    def target_groups(self):
        return self.told("target_groups")

    def told(self, name):
        """The texts in which a field is filled in: `[(partner, words)]`."""
        return [(text.report.partner, getattr(text, name)) for text in self.texts if getattr(text, name).strip()]


def counted(entries):
    numbers = Counter(entry.extent for entry in entries)
    return [(value, label, numbers[value]) for value, label in Extent.choices if numbers[value]]
