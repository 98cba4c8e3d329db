"""Following: what a reader is told of the changes after a cursor, as far as the reader may see the rows."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone

from cityregions.api.authentication import allows
from cityregions.api.parameters import Shape
from cityregions.api.reading import Reading
from cityregions.api.serializers import public_key
from cityregions.records import rights

from .dependents import listed, nouns
from .log import Change, Sight, Told
from .sequencing import head, sequence

SIGNER = signing.Signer(salt="cityregions.changes")
ACTIONS = {"+": "created", "~": "updated"}
# So often it is looked for changes that the reader may know of before the reader is asked to come again.
LOOKS = 10
TOLD_AT_ONCE = 1_000


class CursorGone(Exception):  # noqa: N818 - nothing is wrong with the program
    """The cursor is too old, or the reader's rights are others now: a new copy has to be taken."""


@dataclass(frozen=True)
class Cursor:
    """A place in the order of commits. With a noun: among the rows that were there, behind the one with that number."""

    sight: str
    position: int
    day: int
    noun: str = ""
    row: int = 0

    def signed(self):
        return SIGNER.sign_object([self.sight, self.position, self.day, self.noun, self.row])

    def moved(self, position):
        """The same further on, as of today: a text that stays for a day as long as nothing is new."""
        return Cursor(self.sight, position, today())


def read_cursor(text, sight):
    """Raises ValueError for what no answer gave out, CursorGone for what is of no use any more."""
    try:
        cursor = Cursor(*SIGNER.unsign_object(text))
    except (signing.BadSignature, TypeError, ValueError, UnicodeError) as error:
        raise ValueError(text) from error
    if cursor.sight != sight or cursor.day < today() - settings.CHANGES_KEPT_DAYS:
        raise CursorGone
    return cursor


@dataclass(frozen=True)
class Telling:
    """What a reader is told of one row."""

    noun: str
    action: str
    key: object
    position: int
    at: object
    request: str = ""
    user_id: int | None = None
    row: dict | None = None
    # Number of the row itself, and of the first line of its history that this change has left, where it left one.
    number: int = 0
    line: int | None = None


@dataclass
class Page:
    changes: list = field(default_factory=list)
    next: str = ""
    more: bool = False


class Reader:
    """Somebody who follows the changes: through the API, or, without a request, from the portal itself."""

    def __init__(self, user, request=None):
        self.user, self.request, self.auth = user, request, getattr(request, "auth", None)
        # A token may be kept to some nouns.
        self.allowed = sorted(getattr(self.auth, "nouns", None) or [])

    def build_absolute_uri(self, path):
        return self.request.build_absolute_uri(path) if self.request else f"{settings.PORTAL_URL}{path}"

    @cached_property
    def sight(self):
        known = [getattr(self.user, "sight", None), self.allowed]
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:32]

    @cached_property
    def nouns(self):
        """The nouns of which the reader, and the token of a request, may see rows, each with the condition on them."""
        found = {}
        for noun, viewset in nouns().items():
            if self.request and not allows(self.request, noun):
                continue
            condition = rights.condition(viewset.queryset.model, self.user)
            if condition != rights.NOTHING and (not self.allowed or noun in self.allowed):
                found[noun] = (viewset, condition)
        return found

    def is_open(self, noun):
        """Whether the reader sees every row of the noun."""
        return self.nouns[noun][1] == rights.EVERYTHING

    def rows(self, noun):
        viewset, condition = self.nouns[noun]
        return viewset.queryset.filter(condition).order_by("pk")

    def read(self, noun, queryset):
        """Rows as the API lists them, by their number, each with its key."""
        viewset = self.nouns[noun][0]
        reading = Reading(self)
        row = reading.row(viewset.serializer_class, shape=Shape(tuple(listed(viewset)), frozenset()))
        pk, key = reading.column("pk"), reading.column(public_key(viewset.queryset.model))
        modified = reading.column("modified")
        return {pk(values): (key(values), row(values), modified(values)) for values in reading.read(queryset)}


