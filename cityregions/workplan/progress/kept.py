"""What was read and counted is kept until the data change; then only what was written is read and counted again."""

from cityregions.areas.models import MetropolitanArea
from cityregions.records import keeping
from cityregions.records.changes.reading import Reading
from cityregions.records.changes.written import journals
from cityregions.records.keeping import Kept
from partners.models import Partner
from pilots.models import Milestone, Pilot

from ..models import Activity, ActivityArea, Event, Output, PartnerReport, Phase, ProgressEntry
from .book import Book

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

# Of a large project all parts of a book, or a plan, take some ten megabytes, a drawn page some hundred kilobytes.
parts, books, plans, pages = Kept(45), Kept(3), Kept(6), Kept(30)


def forget():
    """As in a process that has just begun."""
    journals.clear()
    for results in (parts, books, plans, pages):
        results.found.clear()


def book_of(user):
    """The book, as far as `user` may see it, as new as the database is now."""
    reading = Reading(user, SEEN, parts)

    def renew(known):
        """The book with the step of the journal that it is of; the very same one where nothing in it has changed."""
        if known and known[0] >= reading.number:
            return known
        book = Book(user, reading.part, (*reading.key, reading.number))
        return reading.number, known[1] if known and known[1].is_like(book) else book

    return books.renew(reading.key, renew)[1]


def state_of_the_data(user):
    """Something else whenever the plan has changed, in whatever process, and for whoever sees other rows."""
    return (keeping.database(), keeping.newest(READ), keeping.sight(SEEN, user))
