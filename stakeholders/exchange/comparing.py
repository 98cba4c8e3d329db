"""Comparing: what would become of each row of a file on a map, without changing anything."""

import hashlib
import json
import math
import re
from collections import Counter, defaultdict
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from cityregions.api.writing.checking import check
from cityregions.api.writing.entries import Entry
from cityregions.api.writing.mistakes import Mistakes
from cityregions.areas.models import MetropolitanArea
from cityregions.records import rights
from cityregions.records.checks import free_slugs
from cityregions.records.keeping import newest
from cityregions.records.text import fold, no_formulas, writable

from .. import rules
from ..duplicates import words
from ..models import Assessment, ImportRow, MapEntry, Relation, Stakeholder
from . import layouts, values
from .files import Table

Kind, Outcome = ImportRow.Kind, ImportRow.Outcome
WRITTEN = (Stakeholder, MapEntry, Relation, Assessment)
# As many keys as one question to the database names.
CHUNK = 5000
MOST_CANDIDATES = 5
# What files have in place of an e-mail address.
LEFT_OUT = "[e-mail address left out]"
SAY_EACH = 2000


def foreign():
    return _("This belongs to another area: ask its staff or a coordinator to change it.")


# Columns that only say who or what is meant.
NAMING = {"id", "from", "to", "stakeholder"}


class Line:
    """One row of the file: what its cells say, and what becomes of it."""

    def __init__(self, kind, table, sheet, row, key, clear):
        self.kind, self.sheet, self.number, self.key, self.clear = kind, sheet.name, row[0], key, clear
        self.layout = sheet.layout
        self.cells = layouts.by_position(sheet, row)
        self.reasons = [["", table.broken[row[0]]]] if row[0] in table.broken else []
        self.texts = {}
        self.values, self.changes, self.raw, self.candidates, self.entries = {}, [], [], [], []
        self.row, self.place, self.name, self.url, self.is_doubtful, self.is_partly = None, None, "", "", False, False

    def reject(self, column, sentence):
        self.reasons.append([column, str(sentence)])

    def text(self, column):
        """A cell as text, empty where there is none; a formula is told as a reason."""
        if column not in self.texts:
            cell = self.cells.get(column)
            try:
                self.texts[column] = "" if values.is_empty(cell) else values.cleaned(cell)
            except values.NotRead as wrong:
                self.texts[column] = ""
                if column in NAMING:
                    self.reject(column, wrong)
        return self.texts[column]

    @property
    def as_new(self):
        """What tells it from other new stakeholders of the file."""
        return fold(self.name), self.values.get("category"), self.text("id")

    @property
    def is_rejected(self):
        return bool(self.reasons) and not self.is_partly

    @property
    def outcome(self):
        if self.is_rejected:
            return Outcome.REJECTED
        if self.is_doubtful:
            return Outcome.DOUBTFUL
        if self.entries and self.entries[0].is_new and isinstance(self.entries[0].row, MAIN[self.kind]):
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED

    @property
    def is_taken(self):
        return self.outcome not in {Outcome.REJECTED, Outcome.DOUBTFUL}


MAIN = {Kind.STAKEHOLDERS: Stakeholder, Kind.RELATIONS: Relation, Kind.RATINGS: Assessment}


class Reasons(Mistakes):
    """What the models say is wrong, each sentence at its line."""

    def __init__(self, lines):
        super().__init__()
        self.lines = lines

    def add(self, place, code, detail, status=400, **more):
        number, _slash, column = place.partition("/")
        line = self.lines[int(number)]
        line.is_partly = False
        line.reject(column, detail)


