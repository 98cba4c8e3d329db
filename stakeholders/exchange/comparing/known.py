"""Known: the stakeholders that are there, by id and by name, and the rows of the map."""

from collections import defaultdict
from functools import cached_property

from django.utils.translation import gettext as _

from cityregions.areas.models import MetropolitanArea
from cityregions.records import rights
from cityregions.records.text import fold

from ...duplicates import words
from ...models import Assessment, MapEntry, Relation, Stakeholder
from .. import values

# As many keys as one question to the database names.
CHUNK = 5000
MOST_CANDIDATES = 5
# What a line of the file is chosen by; no stakeholder's id has a colon in it.
OF_LINE = "row:{}"


class Known:
    """What is there already: all stakeholders by id and name, and the rows of the map."""

    def __init__(self, stakeholder_map, user):
        self.map, self.user, self.new_names, self.new_lines = stakeholder_map, user, {}, {}
        self.new_words = defaultdict(list)
        self.rows = {row.pk: row for row in Stakeholder.objects.filter(entries__stakeholder_map=self.map)}
        self.entries = {row.stakeholder_id: row for row in MapEntry.objects.filter(stakeholder_map=self.map)}
        self.saved_entries = dict(self.entries)
        self.area_names, self.areas = {}, {}
        for area in MetropolitanArea.objects.visible_to(user):
            self.area_names[area.pk] = area.name
            self.areas |= {fold(name): area.pk for name in (area.name_local, area.name, area.slug) if name}
        self.by_slug, self.slug, self.category, self.by_name = {}, {}, {}, defaultdict(set)
        self.others = []
        columns = ("pk", "slug", "name", "name_local", "category", "area_id")
        for pk, slug, name, name_local, category, area in (
            Stakeholder.objects.visible_to(user).order_by("pk").values_list(*columns).iterator()
        ):
            self.by_slug[slug], self.slug[pk], self.category[pk] = pk, slug, category
            self.others.append((pk, name, name_local, area))
            if pk in self.entries or area in {None, self.map.area_id}:
                for each in {fold(name), fold(name_local)} - {""}:
                    self.by_name[each].add(pk)

    def area(self, cell):
        told = values.cleaned(cell)
        if (found := self.areas.get(fold(told))) is None:
            sentence = _("There is no metropolitan area “%(name)s”. Known: %(known)s.")
            raise values.NotRead(
                sentence % {"name": values.shown(told), "known": ", ".join(sorted(self.area_names.values()))}
            )
        return found

    def load(self, keys):
        """Reads the stakeholders with these keys, and which of them the person may change."""
        for some in chunks(keys - set(self.rows)):
            self.rows |= Stakeholder.objects.in_bulk(some)
        condition = rights.change_condition(Stakeholder, self.user)
        self.own = {key for some in chunks(keys) for key in rights.within(Stakeholder, condition, some)}

    @cached_property
    def by_words(self):
        found = defaultdict(list)
        for pk, name, name_local, area in self.others:
            for each in words_of((name, name_local)):
                found[each].append((pk, name, area))
        return found

    def likely(self, names, taken):
        """Stakeholders whose name is likely to mean the same, each as id, name and area."""
        alike = (row for key in words_of(names) for row in self.by_words.get(key, ()))
        rows = {pk: (name, area) for pk, name, area in alike if pk not in taken}
        found = [[self.slug[pk], name, self.area_names.get(area, "")] for pk, (name, area) in rows.items()]
        return found[:MOST_CANDIDATES]

    def add_line(self, line, names):
        """A line of somebody new, to which later ones are compared."""
        self.new_lines[OF_LINE.format(line.key)] = line
        for each in words_of(names):
            self.new_words[each].append(line)

    def likely_lines(self, line, names):
        """Lines before this one that are likely to mean the same; lines that both have an id mean to be two."""
        found = {each.key: each for key in words_of(names) for each in self.new_words.get(key, ())}
        return [
            [OF_LINE.format(key), each.name, _("row %(number)s of the file") % {"number": each.number}]
            for key, each in found.items()
            if not (each.text("id") and line.text("id"))
        ][:MOST_CANDIDATES]

    @cached_property
    def map_names(self):
        found = defaultdict(dict)
        for key in self.saved_entries:
            row = self.rows[key]
            for name in {row.slug, fold(row.name), fold(row.name_local)} - {""}:
                found[name][key] = row
        return found

    def on_map(self, told):
        return list((self.map_names.get(told) or self.map_names.get(fold(told)) or {}).values())

    def relations(self, lines):
        """The relations among the stakeholders that the lines speak of."""
        keys = {end.pk for line in lines for end in line.found.values() if end and not end._state.adding}
        found = Relation.objects.visible_to(self.user)
        return [
            row
            for some in chunks(keys)
            for row in found.filter(from_stakeholder__in=some).order_by("pk")
            if row.to_stakeholder_id in keys
        ]

    def ratings(self):
        found = defaultdict(list)
        for each in Assessment.objects.visible_to(self.user).filter(entry__stakeholder_map=self.map):
            found[each.entry_id, each.assessed_on].append(each)
        return found


def words_of(names):
    """What names that mean the same have in common, of each name that is one."""
    return {words(name) for name in names if name.strip()}


def chunks(keys):
    keys = sorted(keys)
    return (set(keys[start : start + CHUNK]) for start in range(0, len(keys), CHUNK))
