"""Kinds of fields: how a value of the file becomes a value of a record, and back."""

from decimal import Decimal

from django.db import models
from django.utils.dateparse import parse_datetime

from cityregions.records.dates import NOT_A_DATE, PartialDate, PartialDateField

from .errors import FactsError, either, quoted

EMPTY = (None, "")


class Field:
    """A key of the file and the field of the record that it fills.

    `usual` is the value when the file says nothing, and what a dump leaves out; a function gets the item and the book.
    """

    def __init__(self, model, key, name, usual=None, always=False, required=False):
        self.model, self.key, self.name = model, key, name
        self.form = model._meta.get_field(name)
        self.column = self.form.attname
        self.required = required or not (self.form.blank or self.form.has_default())
        self._usual = usual
        self.always = always or (usual is None and self.form.has_default() and bool(self.form.choices))
        self.keys = self.consumed = (key,)
        self.names = (name,)

    def usual(self, item, book):
        if callable(self._usual):
            return self._usual(item, book)
        return self._usual if self._usual is not None else self.empty

    @property
    def empty(self):
        """What the model holds when nothing is known."""
        return None if self.form.null or self.required else self.form.get_default()

    def defaults(self, item, book):
        return {self.column: self.usual(item, book)}

    def read(self, item, book):
        """What the item says, by column; nothing where it does not have the key."""
        if self.key not in item:
            return {}
        value = item[self.key]
        return {self.column: self.usual(item, book) if value in EMPTY else self.parse(value, book)}

    def write(self, record, out, book):
        value = getattr(record, self.column)
        if self.always or value != self.usual(out, book):
            out[self.key] = self.format(value, book)

    def parse(self, value, book):
        return value

    def format(self, value, book):
        return value


class Text(Field):
    def parse(self, value, book):
        if not isinstance(value, str):
            hint = ": put it in quotes" if isinstance(value, int | float) else ""
            raise FactsError(f"{quoted(value)} is not text{hint}.")
        known = [choice for choice, _label in self.form.flatchoices]
        if known and value not in known:
            raise FactsError(f"{quoted(value)} is not known: write {either(known)}.")
        return value

    def format(self, value, book):
        return str(value)


class Number(Field):
    """A whole number where the record counts something, else any number."""

    def parse(self, value, book):
        counts = isinstance(self.form, models.IntegerField)
        if isinstance(value, bool) or not isinstance(value, int if counts else (int, float)):
            raise FactsError(f"{quoted(value)} is not a {'whole ' if counts else ''}number.")
        return self.form.to_python(str(value))

    def format(self, value, book):
        if not isinstance(value, Decimal):
            return value
        return int(value) if value == int(value) else float(value)


class Flag(Field):
    def parse(self, value, book):
        if not isinstance(value, bool):
            raise FactsError(f"{quoted(value)} is neither true nor false.")
        return value


class Day(Field):
    """A day, month or year, as text; a bare year may do without quotes."""

    def parse(self, value, book):
        return partial_date(value)

    def format(self, value, book):
        return str(value)


class Moment(Field):
    """A moment as ISO 8601 writes it; what the file does not say stays as it is."""

    def defaults(self, item, book):
        return {}

    def write(self, record, out, book):
        if value := getattr(record, self.column):
            out[self.key] = value.isoformat()

    def parse(self, value, book):
        try:
            found = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if not found or not found.tzinfo:
            raise FactsError(f"{quoted(value)} is no moment: write e.g. '2014-03-15T10:00:00+00:00'.")
        return found


class Json(Field):
    """A list of texts, or a mapping."""

    def parse(self, value, book):
        if self.form.has_default() and self.form.default is list:
            if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
                raise FactsError(f"{quoted(value)} is not a list of texts.")
        elif not isinstance(value, dict):
            raise FactsError(f"{quoted(value)} is not a mapping.")
        return value


class One(Field):
    """Another record, by its slug."""

    def parse(self, value, book):
        return find(self.form.related_model, value, book)

    def format(self, value, book):
        return book.slug(self.form.related_model, value)


class Area(One):
    """A metropolitan area, or `whole_project` for none."""

    WHOLE = "whole_project"

    def parse(self, value, book):
        return None if value == self.WHOLE else super().parse(value, book)

    def format(self, value, book):
        return self.WHOLE if value is None else super().format(value, book)


class Many(Field):
    """Several records, by their slugs, in the order of the file."""

    def defaults(self, item, book):
        return {}

    def read(self, item, book):
        return {}

    def wanted(self, item, book):
        """The primary keys that the item lists, or None where it does not have the key."""
        return find_all(self.form.related_model, item[self.key] or [], book) if self.key in item else None

    def write(self, record, out, book):
        pks = book.links(self.model, self.name).get(record.pk)
        if pks:
            out[self.key] = [book.slug(self.form.related_model, pk) for pk in pks]

    def relink(self, record, pks, book):
        """Writes the list anew, without the history rows that Django's own way leaves one by one."""
        own, other = f"{self.form.m2m_field_name()}_id", f"{self.form.m2m_reverse_field_name()}_id"
        through = self.form.remote_field.through
        through.objects.filter(**{own: record.pk}).delete()
        through.objects.bulk_create(through(**{own: record.pk, other: pk}) for pk in pks)
        book.links(self.model, self.name)[record.pk] = pks


def partial_date(value):
    try:
        return PartialDate(value if isinstance(value, str) or type(value) is int else "")
    except ValueError:
        raise FactsError(NOT_A_DATE % {"value": value}) from None


def find(model, slug, book):
    pk = book.pk(model, slug) if isinstance(slug, str) else None
    if pk is None:
        raise FactsError(f"there is no {model._meta.verbose_name} {quoted(slug)}.")
    return pk


def find_all(model, slugs, book):
    if not isinstance(slugs, list):
        raise FactsError(f"{quoted(slugs)} is not a list of slugs.")
    for place, slug in enumerate(slugs):
        if slug in slugs[:place]:
            raise FactsError(f"{quoted(slug)} stands twice in the list.")
    return [find(model, slug, book) for slug in slugs]


KINDS = {
    models.ManyToManyField: Many,
    models.ForeignKey: One,
    PartialDateField: Day,
    models.DateTimeField: Moment,
    models.JSONField: Json,
    models.BooleanField: Flag,
    models.IntegerField: Number,
    models.DecimalField: Number,
    models.FloatField: Number,
    models.CharField: Text,
    models.TextField: Text,
}


def same(model, *keys, **renamed):
    """The fields of a model that the file calls the same, and `key=name` for those that it calls otherwise."""
    return [kind_of(model, name)(model, key, name) for key, name in {**{key: key for key in keys}, **renamed}.items()]


def kind_of(model, name):
    form = model._meta.get_field(name)
    return next(kind for parent, kind in KINDS.items() if isinstance(form, parent))
