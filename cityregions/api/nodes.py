"""What the keys of a row are made from: columns, related records, parts of a whole."""

import functools
import re
from dataclasses import dataclass

from django.db import models
from rest_framework import serializers as drf

from cityregions.records import rights

from .compiled import Among
from .routes import viewset_of
from .serializers import Address, Computed, Counted, Page, PublicName, public_key

# Stands for the id of a record in the address of its page.
NUMBER = 918273645


@dataclass(frozen=True)
class Column:
    """A column of the record itself."""

    path: str

    def getter(self, reading, prefix):
        return reading.column(prefix + self.path)


@dataclass(frozen=True)
class Derived:
    """A property of the model that needs a few columns; `written` makes the first of them of what a program sends."""

    model: type
    needs: tuple
    attribute: str
    written: object = None

    def getter(self, reading, prefix):
        getters = [(name, reading.column(prefix + name)) for name in self.needs]
        return lambda row: getattr(self.model(**{name: get(row) for name, get in getters}), self.attribute)


@dataclass(frozen=True, eq=False)
class Numbers:
    """Numbers that the database counts for the row, in `tables` with the columns that lead to it."""

    counts: dict
    tables: tuple

    def getter(self, reading, prefix):
        getters = {name: reading.column(count(prefix)) for name, count in self.counts.items()}
        return lambda row: {name: get(row) for name, get in getters.items()}


@dataclass(frozen=True)
class Link:
    """Where the API answers with the record."""

    model: type

    def getter(self, reading, prefix):
        start = reading.address_of(self.model)
        if not viewset_of(self.model).is_list:
            return lambda row: start
        key = reading.column(prefix + public_key(self.model))
        return lambda row: f"{start}{key(row)}/"


@dataclass(frozen=True)
class PageLink:
    """Where people read about the record: its own page, or that of the record it belongs to."""

    model: type
    page_of: str

    def getter(self, reading, prefix):
        address = self.example().get_absolute_url().replace(f"/{NUMBER}/", "/zz-id-zz/")
        pieces = re.split(r"zz-([a-z_]+)-zz", address)
        paths = [reading.column(f"{prefix}{path}") for path in pieces[1::2]]
        fixed = [reading.origin + pieces[0], *pieces[2::2]]
        if len(paths) == 1:
            return lambda row: f"{fixed[0]}{paths[0](row)}{fixed[1]}"
        return lambda row: fixed[0] + "".join(f"{get(row)}{end}" for get, end in zip(paths, fixed[1:], strict=True))

    def example(self):
        """A record whose slugs are the paths of the columns that they come from; NUMBER stands for its own id."""
        has_slug = public_key(self.model) == "slug"
        if not self.page_of:
            return self.model(slug="zz-slug-zz") if has_slug else self.model(pk=NUMBER)
        whole = follow(self.model, self.page_of)(slug=f"zz-{self.page_of}__slug-zz")
        if not has_slug or not hasattr(self.model, "get_absolute_url"):
            return whole
        return self.model(slug="zz-slug-zz", **{self.page_of: whole})


@dataclass(frozen=True)
class EitherPage:
    """The page of the one record, of several, that a record belongs to."""

    links: tuple

    def getter(self, reading, prefix):
        found = [(reading.column(f"{prefix}{each.page_of}"), each.getter(reading, prefix)) for each in self.links]
        return lambda row: next(page(row) for there, page in found if there(row) is not None)


@dataclass(frozen=True)
class One:
    """A related record, by its public name or nested; None for one that the reader may not see."""

    path: str
    model: type
    nullable: bool = True

    def viewset(self):
        return viewset_of(self.model)

    def getter(self, reading, prefix):
        return reading.column(self.key(reading.user, prefix))

    def key(self, user, prefix=""):
        """The column with its public name, empty where the reader may not see it."""
        name = f"{prefix}{self.path}__{public_key(self.model)}"
        if not rights.condition(self.model, user):
            return name
        seen = self.model._default_manager.visible_to(user).values("pk")
        return models.Case(models.When(**{f"{prefix}{self.path}__in": seen}, then=models.F(name)))

    def nested(self, reading, prefix, serializer_class):
        name = reading.getter(self, prefix, expanded=False)
        return reading.shared(name, lambda: reading.row(serializer_class, f"{prefix}{self.path}__"))


@dataclass(frozen=True)
class Part:
    """A part that a record has once at most, nested; None for one that the reader may not see."""

    path: str
    serializer_class: type

    def getter(self, reading, prefix):
        there = reading.column(self.key(reading.user, prefix))
        row = reading.row(self.serializer_class, f"{prefix}{self.path}__")
        return lambda values: None if there(values) is None else row(values)

    def key(self, user, prefix):
        """The column with its number, empty where the reader may not see it."""
        name, model = f"{prefix}{self.path}__pk", self.serializer_class.Meta.model
        if model not in rights.stated_models() or not rights.condition(model, user):
            return name
        seen = model._default_manager.visible_to(user).values("pk")
        return models.Case(models.When(**{f"{prefix}{self.path}__in": seen}, then=models.F(name)))


