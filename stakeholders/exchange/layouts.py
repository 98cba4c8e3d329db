"""Layouts: which columns the portal's own files, Kumu, Onodo and Gephi use, and which field each of them fills."""

import re
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityregions.records.text import fold

from ..models import Assessment, ImportRow, MapEntry, Relation, Stakeholder
from . import values

Kind = ImportRow.Kind
LEFT_OUT = ""
# The portal's own columns, in their order: what the template holds, and what an export writes.
OWN = {
    Kind.STAKEHOLDERS: (
        "id",
        "name",
        "name_local",
        "category",
        "organisation_type",
        "sector",
        "level",
        "area",
        "municipality",
        "address",
        "website",
        "latitude",
        "longitude",
        "is_group",
        "role",
        "source",
        "confidence",
        "x",
        "y",
    ),
    Kind.RELATIONS: ("id", "from", "kind", "to", "weight", "since", "until", "note", "source", "confidence"),
    Kind.RATINGS: (
        "stakeholder",
        "assessed_on",
        "influence",
        "interest",
        "legitimacy",
        "urgency",
        "attitude",
        "source",
    ),
}
SHEETS = {Kind.STAKEHOLDERS: "Stakeholders", Kind.RELATIONS: "Relations", Kind.RATINGS: "Ratings"}
# "47.07, 15.44" in one cell, as Kumu has it.
LOCATION = "location"
# Each of these groups has to be there, by one of its names.
REQUIRED = {
    Kind.STAKEHOLDERS: (("name", "id"),),
    Kind.RELATIONS: (("from",), ("to",)),
    Kind.RATINGS: (("stakeholder",), ("assessed_on",), ("influence",), ("interest",)),
}
KUMU = {"label": "name", "type": "category", "description": "role", "url": "website", "location": LOCATION}
KUMU_LINKS = {"id": "", "type": "kind", "description": "note", "label": "note", "strength": "weight"}
ONODO = {"name": "name", "type": "category", "description": "role"}
ONODO_LINKS = {"source": "from", "target": "to", "type": "kind", "from": "since", "to": "until", "at": "since"}
GEPHI = {"id": "id", "label": "name"}
GEPHI_LINKS = {"source": "from", "target": "to", "type": "", "id": "", "kind": "kind", "label": "kind"}
# Columns that tell of people, by a word in their name or its beginning: they are not even kept until it is applied.
PERSONAL = {
    *("mail", "person", "persons", "people", "phone", "tel", "mobile", "mobil", "cell", "fax", "handy"),
    *("firstname", "lastname", "surname", "forename", "gender", "birthday", "birthdate"),
    *("osoba", "imie", "nazwisko", "cognome", "referente", "jmeno", "prijmeni"),
}
PERSONAL_STEMS = (
    "email",
    "e-mail",
    "telefon",
    "telephone",
    "phone",
    "contact",
    "kontakt",
    "contatt",
    "ansprech",
    "vorname",
    "nachname",
    "geburt",
    "mobiltel",
    "cellular",
)
PERSONAL_NAMES = {"first name", "last name", "given name", "family name", "date of birth"}


@dataclass
class Sheet:
    """How a table is read: as what, in whose layout, and the field of each column, empty where it is left out."""

    name: str
    kind: str = ""
    layout: str = ""
    fields: list = field(default_factory=list)

    @property
    def is_ready(self):
        return not self.kind or (not self.missing and len(self.used) == len(set(self.used)))

    @property
    def used(self):
        return [name for name in self.fields if name]

    @property
    def missing(self):
        """The fields without which its rows say nothing."""
        return [group[0] for group in REQUIRED[self.kind] if not set(group) & set(self.fields)]

    @property
    def is_own(self):
        return self.layout == "own"


LAYOUTS = {
    "own": gettext_lazy("the portal’s own layout"),
    "kumu": gettext_lazy("layout of Kumu"),
    "onodo": gettext_lazy("layout of Onodo"),
    "gephi": gettext_lazy("layout of Gephi"),
}


def is_personal(column):
    name = fold(column)
    words = [word for word in re.split(r"[^a-z0-9-]+", name) if word]
    return name in PERSONAL_NAMES or any(word in PERSONAL or word.startswith(PERSONAL_STEMS) for word in words)


def without_people(table):
    """Empties the columns with personal data; returns their names."""
    places = [place for place, column in enumerate(table.columns) if is_personal(column)]
    for row in table.rows:
        for place in places:
            if place + 1 < len(row):
                row[place + 1] = None
    return [table.columns[place] for place in places]


