"""Activities and phases as they stood on the day of the plan."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.functional import cached_property

from cityregions.records.dates import PartialDate

from .course import LAST, course
from .entries import entries_of
from .late import behind, shares
from .numbers import months, status_of_period, weighted, whole


@dataclass(slots=True)
class Told:
    """The latest accepted word of one responsible partner: how far it is, and as of which day."""

    partner: object
    percent: int
    reported_on: date


class Made(NamedTuple):
    """All that an activity's numbers are made of beside the frame: with the same of it, they are the same.

    `own` are its own dates as they stood, `entries` is the text of its entries, `responsible` and `areas` are keys,
    `outputs` the rows that it owes, and `moved` has, by key, the due dates that these had where they were moved since.
    """

    row: object
    own: tuple
    entries: str
    responsible: tuple
    areas: tuple
    outputs: tuple
    moved: dict


class ActivityProgress:
    """One activity as it stood on the day of the plan: its dates, how far it was, what it owed and had delivered.

    `partners` are the responsible ones that count: those that took part in the project on that day, or on the last
    day of the activity if that was earlier. So what a partner that left has reported on work that ended before goes
    on counting, and nobody waits for it where work goes on without it. `told` holds the latest accepted entry of each
    of them that has one. A missing date is the phase's.
    """

    kind = "activity"

    def __init__(self, frame, made):
        self.frame, self.made, self.activity, self.phase_id = frame, made, made.row, made.row.phase_id
        # A phase that came while the plan was read is seen with the next change.
        start, end = frame.phase_dates.get(self.phase_id, (None, None))
        self.own_start, self.own_end = made.own
        self.start, self.end = self.own_start or start, self.own_end or end

    @property
    def name(self):
        return self.activity.title

    @property
    def url(self):
        return self.activity.get_absolute_url()

    @property
    def areas(self):
        return [self.frame.areas[key] for key in self.made.areas]

    @cached_property
    def partners(self):
        day, spans = min(self.last_day, self.frame.day), self.frame.spans
        keys = (key for key in self.made.responsible if spans[key][0] <= day <= spans[key][1])
        return [self.frame.partners[key] for key in keys]

    @property
    def last_day(self):
        return self.end.last.isoformat() if self.end else LAST

    @cached_property
    def told(self):
        """The latest accepted entry up to the day of each of these partners that has one."""
        entries = entries_of(self.made.entries)
        latest = {by: (percent, day) for day, by, percent in entries if day <= self.frame.day}
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
        return self.made.outputs

    @cached_property
    def outputs(self):
        return [self.output_on(row) for row in self.output_rows]

    def output_on(self, row):
        return self.frame.output_on(row, self, self.made.moved.get(row.pk))

    def is_delivered(self, row):
        return self.frame.handed_in(row, self) <= self.frame.day

    def days_late(self, row):
        return self.frame.days_late(row, self, self.made.moved.get(row.pk))

    def answering_for(self, row):
        """Who owes an output of it: its partners in the output's area, else all of them."""
        near = [partner for partner in self.partners if partner.area_id and partner.area_id == row.area_id]
        return near or self.partners

    @cached_property
    def handed_in(self):
        """For each output it owes, the day as text from which it counts as handed in; sorted."""
        return tuple(sorted(self.frame.handed_in(row, self) for row in self.output_rows))

    @property
    def owed(self):
        return len(self.handed_in)

    @cached_property
    def delivered(self):
        return bisect_right(self.handed_in, self.frame.day)

    @cached_property
    def course(self):
        """How its number went over the days, those after the day of the plan too; the same on most days."""
        spans = tuple((key, self.frame.spans[key]) for key in self.made.responsible)
        return course(self.made.entries, spans, self.last_day, self.handed_in)

    @cached_property
    def steps(self):
        """By how much it adds to the sum and to the weight of a mean from which day on: `[(day, part, weight)]`."""
        found, before = [], None
        for day, exact, _told in self.course:
            weight = ((exact is not None) - (before is not None)) * self.months
            found.append((day, ((exact or 0) - (before or 0)) * self.months, weight))
            before = exact
        return found

    @cached_property
    def number(self):
        """Its exact per cent, and whether partners told it."""
        for day, exact, told in reversed(self.course):
            if day <= self.frame.day:
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
        status = status_of_period(self.start, self.end, self.frame.on)
        return "late" if status == "ended" and self.basis != "none" else status

    @cached_property
    def late(self):
        """What of it is late, and who with how much of it."""
        found = []
        if self.state == "late":
            days = (self.frame.on - self.end.last).days
            found.append((-days, self.name, "activities", self.activity.pk, self, behind(self), self.areas))
        for row in self.output_rows:
            if days := self.days_late(row):
                owners = (self.answering_for(row), self.frame.areas_of(row))
                found.append((-days, row.title, "outputs", row.pk, row, *owners))
        return len(found), shares(found)


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
