"""What was read and counted is kept until the data change, so that nothing is computed twice."""

from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from django.db import connection

from cityregions.areas.models import MetropolitanArea
from cityregions.records import rights
from partners.models import Partner
from pilots.models import Milestone, Pilot

from ..models import Activity, ActivityArea, Event, Output, PartnerReport, Phase, ProgressEntry

# Whatever changes one of these may change a number of the plan.
READ = (
    MetropolitanArea,
    Partner,
    Pilot,
    Milestone,
    Phase,
    Activity,
    ActivityArea,
    Output,
    Event,
    PartnerReport,
    ProgressEntry,
)
# Of these, not everybody may see every row.
SEEN = (MetropolitanArea, Pilot, Milestone, Phase, Activity, ActivityArea, Output, Event)


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
        made = make()
        with self.lock:
            self.found[key] = made
            while len(self.found) > self.most:
                self.found.popitem(last=False)
        return made


# Of a large project all parts of a book, or a plan, take some ten megabytes, a drawn page some hundred kilobytes. A
# part is read anew only when one of its own tables has changed.
parts, books, plans, pages = defaultdict(lambda: Kept(3)), Kept(3), Kept(6), Kept(30)


@dataclass(frozen=True)
class State:
    """What the tables hold, as far as a reader may see it: for each model a key that changes with its rows."""

    database: str
    newest: tuple
    sight: tuple

    def of(self, *models):
        """The part of the key that speaks of these models."""
        newest = tuple(self.newest[READ.index(model)] for model in models)
        return (self.database, newest, *(self.sight[SEEN.index(model)] for model in models if model in SEEN))


def state_of_the_data(user):
    """A key that is another one whenever the plan has changed, and for whoever sees other rows of it.

    Each change that people make is among the newest in the history of its table, and each row that came in bulk among
    the newest of the table itself: the two tell, by their indexes, whether anything happened.
    """
    columns = [[f"({newest})" for newest in newest_of(model)] for model in READ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(column for each in columns for column in each)}")
        found = iter(map(str, cursor.fetchone()))
    newest = tuple(tuple(islice(found, len(each))) for each in columns)
    sight = tuple(str(rights.condition(model, user)) for model in SEEN)
    return State(str(connection.settings_dict["NAME"]), newest, sight)


def newest_of(model):
    quote = connection.ops.quote_name
    history = model.history.model._meta
    for table, key, moment in (
        (history.db_table, "history_id", "history_date"),
        (model._meta.db_table, "id", "modified"),
    ):
        newest = f"FROM {quote(table)} ORDER BY {quote(key)} DESC LIMIT"
        yield f"SELECT {quote(moment)} {newest} 1"
        yield f"SELECT SUM({quote(key)}) FROM (SELECT {quote(key)} {newest} {AT_ONCE}) AS newest"  # noqa: S608
