"""Batches: many rows of one kind, read, checked and saved together with all their parts."""

from django.utils.translation import gettext as _

from cityregions.records import rights
from cityregions.records.checks import free_slugs, named_by
from cityregions.records.history.tables import link_to_whole

from . import parts, saving
from .checking import check
from .keys import names_of, writable
from .locks import lock
from .mistakes import MistakeError, at
from .relations import links_by_name, lists_by_name


class Batch:
    """The entries of one kind of row. All of them are saved or, when `mistakes` holds any, none."""

    def __init__(self, serializer_class, entries, user, mistakes, author, complete=False):
        self.serializer_class, self.entries, self.user = serializer_class, entries, user
        self.mistakes, self.author, self.complete = mistakes, author, complete
        self.model = serializer_class.Meta.model
        self.keys = writable(serializer_class)
        self.below = []

    def write(self):
        """Saves everything. Raises Refusal, after which whoever called takes all back."""
        self.read()
        self.require_wholes()
        saving.place_new(self)
        self.check()
        self.mistakes.raise_any()
        self.save()

    def read(self):
        for entry in self.entries:
            if entry.is_new:
                entry.row.written_by(self.user)
            entry.read(self.serializer_class, self.mistakes, self.complete)
        links_by_name(self)
        lists_by_name(self)
        self.name_new_rows()
        self.below = [found for key in self.keys.values() if key.is_parts for found in parts.read(self, key)]

    def name_new_rows(self):
        """Gives new rows an address made from their name where none was sent."""
        if "slug" not in names_of(self.serializer_class) or not named_by(self.model):
            return
        nameless = [entry for entry in self.entries if entry.is_new and not entry.row.slug]
        given = [entry.row.slug for entry in self.entries if entry.is_new and entry.row.slug]
        texts = [str(getattr(entry.row, named_by(self.model))) for entry in nameless]
        for entry, slug in zip(nameless, free_slugs(self.model, texts, given) if texts else [], strict=True):
            entry.row.slug = slug

    def check(self):
        self.check_who_sets()
        check(self.entries, names_of(self.serializer_class), self.mistakes)

    def check_who_sets(self):
        """Refuses what nobody but coordinators sets."""
        if self.user.is_coordinator or not self.model.COORDINATORS_ONLY:
            return
        names = names_of(self.serializer_class)
        for entry in self.entries:
            for name in self.model.COORDINATORS_ONLY:
                field = self.model._meta.get_field(name)
                untouched = self.is_default(entry, field) if entry.is_new else not entry.differs(field)
                if not untouched:
                    place = at(entry.place, names.get(name, name))
                    self.mistakes.add(place, "forbidden", _("Only coordinators set this."), 403)

    def is_default(self, entry, field):
        """Whether a new row says nothing of its own here. What a row has to have is then refused as a whole."""
        value = getattr(entry.row, field.attname)
        return value == field.get_default() or value in field.empty_values

    def save(self):
        for entry in self.entries:
            if not entry.is_new and entry.changed:
                entry.row.changed_by(self.user)
        saving.save(self)
        for below in self.below:
            below.write()
        self.require_rights()

    def require_wholes(self):
        """Nobody learns of what is not theirs by adding a part to it; what gets one is locked."""
        link = link_to_whole(self.model)
        if not link:
            return
        field = self.model._meta.get_field(link)
        moved = [each for each in self.entries if each.is_new or each.differs(field)]
        pks = {getattr(entry.row, field.attname) for entry in moved} - {None}
        lock(field.related_model, pks)
        if rights.added_by_others(self.model):
            return
        others = pks - rights.within(field.related_model, rights.change_condition(field.related_model, self.user), pks)
        for entry in moved:
            if getattr(entry.row, field.attname) in others:
                self.mistakes.take(at(entry.place, names_of(self.serializer_class).get(link, link)), foreign(entry.row))
        if others:
            self.mistakes.raise_any()

    def require_rights(self):
        """Nobody moves a row out of what is theirs, and nobody adds one to what is not."""
        touched = [entry for entry in self.entries if entry.is_touched]
        self.refuse_foreign(touched)
        self.mistakes.raise_any()

    def refuse_foreign(self, entries):
        pks = {entry.row.pk for entry in entries}
        own = rights.within(self.model, rights.change_condition(self.model, self.user), pks)
        for entry in entries:
            if entry.row.pk not in own:
                place = at(entry.place, "area") if "area" in self.keys else entry.place
                self.mistakes.take(place, foreign(entry.row))


def foreign(row=None):
    """Not theirs: why is told of a row, where one is asked about and closed."""
    return MistakeError("forbidden", rights.refusal(row), 403)
