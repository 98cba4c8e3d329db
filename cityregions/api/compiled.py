"""Queries that are compiled once and asked again and again, each time with other values."""

from operator import itemgetter

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Q
from django.db.models.expressions import Func, Value

from .statements import Statement

# Stand for the words of a search while a query is compiled; letters that nobody types.
WORD = "\ue0000{}\ue001"


class Slot(Value):
    """A value that is known only when the query is asked: `field` is that of the column it is compared with."""

    def __init__(self, name, field):
        super().__init__(None, output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def filled(self, values, connection):
        return self.output_field.get_db_prep_value(values[self.name], connection)


class Word:
    """A word of a search, which a text holds."""

    def __init__(self, name):
        self.name = name

    def filled(self, values, connection):
        return f"%{connection.ops.prep_for_like_query(values[self.name])}%"


class Among(Func):
    """Whether a key is one of those in a slot: however many there are, the query stays the same."""

    output_field = models.BooleanField()

    def __init__(self, path, name):
        super().__init__(models.F(path), Keys(name, models.IntegerField()))

    def as_sql(self, compiler, connection):
        return super().as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(")

    def as_sqlite(self, compiler, connection):
        template = "%(expressions)s))"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" IN (SELECT value FROM json_each(")


class Keys(Slot):
    def filled(self, values, connection):
        keys = values[self.name]
        return list(keys) if connection.vendor == "postgresql" else orjson.dumps(list(keys)).decode()


def words_in_slots(queryset, names):
    """The rows that hold the words in these slots, as the model itself looks for words."""
    return queryset.search(" ".join(WORD.format(place) for place in range(len(names)))) if names else queryset


class Compiled:
    """The SQL of a queryset that reads these columns; `words` names the slots of a search, in their order.

    Columns at the places `later` stay as the driver gives them until `convert_later` is called for a row.

    Raises ValueError where the words are not compared one by one, so that no slot could take their place.
    """

    def __init__(self, queryset, columns, words=(), later=()):
        query = queryset.values_list(*columns).query
        compiler = query.get_compiler(queryset.db)
        self.alias, self.sql, self.params, self.converters, self.later = queryset.db, None, (), (), {}
        try:
            self.sql, params = compiler.as_sql()
        except EmptyResultSet:
            return
        marks = {f"%{WORD.format(place)}%": Word(name) for place, name in enumerate(words)}
        self.params = [marks.get(param, param) if isinstance(param, str) else param for param in params]
        if any(isinstance(param, str) and WORD[0] in param for param in self.params):
            raise ValueError(self.sql)
        if not set(marks.values()) <= {param for param in self.params if isinstance(param, Word)}:
            raise ValueError(self.sql)
        slots = [place for place, param in enumerate(self.params) if isinstance(param, Slot)]
        self.statement = Statement(self.sql, slots)
        # What words are found by hangs on the words themselves.
        self.statement.can_be_planned = not words
        expressions = [each[0] for each in compiler.select[: compiler.col_count]]
        found = compiler.get_converters(expressions).items()
        converters = [(place, converting(*told, compiler.connection.ops)) for place, told in found]
        self.converters = [(place, convert) for place, convert in converters if place not in later]
        self.later = {place: convert for place, convert in converters if place in later}

    def rows(self, values):
        """The rows as lists, with these values in the slots."""
        if self.sql is None:
            return []
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            self.statement.ask(connection, cursor, self.filled(values, connection))
            return self.converted(cursor.fetchall(), connection)

    def chunks(self, values, size):
        """The same for rows of which there may be any number: so many at once."""
        if self.sql is None:
            return
        connection = connections[self.alias]
        with connection.chunked_cursor() as cursor:
            cursor.execute(self.sql, self.filled(values, connection))
            while rows := cursor.fetchmany(size):
                yield self.converted(rows, connection)

    def filled(self, values, connection):
        return [param.filled(values, connection) if isinstance(param, Slot | Word) else param for param in self.params]

    def converted(self, rows, connection):
        """Rows of the driver with what their columns stand for; each value of a column is converted once."""
        rows = list(map(list, rows))
        for place, convert in self.converters:
            made = {}
            for row in rows:
                value = row[place]
                if value not in made:
                    made[value] = convert(value, connection)
                row[place] = made[value]
        return rows

    def convert_later(self, row, places):
        """Converts what stands at these places of a row, once."""
        for place in self.later.keys() & places:
            row[place] = self.later[place](row[place], connections[self.alias])


def converting(converters, expression, ops):
    """What makes of a value of the driver what the field says it is: `convert(value, connection)`."""
    field = expression.output_field
    if isinstance(field, models.JSONField) and field.decoder is None and converters == [field.from_db_value]:
        return from_json
    steps = [whoever_asks(each, ops) for each in converters]

    def convert(value, connection):
        for step in steps:
            value = step(value, expression, connection)
        return value

    return convert


def whoever_asks(convert, ops):
    """A converter that belongs to a connection would keep it open: it is taken from the one that asks."""
    if getattr(convert, "__self__", None) is not ops:
        return convert
    return lambda value, expression, connection: convert.__func__(connection.ops, value, expression, connection)


def from_json(text, connection):
    return text if text is None else orjson.loads(text)


def any_of(path, slots):
    """The condition that a column is what one of the slots holds."""
    condition = Q()
    for slot in slots:
        condition |= Q(**{path: slot})
    return condition


def picked(places):
    """What takes the values at these places out of a row, always as a tuple."""
    return itemgetter(*places) if len(places) > 1 else lambda row: tuple(row[place] for place in places)
