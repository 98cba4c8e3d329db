"""Pages of the history: the newest change first, across all kinds of records, each page found by one query."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core import signing
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import OuterRef, Q, Subquery, Value
from django.utils.dateparse import parse_datetime

from .sight import seen
from .tables import tables
from .wording import Change, Names

SIGNER = signing.Signer(salt="cityregions.records.history")
TYPES = {"created": "+", "changed": "~", "deleted": "-"}


@dataclass
class Asked:
    """What somebody wants to know: of which tables, on which condition each, and on which condition all."""

    conditions: dict[str, Q] = field(default_factory=lambda: {noun: Q() for noun in tables()})
    everywhere: Q = field(default_factory=Q)


@dataclass(frozen=True)
class Place:
    """Between which two changes one stands: that at this moment, of this table and number, and the next one."""

    at: datetime
    noun: str
    number: int
    backwards: bool = False

    def signed(self):
        return SIGNER.sign_object([self.at.isoformat(), self.noun, self.number, self.backwards])

    def beyond(self, noun):
        """The condition on the changes of a table that lie beyond, where newer is before older."""
        further = "gt" if self.backwards else "lt"
        if noun == self.noun:
            same = Q(**{"history_date": self.at, f"history_id__{further}": self.number})
            return Q(**{f"history_date__{further}": self.at}) | same
        inclusive = (noun > self.noun) if self.backwards else (noun < self.noun)
        return Q(**{f"history_date__{further}{'e' if inclusive else ''}": self.at})


def read_place(text):
    """The place that an address names. Raises ValueError for any that no page gave out."""
    try:
        at, noun, number, backwards = SIGNER.unsign_object(text)
        return Place(parse_datetime(at), noun, int(number), bool(backwards))
    except (signing.BadSignature, TypeError, UnicodeError) as error:
        raise ValueError(text) from error


@dataclass
class Page:
    """Changes, the newest first, and where newer and older ones begin."""

    changes: list[Change]
    newer: Place | None
    older: Place | None


def page(user, asked, place=None, size=50):
    """One page of what the person may see of the history."""
    found = places(user, asked, place, size + 1)
    more = len(found) > size
    changes = load(user, found[:size])
    backwards = bool(place and place.backwards)
    if backwards:
        changes.reverse()
    newer = changes and (more if backwards else place is not None)
    older = changes and (backwards or more)
    return Page(
        changes,
        place_of(changes[0], backwards=True) if newer else None,
        place_of(changes[-1], backwards=False) if older else None,
    )


def place_of(change, backwards):
    return Place(change.record.history_date, change.table.noun, change.record.history_id, backwards)


def places(user, asked, place, limit):
    """Where the next changes stand: pairs of a table and a number, in the order of the page."""
    order = "ASC" if place and place.backwards else "DESC"
    parts = [selection(user, asked, noun, place)[:limit] for noun in asked.conditions]
    ordering = ", ".join(f"{column} {order}" for column in ("history_date", "history_table", "history_id"))
    rows = united(parts, "history_table, history_id", f" ORDER BY {ordering} LIMIT {limit:d}")
    listed = list(tables().values())
    return [(listed[number], history_id) for number, history_id in rows]


def count(user, asked):
    """How many changes there are in all."""
    parts = [selection(user, asked, noun, None).order_by() for noun in asked.conditions]
    rows = united(parts, "COUNT(*)")
    return rows[0][0] if rows else 0


def selection(user, asked, noun, place):
    """The changes of one table; each table finds its newest by its own index."""
    table, sign = tables()[noun], "" if place and place.backwards else "-"
    rows = table.rows.filter(asked.everywhere, asked.conditions[noun], seen(table, user))
    rows = rows.filter(place.beyond(noun)) if place else rows
    number = Value(list(tables()).index(noun))
    return (
        rows.order_by(f"{sign}history_date", f"{sign}history_id")
        .annotate(history_table=number)
        .values_list("history_date", "history_table", "history_id")
    )


def united(querysets, columns, end=""):
    """These columns of all querysets together. Django unites limited ones on some databases only."""
    statements, values = [], []
    for number, queryset in enumerate(querysets):
        try:
            statement, own = queryset.query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(f"SELECT * FROM ({statement}) AS t{number}")  # noqa: S608 - made by Django
        values += own
    if not statements:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM ({' UNION ALL '.join(statements)}) AS found{end}", values)  # noqa: S608
        return cursor.fetchall()


def load(user, found):
    """The changes at these places, in the same order, with the names of all that they speak of."""
    changes = {}
    for table in {table for table, _number in found}:
        numbers = [number for each, number in found if each is table]
        for change in load_table(table, numbers):
            changes[table, change.record.history_id] = change
    listed = [changes[place] for place in found]
    Names(user).tell(listed)
    return listed


def load_table(table, numbers):
    """Changes of one table, each with the record before it."""
    earlier = table.rows.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    records = table.rows.filter(history_id__in=numbers).select_related("history_user")
    records = list(records.annotate(number_before=Subquery(earlier.values("history_id")[:1])))
    before = table.rows.in_bulk([record.number_before for record in records if record.number_before])
    load_lists(table, [*records, *before.values()])
    return [Change(table, record, before.get(record.number_before)) for record in records]


def load_lists(table, records):
    """Gives each record the keys in its lists of related records, with one query for each such list of the table."""
    for record in records:
        record.listed = {field.name: set() for field in table.lists}
    by_number = {}
    for record in records:
        by_number.setdefault(record.history_id, []).append(record)
    for each in table.lists:
        link = f"{each.m2m_reverse_field_name()}_id"
        kept = getattr(table.history, each.name)
        for number, key in kept.filter(history__in=by_number).values_list("history", link):
            for record in by_number[number]:
                record.listed[each.name].add(key)
