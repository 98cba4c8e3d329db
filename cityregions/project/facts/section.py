"""One section of the file: how its items are known, saved and written."""

from collections import Counter

from .errors import FactsError, at, field, quoted
from .fields import Many
from .form import Form
from .saving import update


class Section:
    """Items of one kind. `identity` names the columns by which an item finds its record again."""

    def __init__(self, name, model, *fields, parts=(), identity=("slug",), derive=None, rows=None):
        self.name, self.model, self.parts, self.identity = name, model, parts, identity
        self.form = Form(model, *fields)
        for part in parts:
            self.form.keys |= set(part.keys)
            self.form.consumed |= set(part.consumed)
        self.links = [each for each in fields if isinstance(each, Many)]
        self.derive = derive or (lambda record, item, book, place: {})
        self.rows = rows or model.objects.all
        self.keys = self.form.keys

    def items(self, facts):
        """The items with the words by which a message names them."""
        found = facts.get(self.name) or []
        if not isinstance(found, list):
            raise FactsError("is not a list of items that start with a hyphen.", self.name)
        return [(self.place(item, number), self.item(item)) for number, item in enumerate(found, 1)]

    def place(self, item, number):
        slug = item.get("slug") if isinstance(item, dict) else None
        return (self.name, f"item {quoted(slug)}" if isinstance(slug, str) else f"item {number}")

    def item(self, item):
        return item

    def load(self, book):
        """Loads all items; returns how many were added, changed and found as they are."""
        counts, known = Counter(), self.known()
        for number, (place, item) in enumerate(self.items(book.facts)):
            with at(*place):
                counts[self.load_item(item, number, known, book)] += 1
        return counts

    def known(self):
        return {self.identify(vars(record)): record for record in self.model.objects.all()}

    def identify(self, values):
        return tuple(values.get(column) for column in self.identity)

    def load_item(self, item, number, known, book):
        said = self.form.read(item, book)
        book.claim(self.model, self.identify(said))
        record = self.recognise(said, known)
        added = record is None
        if added:
            record = self.model()
            said = {**self.form.defaults(item, book), **said}
        self.keep_notes(record, said)
        self.form.require(said)
        said |= self.derive(record, item, book, number)
        changed = update(record, said, self.form, book, self.linked(item, book))
        for part in self.parts:
            changed |= part.apply(record, item, book)
        return "added" if added else "changed" if changed else "unchanged"

    def recognise(self, said, known):
        return known.get(self.identify(said))

    def keep_notes(self, record, said):
        """Notes that people added stay beside those of the file; one with nothing behind it goes."""
        for column in {"extra", "field_sources"} & said.keys():
            notes = {**getattr(record, column), **said[column]}
            said[column] = {key: value for key, value in notes.items() if value is not None}

    def linked(self, item, book):
        found = []
        for each in self.links:
            with at(field(each.key)):
                wanted = each.wanted(item, book)
            if wanted is not None:
                found.append((each, wanted))
        return found

    def dump(self, book):
        return [self.dump_item(record, book) for record in self.rows().order_by("pk")]

    def dump_item(self, record, book):
        return self.form.write(record, book, self.parts)
