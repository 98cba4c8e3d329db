"""What is stored about a person, for that person to see and take along, and for coordinators who are asked for it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.text import capfirst

from cityregions.records.history.tables import tables
from cityregions.records.history.wording import WORDS, in_words
from stakeholders.actions import mentions
from stakeholders.models import Contact

from .personal_sections import NEWEST, sections


def for_people(person):
    """In words: titles with rows of (label, value)."""
    return [(title, [told(row, fields) for row in rows]) for _key, title, rows, fields in sections(person)]


def told(row, fields):
    return [(capfirst(row._meta.get_field(name).verbose_name), worded(row, name)) for name in fields]


def worded(row, name):
    if row._meta.get_field(name).choices:
        return getattr(row, f"get_{name}_display")() or in_words("")
    return in_words(getattr(row, name))


def for_programs(person):
    """The same as data, with the person's changes of records."""
    found = {key: [raw(row, fields) for row in rows] for key, _title, rows, fields in sections(person)}
    return found | {"changes": {"count": count_changes(person), "newest": newest_changes(person)}}


def for_coordinators(person):
    """The same for whoever answers a request: with what contacts were before, and with where texts speak of the person.

    What texts say may be about others as well, so a coordinator looks at it before it is told.
    """
    past = Contact.history.alias(low=Lower("email"))
    lines = past.filter(Q(id__in=person.contacts) | Q(low__in=person.emails)).order_by("history_date", "history_id")
    names = ("history_date", "history_type", "name", "function", "email", "phone", "language", "lawful_basis")
    spoken = [
        {"table": model._meta.label_lower, "key": str(key), "field": field, "text": text}
        for model, key, field, text in mentions(person)
    ]
    known_as = {"emails": sorted(person.emails), "names": sorted(person.names)}
    return {
        "known_as": known_as,
        **for_programs(person),
        "contacts_before": [{name: getattr(line, name) for name in names} for line in lines],
        "mentions": spoken,
    }


def raw(row, fields):
    """The values of a row; related records by name."""
    found = ((name, getattr(row, name)) for name in fields)
    return {name: str(value) if isinstance(value, models.Model) else value for name, value in found}


def count_changes(person):
    return sum(table.rows.filter(history_user__in=person.users).count() for table in tables().values())


def newest_changes(person):
    """The person's newest changes: when, what kind, of which record, why."""
    found = []
    for table in tables().values():
        rows = table.rows.filter(history_user__in=person.users).order_by("-history_date")
        told = rows.values_list("history_date", "history_type", table.key_field, "history_change_reason")[:NEWEST]
        found += [
            {"at": at, "change": WORDS[kind], "record": f"{table.noun}/{key}", "reason": reason or ""}
            for at, kind, key, reason in told
        ]
    return sorted(found, key=lambda row: row["at"], reverse=True)[:NEWEST]
