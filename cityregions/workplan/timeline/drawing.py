"""The drawing of the timeline: bars, points and marks along one axis, in lengths that SVG takes as attributes."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from cityregions.web.pictures import share, ticks

from .asking import STATES
from .groups import accent, state_of

# More outputs than this on one bar would hide each other; the words beside the bar name them all.
MOST_MARKS = 15
# So many days the axis goes beyond the phases at most.
ROOM = 366


@dataclass
class Line:
    """A line of the timeline. `bar` is (x, width, width done); points have none, only `x`; `ghost` is where it was."""

    thing: object
    state: str
    accent: str
    changes: list
    x: str = ""
    bar: tuple = ()
    ghost: tuple = ()
    marks: list = field(default_factory=list)

    @property
    def label(self):
        return STATES[self.state]


class Axis:
    """The months that the timeline shows: from the first day of its first month to the last day of all.

    Where the phases have dates, what lies more than a year before or after them does not stretch the months of the
    plan: a bar is cut off at the edge, a point stands at it, and the words beside it tell the date.
    """

    def __init__(self, phases, shown, on):
        plan, days = known(phases), known([*phases, *shown])
        first = min((first for first, _last in days), default=on).toordinal()
        latest = max((last for _first, last in days), default=on).toordinal()
        if plan:
            first = max(first, min(first for first, _last in plan).toordinal() - ROOM)
            latest = min(latest, max(last for _first, last in plan).toordinal() + ROOM)
        self.first = date.fromordinal(first).replace(day=1)
        # The calendar itself ends with a day that nothing comes after.
        latest = min(date.fromordinal(latest), date.max - timedelta(days=1))
        self.last = max(latest, self.first) + timedelta(days=1)
        self.days = (self.last - self.first).days
        self.ticks = ticks(self.first, self.last)
        self.on, self.today = on, self.at(on) if self.first <= on < self.last else None

    def at(self, day):
        return self.length((day - self.first).days)

    def within(self, days):
        """So many days after the first one, or the edge of the axis."""
        return min(max(days, 0), self.days)

    def length(self, days):
        return share(self.within(days), self.days)

    def middle(self, start, end):
        """Where a point stands: in the middle of what is known of its date."""
        between = (start.first - self.first).days + (end.last - self.first).days + 1
        return self.length(between / 2)

    def span(self, start, end, percent=None):
        """Where a bar begins, how long it is and how much of it is done."""
        before, days = (start.first - self.first).days, (end.last - start.first).days + 1
        begun = self.within(before)
        ends = (before + days, before + days * (percent or 0) / 100)
        return (self.length(begun), *(self.length(self.within(end) - begun) for end in ends))


def known(things):
    """The first and last days of those that have dates."""
    return [(each.start.first, each.end.last) for each in things if each.start and each.end]


class Drawing:
    """All lines of the groups that are open, and a bar for each group."""

    def __init__(self, asked, groups, changes=None):
        self.changes = changes
        shown = [thing for group in groups for thing in group.shown]
        self.axis = Axis(asked.plan.phases, shown, asked.on)
        for group in groups:
            group.lines = [self.line(thing) for thing in group.shown]
            group.bar = self.bar_of(group)

    def bar_of(self, group):
        """A bar over all activities of a group."""
        dated = [each for each in group.activities if each.start and each.end]
        if not dated:
            return ()
        start = min({each.start for each in dated}, key=lambda day: day.first)
        end = max({each.end for each in dated}, key=lambda day: day.last)
        return self.axis.span(start, end, group.percent)

    def line(self, thing):
        changes = self.changes.of(thing) if self.changes else []
        line = Line(thing, state_of(thing), accent(thing.areas[0]) if len(thing.areas) == 1 else "", changes)
        if not thing.start or not thing.end:
            return line
        if thing.kind == "activity":
            line.bar = self.axis.span(thing.start, thing.end, thing.percent)
            line.marks = [self.mark(output) for output in thing.outputs[:MOST_MARKS] if output.start]
        else:
            line.x = self.axis.middle(thing.start, thing.end)
            if thing.start.first != thing.end.last:
                line.bar = self.axis.span(thing.start, thing.end)
        line.ghost = self.ghost(changes)
        return line

    def ghost(self, changes):
        """Where a bar was before it was moved."""
        before = next((change.before for change in changes if change.before), None)
        if not before or not before.start or not before.end:
            return ()
        return self.axis.span(before.start, before.end)

    def mark(self, output):
        return (self.axis.at(output.start.last), state_of(output))
