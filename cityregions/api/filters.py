"""Filters: what a page and the API let people narrow down, in the same words and just as strictly."""

import functools

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rest_framework.filters import BaseFilterBackend

from cityregions.records.dates import PartialDateFormField

from .compiled import Slot, any_of
from .kept import reader_of
from .lookups.making import lookups
from .nodes import field_at
from .problems import BadParameters, bad_parameter, unknown_word
from .serializers import PARTIAL_DATE

NOT_KNOWN = _("“%(value)s” is not known here. Known: %(known)s.")
# How many known values an error message lists.
LISTED = 60
# Characters; a database takes no more than some hundred words at once.
LONGEST_SEARCH = 200


class OptionalSelect(forms.Select):
    """A drop-down whose first choice leaves the list as it is."""

    def optgroups(self, name, value, attrs=None):
        anything = self.create_option(name, "", _("any"), not any(value), 0, attrs=attrs)
        return [(None, [anything], 0), *super().optgroups(name, value, attrs)]


class SelectOne(OptionalSelect):
    """A plain drop-down for a filter whose address may still name several values."""

    def value_from_datadict(self, data, files, name):
        return [value for value in data.getlist(name) if value] if hasattr(data, "getlist") else data.get(name, [])


class SelectOrType(SelectOne):
    """A drop-down of related records; where there are more than a drop-down bears, a line to type the slug into."""

    MOST = 200

    def render(self, name, value, attrs=None, renderer=None):
        if not self.choices.queryset[self.MOST : self.MOST + 1]:
            return super().render(name, value, attrs, renderer)
        return forms.TextInput().render(name, next(iter(value or []), ""), attrs, renderer)


class NamesTheKnown:
    """A choice field whose error names the values that it knows."""

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            known = [str(key) for key in self.known_values()]
            shown = ", ".join(known[:LISTED]) + (" …" if len(known) > LISTED else "")
            wrong = (error.params or {}).get("value", value)
            raise ValidationError(NOT_KNOWN, code="invalid_choice", params={"value": wrong, "known": shown}) from None


class KnownChoicesField(NamesTheKnown, django_filters.fields.MultipleChoiceField):
    def known_values(self):
        return [key for key, label in self.choices if key]


class KnownSlugsField(NamesTheKnown, django_filters.fields.ModelMultipleChoiceField):
    def known_values(self):
        slugs = list(self.queryset.order_by("slug").values_list("slug", flat=True)[: LISTED + 1])
        return [*([self.null_value] if self.null_label is not None else []), *slugs]


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """One or more of a field's choices; several mean either."""

    field_class = KnownChoicesField

    def __init__(self, *args, widget=forms.CheckboxSelectMultiple, **kwargs):
        super().__init__(*args, widget=widget, distinct=False, **kwargs)

    def kept_values(self, texts, request, standing):
        """What the column is compared with, for values that are known here; None where one is not."""
        return texts if self.known.issuperset(texts) else None

    @cached_property
    def known(self):
        """The values known for good; none where they are found anew each time."""
        choices = self.extra.get("choices") or ()
        return set() if callable(choices) else {str(key) for key, label in choices}

    def narrowed_by_slots(self, queryset, names):
        column = field_at(queryset.model, self.field_name)
        return queryset.filter(any_of(self.field_name, [Slot(name, column) for name in names]))


class FoundChoicesFilter(ChoicesFilter):
    """One or more of the values found in the records that the reader may see; `name_of` says what a value is called."""

    def __init__(self, *, name_of, **kwargs):
        self.name_of = name_of
        super().__init__(**kwargs)

    @property
    def field(self):
        self.extra["choices"] = self.found()
        return super().field

    def found(self):
        request = self.parent.request
        rows = self.model.objects.visible_to(request.user) if request else self.model.objects.all()
        values = rows.order_by(self.field_name).values_list(self.field_name, flat=True).distinct()
        return [(value, self.name_of(value)) for value in values]


class SlugFilter(django_filters.ModelMultipleChoiceFilter):
    """One or more related records by slug, of those that the reader may see; several mean either.

    `many` is for relations to several records, so that a row is found once. `null_label` adds a value for none.
    """

    field_class = KnownSlugsField

    def __init__(self, model, *, many=False, **kwargs):
        self.related, self.many = model, many
        null = {"null_value": "whole_project"} if "null_label" in kwargs else {}
        super().__init__(
            queryset=self.choosable, to_field_name="slug", distinct=False, **{"widget": SelectOrType, **null, **kwargs}
        )

    def kept_values(self, texts, request, standing):
        """The keys of the records that the reader sees under these slugs; None where one is not there."""
        if self.null_value in texts:
            return None
        key = (self.related, reader_of(request), *texts)
        if keys := standing and standing.names.get(key):
            return keys
        found = dict(self.choosable(request).order_by().filter(slug__in=texts).values_list("slug", "pk"))
        if not found.keys() >= set(texts):
            return None
        keys = [found[text] for text in texts]
        if standing:
            standing.names.keep(key, keys)
        return keys

    def narrowed_by_slots(self, queryset, names):
        condition = any_of(self.field_name, [Slot(name, self.related._meta.pk) for name in names])
        return self.once(queryset, condition) if self.many else queryset.filter(condition)

    def once(self, queryset, condition):
        return queryset.filter(pk__in=queryset.model._base_manager.filter(condition).values("pk"))

    def choosable(self, request):
        rows = self.related.objects.order_by(*self.related._meta.ordering)
        return rows.visible_to(request.user) if request else rows

    def filter(self, qs, value):
        if not value:
            return qs
        condition = self.condition(list(value))
        if self.many:
            return self.once(qs, condition)
        return qs.exclude(condition) if self.exclude else qs.filter(condition)

    def condition(self, value):
        records = [record for record in value if record != self.null_value]
        condition = Q(**{f"{self.field_name}__in": records})
        if len(records) < len(value):
            condition |= Q(**{f"{self.field_name}__isnull": True})
        return condition


