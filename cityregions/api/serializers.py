"""Rows: what a record looks like to programs."""

from django.db.models import CASCADE
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.utils.field_mapping import get_relation_kwargs

from cityregions.records.dates import PartialDateField
from cityregions.records.models import Sourced

PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
PROVENANCE = ("source", "confidence", "detail_sources", "field_sources", "extra")


class PartialDateText(serializers.RegexField):
    """A date as it is known: `2013`, `2014-03` or `2014-03-15`."""

    def __init__(self, **kwargs):
        super().__init__(PARTIAL_DATE, **{key: value for key, value in kwargs.items() if key != "max_length"})


class PublicName(serializers.SlugRelatedField):
    """A related record by its slug, or by its id where it has no name."""

    def __init__(self, model=None, **kwargs):
        self.model = model
        super().__init__(slug_field=public_key(model), **kwargs)


class Address(serializers.URLField):
    """The address at which the API answers with this record."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, help_text=_("Address of the record in the API."), **kwargs)


class Page(serializers.URLField):
    """The address of the page about this record, in the language of the reader."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, help_text=_("Address of the page for people."), **kwargs)


class Computed(serializers.ReadOnlyField):
    """A property of the model, named like this field or as `attribute`, that needs only these of its columns.

    One that can be written has `written`, which turns what a program sends into the value of the first column.
    """

    def __init__(self, *needs, attribute=None, schema=None, written=None, **kwargs):
        self.needs, self.attribute, self.schema = needs, attribute, schema or {"type": "string"}
        self.written = written
        super().__init__(**kwargs)


class Counted(Computed):
    """Numbers that the database counts: `counts` makes each for the row at the end of a path such as `report__`.

    `tables` are the models whose rows it counts, each with the column that leads to the row.
    """

    def __init__(self, counts, tables, **kwargs):
        self.counts, self.tables = counts, tables
        numbers = {name: {"type": "integer"} for name in counts}
        schema = {"type": "object", "properties": numbers, "required": list(counts), "additionalProperties": False}
        super().__init__(schema=schema, **kwargs)


class PartSerializer(serializers.ModelSerializer):
    """A record, or a part that is shown with the whole it belongs to. `Meta.fields` lists its own fields.

    A part of which there are several begins with its slug or id, by which programs that write tell it from the others.
    """

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        PartialDateField: PartialDateText,
    }

    def get_field_names(self, declared_fields, info):
        key = public_key(self.Meta.model)
        own = self.Meta.fields if key in self.Meta.fields or is_single(self.Meta.model) else (key, *self.Meta.fields)
        return (*own, *(PROVENANCE if issubclass(self.Meta.model, Sourced) else ()))

    def build_standard_field(self, field_name, model_field):
        """A list or object of JSON is told apart from any other JSON."""
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        kind = {list: serializers.ListField, dict: serializers.DictField}.get(model_field.default)
        kwargs = {key: kwargs[key] for key in ("label", "help_text") if key in kwargs} if kind else kwargs
        return kind or field_class, {**kwargs, "required": False} if kind else kwargs

    def build_relational_field(self, field_name, relation_info):
        kwargs = get_relation_kwargs(field_name, relation_info)
        del kwargs["view_name"]
        kwargs.pop("to_field", None)
        if relation_info.reverse:
            kwargs = {"read_only": True, "help_text": reverse_help(relation_info)}
            kwargs |= {"many": True} if relation_info.to_many else {"allow_null": True}
        return PublicName, {**kwargs, "model": relation_info.related_model}


class RowSerializer(PartSerializer):
    """A record with an endpoint of its own.

    `Meta.fields` lists what lists and details show, `Meta.detail_fields` what lists leave out unless it is asked for,
    `Meta.page_of` whose page tells of the record where it has none of its own; the first that is there of several.
    """

    url = Address()
    page = Page()

    def get_field_names(self, declared_fields, info):
        key = public_key(self.Meta.model)
        names = [name for name in super().get_field_names(declared_fields, info) if name != key]
        return (key, "url", "page", *names, "modified", *self.detail_fields())

    @classmethod
    def detail_fields(cls):
        return getattr(cls.Meta, "detail_fields", ())


def is_single(model):
    """Whether a record has this part once at most."""
    return any(field.one_to_one and field.remote_field.on_delete is CASCADE for field in model._meta.fields)


def public_key(model):
    """The field by which a record is called outside: its slug, or its id where people give it no name."""
    return "slug" if any(field.name == "slug" for field in model._meta.fields) else "id"


def reverse_help(relation_info):
    name = relation_info.related_model._meta
    return name.verbose_name_plural if relation_info.to_many else name.verbose_name
