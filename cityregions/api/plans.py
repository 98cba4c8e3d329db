"""Plans: how an answer is read and written, made once for each form of a request and then followed again and again.

A plan holds compiled queries with slots, and nothing of the data: what it is kept by says all that it depends on.
"""

from .asking import narrowed
from .compiled import Slot
from .facets import facets
from .kept import Kept, Unchanged, is_kept
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


def forget():
    """As in a process that has just begun."""
    _plans.found.clear()


def page(view, asked):
    """The page of a list that a request asks for, as JSON, and the plan for others like it, if there is one."""
    request = view.request
    if asked.form is None:
        return ListPlan(view, asked).answer(request, asked, facets(view, request)), None
    plan = found(form_of(view, asked), lambda: ListPlan(view, asked))
    return plan.answer(request, asked), plan


def known(view, asked):
    """The plan for such a page, or None where it was never made."""
    return _plans.get(form_of(view, asked)) if asked.form is not None else None


def form_of(view, asked):
    """What makes a page of a list another one to read; not where it begins, as the plan for the list can tell."""
    request, form = view.request, (*view.asked_by, asked.form)
    if "cursor" in request.query_params:
        paging = found((*form, "paging"), lambda: Paging(request, view.serializer_class, view.noun))
        cursor = paging.cursor(request)
        form = (*form, cursor and cursor.shape)
    return form


class ListPlan:
    """How a page of a list is read: which rows, in what order, what stands in each, and with what `head` it is sent."""

    head = None

    def __init__(self, view, asked):
        request, serializer_class = view.request, view.serializer_class
        rows = narrowed(request, view, asked)
        self.paging = Paging(request, serializer_class, view.noun)
        self.counted = switch(request, "count") and rows
        cursor = self.paging.cursor(request)
        reading = Reading(request, is_written=True)
        self.row = reading.row(serializer_class, shape=shape(request, serializer_class, detail=False))
        self.places = [reading.column(step.expression) for step in self.paging.steps]
        rows = self.paging.narrowed(rows, cursor)
        self.reading = reading.compiled(rows, asked.words)
        self.asking = reading.compiled(rows, asked.words, [Unchanged()]) if is_kept() else None

    def answer(self, request, asked, beside=None, last=None):
        """The page as JSON. With the `last` standing, None where the data are not as they were, or nobody can tell."""
        cursor, values = self.paging.cursor(request), asked.values
        if cursor:
            values = values | {("cursor", place): value for place, value in enumerate(cursor.values)}
        if last is None:
            rows = self.reading.rows(values, keep=self.paging.size)
        elif (rows := self.rows_as_they_were(values, last)) is None:
            return None
        body = Page(self.paging, cursor, rows, self.places).answer(request, self.row)
        # A list that is counted is of no form, and so its plan is not kept.
        counted = {} if self.counted is False else {"count": self.counted.order_by().count()}
        return as_json({**(beside or {}), **counted, **body})

    def rows_as_they_were(self, values, last):
        if self.asking is None:
            return None
        seen = {("seen", place): told for place, told in enumerate(last.seen)}
        rows = self.asking.rows(values | seen, keep=self.paging.size)
        if not rows or rows[0][-1] is None:
            return None
        last.take(rows[0][-1])
        return rows


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
