"""Entries: one row to be written each, with what the program sent for it and what stood there before."""

from django.db import models
from django.utils.translation import gettext as _

from ..nodes import declared
from ..renderers import same
from .keys import ENVELOPE, own_key, required, writable
from .mistakes import MistakeError, at
from .values import value_for


class Entry:
    """A row to be written: `given` is the object that was sent, `place` where it stood in the body."""

    def __init__(self, row, given, place, whole=None):
        self.row, self.given, self.place, self.whole = row, given, place, whole
        self.is_new = row._state.adding
        self.before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        self.links, self.lists, self.parts, self.echoed = {}, {}, {}, {}
        # Fields whose value could not be read, so that the model need not judge them.
        self.faulty = set()
        # Lists of related records that are not as they were.
        self.changed_lists = []

    @property
    def changed(self):
        """The fields that are not as they were, by name."""
        fields = self.row._meta.concrete_fields
        return [field.name for field in fields if self.differs(field)] if not self.is_new else [f.name for f in fields]

    def differs(self, field):
        now, before = getattr(self.row, field.attname), self.before[field.attname]
        if isinstance(field, models.JSONField):
            return not same(now, before)
        return now != before

    @property
    def is_touched(self):
        return self.is_new or bool(self.changed or self.changed_lists)

    def read(self, serializer_class, mistakes, complete):
        """Puts the plain values into the row and lays aside what leads to other rows.

        `complete` says that every key that a row needs has to be there.
        """
        keys, own = writable(serializer_class), own_key(serializer_class)
        for name, value in self.given.items():
            key = keys.get(name)
            place = at(self.place, name)
            if key is None:
                self.read_other(serializer_class, name, value, own, mistakes)
            elif key.is_value:
                self.read_value(key, value, place, mistakes)
            elif key.is_link:
                self.links[key] = value
            elif key.is_list:
                self.lists[key] = value
            else:
                self.parts[key] = value
        if complete or self.is_new:
            for name, key in required(serializer_class).items():
                if name not in self.given:
                    self.faulty.add(key.field.name)
                    mistakes.add(at(self.place, name), "required", _("This key is needed."))

    def read_other(self, serializer_class, name, value, own, mistakes):
        if name not in declared(serializer_class):
            known = [own, *(key for key in writable(serializer_class) if key != own)]
            detail = _("“%(value)s” is not known here. Known: %(known)s.")
            detail %= {"value": name[:100], "known": ", ".join(known)}
            mistakes.add(at(self.place, name[:100]), "unknown", detail, known=known)
        elif name not in ENVELOPE:
            self.echoed[name] = value

    def read_value(self, key, value, place, mistakes):
        try:
            if getattr(key.node, "written", None):
                value = rewritten(key.node, value)
            self.put(key, value)
        except MistakeError as wrong:
            self.faulty.add(key.field.name)
            mistakes.take(place, wrong)

    def put(self, key, value):
        field = key.field
        if value is None and isinstance(field, models.JSONField) and getattr(self.row, field.attname) is None:
            return
        if value != getattr(self.row, field.attname) or type(value) is not str:
            value = value_for(field, value)
        if field.name == "slug" and not self.is_new and value != self.before["slug"]:
            raise MistakeError("read_only", _("An address name stays the same for good."))
        setattr(self.row, field.attname, value)


def rewritten(node, value):
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise MistakeError("invalid", _("Write a list of texts."))
    return node.written(value)
