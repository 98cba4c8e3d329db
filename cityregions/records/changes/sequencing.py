"""Order: what is committed gets its place in the feed, after all that has one, and is told of every row it reaches."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from .dependents import watch_by_label, watches
from .log import Change, Touch

BATCH = 5_000
LOCK = 760_421_981
# On SQLite, which numbers no transactions: as far apart as what one of them writes may be.
NEAR = timedelta(seconds=2)


def sequence():
    """Gives everything that is committed its place. One does it at a time; who waits finds it done."""
    while Touch.objects.exists() and sequence_batch():
        pass


def sequence_batch():
    """Returns whether there may be more."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        touches = list(Touch.objects.order_by("pk")[:BATCH])
        # A model may be gone since; nobody follows it any more.
        written = gathered([touch for touch in touches if touch.model in watch_by_label()])
        Change.objects.bulk_create([*own(written), *reached(written)], batch_size=BATCH)
        # Not all up to the last one: some of these may have been committed meanwhile.
        Touch.objects.filter(pk__in=[touch.pk for touch in touches])._raw_delete(connection.alias)
    return len(touches) == BATCH


def own(written):
    """The changes of the rows that were written."""
    for each in written:
        _model, watch = watch_by_label()[each.touch.model]
        if watch.noun:
            yield each.change(watch.noun, each.touch.row, each.key)


def reached(written):
    """The changes of rows that speak of those that were written, each once, by the last of them."""
    found, by_label = {}, defaultdict(dict)
    for each in written:
        if each.reach:
            by_label[each.touch.model][each.touch.row] = each
    for label, rows in by_label.items():
        for way in watch_by_label()[label][1].ways:
            noun = watches()[way.model].noun
            found |= {(noun, pk): rows[row] for pk, row in way.rows(list(rows))}
    return [each.change(noun, pk, "", "~") for (noun, pk), each in found.items()]


def head():
    """The last place that was given out."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@dataclass
class Written:
    """What one transaction, or one request in it, did to a row."""

    touch: Touch
    action: str
    reach: bool
    author: Touch = None
    line: int | None = None
    key: str = ""

    def take(self, touch):
        if touch.action == "h":
            self.author, self.line = touch, self.line or touch.line
            return
        self.key, self.reach = touch.key or self.key, self.reach or touch.reach
        if touch.action == "-" or self.action == "~":
            self.action = touch.action

    def is_over_for(self, touch):
        """Whether the touch begins something else: another request wrote, or the row is gone."""
        if self.action == "-":
            return True
        return self.author is not None and touch.action == "h" and not same_request(self.author, touch)

    def change(self, noun, row, key, action=None):
        author = self.author or self.touch
        told = {"at": self.touch.at, "user_id": author.user_id, "request": author.request}
        # Rows that only speak of this one have left no line.
        line = None if action else self.line
        return Change(noun=noun, row=row, key=key, action=action or self.action, line=line, **told)


def same_request(one, other):
    return one.request and one.request == other.request


def gathered(touches):
    """Touches of the same row that belong together, as one; in the order in which they began."""
    found, open_ones = [], {}
    for touch in touches:
        if touch.action == "=":
            found.append(Written(touch, "=", False, key=touch.key))
            continue
        place = (touch.xact, touch.model, touch.row)
        now = open_ones.get(place)
        if now is None or now.is_over_for(touch):
            if touch.action == "h":
                continue
            now = open_ones[place] = Written(touch, touch.action, touch.reach, key=touch.key)
            found.append(now)
        else:
            now.take(touch)
    name_authors(found, touches)
    return found


def name_authors(found, touches):
    """What no line of the history speaks of was written by who else wrote in the same transaction."""
    lines = [touch for touch in touches if touch.action == "h"]
    for written in found:
        if written.author is None and lines:
            near = [line for line in lines if line.xact == written.touch.xact]
            near = [line for line in near if abs(line.at - written.touch.at) < NEAR]
            written.author = min(near, key=lambda line: abs(line.pk - written.touch.pk), default=None)
