"""The work plan as it stood on a day: every phase, activity and output with its dates and numbers."""

from django.utils.functional import cached_property

from pilots.models import Milestone

from ..models import Activity, Event, Output, Phase
from .activities import ActivityProgress, Made, PhaseProgress
from .curve import Curve
from .frame import Frame
from .kept import book_of, plans
from .late import LateList
from .numbers import weighted, whole
from .things import EventOn, MilestoneOn


def plan_on(user, on):
    """The plan on that day, as far as `user` may see it; counted once until something in it changes."""
    book = book_of(user)
    return plans.renew(
        (*book.key[:-1], on), lambda known: known if known and known.book is book else Plan(book, on, known)
    )


class Plan:
    """What is known of the plan on the day `on`; of one that was `known` before, what is the same is taken over."""

    def __init__(self, book, on, known=None):
        self.book, self.on = book, on
        self.frame = Frame(on, book.areas, book.partners, self.dates_of(Phase, book.phases, "starts_on", "ends_on"))
        if known and known.frame.is_like(self.frame):
            self.frame = known.frame
        self.event_dates = self.dates_of(Event, book.events, "starts_on", "ends_on")
        self.milestone_dates = self.dates_of(Milestone, book.milestones, "reached_on")
        self.outputs_moved = book.moved[Output].on(on)
        counted = known.by_activity if known and known.frame is self.frame else {}
        self.by_activity = {made.row.pk: self.activity(made, counted.get(made.row.pk)) for made in self.made()}
        self.phases = self.all_phases()
        self.events = [self.event_on(event) for event in book.events]
        self.milestones = [self.milestone_on(milestone) for milestone in book.milestones]

    def dates_of(self, model, rows, *names):
        moved = self.book.moved[model].on(self.on)
        return {row.pk: moved.get(row.pk) or tuple(getattr(row, name) for name in names) for row in rows}

    def made(self):
        """What the numbers of each activity are made of."""
        book, moved, dues = self.book, self.book.moved[Activity].on(self.on), {}
        for key, dates in self.outputs_moved.items():
            if key in book.outputs:
                dues.setdefault(book.outputs[key].activity_id, {})[key] = dates
        for row in book.activities:
            key = row.pk
            yield Made(
                row,
                moved.get(key) or (row.starts_on, row.ends_on),
                book.entries.texts.get(key, ""),
                book.responsible.get(key, ()),
                book.activity_areas.get(key, ()),
                book.owed.get(key, ()),
                dues.get(key, {}),
            )

    def activity(self, made, known):
        return known if known and known.made == made else ActivityProgress(self.frame, made)

    def all_phases(self):
        """The phases that count; those of public sources stand beside them."""
        counted = [phase for phase in self.book.phases if phase.framework == Phase.Framework.PROJECT]
        phases = {phase.pk: PhaseProgress(phase, *self.frame.phase_dates[phase.pk]) for phase in counted}
        for progress in self.by_activity.values():
            if progress.phase_id in phases:
                phases[progress.phase_id].activities.append(progress)
        return list(phases.values())

    @cached_property
    def outputs(self):
        return [self.output_on(row) for rows in self.book.owed.values() for row in rows]

    @property
    def loose_rows(self):
        """The outputs that no activity of the plan owes."""
        return [row for key, rows in self.book.owed.items() if key not in self.by_activity for row in rows]

    @property
    def loose_outputs(self):
        return [self.output_on(row) for row in self.loose_rows]

    def of_output(self, row):
        """What decides on the dates of an output: the row, its activity, and its own date where that was moved."""
        return row, self.by_activity.get(row.activity_id), self.outputs_moved.get(row.pk)

    def output_on(self, row):
        return self.frame.output_on(*self.of_output(row))

    def due(self, row):
        return self.frame.due(*self.of_output(row))

    def days_late(self, row):
        return self.frame.days_late(*self.of_output(row))

    def handed_in(self, row):
        return self.frame.handed_in(row, self.by_activity.get(row.activity_id))

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