def page_for(reader, after, names=None, limit=100, in_order=False):
    """What the reader is told after a cursor, of these nouns or of all; `in_order` where places were just given out."""
    names = [noun for noun in reader.nouns if names is None or noun in names]
    cursor = None if after in {"", "now"} else read_cursor(after, reader.sight)
    if not in_order:
        sequence()
    if after == "now":
        cursor = Cursor(reader.sight, head(), today())
        remember_all(reader, cursor.position)
        return Page([], cursor.signed(), False)
    if after == "":
        cursor = Cursor(reader.sight, head(), today(), next(iter(reader.nouns), ""))
    elif cursor.day != today():
        Sight.objects.filter(digest=reader.sight).update(used_on=timezone.localdate())
    return rows_there(reader, cursor, names, limit) if cursor.noun else changes_after(reader, cursor, names, limit)


def today():
    return timezone.localdate().toordinal()


def sight_of(reader):
    """The sight of a reader, held until the end of the transaction: one at a time says what is told."""
    Sight.objects.get_or_create(digest=reader.sight, defaults={"used_on": timezone.localdate()})
    return Sight.objects.select_for_update().get(digest=reader.sight)


def remember_all(reader, position):
    """Who begins to follow knows all rows that there are."""
    closed = [noun for noun in reader.nouns if not reader.is_open(noun)]
    with transaction.atomic():
        sight = sight_of(reader) if closed else None
        for noun in closed:
            model = reader.nouns[noun][0].queryset.model
            known = Told.objects.filter(sight=sight, noun=noun, until=None).values("row")
            rows = reader.rows(noun).exclude(pk__in=known).values_list("pk", public_key(model))
            note(sight, noun, [(pk, key, position) for pk, key in rows])


def note(sight, noun, rows):
    """Notes that those of a sight were told of rows: (number, key, place)."""
    told = [Told(sight=sight, noun=noun, row=pk, key=key, since=since) for pk, key, since in sorted(rows)]
    fields = ["key", "since", "until"]
    Told.objects.bulk_create(
        told, TOLD_AT_ONCE, update_conflicts=True, unique_fields=["sight", "noun", "row"], update_fields=fields
    )


def rows_there(reader, cursor, names, limit):
    """The rows that there are, noun by noun: where a copy begins."""
    found, last = [], (cursor.noun, cursor.row)
    order = list(reader.nouns)
    for noun in order[order.index(cursor.noun) :]:
        if noun not in names:
            continue
        start = cursor.row if noun == cursor.noun else 0
        rows = rows_of(reader, noun, start, limit - len(found), cursor.position)
        found += [change for _pk, change in rows]
        if rows:
            last = (noun, rows[-1][0])
        if len(found) == limit:
            return Page(found, Cursor(cursor.sight, cursor.position, cursor.day, *last).signed(), True)
    return Page(found, Cursor(cursor.sight, cursor.position, cursor.day).signed(), True)


def rows_of(reader, noun, start, limit, position):
    with transaction.atomic():
        sight = None if reader.is_open(noun) else sight_of(reader)
        rows = reader.read(noun, reader.rows(noun).filter(pk__gt=start)[:limit])
        if sight and rows:
            # Of what others of this sight know already, they are to hear what it was called since.
            known = Told.objects.filter(sight=sight, noun=noun, until=None, row__in=rows)
            since = dict(known.values_list("row", "since"))
            note(sight, noun, [(pk, key, since.get(pk, position)) for pk, (key, _row, _at) in rows.items()])
    return [(pk, Telling(noun, "created", key, position, at, row=row)) for pk, (key, row, at) in sorted(rows.items())]


def changes_after(reader, cursor, names, limit):
    """The next changes that the reader is told of. Where there are none, the cursor stays as it is."""
    found, position, more = [], cursor.position, True
    for _look in range(LOOKS):
        entries = list(Change.objects.filter(pk__gt=position, noun__in=names).order_by("pk")[: limit + 1])
        more, entries = len(entries) > limit, entries[:limit]
        found = told_of(reader, entries)
        position = entries[-1].pk if entries else position
        if found or not more:
            break
    else:
        return Page(found, cursor.moved(position).signed(), more)
    return Page(found, cursor.moved(position if found else cursor.position).signed(), more)