class YesNoFilter(django_filters.TypedChoiceFilter):
    """true or false, and nothing else."""

    def __init__(self, *args, **kwargs):
        choices = [("true", _("yes")), ("false", _("no"))]
        options = {"choices": choices, "coerce": lambda word: word == "true", "empty_value": None}
        super().__init__(*args, **options, **{"widget": OptionalSelect, **kwargs})


class PartialDateFilter(django_filters.Filter):
    """A day, month or year."""

    field_class = PartialDateFormField


class SearchFilter(django_filters.CharFilter):
    """Rows that hold every one of the words, whatever their accents and case."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Search"), max_length=LONGEST_SEARCH, **kwargs)

    def filter(self, qs, value):
        return qs.search(value) if value else qs


class FilterSet(django_filters.FilterSet):
    """Filters of one noun. What it does not know is refused by `unknown`, what is malformed by its form's errors."""

    search = SearchFilter()

    def unknown(self, beside=()):
        """Parameters of the request that neither the filters nor the page itself (`beside`) know."""
        return sorted(set(self.data) - set(self.filters) - set(beside))

    def known(self, beside=()):
        return sorted({*self.filters, *beside})


class StrictFilterBackend(BaseFilterBackend):
    """Narrows a list of the API down; what the noun does not know is refused."""

    def filter_queryset(self, request, queryset, view):
        return narrowed(request, queryset, view, request.query_params)

    def get_schema_operation_parameters(self, view):
        own = [described(name, filter_) for name, filter_ in view.filterset_class.base_filters.items()]
        return [*own, *(lookup.described() for lookup in lookups_beside(view.serializer_class, view.filterset_class))]


def narrowed(request, queryset, view, parameters):
    """The rows that these parameters of a request leave over. Raises BadParameters for what the noun does not know."""
    looked_up = {each.parameter: each for each in lookups_beside(view.serializer_class, view.filterset_class)}
    filterset = valid(request, queryset, view, parameters, looked_up)
    asked = [name for name in parameters if name in looked_up]
    return filterset.qs.filter(*(looked_up[name].condition(parameters.getlist(name), request.user) for name in asked))


def valid(request, queryset, view, parameters, looked_up=()):
    """The filters with what these parameters say, beside those that are lookups. Raises BadParameters."""
    filterset = view.filterset_class(parameters, queryset, request=request)
    beside = (*view.beside, *looked_up)
    refuse_unknown(filterset.unknown(beside), filterset.known(beside))
    once = [name for name, filter_ in filterset.filters.items() if not takes_several(filter_)]
    refuse_repeated(request, once)
    if not filterset.is_valid():
        raise BadParameters(list(form_errors(filterset)))
    return filterset


@functools.cache
def lookups_beside(serializer_class, filterset_class):
    """The lookups of a noun's keys; where a filter has the name of one, the filter answers."""
    return [each for each in lookups(serializer_class) if each.parameter not in filterset_class.base_filters]


def refuse_unknown(unknown, known):
    if unknown:
        errors = [unknown_word(name, name, *near(name, known)).errors for name in unknown]
        raise BadParameters([error for each in errors for error in each])


def near(name, known):
    """What could stand there instead, and what of it a sentence names: the lookups of a key, else all but lookups."""
    of_key = [each for each in known if each.partition("__")[0] == name.partition("__")[0]]
    return (of_key, of_key) if of_key else (known, [each for each in known if "__" not in each])


def refuse_repeated(request, names):
    for name in names:
        if len(request.query_params.getlist(name)) > 1:
            raise bad_parameter(name, "repeated", _("“%(name)s” takes one value: give it once.") % {"name": name})


def takes_several(filter_):
    return isinstance(filter_, django_filters.MultipleChoiceFilter)


def form_errors(filterset):
    for name, errors in filterset.form.errors.as_data().items():
        for error in errors:
            code = error.code or "invalid"
            yield {"parameter": name, "code": code, "detail": " ".join(error.messages)}


def described(name, filter_):
    """A filter as the API's description shows it."""
    value = {"type": "string"}
    choices = filter_.extra.get("choices")
    if isinstance(filter_, PartialDateFilter):
        value["pattern"] = PARTIAL_DATE
    elif choices and not callable(choices):
        value["enum"] = [str(key) for key, label in choices]
    many = takes_several(filter_)
    schema = {"type": "array", "items": value} if many else value
    label = str(filter_.label or name)
    return {
        "name": name,
        "in": "query",
        "description": f"{label}; several mean either." if many else f"{label}.",
        "schema": schema,
    }
