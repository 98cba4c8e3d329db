"""What was read and counted is kept until the data change; then only what was written is read and counted again."""

from django.db.models import Model

from cityregions.areas.models import MetropolitanArea
from cityregions.records import keeping
from cityregions.records.changes.written import journal, journals
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


class Reading:
    """How one reader reads the book at one moment: what others have read is taken as it is, as far as it is new."""

    def __init__(self, user):
        self.user, self.journal = user, journal()
        self.number = self.journal.now()
        self.sight = dict(zip(SEEN, keeping.sight(SEEN, user), strict=True))

    def book(self):
        return books.renew((self.journal, *self.sight.values()), self.book_after)[1]

    def book_after(self, known):
        """The book with the step of the journal that it is of; the very same one where nothing in it has changed."""
        if known and known[0] >= self.number:
            return known
        book = Book(self.user, self.part, (self.journal, *self.sight.values(), self.number))
        return self.number, known[1] if known and known[1].is_like(book) else book

    def part(self, name, models, read, after=None):
        sight = (self.sight[model] for model in models if model in self.sight)

        def renew(known):
            if known and known[0] >= self.number:
                return known
            written = known and self.journal.since(known[0], models)
            if written == {}:
                return self.number, known[1]
            if written and after:
                return self.number, after(known[1], written)
            found = read()
            return self.number, known[1] if known and plain(known[1]) == plain(found) else found

        return parts.renew((self.journal, name, *sight), renew)[1]


def plain(value):
    """Something that is equal where records have the same values, not only the same key."""
    if isinstance(value, Model):
        return {name: part for name, part in vars(value).items() if name != "_state"}
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if type(value) in {list, tuple} else value


def book_of(user):
    """The book, as far as `user` may see it, as new as the database is now."""
    return Reading(user).book()


def state_of_the_data(user):
    """Something else whenever the plan has changed, in whatever process, and for whoever sees other rows."""
    return (keeping.database(), keeping.newest(READ), keeping.sight(SEEN, user))
