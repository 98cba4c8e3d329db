"""The order of a list: total, with empty values last, and the same on every database."""

from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q

from cityregions.records.dates import PartialDateField

from .nodes import One, column_of, declared, field_at, may_be_null


@dataclass(frozen=True)
class Step:
    """One column of an order."""

    what: object
    field: models.Field
    nullable: bool
    descending: bool = False

    @property
    def expression(self):
        """The column; a partial date as it is stored, so that two dates of one day differ by their precision."""
        column = F(self.what) if isinstance(self.what, str) else self.what
        return models.ExpressionWrapper(column, self.kept_as) if self.is_partial_date else column

    @property
    def kept_as(self):
        """The field by which values of the column are compared."""
        return models.CharField() if self.is_partial_date else self.field

    @property
    def is_partial_date(self):
        return isinstance(self.field, PartialDateField)

    def value(self, stored):
        """A value of the column, as it came back in a cursor. Raises ValidationError for what is none."""
        return stored if stored is None or self.is_partial_date else self.field.to_python(stored)


def orderable(serializer_class):
    """The keys of a list by which it can be put in order: columns with one value, and related records."""
    model, nodes = serializer_class.Meta.model, declared(serializer_class)
    return [name for name, node in nodes.items() if isinstance(node, One) or is_plain(model, node)]


def is_plain(model, node):
    path = column_of(node)
    return bool(path) and not isinstance(field_at(model, path), models.JSONField)


def steps(serializer_class, words, user):
    """The columns that `words` name, the list's own order without any, and the primary key at last."""
    model = serializer_class.Meta.model
    named = {word.lstrip("-"): named_step(serializer_class, word, user) for word in reversed(words)}
    found = list(reversed(named.values())) or [path_step(model, word) for word in model._meta.ordering]
    return [
        *(step for step in found if step.what != "pk"),
        Step("pk", model._meta.pk, False, is_downwards(model, words)),
    ]


def is_downwards(model, words):
    return not words and "-pk" in model._meta.ordering


def named_step(serializer_class, word, user):
    model, node = serializer_class.Meta.model, declared(serializer_class)[word.lstrip("-")]
    if not isinstance(node, One):
        return path_step(model, word[: len(word) - len(word.lstrip("-"))] + column_of(node))
    key = node.key(user)
    path = key if isinstance(key, str) else f"{node.path}__pk"
    field = field_at(model, path) if isinstance(key, str) else models.CharField()
    return Step(key, field, node.nullable or not isinstance(key, str), word.startswith("-"))


def path_step(model, word):
    path = word.lstrip("-")
    return Step(path, field_at(model, path), may_be_null(model, path), word.startswith("-"))


def ordered(queryset, steps, backwards=False):
    """The rows in the order of the steps, or in the very opposite one."""
    return queryset.alias(**aliases(steps)).order_by(*(term(step, backwards, i) for i, step in enumerate(steps)))


def aliases(steps):
    return {f"order_{place}": step.expression for place, step in enumerate(steps)}


def term(step, backwards, place):
    column = F(f"order_{place}")
    nulls = {("nulls_first" if backwards else "nulls_last"): True} if step.nullable else {}
    return column.desc(**nulls) if step.descending != backwards else column.asc(**nulls)


def beyond(steps, values, backwards, inclusive):
    """The condition on rows that come after the one with these values, or before it when going backwards."""
    condition, same = Q(pk__in=[]), Q()
    for place, (step, value) in enumerate(zip(steps, values, strict=True)):
        condition |= same & further(step, value, backwards, f"order_{place}")
        same &= Q(**{f"order_{place}__isnull": True} if value is None else {f"order_{place}": value})
    return bound(steps[0], values[0], backwards) & ((condition | same) if inclusive else condition)


def further(step, value, backwards, name):
    """Rows that lie beyond the value in one column; rows without a value come last."""
    if value is None:
        return Q(**{f"{name}__isnull": False}) if backwards else Q(pk__in=[])
    lookup = "lt" if step.descending != backwards else "gt"
    past = Q(**{f"{name}__{lookup}": value})
    return past | Q(**{f"{name}__isnull": True}) if step.nullable and not backwards else past


def bound(step, value, backwards):
    """What the first column alone says, repeated so that a database finds the place by its index."""
    if value is None or step.nullable:
        return Q()
    return Q(**{f"order_0__{'lte' if step.descending != backwards else 'gte'}": value})
