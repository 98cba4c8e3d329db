"""What a record said before it was changed, as its history has it and as far as the owner of a webhook sees that."""

from cityregions.api.nodes import Column, Derived, One, declared
from cityregions.api.reading import Reading
from cityregions.records.changes.dependents import nouns
from cityregions.records.changes.following import Reader
from cityregions.records.history.sight import seen
from cityregions.records.history.tables import table_of


def row_before(change, user):
    """The record's own keys as they were before the change; None where there was no record, or where it is not seen.

    Lists of parts and of related records are left out: they have changes of their own.
    """
    viewset = nouns()[change.noun]
    table = table_of(viewset.queryset.model)
    if change.action == "created" or not table:
        return None
    rows = table.rows.filter(seen(table, user), id=change.number).order_by("-history_id")
    if change.action == "deleted":
        # The line of the deletion says what it was at last.
        rows = rows.filter(history_type="-")
    elif change.line:
        rows = rows.filter(history_id__lt=change.line)
    reading = Reading(Reader(user))
    getters = [
        (name, node.getter(reading, ""))
        for name, node in declared(viewset.serializer_class).items()
        if is_kept(node, {field.name for field in table.history.tracked_fields})
    ]
    found = reading.read(rows[:1])
    return {name: get(found[0]) for name, get in getters} if found else None


def is_kept(node, names):
    """Whether the history has what this key is made from."""
    if isinstance(node, Column | One):
        return node.path in names
    return isinstance(node, Derived) and set(node.needs) <= names
