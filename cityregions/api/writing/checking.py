"""Checking: the model's own rules for many rows at once, each broken one in the model's own sentence."""

import functools

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, UniqueConstraint
from django.utils.translation import gettext as _

from cityregions.records.checks import UndecidedError, field_of, fields_of, holds, names_in, value_of

from .mistakes import at


def check(entries, names, mistakes):
    """Looks for everything that is wrong with the rows; `names` are the keys by the names of the fields."""
    if not entries:
        return
    model = type(entries[0].row)
    model.prepare_to_clean([entry.row for entry in entries])
    for entry in entries:
        check_fields(entry, names, mistakes)
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            check_unique_field(entries, field, names, mistakes)
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            check_condition(entries, constraint, names, mistakes)
        elif isinstance(constraint, UniqueConstraint):
            check_unique(entries, constraint, names, mistakes)


@functools.cache
def field_names(model):
    return [field.name for field in model._meta.concrete_fields]


@functools.cache
def link_names(model):
    """Links are looked up by name before, for all rows at once."""
    return frozenset(field.name for field in model._meta.concrete_fields if field.is_relation)


def check_fields(entry, names, mistakes):
    """Every field that is new or not as it was, and what the record as a whole says."""
    changed = entry.changed
    left_alone = set() if entry.is_new else set(field_names(type(entry.row))).difference(changed)
    try:
        entry.row.clean_fields(exclude=entry.faulty | link_names(type(entry.row)) | left_alone)
    except ValidationError as error:
        entry.faulty |= set(error.error_dict)
        mistakes.take_from_model(entry, names, error)
    if changed and not entry.faulty:
        try:
            entry.row.clean()
        except ValidationError as error:
            mistakes.take_from_model(entry, names, error)


def concerned(entries, fields):
    """The rows in which one of these fields is new and none is faulty."""
    return [entry for entry in entries if not entry.faulty & fields and (entry.is_new or fields & set(entry.changed))]


def check_condition(entries, constraint, names, mistakes):
    for entry in concerned(entries, fields_of(constraint)):
        try:
            broken, error = holds(constraint.condition, entry.row) is False, None
        except UndecidedError:
            broken, error = asked(constraint, entry.row)
        if broken:
            told = ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
            mistakes.take_from_model(entry, names, error or told)


def asked(constraint, row):
    """What the database says of a constraint, and the error if it is broken."""
    try:
        constraint.validate(type(row), row)
    except ValidationError as error:
        return True, error
    return False, None


def check_unique_field(entries, field, names, mistakes):
    """No two rows with the same value, in the table or in what was sent."""
    rows = [(entry, (getattr(entry.row, field.attname),)) for entry in concerned(entries, {field.name})]
    rows = [(entry, key) for entry, key in rows if key != (None,)]
    found = taken(type(entries[0].row)._base_manager.all(), [field.attname], rows, entries)
    for entry, exchanged in found:
        error = entry.row.unique_error_message(type(entry.row), (field.name,))
        place = names.get(field.name)
        sentence = exchange() if exchanged else error.messages[0]
        mistakes.add(at(entry.place, place) if place else entry.place, "unique", sentence)


def check_unique(entries, constraint, names, mistakes):
    rows = []
    for entry in concerned(entries, fields_of(constraint) | set(names_in(constraint.condition))):
        try:
            if constraint.condition is None or holds(constraint.condition, entry.row):
                key = key_of(constraint, entry.row)
                rows += [(entry, key)] if None not in key else []
        except UndecidedError:
            broken, error = asked(constraint, entry.row)
            if broken:
                mistakes.take_from_model(entry, names, error)
    if not rows:
        return
    model = type(entries[0].row)
    table, columns = model._base_manager.all(), [model._meta.get_field(name).attname for name in constraint.fields]
    if constraint.expressions:
        columns = [f"key_{place}" for place in range(len(constraint.expressions))]
        table = table.annotate(**dict(zip(columns, constraint.expressions, strict=True)))
    if constraint.condition is not None:
        table = table.filter(constraint.condition)
    for entry, exchanged in taken(table, columns, rows, entries):
        message = constraint.get_violation_error_message()
        place = names.get(field_of(model, message, names))
        mistakes.add(at(entry.place, place) if place else entry.place, "unique", exchange() if exchanged else message)


def exchange():
    return _("Another row still has this when this one is written: exchange them in two steps.")


def key_of(constraint, row):
    if constraint.expressions:
        return tuple(value_of(expression, row) for expression in constraint.expressions)
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in constraint.fields)


def taken(table, columns, rows, entries):
    """The entries whose key another row has, in the table or earlier in what was sent.

    Each with whether that row gives the key up, but only after this one is written.
    """
    if not rows:
        return []
    own = {entry.row.pk for entry in entries if not entry.is_new}
    wanted = {f"{column}__in": {key[place] for _entry, key in rows} for place, column in enumerate(columns)}
    others = table.filter(**wanted).order_by().values_list("pk", *columns)
    # Rows that are written, too, and get another key.
    leaving = {entry.row.pk for entry, _key in rows} & own
    seen, held = set(), {}
    for pk, *key in others:
        if pk in leaving:
            held[tuple(key)] = pk
        else:
            seen.add(tuple(key))
    found = []
    for entry, key in in_order(rows):
        # None where nobody holds it; the key of a row that was written before is free.
        holder = held.get(key)
        if key in seen or holder in leaving - {entry.row.pk}:
            found.append((entry, key not in seen))
        seen.add(key)
        leaving.discard(entry.row.pk)
    return found


def in_order(rows):
    """New rows are written before those that change."""
    return sorted(rows, key=lambda row: not row[0].is_new)
