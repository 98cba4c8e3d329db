"""What is the same for all of a plan on a day: the day, who takes part, and when the phases are."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from cityregions.records.dates import date_of

from .course import FIRST, NEVER, span_of
from .rows import HANDED_IN
from .things import OutputOn


@dataclass
class Frame:
    """The day with the areas, the partners and the dates of the phases, each by its key."""

    on: date
    areas: dict
    partners: dict
    phase_dates: dict

    @cached_property
    def day(self):
        return self.on.isoformat()

    @cached_property
    def spans(self):
        return {key: span_of(partner) for key, partner in self.partners.items()}

    def is_like(self, other):
        """Whether what was worked out in the other is right in this one, too."""
        same = self.areas is other.areas and self.partners is other.partners
        return same and (self.on, self.phase_dates) == (other.on, other.phase_dates)

    def areas_of(self, row):
        area = self.areas.get(row.area_id)
        return [area] if area else []

    def phase_id(self, row, activity):
        """The key of the phase of an output: its own, else that of its activity."""
        return row.phase_id or (activity and activity.phase_id)

    def end_of_phase(self, row, activity):
        return self.phase_dates.get(self.phase_id(row, activity), (None, None))[1]

    def due(self, row, activity, moved):
        """When an output is due, and what says so: its own date, else the end of its activity, else of its phase.

        `moved` has its own date as it stood on the day where that is another one now.
        """
        own = moved[0] if moved else date_of(row.due)
        if own:
            return own, "own"
        if activity and activity.own_end:
            return activity.own_end, "activity"
        end = self.end_of_phase(row, activity)
        return end, "phase" if end else ""

    def handed_in(self, row, activity):
        """The day as text from which an output counts as handed in; without a date, the end of its phase."""
        if row.delivered:
            return row.delivered[: len(FIRST)]
        if row.status in HANDED_IN:
            end = self.end_of_phase(row, activity)
            return end.last.isoformat() if end else FIRST
        return NEVER

    def days_late(self, row, activity, moved):
        """For how many days an output that is not handed in has been late; 0 where it is not."""
        due = self.handed_in(row, activity) > self.day and self.due(row, activity, moved)[0]
        return max(0, (self.on - due.last).days) if due else 0

    def output_on(self, row, activity, moved):
        due, due_by = self.due(row, activity, moved)
        delivered = self.handed_in(row, activity) <= self.day
        undated = not row.delivered and row.status in HANDED_IN
        return OutputOn(self, row, activity, due, due_by, date_of(row.delivered), delivered, undated)
