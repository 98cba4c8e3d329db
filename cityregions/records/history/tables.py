"""Of which records a history is kept, what they are called in addresses, and which are parts of others."""

import functools
import re
from dataclasses import dataclass

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Table:
    """The history of one model; `link` is the field that leads from a part to its whole, empty for a whole."""

    noun: str
    model: type
    link: str

    @property
    def history(self):
        return self.model.history.model

    @property
    def rows(self):
        return self.history._default_manager

    @property
    def fields(self):
        """The fields whose values are kept, without the primary key; those with lists of records come last."""
        return [field for field in self.history.tracked_fields if not field.primary_key]

    @property
    def lists(self):
        return self.history._history_m2m_fields

    @property
    def key_field(self):
        return "slug" if any(field.name == "slug" for field in self.fields) else "id"

    @property
    def parts(self):
        return [table for table in tables().values() if table.link and table.whole_model is self.model]

    @property
    def whole_model(self):
        return self.model._meta.get_field(self.link).related_model if self.link else None

    def address(self, record):
        """How a record, or one in the history, is asked for: `stakeholder/schkeuditz`, `relation/12`."""
        return f"{self.noun}/{getattr(record, self.key_field)}"

    @property
    def label(self):
        return self.model._meta.verbose_name


@functools.cache
def tables():
    """Every table by its noun, in the order of their nouns."""
    found = [Table(noun_of(model), model, link_to_whole(model)) for model in apps.get_models() if is_kept(model)]
    return {table.noun: table for table in sorted(found, key=lambda table: table.noun)}


def is_kept(model):
    return hasattr(model, "history") and not model.__name__.startswith("Historical")


def noun_of(model):
    """`StakeholderMap` is called `stakeholder-map`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", model.__name__).lower()


def table_of(model):
    return tables().get(noun_of(model)) if is_kept(model) else None


def link_to_whole(model):
    """A part goes with its whole: that is what deleting in cascade means here."""
    for field in model._meta.fields:
        if field.remote_field and field.remote_field.on_delete is models.CASCADE and is_kept(field.related_model):
            return field.name
    return ""


def last_states(table):
    """What the deleted rows were when they were deleted."""
    return table.rows.filter(history_type="-").filter(~models.Exists(later(table)))


def later(table):
    return table.rows.filter(id=models.OuterRef("id"), history_id__gt=models.OuterRef("history_id"))
