"""How the rows of an answer are read: only the columns it needs, and one query for each list within them.

Rows do not become model instances on the way: what is read is what is written.
"""

from itertools import islice
from operator import itemgetter

from django.urls import reverse

from .nodes import Many, declared
from .routes import viewset_of


class Reading:
    """The columns that an answer needs, collected while its rows are described, then read at once."""

    def __init__(self, request):
        self.request, self.user = request, request.user
        self.origin = request.build_absolute_uri("/")[:-1]
        self.columns, self.lists, self._places, self._getters = [], [], {}, {}
        self.left_over = False

    def column(self, what):
        """Asks for a column (a path or an expression); returns what gets it out of a row."""
        if not isinstance(what, str):
            self.columns.append(what)
            return itemgetter(len(self.columns) - 1)
        if what not in self._places:
            self._places[what] = len(self.columns)
            self.columns.append(what)
        return itemgetter(self._places[what])

    def row(self, serializer_class, prefix="", shape=None):
        """Describes a row; returns what makes one of what was read. A nested one has no lists of records in it."""
        nodes = declared(serializer_class)
        names = shape.names if shape else plain(serializer_class, nested=bool(prefix) or shape is None)
        getters = [(name, self.getter(nodes[name], prefix, bool(shape) and name in shape.expand)) for name in names]
        return lambda values: {name: get(values) for name, get in getters}

    def getter(self, node, prefix, expanded):
        if expanded:
            return node.nested(self, prefix, node.viewset().serializer_class)
        if (node, prefix) not in self._getters:
            self._getters[node, prefix] = node.getter(self, prefix)
        return self._getters[node, prefix]

    def gathered(self, many, prefix, describe):
        """Asks for a list within each row; `describe` says what stands in it."""
        inner = Reading(self.request)
        key, found = self.column(f"{prefix}pk"), {}
        self.lists.append((many, key, inner, describe(inner), found))
        return lambda values: found.get(key(values) if many.link else None, [])

    def address_of(self, model):
        """The address of the list in which the API has the records of a model."""
        return self.origin + reverse(f"api:{viewset_of(model).noun}-list")

    def read(self, queryset, keep=None):
        """The rows of a queryset, with the lists that belong to them; of more than `keep`, that there are more."""
        rows = list(queryset.values_list(*self.columns))
        self.left_over = keep is not None and len(rows) > keep
        del rows[keep or len(rows) :]
        self.fill_lists(rows)
        return rows

    def chunks(self, queryset, size):
        """The same for rows of which there may be any number: so many at once."""
        rows = queryset.values_list(*self.columns).iterator(size)
        while chunk := list(islice(rows, size)):
            self.fill_lists(chunk)
            yield chunk

    def fill_lists(self, rows):
        for many, key, inner, describe, found in self.lists:
            found.clear()
            inner.fill(many, [key(values) for values in rows], describe, found)

    def fill(self, many, keys, describe, found):
        owner = self.column(many.link) if many.link else lambda values: None
        for values in self.read(many.rows(self.user, keys)) if keys else []:
            found.setdefault(owner(values), []).append(describe(values))


def plain(serializer_class, nested):
    """The keys of a row that is nested in another: its own columns and parts, but no lists of other records."""
    is_record = hasattr(serializer_class, "detail_fields")
    hidden = serializer_class.detail_fields() if is_record else ()
    return [
        name
        for name, node in declared(serializer_class).items()
        if name not in hidden and not (isinstance(node, Many) and (is_record or not node.serializer_class))
    ]
