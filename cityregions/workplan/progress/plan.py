"""The work plan as it stood on a day: every phase, activity and output with its dates and numbers."""

from django.utils.functional import cached_property

from cityregions.records.dates import date_of
from pilots.models import Milestone

from ..models import Activity, Event, Output, Phase
from .book import HANDED_IN, Book
from .course import FIRST, NEVER, span_of
from .curve import Curve
from .kept import books, plans, state_of_the_data
from .late import LateList
from .numbers import ActivityProgress, EventOn, MilestoneOn, OutputOn, PhaseProgress, weighted, whole


def plan_on(user, on):
    """The plan on that day, as far as `user` may see it; counted once until something in it changes."""
    state = state_of_the_data(user)
    return plans.get((state, on), lambda: Plan(books.get(state, lambda: Book(user, state)), on))


class Plan:
    """What is known of the plan on the day `on`."""

    def __init__(self, book, on):
        self.book, self.on, self.state = book, on, book.state
        self.day = on.isoformat()
        self.phase_dates = self.dates_of(Phase, book.phases, "starts_on", "ends_on")
        self.event_dates = self.dates_of(Event, book.events, "starts_on", "ends_on")
        self.milestone_dates = self.dates_of(Milestone, book.milestones, "reached_on")
        self.outputs_moved = book.moved[Output].on(on)
        self.answering = {}
        self.spans = {key: span_of(partner) for key, partner in book.partners.items()}
        self.by_activity = self.all_activities()
        self.phases = self.all_phases()
        self.events = [self.event_on(event) for event in book.events]
        self.milestones = [self.milestone_on(milestone) for milestone in book.milestones]

    def dates_of(self, model, rows, *names):
        moved = self.book.moved[model].on(self.on)
        return {row.pk: moved.get(row.pk) or tuple(getattr(row, name) for name in names) for row in rows}

    def all_activities(self):
        dates = self.dates_of(Activity, self.book.activities, "starts_on", "ends_on")
        return {
            activity.pk: ActivityProgress(self, activity, dates[activity.pk], self.phase_dates[activity.phase_id])
            for activity in self.book.activities
        }

    def all_phases(self):
        """The phases that count; those of public sources stand beside them."""
        counted = [phase for phase in self.book.phases if phase.framework == Phase.Framework.PROJECT]
        phases = {phase.pk: PhaseProgress(phase, *self.phase_dates[phase.pk]) for phase in counted}
        for progress in self.by_activity.values():
            if progress.phase_id in phases:
                phases[progress.phase_id].activities.append(progress)
        return list(phases.values())

    @cached_property
    def outputs(self):
        return [self.output_on(row) for row in self.book.outputs]

    @cached_property
    def loose_outputs(self):
        """Those that no activity of the plan owes."""
        owed = self.by_activity.keys()
        return [self.output_on(row) for key, rows in self.book.owed.items() if key not in owed for row in rows]

    @cached_property
    def late_rows(self):
        """The outputs that are late, each with the days that it is late."""
        late = []
        for row in self.book.outputs:
            due = self.handed_in(row) > self.day and self.due(row)[0]
            if due and due.last < self.on:
                late.append((row, (self.on - due.last).days))
        return late

    def areas_of(self, row):
        area = self.book.areas.get(row.area_id)
        return [area] if area else []

    def output_on(self, row):
        due, due_by = self.due(row)
        delivered, undated = self.handed_in(row) <= self.day, not row.delivered and row.status in HANDED_IN
        return OutputOn(self, row, due, due_by, date_of(row.delivered), delivered, undated)

    def phase_id(self, row):
        """The key of the phase of an output: its own, else that of its activity."""
        activity = self.by_activity.get(row.activity_id)
        return row.phase_id or (activity and activity.phase_id)

    def end_of_phase(self, row):
        return self.phase_dates.get(self.phase_id(row), (None, None))[1]

    def due(self, row):
        """When an output is due, and what says so: its own date, else the end of its activity, else of its phase."""
        own = self.outputs_moved[row.pk][0] if row.pk in self.outputs_moved else date_of(row.due)
        if own:
            return own, "own"
        activity = self.by_activity.get(row.activity_id)
        if activity and activity.own_end:
            return activity.own_end, "activity"
        end = self.end_of_phase(row)
        return end, "phase" if end else ""

    def handed_in(self, row):
        """The day as text from which an output counts as handed in; without a date, the end of its phase."""
        if row.delivered:
            return row.delivered[: len(FIRST)]
        if row.status in HANDED_IN:
            end = self.end_of_phase(row)
            return end.last.isoformat() if end else FIRST
        return NEVER

    @cached_property
    def exact(self):
        """How far the plan as a whole is."""
        return weighted([each for phase in self.phases for each in phase.activities])

    @property
    def percent(self):
        return whole(self.exact)

    @cached_property
    def curve(self):
        return Curve(self)

    @cached_property
    def late(self):
        return LateList(self)

    def event_on(self, event):
        start, end = self.event_dates[event.pk]
        partner = self.book.partners.get(event.host_partner)
        area = self.book.areas.get(event.area_id)
        return EventOn(event, self.on, start or end, end or start, [area] if area else [], [partner] if partner else [])

    def milestone_on(self, milestone):
        pilot = self.book.pilots.get(milestone.pilot_id)
        area = pilot and self.book.areas.get(pilot.area_id)
        partners = [self.book.partners[key] for key in self.book.pilot_partners.get(milestone.pilot_id, ())]
        [day] = self.milestone_dates[milestone.pk]
        return MilestoneOn(milestone, pilot, self.on, day, [area] if area else [], partners)

    def answering_for(self, row):
        """Who owes an output: the activity's partners in the output's area, else all of the activity's."""
        place = (row.activity_id, row.area_id)
        if place not in self.answering:
            activity = self.by_activity.get(row.activity_id)
            partners = activity.partners if activity else []
            near = [partner for partner in partners if partner.area_id and partner.area_id == row.area_id]
            self.answering[place] = near or partners
        return self.answering[place]
