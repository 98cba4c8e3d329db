"""The parts of an item: they follow the file, in its order."""

from collections import defaultdict

from django.core.exceptions import ValidationError

from cityregions.records.files import formats, store

from .errors import FactsError, at, field, quoted
from .fields import find_all, same
from .form import Form
from .saving import remove, update


class Parts:
    """A list of items that belong to the whole; one with a slug is known by it, the others by their place."""

    def __init__(self, key, parent, form):
        self.key, self.parent, self.form, self.model = key, parent, form, form.model
        self.keys = self.consumed = (key,)

    def apply(self, whole, item, book):
        """Makes the parts those of the item; returns whether anything changed."""
        if self.key not in item:
            return False
        left = defaultdict(list)
        for place, row in enumerate(self.owned(whole, book)):
            left[self.identity(vars(row), place)].append(row)
        changed = False
        with at(field(self.key)):
            parts = listed(item[self.key])
        for place, part in enumerate(parts):
            with at(field(self.key), f"entry {place + 1}"):
                values = self.values(part, place, whole, book)
                found = left[self.identity(values, place)]
                row = found.pop(0) if found else None
                values = self.again(values, part, book) if row else values
                changed |= update(row or self.model(), values, self.form, book)
        return self.drop([row for rows in left.values() for row in rows]) or changed

    def values(self, part, place, whole, book):
        values = self.form.defaults(part, book) | self.form.read(part, book)
        self.form.require(values)
        if "slug" in values:
            book.claim(self.model, values["slug"])
        return values | {f"{self.parent}_id": whole.pk, "position": place}

    def again(self, values, part, book):
        """The values for one that is there already."""
        return values

    def identity(self, values, place):
        return values.get("slug", place)

    def owned(self, whole, book):
        return book.parts(self.model, self.parent).get(whole.pk, [])

    def drop(self, rows):
        for row in rows:
            remove(row)
        return bool(rows)

    def write(self, whole, out, book):
        if rows := self.owned(whole, book):
            out[self.key] = [self.form.write(row, book) for row in rows]


class Pieces(Parts):
    """Parts without a place of their own, known by these columns: people add to them, so the file only adds as well."""

    def __init__(self, key, parent, form, *columns):
        super().__init__(key, parent, form)
        self.columns = columns

    def values(self, part, place, whole, book):
        values = super().values(part, place, whole, book)
        del values["position"]
        return values

    def identity(self, values, place):
        return tuple(values[column] for column in self.columns)

    def again(self, values, part, book):
        """Of what the file does not say, that which people gave it since stays."""
        unsaid = self.form.defaults(part, book).keys() - self.form.read(part, book).keys()
        return {column: value for column, value in values.items() if column not in unsaid}

    def drop(self, rows):
        return False


class Files(Pieces):
    """Files of an output: what is told of each, and whether it is kept here as it is told."""

    def values(self, part, place, whole, book):
        values = super().values(part, place, whole, book)
        path = store.path_of(values["digest"])
        with at(field("digest")):
            if not store.is_kept(values["digest"]):
                raise FactsError("names a file that is neither kept here nor lies in the folder beside the facts file.")
            with path.open("rb") as file:
                values["size"] = path.stat().st_size
                try:
                    values["format"] = formats.recognise(file, values["name"], values["size"]).extension
                except ValidationError as error:
                    raise FactsError(error.messages[0]) from None
        return values


class Budgets(Parts):
    """The partners' budgets: listed with the project, known by their partner, and kept when the file drops them."""

    def values(self, part, place, whole, book):
        values = self.form.defaults(part, book) | self.form.read(part, book)
        self.form.require(values)
        book.claim(self.model, values["partner_id"])
        return values

    def identity(self, values, place):
        return values["partner_id"]

    def owned(self, whole, book):
        return self.model.objects.order_by("pk")

    def drop(self, rows):
        return False


class Rows:
    """A list of slugs, and mappings from some of them to more; each slug is a row of its own."""

    def __init__(self, key, model, parent, target, **values):
        self.key, self.model, self.parent, self.target = key, model, parent, model._meta.get_field(target)
        self.form = Form(model, *same(model, **values))
        self.keys = self.consumed = (key, *values)

    def apply(self, whole, item, book):
        """Makes the rows those of the item; a row that stays keeps what people added to it."""
        if not any(key in item for key in self.keys):
            return False
        rows = {getattr(row, self.target.attname): row for row in self.owned(whole, book)}
        with at(field(self.key)):
            pks = find_all(self.target.related_model, item[self.key] or [], book) if self.key in item else list(rows)
        said = self.said(item, pks, book)
        changed = False
        for pk in pks:
            row = rows.pop(pk, None) or self.model(**{f"{self.parent}_id": whole.pk, self.target.attname: pk})
            changed |= update(
                row, {column: texts.get(pk, usual) for column, (texts, usual) in said.items()}, self.form, book
            )
        return self.drop(rows.values()) or changed

    def drop(self, rows):
        for row in rows:
            remove(row)
        return bool(rows)

    def said(self, item, pks, book):
        """For each column that the item speaks of, its values by row, and the usual one."""
        found = {}
        for each in self.form.fields:
            if each.key in item:
                with at(field(each.key)):
                    found[each.column] = (self.by_row(each, item[each.key] or {}, pks, book), each.empty)
        return found

    def by_row(self, each, texts, pks, book):
        if not isinstance(texts, dict):
            raise FactsError(f"{quoted(texts)} is not a mapping from slugs.")
        found = dict(zip(find_all(self.target.related_model, list(texts), book), texts.values(), strict=True))
        for slug, pk in zip(texts, found, strict=True):
            if pk not in pks:
                raise FactsError(f"{quoted(slug)} is not among “{self.key}”.")
        return {pk: each.empty if value in (None, "") else each.parse(value, book) for pk, value in found.items()}

    def owned(self, whole, book):
        return book.parts(self.model, self.parent).get(whole.pk, [])

    def write(self, whole, out, book):
        rows = {
            book.slug(self.target.related_model, getattr(row, self.target.attname)): row
            for row in self.owned(whole, book)
        }
        if rows:
            out[self.key] = list(rows)
        for each in self.form.fields:
            texts = {slug: getattr(row, each.column) for slug, row in rows.items()}
            if known := {slug: each.format(value, book) for slug, value in texts.items() if value != each.empty}:
                out[each.key] = known


class Asked(Rows):
    """Rows that stay when the file does not name them: they were added since."""

    def drop(self, rows):
        return False


def listed(value):
    if value is None:
        return []
    if not isinstance(value, list):
        raise FactsError(f"{quoted(value)} is not a list.")
    return value
