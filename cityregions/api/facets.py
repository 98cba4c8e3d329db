"""Facets: how many rows of a list have which value of a key, with all filters applied but those of the key itself."""

from django.db import models
from django.db.models import Count, F, Window
from django.utils.translation import gettext as _

from .filters import narrowed
from .nodes import Many, One, column_of, declared, field_at
from .parameters import known_words, query, several
from .serializers import public_key

# The most frequent values that are told.
MOST = 50


def facetable(serializer_class):
    """The keys whose values can be counted: words, switches and related records."""
    model = serializer_class.Meta.model
    return [name for name, node in declared(serializer_class).items() if is_countable(model, node)]


def is_countable(model, node):
    if isinstance(node, Many):
        return bool(node.path) and not node.serializer_class
    path = column_of(node)
    return isinstance(node, One) or (bool(path) and has_few_values(field_at(model, path)))


def has_few_values(field):
    if field.choices or isinstance(field, models.BooleanField):
        return True
    return type(field) is models.CharField and not field.unique


def facets(view, request):
    """What stands under `facets` in the body of a list; nothing where nobody asked."""
    asked = list(dict.fromkeys(known_words(request, "facets", facetable(view.serializer_class))))
    return {"facets": {name: Facet(view, request, name).counted() for name in asked}} if asked else {}


class Facet:
    """One key of a list with the numbers of rows by its values."""

    def __init__(self, view, request, name):
        self.view, self.request, self.name = view, request, name
        self.node = declared(view.serializer_class)[name]

    def counted(self):
        """The most frequent values first, with one query; `left_out` says how many values are not told."""
        counted = self.groups().annotate(rows=Count("pk"), values=Window(Count("*")))
        told = list(counted.order_by("-rows", F("value").asc(nulls_first=True))[:MOST])
        values = [{"value": row["value"], "count": row["rows"]} for row in told]
        return {"values": values, "left_out": told[0]["values"] - len(told) if told else 0}

    def groups(self):
        rows, user = self.rows(), self.request.user
        if isinstance(self.node, Many):
            links = self.node.seen(user).filter(**{f"{self.node.link}__in": rows.values("pk")}).order_by()
            return links.values(value=models.F(self.node.path + public_key(self.node.model)))
        what = self.node.key(user) if isinstance(self.node, One) else column_of(self.node)
        return rows.values(value=models.F(what) if isinstance(what, str) else what)

    def rows(self):
        """The rows that all filters but the key's own leave over."""
        parameters = self.request.query_params.copy()
        for name in [name for name in parameters if self.is_own(name)]:
            del parameters[name]
        return narrowed(self.request, self.view.get_queryset(), self.view, parameters).order_by()

    def is_own(self, parameter):
        """Whether a parameter narrows the list down by this very key."""
        if parameter.partition("__")[0] == self.name:
            return True
        filter_ = self.view.filterset_class.base_filters.get(parameter)
        source = self.view.serializer_class().fields[self.name].source
        return filter_ is not None and filter_.method is None and filter_.field_name == source


def facets_parameter(serializer_class):
    told = _("Counts the rows by the values of these keys, each with all filters but its own.")
    return query("facets", several(facetable(serializer_class)), told)
