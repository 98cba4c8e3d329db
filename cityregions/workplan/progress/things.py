"""Outputs, events and milestones as they stood on the day of the plan."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cityregions.records.dates import PartialDate

from .numbers import DUE_SOON


@dataclass(slots=True)
class OutputOn:
    """An output as it stood on the day of the plan.

    `due` is its own due date, else the end of its activity, else of its phase; `delivered` says whether it was handed
    in by then. One that is handed in without a date counts from the end of its phase: `undated` marks it. `activity`
    is the one that owes it, as it stood on that day, if any.
    """

    frame: object
    row: object
    activity: object
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
        return self.frame.phase_id(self.row, self.activity)

    @property
    def areas(self):
        return self.frame.areas_of(self.row)

    @property
    def area(self):
        return next(iter(self.areas), None)

    @property
    def partners(self):
        """Who owes it."""
        return self.activity.answering_for(self.row) if self.activity else []

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
        if self.due.last < self.frame.on:
            return "late"
        return "due" if (self.due.last - self.frame.on).days < DUE_SOON else "planned"


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
