"""What is read is kept in the memory of the process; once its rows are written, only those are read again."""

from django.db.models import Model

from cityregions.records import keeping

from .written import journal


class Reading:
    """How one reader reads at one moment: what others have read is taken as it is, as far as it is new.

    `parts` keeps what was read; `seen` are the models of which not everybody sees every row.
    """

    def __init__(self, user, seen, parts):
        self.user, self.parts, self.journal = user, parts, journal()
        self.number = self.journal.now()
        self.sight = dict(zip(seen, keeping.sight(seen, user), strict=True))

    @property
    def key(self):
        """The database, and what the reader sees of it."""
        return (self.journal, *self.sight.values())

    def part(self, name, models, read, after=None):
        """What `read` returns, from rows of these models; the very same as before where it is equal to it.

        `after` is asked for it instead where rows were written since: with what is known, and `{model: keys}`.
        """
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

        return self.parts.renew((self.journal, name, *sight), renew)[1]


def plain(value):
    """Something that is equal where records have the same values, not only the same key."""
    if isinstance(value, Model):
        return {name: part for name, part in vars(value).items() if name != "_state"}
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if type(value) in {list, tuple} else value
