"""The accepted entries of an activity as one text: joined by the database, taken apart when they are asked for."""

from functools import lru_cache

from django.db.models import Aggregate, CharField, F, TextField, Value
from django.db.models.functions import Cast, Concat

BETWEEN, WITHIN = ",", " "


class Joined(Aggregate):
    """The texts of a group as one, in whatever order."""

    function = "STRING_AGG"
    template = f"%(function)s(%(expressions)s, '{BETWEEN}')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def entry_as_text():
    """Day, key, partner and per cent of an entry."""
    columns = [Cast(F(name), CharField()) for name in ("reported_on", "pk", "partner_id", "percent")]
    spaced = [part for column in columns for part in (Value(WITHIN), column)][1:]
    return Concat(*spaced, output_field=TextField())


@lru_cache(20_000)
def entries_of(text):
    """The entries in order of time, and of their keys on the same day: `((day as text, partner, per cent), …)`."""
    rows = [row.split(WITHIN) for row in text.split(BETWEEN)] if text else []
    rows.sort(key=lambda row: (row[0], int(row[1])))
    return tuple((day, int(partner), int(percent)) for day, _key, partner, percent in rows)
