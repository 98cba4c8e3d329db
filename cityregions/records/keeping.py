"""What is computed is kept in the memory of the process until the rows that it was made of change."""

from collections import OrderedDict
from itertools import islice
from threading import Lock

from django.db import connection

from . import rights

# Of so many changes that are made at the same time, the last to be finished need not be the last that was begun.
AT_ONCE = 50


class Kept:
    """The results that were asked for last, at most so many; the key says of which state of the data each is."""

    def __init__(self, most):
        self.most, self.found, self.lock = most, OrderedDict(), Lock()

    def get(self, key, make):
        """What `make` returned for this key before, else what it returns now."""
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
                return self.found[key]
        return self.put(key, make())

    def renew(self, key, make):
        """What `make` returns of what is kept for this key, or of None; it is kept in its place."""
        with self.lock:
            before = self.found.get(key)
        return self.put(key, make(before))

    def put(self, key, made):
        with self.lock:
            self.found[key] = made
            self.found.move_to_end(key)
            while len(self.found) > self.most:
                self.found.popitem(last=False)
        return made


def database():
    return str(connection.settings_dict["NAME"])


def newest(models):
    """For each model a key that is another one whenever one of its rows has changed; one query for all of them.

    Each change that people make is among the newest in the history of its table, and each row that came in bulk among
    the newest of the table itself: the two tell, by their indexes, whether anything happened.
    """
    columns = [[f"({text})" for text in newest_of(model)] for model in models]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(column for each in columns for column in each)}")
        found = iter(map(str, cursor.fetchone()))
    return tuple(tuple(islice(found, len(each))) for each in columns)


def newest_of(model):
    """The subqueries whose answers tell together whether the rows of a model have changed."""
    quote = connection.ops.quote_name
    history = model.history.model._meta
    for table, key, moment in (
        (history.db_table, "history_id", "history_date"),
        (model._meta.db_table, "id", "modified"),
    ):
        rows = f"FROM {quote(table)} ORDER BY {quote(key)} DESC LIMIT"
        yield f"SELECT {quote(moment)} {rows} 1"
        yield f"SELECT SUM({quote(key)}) FROM (SELECT {quote(key)} {rows} {AT_ONCE}) AS newest"  # noqa: S608


def sight(models, user):
    """What a person may see of each model: the same for all who see the same rows."""
    return tuple(str(rights.condition(model, user)) for model in models)
