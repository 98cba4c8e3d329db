"""The form of an item: which keys it may have, and what becomes of those that have no field of their own."""

from types import NoneType

from cityregions.records.models import Confidence

from .errors import FactsError, at, either, field, quoted
from .fields import EMPTY

OWN_SOURCE = ("_source", "_confidence")
LAST = ("detail_sources", "source", "confidence")


class Form:
    """The fields of one kind of item, used in both directions, so that a dump undoes a load."""

    def __init__(self, model, *fields):
        self.model = model
        self.fields = fields
        self.sourced = any(form.name == "extra" for form in model._meta.fields)
        self.keys = {key for each in fields for key in each.keys}
        self.consumed = {key for each in fields for key in each.consumed}
        self.columns = {form.attname: form.name for form in model._meta.fields}

    def defaults(self, item, book):
        values = {"extra": {}, "field_sources": {}} if self.sourced else {}
        for each in self.fields:
            values |= each.defaults(item, book)
        return values

    def read(self, item, book):
        """What the item says, by column; keys without a field are notes, sources of single fields go to theirs."""
        if not isinstance(item, dict):
            raise FactsError(f"{quoted(item)} is not a mapping: write lines such as “slug: …”.")
        values = {"extra": {}, "field_sources": {}}
        for each in self.fields:
            with at(field(each.key)):
                merge(values, each.read(item, book))
        for key in (key for key in item if key not in self.keys):
            own = key.endswith(OWN_SOURCE)
            values["field_sources" if own else "extra"][key] = own_source(key, item[key]) if own else item[key]
        return values if self.sourced else without_notes(values)

    def require(self, values):
        """Refuses an item that lacks what every such record has, even where the record has it already."""
        for each in self.fields:
            if each.required and values.get(each.column) in EMPTY:
                raise FactsError("is missing.", field(each.key))

    def write(self, record, book, parts=()):
        """The item of a record: a field's own source and notes follow it, the source of the whole comes last."""
        said, notes, item = {}, self.notes(record), {}
        for each in (*parts, *self.fields):
            each.write(record, said, book)
        for key in (key for each in (*self.fields, *parts) for key in each.keys if key in said and key not in LAST):
            item[key] = said[key]
            item |= {name: notes.pop(name) for name in list(notes) if name.startswith(f"{key}_")}
        return item | notes | {key: said[key] for key in LAST if key in said}

    def notes(self, record):
        found = {**record.extra, **record.field_sources} if self.sourced else {}
        return {key: value for key, value in found.items() if key not in self.consumed}

    def key_of(self, name):
        """The key of the file for a field of the record."""
        return next((each.key for each in self.fields if name in each.names), name)


def own_source(key, value):
    """The source of a single field is text, its confidence one of those that records have."""
    with at(field(key)):
        if not isinstance(value, (str, NoneType)):
            raise FactsError(f"{quoted(value)} is not text.")
        if key.endswith("confidence") and value and value not in Confidence.values:
            raise FactsError(f"{quoted(value)} is not known: write {either(Confidence.values)}.")
    return value


def merge(values, more):
    for column, value in more.items():
        if column in ("extra", "field_sources"):
            values[column] |= value
        else:
            values[column] = value


def without_notes(values):
    """For records that keep no notes: what they cannot keep is refused rather than dropped."""
    for key in (*values.pop("extra"), *values.pop("field_sources")):
        raise FactsError("is not known here, and this kind of item keeps no notes.", field(key))
    return values
