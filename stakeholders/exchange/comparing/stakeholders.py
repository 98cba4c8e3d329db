"""Stakeholders: whom each line speaks of, and what it would change."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from cityregions.api.writing.entries import Entry
from cityregions.records.checks import free_slugs
from cityregions.records.text import fold

from ... import rules
from ...models import MapEntry, Stakeholder
from .. import layouts
from .known import MOST_CANDIDATES
from .lines import Kind, Shared, foreign


class OfStakeholders(Shared):
    """Lines of stakeholders, each with its place on the map."""

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
        if (other := self.known.new_lines.get(choice)) and other is not line:
            line.reject("name", _("Row %(number)s is this stakeholder already.") % {"number": other.number})
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
            line.candidates = self.known.likely(names, taken) + self.known.likely_lines(line, names)
            line.is_doubtful = bool(line.candidates)
        if line.place is None and not line.is_rejected and not line.is_doubtful:
            self.known.add_line(line, [line.name, line.values.get("name_local") or ""])

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


def is_slug(text):
    try:
        validate_slug(text)
    except ValidationError:
        return False
    return len(text) <= Stakeholder._meta.get_field("slug").max_length
