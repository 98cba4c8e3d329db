"""What changed in the plan between two days: what was added, moved and completed."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..models import Activity, Output
from ..progress.dates import end_of

KINDS = {"added": _("added"), "moved": _("moved"), "completed": _("completed")}


@dataclass(frozen=True)
class Change:
    """One thing that changed: what it is now, and the dates that it had before where it was moved."""

    kind: str
    now: object
    before: object = None

    @property
    def label(self):
        return KINDS[self.kind]


class Changes:
    """All changes between the plan `before` and the plan `now`."""

    def __init__(self, before, now):
        self.before, self.now = before, now
        self.since, self.until = end_of(before.on), end_of(now.on)
        began = now.book.began()
        # What came into the portal with the first loading was not added to the plan on that day.
        self.knows_added = began is not None and began <= self.since
        self.found = [change for one, other in self.pairs() for change in self.between(one, other)]
        self.by_thing = {}
        for change in self.found:
            self.by_thing.setdefault(key(change.now), []).append(change)

    def pairs(self):
        before, now = self.before, self.now
        for activity, progress in now.by_activity.items():
            yield before.by_activity.get(activity), progress
        for row in now.book.outputs.values():
            if self.may_have_changed(row):
                yield before.output_on(row), now.output_on(row)
        for name in ("milestones", "events"):
            yield from zip(getattr(before, name), getattr(now, name), strict=True)

    def may_have_changed(self, row):
        """Whether an output is worth a closer look: of a large plan, hardly any is."""
        before, now = self.before, self.now
        moved = not row.due or row.pk in before.outputs_moved or row.pk in now.outputs_moved
        return (
            (moved and before.due(row) != now.due(row))
            or (before.handed_in(row) > before.frame.day and now.handed_in(row) <= now.frame.day)
            or (self.knows_added and self.since < now.book.created[Output][row.pk] <= self.until)
        )

    def between(self, before, now):
        created = created_of(now, self.now.book)
        if self.knows_added and created and self.since < created <= self.until:
            yield Change("added", now)
        elif before and period(before) != period(now):
            yield Change("moved", now, before)
        if before and is_complete(now) and not is_complete(before):
            yield Change("completed", now)

    def of(self, thing):
        return self.by_thing.get(key(thing), [])

    def in_words(self):
        """The changes by their kind, those of a kind in order of time: `[(label, kind, changes)]`."""
        return [(label, kind, [each for each in self.found if each.kind == kind]) for kind, label in KINDS.items()]


def key(thing):
    record = {"activity": "activity", "event": "event", "milestone": "milestone"}.get(thing.kind)
    return (thing.kind, getattr(thing, record).pk if record else thing.pk)


def created_of(thing, book):
    if thing.kind == "output":
        return book.created[Output].get(thing.pk)
    if thing.kind == "activity":
        return book.created[Activity].get(thing.activity.pk)
    return getattr(thing, thing.kind).created


def period(thing):
    """The dates by which it is planned: of an output, when it is due."""
    return (thing.due,) if thing.kind == "output" else (thing.start, thing.end)


def is_complete(thing):
    return thing.state in {"done", "delivered"}
