"""What was read and counted is kept until the data change, so that nothing is computed twice."""

from collections import defaultdict
from dataclasses import dataclass

from cityregions.areas.models import MetropolitanArea
from cityregions.records import keeping
from cityregions.records.keeping import Kept
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
    """A key that is another one whenever the plan has changed, and for whoever sees other rows of it."""
    return State(keeping.database(), keeping.newest(READ), keeping.sight(SEEN, user))
