"""What was written since: by which a result that is kept knows which rows it has to read again, and that it need not.

The triggers note every row that is written, whoever writes it and in whatever way; what is noted stands among the
touches until it gets its place in the order of changes. A `Journal` remembers how far it has looked through both.
"""

import threading
from dataclasses import dataclass, field

from django.db import connection

from .dependents import watch_by_label

# So many touches may wait for their place; and of so many rows at once it is quicker to read all anew.
WAITING, MOST, STEPS = 500, 2_000, 100
NEWEST = f'SELECT id, model, "row", at FROM records_touch ORDER BY id DESC LIMIT {WAITING}'  # noqa: S608
MARK = (
    "SELECT (SELECT MAX(id) FROM records_change), COUNT(*), SUM(id), CAST(MAX(at) AS varchar(40)) "  # noqa: S608
    f"FROM ({NEWEST}) AS newest"
)
# The last change that was known comes along: it is there as long as the order goes on.
NEWS = (
    "SELECT * FROM (SELECT 1, id, noun, \"row\", '' FROM records_change "  # noqa: S608
    f"WHERE id >= COALESCE(%s, (SELECT MAX(id) FROM records_change)) ORDER BY id LIMIT {MOST}) AS placed "
    f'UNION ALL SELECT 0, id, model, "row", CAST(at AS varchar(40)) FROM ({NEWEST}) AS newest'
)


@dataclass(frozen=True)
class Position:
    """How far was looked: the last change, 0 while there is none, and the touches that wait, with their moments."""

    head: int = 0
    waiting: dict = field(default_factory=dict)

    @property
    def mark(self):
        """What `MARK` answers as long as nothing is written."""
        return (self.head, len(self.waiting), sum(self.waiting), max(self.waiting.values(), default=""))


def mark():
    """Another one whenever anything was written, by one quick query."""
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        head, number, total, at = cursor.fetchone()
    return (head or 0, number, int(total or 0), at or "")


def news(head=None):
    """The changes from the one with the number `head` on, without it only the last, and the touches that wait."""
    with connection.cursor() as cursor:
        cursor.execute(NEWS, [head])
        rows = cursor.fetchall()
    return [row[1:] for row in rows if row[0]], [row[1:] for row in rows if not row[0]]


def look():
    """Where the journal stands now."""
    changes, touches = news()
    return Position(max((row[0] for row in changes), default=0), {row[0]: row[3] for row in touches})


def look_on(before):
    """The position now, and what was written since the one before: `{label: keys}`; None where nobody can tell."""
    changes, touches = news(before.head)
    if len(changes) == MOST:
        return look(), None
    now = Position(max((row[0] for row in changes), default=0), {row[0]: row[3] for row in touches})
    if not follows(before, now, [row[0] for row in changes]):
        return now, None
    labels = {watch.noun: label for label, (_model, watch) in watch_by_label().items() if watch.noun}
    written = {}
    for number, noun, row, _at in changes:
        if number > before.head and noun in labels:
            written.setdefault(labels[noun], set()).add(row)
    for number, label, row, _at in touches:
        if number not in before.waiting:
            written.setdefault(label, set()).add(row)
    return now, written


def follows(before, now, changes):
    """Whether everything that was written between two positions is still told."""
    if before.head and before.head not in changes:
        return False
    if len(now.waiting) == WAITING and min(now.waiting) > max(before.waiting, default=0):
        return False
    oldest = min(now.waiting) if len(now.waiting) == WAITING else 0
    gone = [number for number, at in before.waiting.items() if number >= oldest and now.waiting.get(number) != at]
    # They got their places since; or what wrote them was never committed, and what was read with it never was.
    placed = before.head and now.head > before.head and not connection.in_atomic_block
    return not gone or (placed and not any(number in now.waiting for number in gone))


class Journal:
    """What was written, in numbered steps; what a transaction sees of its own has a journal of its own."""

    def __init__(self):
        # Changed as one, so that whoever reads it meanwhile does not take the steps of one position for another's.
        self.state, self.lock = (None, 0, ()), threading.Lock()

    def now(self):
        """The number of the last step: what is read from now on is at least as new."""
        position, number, _steps = self.state
        if position is not None and mark() == position.mark:
            return number
        with self.lock:
            position, number, steps = self.state
            position, written = look_on(position) if position else (look(), None)
            if written != {}:
                number += 1
                steps = (*steps, written)[-STEPS:]
            self.state = (position, number, steps)
            return number

    def since(self, number, models):
        """The keys of rows of these models that were written since a step: `{model: keys}`; None for any of them."""
        _position, last, steps = self.state
        after = steps[len(steps) - (last - number) :] if last - number <= len(steps) else (None,)
        if None in after:
            return None
        found = {model: set() for model in models}
        for written in after:
            for model, keys in found.items():
                keys |= written.get(model._meta.label_lower, set())
        return {model: keys for model, keys in found.items() if keys}


journals = {}


def journal():
    """The journal of this database; within a transaction, that of the thread, which sees what it has written itself."""
    mine = threading.get_ident() if connection.in_atomic_block else None
    return journals.setdefault((str(connection.settings_dict["NAME"]), mine), Journal())
