"""Comparison: all lines of an import, and what would be written."""

import hashlib
import json
from collections import Counter

from django.utils.translation import gettext as _

from cityregions.records.keeping import newest

from ...models import Assessment, ImportRow, MapEntry, Relation, Stakeholder
from .. import layouts
from ..files import Table
from .lines import Kind, Line
from .ratings import OfRatings
from .relations import OfRelations
from .stakeholders import OfStakeholders

WRITTEN = (Stakeholder, MapEntry, Relation, Assessment)


class Comparison(OfStakeholders, OfRelations, OfRatings):
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
