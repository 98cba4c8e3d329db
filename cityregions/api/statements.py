"""Statements that PostgreSQL has planned: a connection keeps those that are asked again, and plans them no more.

Planning takes as long as reading a page of a list. Within a transaction nothing is planned ahead, since a mistake would
end the transaction; nor where server-side cursors are switched off, as for a pool that gives each question another
connection.
"""

import re
from collections import OrderedDict
from itertools import count
from weakref import WeakKeyDictionary

from django.db import Error, InterfaceError, OperationalError

# Each takes some hundred kilobytes of the server's memory.
MOST = 60
PLACE = re.compile(r"%(s|%)")
_planned = WeakKeyDictionary()
_names = count(1)


class Statement:
    """A query with values in some places; the others never change. `slots` are the places whose values do."""

    def __init__(self, sql, slots, name=""):
        self.sql, self.slots, self.name = sql, slots, name or f"plan_{next(_names)}"
        self.can_be_planned = True

    def ask(self, connection, cursor, params):
        """Executes it with these values in its places."""
        if not self.can_be_planned or connection.vendor != "postgresql" or not may_plan(connection):
            cursor.execute(self.sql, params)
            return
        planned = _planned.setdefault(connection.connection, OrderedDict())
        try:
            if self.is_planned(planned, cursor, params):
                values = [params[place] for place in self.slots]
                marks = f"({', '.join(['%s'] * len(values))})" if values else ""
                cursor.execute(f"EXECUTE {self.name}{marks}", values or None)
                return
        except (OperationalError, InterfaceError):
            raise  # the connection is lost, and whoever asks knows what to do about it
        except Error:
            # Not every query says what its values are, and none outlives a change of its tables.
            self.can_be_planned = False
            planned.pop(self.name, None)
        cursor.execute(self.sql, params)

    def is_planned(self, planned, cursor, params):
        """Whether this connection has it planned; it is planned when it is asked for the second time."""
        asked = planned.get(self.name)
        planned[self.name] = True
        planned.move_to_end(self.name)
        if asked is None:
            planned[self.name] = False
        elif not asked:
            cursor.execute(f"PREPARE {self.name} AS {self.written(cursor, params)}")
        while len(planned) > MOST:
            name, was_planned = planned.popitem(last=False)
            if was_planned:
                cursor.execute(f"DEALLOCATE {name}")
        return asked is not None

    def written(self, cursor, params):
        """The query with $1, $2, … where its values change, and with the values themselves where they never do."""
        numbers, places = {place: number for number, place in enumerate(self.slots, 1)}, count()

        def put(found):
            if found[1] == "%":
                return "%"
            place = next(places)
            return f"${numbers[place]}" if place in numbers else literal(cursor, params[place])

        return PLACE.sub(put, self.sql)


def literal(cursor, value):
    return cursor.mogrify("%s", [value]).decode()


def may_plan(connection):
    return not connection.in_atomic_block and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