@dataclass(frozen=True)
class Many:
    """Several related records or parts, in the order of their model: by their public names or nested.

    They are read with one query for all rows of a page: from `table`, where `link` names the row they belong to and
    `path` leads to the record itself. Without a link they belong to every row.
    """

    model: type
    table: type
    link: str
    path: str = ""
    serializer_class: type = None

    def viewset(self):
        return None if self.serializer_class else viewset_of(self.model)

    def getter(self, reading, prefix):
        if self.serializer_class:
            return self.nested(reading, prefix, self.serializer_class)
        return reading.gathered(self, prefix, lambda inner: inner.column(self.path + public_key(self.model)))

    def nested(self, reading, prefix, serializer_class):
        return reading.gathered(self, prefix, lambda inner: inner.row(serializer_class, self.path))

    def rows(self, user, slot):
        """The rows that belong to records with the keys in a slot, as far as the reader may see them, in order."""
        rows, order = self.seen(user), [prefixed(word, self.path) for word in self.model._meta.ordering]
        return (rows.filter(Among(self.link, slot)) if self.link else rows).order_by(*order, "pk")

    def seen(self, user):
        """The rows that the reader may see, of all records."""
        rows = visible(self.table, user)
        if self.path and rights.condition(self.model, user):
            rows = rows.filter(**{f"{self.path}in": visible(self.model, user).values("pk")})
        return rows


def visible(model, user):
    """The rows that the user may see; all of a plain link between two records, which no rule speaks of."""
    if model not in rights.stated_models():
        return model._default_manager.all()
    return model._default_manager.filter(rights.condition(model, user))


def column_of(node):
    """The path of the column that a key gives as it is, or None."""
    if isinstance(node, Derived):
        return node.attribute if node.needs == (node.attribute,) else None
    return node.path if isinstance(node, Column) else None


def field_at(model, path):
    """The field at the end of a path of relations."""
    *relations, last = path.split("__")
    for step in relations:
        model = model._meta.get_field(step).related_model
    return model._meta.pk if last == "pk" else model._meta.get_field(last)


def prefixed(word, prefix):
    return f"-{prefix}{word[1:]}" if word.startswith("-") else f"{prefix}{word}"


def follow(model, path):
    """The model at the end of a path of relations."""
    for step in path.split("__"):
        model = model._meta.get_field(step).related_model
    return model


@functools.cache
def declared(serializer_class):
    """The keys of a serializer's rows, each with what it is made from."""
    serializer = serializer_class()
    return {name: node_for(serializer, name, field) for name, field in serializer.fields.items()}


def node_for(serializer, name, field):
    model = serializer.Meta.model
    if isinstance(field, Address):
        return Link(model)
    if isinstance(field, Page):
        of = getattr(serializer.Meta, "page_of", "")
        return EitherPage(tuple(PageLink(model, each) for each in of)) if isinstance(of, tuple) else PageLink(model, of)
    if isinstance(field, Counted):
        return Numbers(field.counts, field.tables)
    if isinstance(field, Computed):
        return Derived(model, field.needs, field.attribute or name, field.written)
    if isinstance(field, PublicName):
        return One(field.source, field.model, may_be_null(model, field.source))
    if isinstance(field, drf.ManyRelatedField):
        return many(model, field.source)
    if isinstance(field, drf.ListSerializer):
        return many(model, field.source, type(field.child))
    if isinstance(field, drf.ModelSerializer):
        return Part(field.source, type(field))
    return Column(field.source.replace(".", "__"))


def many(model, source, serializer_class=None):
    if source == "*":
        return Many(serializer_class.Meta.model, serializer_class.Meta.model, "", "", serializer_class)
    field = model._meta.get_field(source)
    if not field.many_to_many:
        return Many(field.related_model, field.related_model, field.field.attname, "", serializer_class)
    forward = field if field.concrete else field.field
    ends = forward.m2m_field_name(), forward.m2m_reverse_field_name()
    here, there = ends if field.concrete else reversed(ends)
    return Many(field.related_model, forward.remote_field.through, f"{here}_id", f"{there}__", serializer_class)


def may_be_null(model, path):
    """Whether a column at the end of a path may be empty, its own or for want of a record on the way."""
    for step in path.split("__"):
        field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        if not field.concrete or field.null:
            return True
        model = field.related_model
    return False
