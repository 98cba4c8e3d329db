"""Saving one record of the file: checked as in a form, with one history row, and not at all when nothing changed."""

from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import ForeignKey
from django.db.models.signals import post_save

from cityregions.records.checks import placed

from .errors import FactsError, field

REASON = "facts file"


def update(record, values, form, book, links=()):
    """Gives the record these values and lists; returns whether anything changed."""
    changed = [column for column, value in values.items() if getattr(record, column) != value]
    for column in changed:
        setattr(record, column, values[column])
    new_links = [(many, pks) for many, pks in links if pks != book.links(many.model, many.name).get(record.pk, [])]
    if not (changed or new_links or record._state.adding):
        return False
    related = {each.name for each in record._meta.fields if isinstance(each, ForeignKey)}
    with sentences(form):
        record.clean_fields(exclude=related)  # related records were found by slug
        record.clean()
    try:
        with transaction.atomic():
            save(record, new_links, book)
    except DatabaseError as error:
        # The database keeps the constraints; which one it was, and its sentence, is asked only when one is broken.
        with sentences(form):
            record.validate_unique(exclude={"id", "slug"} if not record._state.adding else {"id"})
            record.validate_constraints()
        raise FactsError(f"cannot be kept: {' '.join(str(error).split())}.") from None
    return True


@contextmanager
def sentences(form):
    """What the model says is wrong, as one sentence about a field of the file."""
    try:
        yield
    except ValidationError as error:
        names = [name for each in form.fields for name in each.names]
        name, messages = next(iter(placed(form.model, error, names).message_dict.items()))
        raise FactsError(messages[0], *([] if name == NON_FIELD_ERRORS else [field(form.key_of(name))])) from None


def save(record, links, book):
    """Saves the record, then its lists, then the history row, so that this one row holds the lists as well."""
    created = record._state.adding
    record.skip_history_when_saving = True
    record.save()
    for many, pks in links:
        many.relink(record, pks, book)
    del record.skip_history_when_saving
    record._change_reason = REASON
    post_save.send(
        type(record), instance=record, created=created, raw=False, using=record._state.db, update_fields=None
    )
    book.add(record)


def remove(record):
    record._change_reason = REASON
    record.delete()