def told_of(reader, entries):
    """What the reader is told of changes, in their order."""
    by_noun = {}
    for entry in entries:
        by_noun.setdefault(entry.noun, []).append(entry)
    if all(reader.is_open(noun) for noun in by_noun):
        told = [each for noun, own in by_noun.items() for each in of_open_noun(reader, noun, own)]
    else:
        with transaction.atomic():
            sight, told = sight_of(reader), []
            for noun, own in by_noun.items():
                told += of_open_noun(reader, noun, own) if reader.is_open(noun) else of_noun(reader, sight, noun, own)
    return sorted(told, key=lambda each: each.position)


def row_now(reader, noun, entries):
    return reader.read(noun, reader.rows(noun).filter(pk__in={entry.row for entry in entries}))


def there(noun, entry, action, row):
    key, values, _at = row
    return Telling(noun, action, key, *about(entry, values))


def about(entry, row=None):
    return entry.pk, entry.at, entry.request, entry.user_id, row, entry.row, entry.line


def gone(reader, noun, entry, key):
    by_slug = public_key(reader.nouns[noun][0].queryset.model) == "slug"
    return Telling(noun, "deleted", key if by_slug else int(key), *about(entry))


def of_open_noun(reader, noun, entries):
    """Where the reader sees every row. Of a row that is gone, only its end is told."""
    rows = row_now(reader, noun, entries)
    for entry in entries:
        if entry.action in {"-", "="}:
            yield gone(reader, noun, entry, entry.key)
        elif entry.row in rows:
            yield there(noun, entry, ACTIONS[entry.action], rows[entry.row])


def of_noun(reader, sight, noun, entries):
    """Where the reader sees some rows: of others only those whose like were told before, and that they are gone."""
    rows = row_now(reader, noun, entries)
    told = {each.row: each for each in Told.objects.filter(sight=sight, noun=noun, row__in={e.row for e in entries})}
    found, news, ended, last = [], {}, set(), None
    for entry in entries:
        known, row = told.get(entry.row), rows.get(entry.row)
        if row is None and known is not None:
            if known.until is None:
                # Whatever hid the row has its place by then.
                last = last or placed()
                known.until = last
                ended.add(known)
            if entry.pk <= known.until:
                found.append(gone(reader, noun, entry, known.key))
        elif row is not None and entry.action == "=":
            # What it was called before it was told of, or while it was hidden, is nobody's business.
            if known is not None and known.since < entry.pk <= (known.until or entry.pk):
                found.append(gone(reader, noun, entry, entry.key))
        elif row is not None:
            is_new = known is None or known.until is not None
            if is_new:
                # Up to now it may have been hidden.
                last = last or placed()
                known = told[entry.row] = Told(sight=sight, noun=noun, row=entry.row, key=row[0], since=last)
            if is_new or known.key != str(row[0]):
                known.key = str(row[0])
                news[entry.row] = known
            found.append(there(noun, entry, "created" if entry.pk <= known.since else "updated", row))
    note(sight, noun, [(each.row, each.key, each.since) for each in news.values()])
    Told.objects.bulk_update(ended, ["until"], batch_size=TOLD_AT_ONCE)
    return found


def placed():
    sequence()
    return head()


def tidy(now):
    """Takes away what no cursor may ask for any more; the last change stays, so that the order goes on."""
    sequence()
    kept = timedelta(days=settings.CHANGES_KEPT_DAYS + 1)
    Change.objects.filter(ordered_at__lt=now - kept, pk__lt=head()).delete()
    Sight.objects.filter(used_on__lt=(now - kept).date()).delete()
    oldest = Change.objects.order_by("pk").values_list("pk", flat=True).first() or 0
    Told.objects.filter(until__lt=oldest).delete()
