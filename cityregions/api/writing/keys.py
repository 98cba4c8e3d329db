"""Keys: which keys of a row programs write, and what each stands for."""

import functools
from dataclasses import dataclass

from django.db import models

from cityregions.records.checks import named_by

from ..nodes import Column, Derived, Many, One, Part, declared
from ..serializers import public_key

# What a row says of itself in every answer; whoever sends it back with the rest need not take it out.
ENVELOPE = ("url", "page", "modified")


@dataclass(frozen=True)
class Key:
    """A key that can be written: with the field of the record that it fills, or with the parts that it lists."""

    name: str
    node: object
    field: models.Field | None = None
    serializer_class: type | None = None

    @property
    def is_value(self):
        return isinstance(self.node, Column | Derived)

    @property
    def is_link(self):
        return isinstance(self.node, One)

    @property
    def is_list(self):
        return isinstance(self.node, Many) and not self.serializer_class

    @property
    def is_parts(self):
        return self.serializer_class is not None

    @property
    def is_single(self):
        """Whether it is a part that a record has once at most."""
        return isinstance(self.node, Part)

    @property
    def link(self):
        """The field of a part that names its whole."""
        return self.field

    @property
    def is_required(self):
        """Whether a new row has to have it; an address name is made where none is given."""
        if self.is_list or self.is_parts:
            return False
        field = self.field
        if field.name == "slug" and named_by(field.model):
            return False
        return not (field.blank or field.null or field.has_default())


@functools.cache
def writable(serializer_class):
    """The keys of a serializer's rows that can be written, by name."""
    fixed = set(getattr(serializer_class.Meta, "read_only_fields", ()))
    found = {}
    for name, node in declared(serializer_class).items():
        key = None if name in fixed else key_for(serializer_class.Meta.model, name, node)
        if key:
            found[name] = key
    return found


@functools.cache
def required(serializer_class):
    """Those that a new row has to have."""
    return {name: key for name, key in writable(serializer_class).items() if key.is_required}


def key_for(model, name, node):
    if isinstance(node, Column) and "__" not in node.path:
        field = model._meta.get_field(node.path)
        return Key(name, node, field) if field.editable and not field.primary_key else None
    if isinstance(node, Derived):
        return Key(name, node, model._meta.get_field(node.needs[0])) if node.written else None
    if isinstance(node, One):
        field = model._meta.get_field(node.path) if "__" not in node.path else None
        return Key(name, node, field) if field and field.concrete and field.editable else None
    if isinstance(node, Part):
        return Key(name, node, model._meta.get_field(node.path).field, node.serializer_class)
    if isinstance(node, Many) and node.serializer_class:
        return Key(name, node, node.model._meta.get_field(node.link), node.serializer_class) if node.link else None
    return list_key(model, name, node) if isinstance(node, Many) else None


def list_key(model, name, node):
    """A list of related records that belongs to this record and not to the others."""
    field = next((each for each in model._meta.many_to_many if each.remote_field.through is node.table), None)
    return Key(name, node, field) if field and node.table._meta.auto_created else None


@functools.cache
def names_of(serializer_class):
    """The keys by the names of the fields that they fill."""
    return {key.field.name: key.name for key in writable(serializer_class).values() if not key.is_parts}


def own_key(serializer_class):
    """The key by which a row is called: `slug` or `id`."""
    return public_key(serializer_class.Meta.model)
