"""Plans: how an answer is read and written, made once for each form of a request and then followed again and again.

A plan holds compiled queries with slots, and nothing of the data: what it is kept by says all that it depends on.
"""

from .asking import narrowed
from .compiled import Slot
from .facets import facets
from .kept import Kept
from .nodes import field_at
from .pagination import Page, Paging
from .parameters import shape, switch
from .reading import Reading
from .renderers import as_json
from .tags import Described, tag_of

# Each takes some ten kilobytes.
_plans = Kept(400)


def found(form, make):
    """The plan for this form; made, and kept, at the first time."""
    plan = _plans.get(form)
    if plan is None:
        plan = make()
        _plans.keep(form, plan)
    return plan


def page(view, asked):
    """The page of a list that a request asks for, as JSON."""
    request = view.request
    if asked.form is None:
        return ListPlan(view, asked).answer(request, asked, facets(view, request))
    # Where a page begins is another form than where it does not; how, the plan for the list itself can tell.
    form = (*view.asked_by, asked.form)
    if "cursor" in request.query_params:
        paging = found((*form, "paging"), lambda: Paging(request, view.serializer_class, view.noun))
        cursor = paging.cursor(request)
        form = (*form, cursor and cursor.shape)
    return found(form, lambda: ListPlan(view, asked)).answer(request, asked)


class ListPlan:
    """How a page of a list is read: which rows, in what order, and what stands in each."""

    def __init__(self, view, asked):
        request, serializer_class = view.request, view.serializer_class
        rows = narrowed(request, view, asked)
        self.paging = Paging(request, serializer_class, view.noun)
        self.counted = switch(request, "count") and rows
        cursor = self.paging.cursor(request)
        reading = Reading(request, is_written=True)
        self.row = reading.row(serializer_class, shape=shape(request, serializer_class, detail=False))
        self.places = [reading.column(step.expression) for step in self.paging.steps]
        self.reading = reading.compiled(self.paging.narrowed(rows, cursor), asked.words)

    def answer(self, request, asked, beside=None):
        cursor = self.paging.cursor(request)
        started = {("cursor", place): value for place, value in enumerate(cursor.values)} if cursor else {}
        rows = self.reading.rows({**asked.values, **started}, keep=self.paging.size)
        body = Page(self.paging, cursor, rows, self.places).answer(request, self.row)
        # A list that is counted is of no form, and so its plan is not kept.
        counted = {} if self.counted is False else {"count": self.counted.order_by().count()}
        return as_json({**(beside or {}), **counted, **body})


class DetailPlan:
    """How one record is read."""

    def __init__(self, view, key):
        described = Described(view.request, view.serializer_class, detail=True)
        model = view.queryset.model
        slots = {name: Slot(name, field_at(model, name)) for name in key}
        self.reading = described.reading.compiled(view.get_queryset().filter(**slots)[:1])
        self.told, self.changed_at = described.told, described.changed_at
        # Of the request for which the plan was made nothing stays.
        del described.reading

    def answer(self, key):
        """The record with this key as JSON, its tag, and when it changed last if that is known; None for none."""
        for _key, row, version in self.told(self.reading.rows(key)):
            body = as_json(row)
            return body, tag_of(version, body), self.changed_at(row)
        return None
