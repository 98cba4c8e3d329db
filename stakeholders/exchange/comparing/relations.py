"""Relations: between whom each line tells of one, and which of those that are there it is."""

from collections import defaultdict

from django.utils.translation import gettext as _

from cityregions.api.writing.entries import Entry
from cityregions.records import rights

from ... import rules
from ...models import Relation
from .. import layouts
from .known import chunks
from .lines import Kind, Shared, foreign
from .sameness import same


class OfRelations(Shared):
    """Lines of relations between stakeholders of the file or of the map."""

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
        is_own = any(rules.may_hold(self.user, each.area_id) for each in (first, second))
        if row._state.adding and not is_own:
            line.reject("from", foreign())
            return
        is_own = is_own and (row._state.adding or row.pk in relations.own(self.user))
        self.put(line, Entry(row, {}, ""), changes, Kind.RELATIONS, is_own)


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