class Comparison:
    """All lines of an import on its map for one person, and the rows that would be written. Reads only."""

    def __init__(self, imported, user, tell=lambda step, done, total: None):
        self.imported, self.user, self.tell = imported, user, tell
        self.map, self.choices = imported.stakeholder_map, imported.choices
        self.lines = {kind: [] for kind in Kind.values}
        # New rows by their model and the number that they have until they are saved: one that no row has.
        self.unsaved = {}

    def made(self):
        self.state = newest(WRITTEN)
        self.take_lines()
        for done, (kind, work) in enumerate(self.parts, 1):
            self.tell(_("Compares the rows with the map"), done, 5)
            if self.lines[kind]:
                work(self.lines[kind])
        return self

    @property
    def parts(self):
        return (
            (Kind.STAKEHOLDERS, self.compare_stakeholders),
            (Kind.RELATIONS, self.compare_relations),
            (Kind.RATINGS, self.compare_ratings),
        )

    def take_lines(self):
        sheets = [layouts.Sheet(**each) for each in self.imported.mapping["sheets"]]
        for place, (told, sheet) in enumerate(zip(self.imported.tables, sheets, strict=True)):
            if sheet.kind:
                table = Table.from_json(told)
                clear = self.imported.mapping.get("clear", sheet.is_own)
                lines = self.lines[sheet.kind]
                lines += [Line(sheet.kind, table, sheet, row, f"{place}-{row[0]}", clear) for row in table.rows]

    # What is there.

    @cached_property
    def known(self):
        return Known(self.map, self.user)

    # Stakeholders.

    def compare_stakeholders(self, lines):
        for line in lines:
            self.read(line, Kind.STAKEHOLDERS)
            line.name = line.text("name")
        self.match(lines)
        self.known.load({line.place for line in lines if isinstance(line.place, int)})
        for line in lines:
            if not line.is_rejected and not line.is_doubtful:
                self.fill_stakeholder(line)
        self.name_new(lines)
        self.judge(lines, Stakeholder, {each: each for each in layouts.OWN[Kind.STAKEHOLDERS]} | {"slug": "id"})
        for line in lines:
            if line.is_taken and line.row:
                self.put_on_map(line)
        self.judge(lines, MapEntry, {"x": "x", "y": "y"})

    def read(self, line, kind):
        """Reads the cells of a line into values of fields; those that are empty only where that clears them."""
        for column, cell in line.cells.items():
            try:
                self.read_cell(line, kind, column, cell)
            except values.NotRead as wrong:
                line.reject(column, wrong)

    def read_cell(self, line, kind, column, cell):
        if column in NAMING:
            return
        if column == layouts.LOCATION:
            line.values |= location(cell)
            return
        field = layouts.field_of(kind, column)
        if values.is_empty(cell):
            # A row that names no area is not of the whole project for that.
            if line.clear and column != "area" and (field.null or field.blank or field.has_default()):
                line.values[field.attname] = field.get_default() if not field.null else None
            return
        line.values[field.attname] = self.known.area(cell) if column == "area" else values.value_for(field, cell)

    def match(self, lines):
        """Finds whom each line speaks of: by id, else by name and category, else by name; who is likely the same."""
        seen, by_id = {}, {}
        for line in lines:
            key = line.text("id")
            if key and key in by_id:
                line.reject("id", _("Row %(number)s has the same id.") % {"number": by_id[key].number})
            elif key:
                by_id[key] = line
                line.place = self.known.by_slug.get(key)
        taken = {line.place for line in lines if line.place}
        for line in lines:
            if line.place is None and not line.is_rejected:
                self.match_by_name(line, taken)
            if (
                isinstance(line.place, int)
                and not line.is_rejected
                and ((other := seen.setdefault(line.place, line)) is not line)
            ):
                line.reject("name", _("Row %(number)s is this stakeholder already.") % {"number": other.number})

    def match_by_name(self, line, taken):
        choice = self.choices.get(line.key)
        if choice in self.known.by_slug and choice != "new":
            line.place = self.known.by_slug[choice]
            return
        if not line.name:
            line.reject("name", _("Nobody has this id, and a new stakeholder needs a name."))
            return
        if (twin := self.known.new_names.setdefault(line.as_new, line)) is not line:
            line.reject("name", _("Row %(number)s has the same name.") % {"number": twin.number})
            return
        found = [key for key in self.known.by_name.get(fold(line.name), ()) if key not in taken]
        same = [key for key in found if self.known.category[key] == line.values.get("category")]
        if len(found := same or found) > 1:
            slugs = ", ".join(sorted(self.known.slug[key] for key in found)[:MOST_CANDIDATES])
            sentence = _("Several stakeholders are called this (%(slugs)s): write the id of the one you mean.")
            line.reject("name", sentence % {"slugs": slugs})
        elif found:
            line.place = found[0]
        elif choice != "new":
            names = [line.name, line.values.get("name_local") or ""]
            line.candidates = self.known.likely(names, taken)
            line.is_doubtful = bool(line.candidates)

    def fill_stakeholder(self, line):
        """The row that the line would make or change; of one that is not theirs only what differs is told."""
        changes = {name: value for name, value in line.values.items() if name not in {"x", "y"}}
        if line.place is None:
            line.row = Stakeholder(area_id=self.map.area_id)
        else:
            line.row = self.known.rows[line.place]
            line.name, line.url = line.row.name, line.row.get_absolute_url()
        entry = Entry(line.row, {}, "")
        is_own = line.place is None or line.place in self.known.own
        self.put(line, entry, changes, Kind.STAKEHOLDERS, is_own)
        if is_own and entry.is_touched and not rules.may_hold(self.user, line.row.area_id):
            line.reject("area", foreign())

    def put(self, line, entry, changes, kind, is_own=True):
        """Sets what differs, and notes it; of what the person may not change that is a reason."""
        row = entry.row
        for name, value in changes.items():
            field = row._meta.get_field(name.removesuffix("_id"))
            now = getattr(row, name)
            if same(now, value):
                continue
            if not is_own:
                line.is_partly = True
                line.reject(column_of(kind, field), foreign())
                continue
            if isinstance(value, str) and LEFT_OUT in value:
                sentence = _("“%(mark)s” stands for an address that files do not hold: leave the cell as it was.")
                line.reject(column_of(kind, field), sentence % {"mark": LEFT_OUT})
                continue
            setattr(row, name, value)
            line.raw.append([field.name, repr(now), repr(value)])
            if not entry.is_new:
                line.changes.append([column_of(kind, field), self.shown(field, now), self.shown(field, value)])
        if is_own and (entry.is_new or entry.changed):
            line.entries.append(entry)

    def shown(self, field, value):
        return self.known.area_names.get(value, "") if field.name == "area" else values.told(field, value)

    def name_new(self, lines):
        """New stakeholders have the id of the file where that is an address name, else one made from their name."""
        new = [line for line in lines if line.row is not None and line.row._state.adding and not line.is_rejected]
        for line in new:
            self.number(line.row)
            line.row.slug = line.text("id") if line.layout == "own" and is_slug(line.text("id")) else ""
        given = [line.row.slug for line in new if line.row.slug]
        nameless = [line for line in new if not line.row.slug]
        slugs = free_slugs(Stakeholder, [line.row.name for line in nameless], given) if nameless else []
        for line, slug in zip(nameless, slugs, strict=True):
            line.row.slug = slug

    def number(self, row):
        row.pk = -len(self.unsaved) - 1
        self.unsaved[type(row), row.pk] = row

    def put_on_map(self, line):
        """Nothing is taken from the map, and each stakeholder of the file is put on it."""
        row = self.known.entries.get(line.row.pk)
        is_new = row is None
        if is_new:
            row = MapEntry(stakeholder_map=self.map, stakeholder=line.row)
            self.number(row)
            self.known.entries[line.row.pk] = row
        entry = Entry(row, {}, "")
        self.put(line, entry, {name: line.values[name] for name in ("x", "y") if name in line.values}, line.kind)
        if is_new and not line.row._state.adding:
            line.changes.append([_("On the map"), _("no"), _("yes")])

    def judge(self, lines, model, names):
        """Has the model's own rules look at all rows that would be written."""
        entries = []
        for number, line in enumerate(lines):
            if line.is_taken:
                for entry in line.entries:
                    if isinstance(entry.row, model):
                        entry.place = str(number)
                        entries.append(entry)
        check(entries, names, Reasons(lines))

    # Relations.

    def compare_relations(self, lines):
        ends = self.ends()
        for line in lines:
            self.read(line, Kind.RELATIONS)
            self.complete_kind(line)
            found = {name: self.end(line, name, ends) for name in ("from", "to")}
            line.name = f"{line.text('from')} → {line.text('to')}"
            line.found = found
        relations = Relations(self.known.relations(lines))
        for line in lines:
            if not line.is_rejected:
                self.fill_relation(line, relations)
        self.judge(
            lines,
            Relation,
            {"from_stakeholder": "from", "to_stakeholder": "to"} | {name: name for name in layouts.OWN[Kind.RELATIONS]},
        )

    def complete_kind(self, line):
        other = self.imported.mapping.get("other_kind", "")
        if other and not line.values.get("kind"):
            line.reasons = [reason for reason in line.reasons if reason[0] != "kind"]
            line.values["kind"] = other
        if not line.values.get("kind") and not any(column == "kind" for column, _why in line.reasons):
            line.reject("kind", _("Say what kind of relation it is."))

    def ends(self):
        """Who can be named: the stakeholders of the file, by id and by name, then those on the map."""
        found = defaultdict(list)
        for line in self.lines[Kind.STAKEHOLDERS]:
            for name in {line.text("id"), fold(line.text("name")), fold(line.name)} - {""}:
                found[name].append(line)
        return found

    def end(self, line, column, ends):
        """The stakeholder at one end of a line, or None with the reason."""
        told = line.text(column)
        if not told:
            line.reject(column, _("Name a stakeholder by its id or its name."))
            return None
        named = ends.get(told) or ends.get(fold(told)) or []
        if len(taken := [each for each in named if each.is_taken]) == 1:
            return taken[0].row
        if len(taken) > 1:
            line.reject(column, _("Several rows of the file are called “%(name)s”: write the id.") % {"name": told})
            return None
        on_map = self.known.on_map(told)
        if len(on_map) == 1:
            return on_map[0]
        if len(on_map) > 1:
            line.reject(column, _("Several stakeholders are called “%(name)s”: write the id.") % {"name": told})
        elif named:
            sentence = _("“%(name)s” is not taken over: see row %(number)s of the stakeholders.")
            line.reject(column, sentence % {"name": values.shown(told), "number": named[0].number})
        else:
            sentence = _("“%(name)s” is neither in this file nor on the map: add a row for it to the stakeholders.")
            line.reject(column, sentence % {"name": values.shown(told)})
        return None

    def fill_relation(self, line, relations):
        first, second = line.found["from"], line.found["to"]
        changes = {"from_stakeholder_id": first.pk, "to_stakeholder_id": second.pk, **line.values}
        row = relations.find(line.text("id"), changes)
        if row is None:
            row = Relation(from_stakeholder=first, to_stakeholder=second)
        elif other := relations.named.get(row.pk):
            line.reject("from", _("Row %(number)s is this relation already.") % {"number": other.number})
            return
        else:
            relations.named[row.pk] = line
            if row.is_mutual and row.from_stakeholder_id == second.pk and row.to_stakeholder_id == first.pk:
                del changes["from_stakeholder_id"], changes["to_stakeholder_id"]
        is_new = row._state.adding
        areas = {first.area_id, second.area_id}
        may = any(rules.may_hold(self.user, area) for area in areas)
        may = may and (is_new or row.pk in relations.own(self.user))
        entry = Entry(row, {}, "")
        self.put(line, entry, changes, Kind.RELATIONS, may)
        if is_new and not may:
            line.is_partly = False
            line.reject("from", foreign())

    # Ratings.

    def compare_ratings(self, lines):
        ends = self.ends()
        ratings = self.known.ratings()
        seen = {}
        for line in lines:
            self.read(line, Kind.RATINGS)
            end = self.end(line, "stakeholder", ends)
            line.name = f"{line.text('stakeholder')}, {line.values.get('assessed_on', '')}"
            for column in ("assessed_on", "influence", "interest"):
                if line.values.get(column) is None and not any(told == column for told, _why in line.reasons):
                    line.reject(column, _("This is needed."))
            if end and not line.is_rejected:
                self.fill_rating(line, self.known.entries[end.pk], ratings, seen)
        self.judge(lines, Assessment, {name: name for name in layouts.OWN[Kind.RATINGS]})

    def fill_rating(self, line, entry, ratings, seen):
        """A rating that somebody gave already is unchanged; another one is the person's own of that day."""
        of_day = ratings.get((entry.pk, line.values["assessed_on"]), [])
        if any(all(same(getattr(each, name), value) for name, value in line.values.items()) for each in of_day):
            return
        if len(of_day) > 1 and is_mean(of_day, line.values):
            return
        own = next((each for each in of_day if each.assessed_by_id == self.user.pk), None)
        row = own or Assessment(entry=entry, assessed_by=self.user)
        key = (entry.pk, line.values["assessed_on"])
        if (other := seen.setdefault(key, line)) is not line:
            line.reject("stakeholder", _("Row %(number)s rates it on this day already.") % {"number": other.number})
            return
        self.put(line, Entry(row, {}, ""), line.values, Kind.RATINGS)

    # What comes of it.

    @property
    def all_lines(self):
        return [line for kind in Kind.values for line in self.lines[kind]]

    @property
    def counts(self):
        found = {kind: Counter(line.outcome.value for line in lines) for kind, lines in self.lines.items() if lines}
        return {**found, "partly": sum(line.is_partly for line in self.all_lines)}

    @property
    def fingerprint(self):
        """Another one as soon as something else would be done than before."""
        told = [
            [line.kind, line.key, line.outcome, line.raw, [each[0] for each in line.candidates], len(line.reasons)]
            for line in self.all_lines
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def entries_of(self, model):
        return [
            entry for line in self.all_lines if line.is_taken for entry in line.entries if isinstance(entry.row, model)
        ]

    def as_rows(self):
        for line in self.all_lines:
            yield ImportRow(
                of_import=self.imported,
                kind=line.kind,
                sheet=line.sheet,
                number=line.number,
                outcome=line.outcome,
                is_partly=line.is_partly,
                name=line.name[:450],
                url=line.url,
                changes=line.changes,
                reasons=line.reasons,
                candidates=[[line.key], *line.candidates] if line.candidates else [],
            )


class Known:
    """What is there already: all stakeholders by id and name, and the rows of the map."""

    def __init__(self, stakeholder_map, user):
        self.map, self.user, self.new_names = stakeholder_map, user, {}
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
            for each in {words(told) for told in (name, name_local) if told.strip()}:
                found[each].append((pk, name, area))
        return found

    def likely(self, names, taken):
        """Stakeholders whose name is likely to mean the same, each as id, name and area."""
        keys = {words(name) for name in names if name.strip()}
        rows = {pk: (name, area) for key in keys for pk, name, area in self.by_words.get(key, ()) if pk not in taken}
        found = [[self.slug[pk], name, self.area_names.get(area, "")] for pk, (name, area) in rows.items()]
        return found[:MOST_CANDIDATES]

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


class Relations:
    """The relations that are there, by their number and by their ends; `named` are those that a line speaks of."""

    def __init__(self, rows):
        self.by_key, self.by_ends, self.named = {str(row.pk): row for row in rows}, defaultdict(list), {}
        for row in rows:
            self.by_ends[self.key(row.from_stakeholder_id, row.kind, row.to_stakeholder_id)].append(row)

    def key(self, first, kind, second):
        return (*(sorted((first, second)) if kind in Relation.MUTUAL else (first, second)), kind)

    def find(self, number, told):
        """By its number in the portal's own files, else by its ends and kind: the one of that time, or that holds."""
        ends = ("from_stakeholder_id", "kind", "to_stakeholder_id")
        row = self.by_key.get(number)
        # A number that leads to something else altogether comes from elsewhere.
        if row is not None and sum(getattr(row, name) == told[name] for name in ends) > 1:
            return row
        found = self.by_ends.get(self.key(told["from_stakeholder_id"], told["kind"], told["to_stakeholder_id"]), [])
        found = [row for row in found if row.pk not in self.named]
        until = told.get("until")
        exact = [row for row in found if same(row.until, until)]
        holding = [row for row in found if row.until is None]
        return next(iter(exact or holding or (found if "until" not in told else [])), None)

    def own(self, user):
        if not hasattr(self, "_own"):
            condition = rights.change_condition(Relation, user)
            keys = {row.pk for row in self.by_key.values()}
            self._own = {key for some in chunks(keys) for key in rights.within(Relation, condition, some)}
        return self._own


def chunks(keys):
    keys = sorted(keys)
    return (set(keys[start : start + CHUNK]) for start in range(0, len(keys), CHUNK))


def same(now, then):
    """Whether two values say the same: the end of a line and what stands around a text do not count.

    Nor does what a file leaves out or adds: addresses of people, what keeps a cell from being a formula, and the last
    digits of a number.
    """
    if isinstance(now, float) and isinstance(then, float):
        return math.isclose(now, then, rel_tol=1e-12)
    if not isinstance(now, str) or not isinstance(then, str):
        return now == then
    now, then = plain(writable(now)), plain(then)
    if then in {now, no_formulas(now)}:
        return True
    pattern = re.escape(then).replace(re.escape(LEFT_OUT), r"[^\s@]+@[^\s@]+")
    return LEFT_OUT in then and any(re.fullmatch(pattern, text) for text in (now, no_formulas(now)))


def plain(text):
    return text.replace("\r\n", "\n").replace("_x000D_\n", "\n").strip()


def is_slug(text):
    try:
        validate_slug(text)
    except ValidationError:
        return False
    return len(text) <= Stakeholder._meta.get_field("slug").max_length


def is_mean(ratings, told):
    """Whether these are the means of several people's ratings, as files of the portal give them to one digit."""
    names = ("influence", "interest")
    means = {name: sum(getattr(each, name) for each in ratings) / len(ratings) for name in names}
    return all(abs(float(means[name]) - float(told[name])) <= 0.0501 for name in names)


def column_of(kind, field):
    """The column of the portal's own files for a field."""
    if kind == Kind.RELATIONS:
        return {"from_stakeholder": "from", "to_stakeholder": "to"}.get(field.name, field.name)
    return field.name


def location(cell):
    """Latitude and longitude from one cell, “47.07, 15.44”."""
    if values.is_empty(cell):
        return {}
    parts = [part.strip() for part in values.cleaned(cell).split(";" if ";" in str(cell) else ",")]
    if len(parts) != 2:
        sentence = _("“%(value)s” is no place: write latitude and longitude as 47.07, 15.44.")
        raise values.NotRead(sentence % {"value": values.shown(cell)})
    return {"latitude": float(values.numeric(parts[0])), "longitude": float(values.numeric(parts[1]))}
