"""The numbers of the work plan, and the rules they are made by."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import cached_property

from cityregions.records.dates import PartialDate

from .course import LAST, course
from .entries import entries_of

# What ends within so many days is due.
DUE_SOON = 30


def whole(exact):
    """A whole per cent; what has begun is never 0, and what is not complete never 100."""
    if exact is None:
        return None
    # Sums of fractions miss 0 and 100 by a hair.
    exact = min(100, max(0, round(exact, 6)))
    return int(exact) if exact in {0, 100} else min(99, max(1, int(exact + 0.5)))


def share(part, total):
    """Per cent, or None where there is nothing to have a part of."""
    return whole(100 * part / total) if total else None


@lru_cache(4096)
def months(start, end):
    """The months of the calendar that a period touches; one where its dates are not known."""
    if not start or not end:
        return 1
    first, last = start.first, end.last
    return max(1, 12 * (last.year - first.year) + last.month - first.month + 1)


@lru_cache(4096)
def status_of_period(start, end, on):
    """Where a day falls in a period: before it, in it, shortly before its end, or after it."""
    if start and start.first > on:
        return "planned"
    if not end:
        return "ongoing" if start else "unknown"
    if end.last < on:
        return "ended"
    return "due" if (end.last - on).days < DUE_SOON else "ongoing"


@dataclass(slots=True)
class Told:
    """The latest accepted word of one responsible partner: how far it is, and as of which day."""

    partner: object
    percent: int
    reported_on: date


@dataclass(slots=True)
class OutputOn:
    """An output as it stood on the day of the plan.

    `due` is its own due date, else the end of its activity, else of its phase; `delivered` says whether it was handed
    in by then. One that is handed in without a date counts from the end of its phase: `undated` marks it.
    """

    plan: object
    row: object
    due: PartialDate | None
    due_by: str
    delivered_on: PartialDate | None
    delivered: bool
    undated: bool
    kind: str = "output"

    @property
    def pk(self):
        return self.row.pk

    @property
    def title(self):
        return self.row.title

    name = title

    @property
    def url(self):
        return reverse("output-detail", args=[self.row.slug])

    @property
    def status(self):
        return self.row.status

    @property
    def activity_id(self):
        return self.row.activity_id

    @property
    def phase_id(self):
        return self.plan.phase_id(self.row)

    @property
    def areas(self):
        return self.plan.areas_of(self.row)

    @property
    def area(self):
        return next(iter(self.areas), None)

    @property
    def partners(self):
        return self.plan.answering_for(self.row)

    @property
    def start(self):
        """Where it stands on the axis: the day it was handed in, as far as that is known, else the day it is due."""
        return (self.delivered_on if self.delivered else None) or self.due

    @property
    def end(self):
        return self.start

    @property
    def state(self):
        """Whether it is handed in, late, due soon or planned."""
        if self.delivered:
            return "delivered"
        if not self.due:
            return "unknown"
        if self.due.last < self.plan.on:
            return "late"
        return "due" if (self.due.last - self.plan.on).days < DUE_SOON else "planned"


class ActivityProgress:
    """One activity as it stood on the day of the plan: its dates, how far it was, what it owed and had delivered.

    `partners` are the responsible ones that count: those that took part in the project on that day, or on the last
    day of the activity if that was earlier. So what a partner that left has reported on work that ended before goes
    on counting, and nobody waits for it where work goes on without it. `told` holds the latest accepted entry of each
    of them that has one. A missing date is the phase's.
    """

    kind = "activity"

    def __init__(self, plan, activity, own, phase):
        self.plan, self.activity, self.phase_id = plan, activity, activity.phase_id
        self.own_start, self.own_end = own
        self.start, self.end = own[0] or phase[0], own[1] or phase[1]

    @property
    def name(self):
        return self.activity.title

    @property
    def url(self):
        return self.activity.get_absolute_url()

    @property
    def areas(self):
        areas = self.plan.book.areas
        return [areas[key] for key in self.plan.book.activity_areas.get(self.activity.pk, ())]

    @cached_property
    def partners(self):
        plan = self.plan
        day = min(self.last_day, plan.day)
        keys = plan.book.responsible.get(self.activity.pk, ())
        return [plan.book.partners[key] for key in keys if plan.spans[key][0] <= day <= plan.spans[key][1]]

    @property
    def last_day(self):
        return self.end.last.isoformat() if self.end else LAST

    @property
    def entries(self):
        return entries_of(self.told_text)

    @property
    def told_text(self):
        return self.plan.book.entries.get(self.activity.pk, "")

    @cached_property
    def told(self):
        """The latest accepted entry up to the day of each of these partners that has one."""
        latest = {by: (percent, day) for day, by, percent in self.entries if day <= self.plan.day}
        found = [(partner, *latest[partner.id]) for partner in self.partners if partner.id in latest]
        return [Told(partner, percent, date.fromisoformat(day)) for partner, percent, day in found]

    @property
    def reported(self):
        return len(self.told)

    @property
    def responsible(self):
        return len(self.partners)

    @property
    def silent(self):
        """Responsible partners that have no accepted entry yet."""
        known = {each.partner.pk for each in self.told}
        return [partner for partner in self.partners if partner.pk not in known]

    @property
    def output_rows(self):
        return self.plan.book.owed.get(self.activity.pk, ())

    @cached_property
    def outputs(self):
        return [self.plan.output_on(row) for row in self.output_rows]

    @cached_property
    def handed_in(self):
        """For each output it owes, the day as text from which it counts as handed in; sorted."""
        return tuple(sorted(map(self.plan.handed_in, self.output_rows)))

    @property
    def owed(self):
        return len(self.handed_in)

    @property
    def delivered(self):
        return bisect_right(self.handed_in, self.plan.day)

    @cached_property
    def course(self):
        """How its number went over the days, those after the day of the plan too; the same on most days."""
        spans = tuple((key, self.plan.spans[key]) for key in self.plan.book.responsible.get(self.activity.pk, ()))
        return course(self.told_text, spans, self.last_day, self.handed_in)

    @cached_property
    def number(self):
        """Its exact per cent, and whether partners told it."""
        for day, exact, told in reversed(self.course):
            if day <= self.plan.day:
                return exact, told
        return None, False

    @cached_property
    def exact(self):
        return self.number[0]

    @property
    def basis(self):
        """What the per cent rests on: reports, else the outputs it owes, else nothing."""
        return "reports" if self.number[1] else "outputs" if self.handed_in else "none"

    @property
    def percent(self):
        return whole(self.exact)

    @cached_property
    def months(self):
        return months(self.start, self.end)

    @cached_property
    def state(self):
        """Planned, ongoing, due soon, done or late; ended where nobody can tell whether it was done."""
        if self.exact == 100:
            return "done"
        status = status_of_period(self.start, self.end, self.plan.on)
        return "late" if status == "ended" and self.basis != "none" else status

    @property
    def days_late(self):
        return (self.plan.on - self.end.last).days


@dataclass(slots=True)
class EventOn:
    """An event as the plan had it on a day."""

    event: object
    on: date
    start: PartialDate | None
    end: PartialDate | None
    areas: list
    partners: list
    phase_id: None = None
    kind: str = "event"

    @property
    def name(self):
        return self.event.title

    @property
    def url(self):
        return self.event.get_absolute_url()

    @property
    def state(self):
        """Planned, due within the month, ongoing, or over: an event that is over took place."""
        if not self.start:
            return "unknown"
        if self.end.last < self.on:
            return "done"
        if self.start.first <= self.on:
            return "ongoing"
        return "due" if (self.start.first - self.on).days < DUE_SOON else "planned"


@dataclass(slots=True)
class MilestoneOn:
    """A date of a pilot as the plan had it on a day."""

    milestone: object
    pilot: object
    on: date
    day: PartialDate | None
    areas: list
    partners: list
    phase_id: None = None
    kind: str = "milestone"

    @property
    def name(self):
        return self.milestone.text

    @property
    def url(self):
        return self.pilot.get_absolute_url() if self.pilot else ""

    @property
    def start(self):
        return self.day

    @property
    def end(self):
        return self.day

    @property
    def state(self):
        """Reached or to come; of one that was only planned, nobody knows whether it was reached: it is over."""
        if not self.day:
            return "unknown"
        if self.day.last <= self.on:
            return "ended" if self.milestone.planned else "done"
        return "due" if (self.day.last - self.on).days < DUE_SOON else "planned"


def weighted(activities):
    """The mean of the activities that have a number, each by its months; None where none has."""
    known = [each for each in activities if each.exact is not None]
    if not known:
        return None
    return sum(each.exact * each.months for each in known) / sum(each.months for each in known)


@dataclass
class PhaseProgress:
    """A phase as it stood on a day, with its activities in order of time."""

    phase: object
    start: PartialDate | None = None
    end: PartialDate | None = None
    activities: list[ActivityProgress] = field(default_factory=list)

    @property
    def owed(self):
        return sum(each.owed for each in self.activities)

    @property
    def delivered(self):
        return sum(each.delivered for each in self.activities)

    @cached_property
    def exact(self):
        return weighted(self.activities)

    @property
    def percent(self):
        return whole(self.exact)

    @property
    def counted(self):
        """How many of its activities have a number; the others are left out of the mean."""
        return sum(each.exact is not None for each in self.activities)
