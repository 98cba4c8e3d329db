"""One record and all its parts, as an address names it: `pilot/pilot-graz`, `relation/12`."""

from django.db.models import Q

from cityregions.records import rights

from .sight import seen
from .tables import last_states, tables


def about(address, user):
    """Conditions on the tables of a record and its parts, by noun; empty for what the person may not see."""
    noun, _slash, key = address.partition("/")
    table = tables().get(noun)
    keys = keys_of(table, key, user) if table else []
    return conditions(table, Q(id__in=keys)) if keys else {}


def keys_of(table, key, user):
    """The primary keys of the row of that name, and of deleted ones that had it."""
    if table.key_field == "id" and not (key.isascii() and key.isdigit() and len(key) < 19):
        return []
    named = {table.key_field: key}
    rows = table.model._base_manager.filter(rights.condition(table.model, user), **named)
    gone = last_states(table).filter(seen(table, user), **named)
    return [*rows.values_list("pk", flat=True), *gone.values_list("id", flat=True)]


def conditions(table, condition):
    """The condition on a whole's own table, and on those of its parts and their parts."""
    found = {table.noun: condition}
    for part in table.parts:
        link = part.model._meta.get_field(part.link).attname
        keys = table.rows.filter(condition).order_by().values("id")
        found |= conditions(part, Q(**{f"{link}__in": keys}))
    return found


def row_of(address, user):
    """The row itself, or None where it is gone or the person may not see it."""
    noun, _slash, key = address.partition("/")
    table = tables()[noun]
    rows = table.model._base_manager.filter(rights.condition(table.model, user))
    return rows.filter(**{table.key_field: key}).first()
