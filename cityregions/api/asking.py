"""What a request for a list asks for, taken apart: its form, which is the same for many, and the values in it.

A query is kept by the form and asked with the values. Whatever is not sure to be of such a form has none: it is
understood, or refused, by the ordinary way.
"""

from dataclasses import dataclass, field

from cityregions.records.text import words

from .compiled import words_in_slots
from .filters import (
    LONGEST_SEARCH,
    ChoicesFilter,
    PartialDateFilter,
    SearchFilter,
    SlugFilter,
    YesNoFilter,
    valid,
)

# What belongs to the form as it stands, beside the filters that are compared with a value of the form itself.
PLAIN = {"fields", "omit", "expand", "ordering", "page_size"}
PLAIN_FILTERS = {YesNoFilter, PartialDateFilter}
# So many values of one filter, and words; more of them make too many forms.
MOST = 5


@dataclass
class Asked:
    """The form of a request, or None, and what stands in its slots."""

    form: tuple = None
    values: dict = field(default_factory=dict)
    slots: dict = field(default_factory=dict)
    words: tuple = ()


def taken_apart(request, view, standing):
    """Which form a request for a list has, and which values."""
    asked, form = Asked(), []
    filters = view.filterset_class.base_filters
    for name, texts in request.query_params.lists():
        if name in filters:
            told = of_filter(asked, name, filters[name], texts, request, standing)
        else:
            told = tuple(texts) if name in PLAIN else "" if name == "cursor" else None
        if told is None:
            return Asked()
        form.append((name, told))
    asked.form = tuple(form)
    return asked


def of_filter(asked, name, filter_, texts, request, standing):
    """What of a filter belongs to the form: how many values it has, or these themselves; None where nobody knows."""
    kind = type(filter_)
    if filter_.method or not all(texts) or len(set(texts)) < len(texts) or len(texts) > MOST:
        return None
    if kind in PLAIN_FILTERS:
        return tuple(texts)
    if kind is SearchFilter:
        return of_search(asked, name, texts)
    if kind not in {ChoicesFilter, SlugFilter} or filter_.exclude or filter_.lookup_expr != "exact":
        return None
    values = filter_.kept_values(texts, request, standing)
    if values is None:
        return None
    asked.slots[name] = [(name, place) for place in range(len(values))]
    asked.values.update(zip(asked.slots[name], values, strict=True))
    return len(values)


def of_search(asked, name, texts):
    found = words(texts[0]) if len(texts) == 1 and len(texts[0]) <= LONGEST_SEARCH else []
    if not 0 < len(found) <= MOST:
        return None
    asked.words = tuple((name, place) for place in range(len(found)))
    asked.values.update(zip(asked.words, found, strict=True))
    return len(found)


def narrowed(request, view, asked):
    """The rows that the filters of a request leave, with slots for its values. Raises BadParameters."""
    rows = view.get_queryset()
    if asked.form is None:
        return view.filter_queryset(rows)
    filterset = valid(request, rows, view, request.query_params)
    for name, filter_ in filterset.filters.items():
        if name in asked.slots:
            rows = filter_.narrowed_by_slots(rows, asked.slots[name])
        elif type(filter_) is SearchFilter and asked.words:
            rows = words_in_slots(rows, asked.words)
        else:
            rows = filter_.filter(rows, filterset.form.cleaned_data[name])
    return rows