def proposed(table):
    """How a table is likely to be read. A sheet that tells of nothing here has no kind."""
    names = [fold(column) for column in table.columns]
    kind, layout, known = recognised(set(names), fold(table.name), table.columns)
    sheet = Sheet(table.name, kind, layout)
    if not kind:
        return sheet
    sheet.fields = [goal_of(name, kind, known) for name in names]
    leave_out(sheet, table, known)
    return sheet


def recognised(names, title, columns):
    """The kind and layout of a table, and what its columns are called there."""
    if {"stakeholder", "assessed_on"} <= names:
        return Kind.RATINGS, "own", {}
    if {"source", "target"} <= names:
        is_onodo = "directed" in names or "at" in names or title == "relations"
        return Kind.RELATIONS, *(("onodo", ONODO_LINKS) if is_onodo else ("gephi", GEPHI_LINKS))
    if {"from", "to"} <= names:
        return Kind.RELATIONS, *(("own", {}) if "kind" in names else ("kumu", KUMU_LINKS))
    if "label" in names:
        is_gephi = "Id" in columns
        return Kind.STAKEHOLDERS, *(("gephi", GEPHI) if is_gephi else ("kumu", KUMU))
    if "name" in names and ("visible" in names or title == "nodes"):
        return Kind.STAKEHOLDERS, "onodo", ONODO
    if "name" in names and (len(names & set(OWN[Kind.STAKEHOLDERS])) > 1 or names == {"name"}):
        return Kind.STAKEHOLDERS, "own", {}
    return "", "", {}


def goal_of(name, kind, known):
    """The field that a column fills: as the layout has it, else by its own name or what the reader calls it."""
    if name in known:
        return known[name]
    names = by_name(kind)
    return names.get(name, LEFT_OUT)


def by_name(kind):
    found = {fold(str(label)): name for name, label in labels(kind).items()}
    found |= {fold(str(field_of(kind, name).name)): name for name in OWN[kind] if field_of(kind, name)}
    found.update({name: name for name in OWN[kind]})
    return found


def leave_out(sheet, table, known):
    """Of several columns for one field one stays, and no foreign column for choices of which not one is known."""
    order, taken = list(known), set()
    names = [fold(column) for column in table.columns]
    for place in sorted(range(len(names)), key=lambda place: rank(names[place], order)):
        name = sheet.fields[place]
        each = name and field_of(sheet.kind, name)
        unknown = each and each.choices and not sheet.is_own and not any_known(each, table, place)
        if name in taken or unknown:
            sheet.fields[place] = LEFT_OUT
        taken.add(sheet.fields[place])


def rank(name, order):
    """What the layout has first comes first: a description before a label, both of which may be the note."""
    return order.index(name) if name in order else len(order)


def any_known(each, table, place):
    cells = {str(row[place + 1]) for row in table.rows if place + 1 < len(row) and not values.is_empty(row[place + 1])}
    return any(values.is_known(each, cell) for cell in cells)


def field_of(kind, name):
    """The field of a record behind a column; None for what only tells who is meant."""
    if kind == Kind.STAKEHOLDERS:
        if name in {"x", "y"}:
            return MapEntry._meta.get_field(name)
        return Stakeholder._meta.get_field("slug" if name == "id" else name) if name in OWN[kind] else None
    if kind == Kind.RELATIONS:
        name = {"from": "from_stakeholder", "to": "to_stakeholder"}.get(name, name)
        return Relation._meta.get_field(name)
    return None if name == "stakeholder" else Assessment._meta.get_field(name)


def labels(kind):
    """What the fields of a kind are called, in their order."""
    found = {name: capfirst(label_of(kind, name)) for name in OWN[kind]}
    if kind == Kind.STAKEHOLDERS:
        found[LOCATION] = _("Latitude and longitude in one cell")
    return found


def label_of(kind, name):
    if name == "id":
        return _("id")
    each = field_of(kind, name)
    return str(each.verbose_name) if each else _("stakeholder")


def by_position(sheet, row):
    """The cells of a row by the fields that they fill; a row that ends early has empty ones behind its end."""
    cells = [*row[1:], *[None] * (len(sheet.fields) - len(row) + 1)]
    return {name: cell for name, cell in zip(sheet.fields, cells, strict=True) if name}
