"""Dates as they stood on a day: those that were moved since then count as the history kept them."""

from datetime import datetime, time

from django.utils import timezone

from pilots.models import Milestone

from ..models import Activity, Event, Output, Phase
from .rows import replaced

# The dates by which a plan is laid out, for each kind of record that has a history.
LAID_OUT_BY = {
    Phase: ("starts_on", "ends_on"),
    Activity: ("starts_on", "ends_on"),
    Output: ("due_on",),
    Event: ("starts_on", "ends_on"),
    Milestone: ("reached_on",),
}


def end_of(day):
    """The last moment of a day, as the portal's time zone counts days."""
    return datetime.combine(day, time.max, tzinfo=timezone.get_current_timezone())


class Moved:
    """For each record of a kind whose dates were ever changed: what they were, and from when on."""

    def __init__(self, model, steps):
        self.model, self.steps = model, steps

    @classmethod
    def read(cls, model):
        return cls(model, earlier(model))

    def after(self, written):
        """The same after rows were written; lines of the history are only ever added, with the rows they speak of."""
        keys = written[self.model]
        steps = replaced(self.steps, keys, earlier(self.model, id__in=keys))
        return self if steps is self.steps else Moved(self.model, steps)

    def on(self, day):
        """The dates on that day of those records that the portal had a history of by then: `{key: (dates…)}`."""
        moment = end_of(day)
        found = {}
        for key, steps in self.steps.items():
            # Whatever has not changed since then counts as it stands.
            if steps[-1][0] > moment:
                before = [dates for since, dates in steps if since <= moment]
                if before:
                    found[key] = before[-1]
        return found


def earlier(model, **only):
    """Every state of the records that had other dates once, in order of time."""
    lines, steps = model.history.model._default_manager, {}
    changed = lines.filter(history_type="~", **only).values("id")
    found = lines.filter(id__in=changed).order_by("history_date", "history_id")
    for key, since, *dates in found.values_list("id", "history_date", *LAID_OUT_BY[model]):
        steps.setdefault(key, []).append((since, tuple(dates)))
    return {key: states for key, states in steps.items() if len({dates for _since, dates in states}) > 1}
