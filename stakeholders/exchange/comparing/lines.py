"""Lines: the rows of a file, each with what becomes of it and why."""

from collections import defaultdict
from functools import cached_property

from django.utils.translation import gettext as _

from cityregions.api.writing.checking import check
from cityregions.api.writing.mistakes import Mistakes
from cityregions.records.text import fold

from ...models import Assessment, ImportRow, Relation, Stakeholder
from .. import layouts, values
from .known import Known
from .sameness import LEFT_OUT, same

Kind, Outcome = ImportRow.Kind, ImportRow.Outcome
MAIN = {Kind.STAKEHOLDERS: Stakeholder, Kind.RELATIONS: Relation, Kind.RATINGS: Assessment}
# Columns that only say who or what is meant.
NAMING = {"id", "from", "to", "stakeholder"}


def foreign():
    return _("This belongs to another area: ask its staff or a coordinator to change it.")


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


class Shared:
    """How lines of each kind are read, filled in and judged."""

    @cached_property
    def known(self):
        return Known(self.map, self.user)

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

    def number(self, row):
        row.pk = -len(self.unsaved) - 1
        self.unsaved[type(row), row.pk] = row

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
