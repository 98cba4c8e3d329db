"""How the rows of an answer are read: only the columns it needs, and one query for each list within them.

Rows do not become model instances on the way: what is read is what is written. What an answer is read by does not
depend on its values: it is described and compiled once, and asked again for the next reader of the same.
"""

from operator import itemgetter

from django.db.models import F, TextField, Value
from django.urls import reverse
from orjson import Fragment

from .compiled import Compiled, picked
from .nodes import Many, declared
from .renderers import as_json
from .routes import viewset_of


class Reading:
    """The columns that an answer needs, collected while its rows are described, then compiled or read at once."""

    def __init__(self, request, is_written=False):
        """`is_written` says that rows go into JSON as they are, and nobody looks into them on the way."""
        self.request, self.user, self.is_written = request, request.user, is_written
        self.origin = request.build_absolute_uri("/")[:-1]
        self.columns, self.lists, self.related, self._places, self._getters = [], [], [], {}, {}

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
        getters = [self.getter(nodes[name], prefix, bool(shape) and name in shape.expand) for name in names]
        return row_of(names, getters)

    def getter(self, node, prefix, expanded):
        if expanded:
            return node.nested(self, prefix, node.viewset().serializer_class)
        if (node, prefix) not in self._getters:
            self._getters[node, prefix] = node.getter(self, prefix)
        return self._getters[node, prefix]

    def gathered(self, many, prefix, describe):
        """Asks for a list within each row; `describe` says what stands in it. Its place first holds the row's key."""
        inner = Reading(self.request)
        get = self.column(F(f"{prefix}pk"))
        self.lists.append((len(self.columns) - 1, many, inner, describe(inner)))
        return get

    def shared(self, name, describe):
        """Asks for a related record, by the column with its public name: rows with the same one share what it says.

        `describe` says what stands in it. Of its columns nothing is made but where the record itself is.
        """
        start = len(self.columns)
        row = describe()
        own = set(range(start, len(self.columns)))
        self._places = {what: place for what, place in self._places.items() if place not in own}
        make = (lambda values: Fragment(as_json(row(values)))) if self.is_written else row
        get = self.column(Value(None, output_field=TextField()))
        self.related.append((len(self.columns) - 1, name, make, own))
        return get

    def address_of(self, model):
        """The address of the list in which the API has the records of a model."""
        return self.origin + reverse(f"api:{viewset_of(model).noun}-list")

    def compiled(self, queryset, words=(), beside=()):
        """What reads the rows of this queryset, whatever is in its slots; columns `beside` these come last."""
        lists = [(place, InnerList(self.user, *told)) for place, *told in self.lists]
        later = {place for *_told, own in self.related for place in own}
        return RowsReading(Compiled(queryset, [*self.columns, *beside], words, later), lists, self.related)

    def read(self, queryset):
        """The rows of a queryset, with the lists that belong to them."""
        return self.compiled(queryset).rows({})

    def chunks(self, queryset, size):
        """The same for rows of which there may be any number: so many at once."""
        plan = self.compiled(queryset)
        return map(plan.complete, plan.compiled.chunks({}, size))


class RowsReading:
    """Reads rows, the lists within them and the records that they nest."""

    def __init__(self, compiled, lists, related):
        self.compiled, self.lists, self.related = compiled, lists, related

    def rows(self, values, keep=None):
        """The rows with these values in the slots; with `keep`, no more than so many have what stands within them."""
        rows = self.compiled.rows(values)
        self.complete(rows[:keep])
        return rows

    def complete(self, rows):
        """Puts the lists and the records that stand within rows where their keys stand."""
        for place, inner in self.lists if rows else ():
            inner.fill(rows, place)
        for told in self.related:
            self.nest(rows, *told)
        return rows

    def nest(self, rows, place, name, row, own):
        """Puts the related record of each row in its place; each record is made once."""
        made = {None: None}
        for values in rows:
            called = name(values)
            if called not in made:
                self.compiled.convert_later(values, own)
                made[called] = row(values)
            values[place] = made[called]


class InnerList:
    """A list within each row of an answer: related records, or parts."""

    def __init__(self, user, many, inner, describe):
        self.owner = inner.column(many.link) if many.link else None
        self.describe = describe
        self.reading = inner.compiled(many.rows(user, "keys"))

    def fill(self, rows, place):
        """Puts the list of each row where its key stands."""
        found = {}
        for values in self.reading.rows({"keys": {row[place] for row in rows}}):
            found.setdefault(self.owner(values) if self.owner else None, []).append(self.describe(values))
        for row in rows:
            row[place] = found.get(row[place] if self.owner else None, [])


def row_of(names, getters):
    """What makes a row of its values: plain columns are taken all at once, the others are put among them."""
    places = [place_of(get) for get in getters]
    pick = picked([place or 0 for place in places])
    made = [(name, get) for name, get, place in zip(names, getters, places, strict=True) if place is None]

    def row(values):
        told = dict(zip(names, pick(values)))  # noqa: B905 - they are as many, and this is done for each row
        for name, get in made:
            told[name] = get(values)
        return told

    return row


def place_of(getter):
    """The place that a getter takes a value from, or None for one that does more than that."""
    return getter.__reduce__()[1][0] if isinstance(getter, itemgetter) else None


def plain(serializer_class, nested):
    """The keys of a row that is nested in another: its own columns and parts, but no lists of other records."""
    is_record = hasattr(serializer_class, "detail_fields")
    hidden = serializer_class.detail_fields() if is_record else ()
    return [
        name
        for name, node in declared(serializer_class).items()
        if name not in hidden and not (isinstance(node, Many) and (is_record or not node.serializer_class))
    ]
