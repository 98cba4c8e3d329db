"""Parts: what comes and goes with its whole, each told from the others by its slug or id, in the order it was sent."""

from django.utils.translation import gettext as _

from ..nodes import visible
from . import saving
from .entries import Entry
from .keys import own_key
from .mistakes import at


def read(batch, key):
    """The batch of the parts that one key tells of; empty where no row tells any."""
    told = [entry for entry in batch.entries if key in entry.parts]
    if not told:
        return []
    found = PartBatch(batch, key, told)
    found.read()
    return [found]


def kept(key, user, wholes):
    """The parts that the rows have now and the person sees, by the row's key, in their order; locked."""
    model = key.serializer_class.Meta.model
    pks = [entry.row.pk for entry in wholes if entry.row.pk]
    rows = visible(model, user).filter(**{f"{key.link.attname}__in": pks}).values("pk")
    found = {}
    locked = model._base_manager.filter(pk__in=rows).select_for_update(of=("self",)).order_by(*order_of(model))
    for row in locked if pks else []:
        found.setdefault(getattr(row, key.link.attname), []).append(row)
    return found


def order_of(model):
    return ["position", "pk"] if has_position(model) else ["pk"]


def has_position(model):
    return any(field.name == "position" for field in model._meta.fields)


class PartBatch:
    """The parts of one kind of all rows of a batch: those to be removed, and those to be written."""

    def __init__(self, above, key, wholes):
        from .batch import Batch

        self.above, self.key = above, key
        self.model = key.serializer_class.Meta.model
        self.own = own_key(key.serializer_class)
        self.removed, entries = [], []
        now = kept(key, above.user, wholes)
        for whole in wholes:
            entries += self.entries_of(whole, now.get(whole.row.pk, []))
        self.batch = Batch(key.serializer_class, entries, above.user, above.mistakes, above.author)

    def entries_of(self, whole, rows):
        place, value = at(whole.place, self.key.name), whole.parts[self.key]
        if self.key.is_single:
            found = self.single(whole, rows, value, place)
        else:
            found = self.several(whole, rows, value, place)
        used = {entry.row.pk for entry in found}
        self.removed += [(at(place, row.pk), row) for row in rows if row.pk not in used]
        return found

    def single(self, whole, rows, value, place):
        if value is None:
            return []
        if not isinstance(value, dict):
            self.above.mistakes.add(place, "invalid", _("Write an object, or null."))
            return []
        return [self.entry(whole, rows[0] if rows else self.model(), value, place)]

    def several(self, whole, rows, value, place):
        if not isinstance(value, list):
            self.above.mistakes.add(place, "invalid", _("Write a list."))
            return []
        known, found = {getattr(row, self.own): row for row in rows}, []
        for number, given in enumerate(value):
            entry = self.one_of(whole, known, given, at(place, number))
            if entry:
                found.append(entry)
        if has_position(self.model):
            self.put_in_order(found)
        return found

    def one_of(self, whole, known, given, place):
        """The entry of one object of a list; it is a new part unless it names one."""
        mistakes = self.above.mistakes
        if not isinstance(given, dict):
            mistakes.add(place, "invalid", _("Write an object."))
            return None
        name = given.get(self.own)
        if name is None or (self.own == "slug" and (not isinstance(name, str) or name not in known)):
            return self.entry(whole, self.model(), given, place)
        if isinstance(name, bool | dict | list) or name not in known:
            sentence = _("This record has no such part, or has it twice here.")
            mistakes.add(at(place, self.own), "does_not_exist", sentence)
            return None
        given = {key: value for key, value in given.items() if key != "id"}
        return self.entry(whole, known.pop(name), given, place)

    def entry(self, whole, row, given, place):
        given = {key: value for key, value in given.items() if key != "id" or value is not None}
        entry = Entry(row, given, place, whole)
        # Read before the whole is saved; `write` puts the key of a new whole in.
        setattr(row, self.key.link.attname, whole.row.pk)
        if not whole.is_new:
            entry.row._state.fields_cache[self.key.link.name] = whole.row
        return entry

    def put_in_order(self, entries):
        """Numbers the parts as they were sent; those that stand in order keep their numbers."""
        last = (-1, 0)
        for entry in entries:
            stands = None if entry.is_new else (entry.row.position, entry.row.pk)
            if stands is None or stands <= last:
                entry.row.position = last[0] + 1
            last = (entry.row.position, entry.row.pk or 0)

    def read(self):
        self.batch.read()

    def write(self):
        """Removes what is gone, then writes the rest."""
        for entry in self.batch.entries:
            setattr(entry.row, self.key.link.attname, entry.whole.row.pk)
            entry.row._state.fields_cache[self.key.link.name] = entry.whole.row
        self.require_rights_before()
        saving.remove([row for _place, row in self.removed], self.above.author)
        self.batch.check()
        self.batch.mistakes.raise_any()
        self.batch.save()

    def require_rights_before(self):
        changed = [entry for entry in self.batch.entries if not entry.is_new and entry.is_touched]
        gone = [Entry(row, {}, place) for place, row in self.removed]
        self.batch.refuse_foreign([*changed, *gone])
        self.batch.mistakes.raise_any()
