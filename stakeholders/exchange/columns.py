"""Columns: what a person chose for the columns of a file, and whether that is enough to read it."""

from dataclasses import asdict

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cityregions.records.text import fold

from ..models import Import, ImportRow, Relation
from . import layouts
from .layouts import LEFT_OUT, Sheet

# So much of a column is shown, that people know what it holds.
EXAMPLES, LONGEST_EXAMPLE = 3, 40


class Choice:
    """How each table is to be read, as it stands or as the form says; `wrong` are sentences about what is missing."""

    def __init__(self, imported, form=None):
        self.imported, self.form, self.tables = imported, form, imported.tables
        mapping = imported.mapping
        self.sheets = [Sheet(**each) for each in mapping["sheets"]]
        self.clear, self.other_kind, self.is_asking, self.wrong = mapping["clear"], mapping["other_kind"], False, []
        if form is not None:
            self.take(form)
            self.wrong = self.find_wrong()

    @property
    def rows(self):
        return sum(len(table["rows"]) for table in self.tables)

    def take(self, form):
        """A sheet that is to be read as something else is asked about once more, with the fields of that."""
        self.clear = form.get("clear") == "1"
        self.other_kind = form.get("other_kind", "") if form.get("other_kind") in Relation.Kind.values else ""
        for place, (sheet, table) in enumerate(zip(self.sheets, self.tables, strict=True)):
            kind = form.get(f"kind-{place}", sheet.kind)
            kind = kind if kind in ImportRow.Kind.values else ""
            if kind != sheet.kind:
                self.is_asking = self.is_asking or bool(kind)
                self.propose(sheet, table, kind)
            elif kind:
                known = {LEFT_OUT, *layouts.labels(kind)}
                given = [form.get(f"column-{place}-{number}", "") for number in range(len(table["columns"]))]
                sheet.fields = [name if name in known else LEFT_OUT for name in given]

    def propose(self, sheet, table, kind):
        sheet.kind, sheet.layout = kind, ""
        names = layouts.by_name(kind) if kind else {}
        sheet.fields = []
        for column in table["columns"]:
            name = names.get(fold(column), LEFT_OUT)
            sheet.fields.append(LEFT_OUT if name in sheet.fields else name)

    def find_wrong(self):
        found = []
        read = [sheet for sheet in self.sheets if sheet.kind]
        if not read:
            found.append(_("Say what at least one of the sheets tells of."))
        for sheet in read:
            labels = layouts.labels(sheet.kind)
            for name in sheet.missing:
                sentence = _("%(sheet)s: choose the column for “%(field)s”.")
                found.append(sentence % {"sheet": sheet.name, "field": labels[name]})
            for name in sorted({name for name in sheet.used if sheet.used.count(name) > 1}):
                sentence = _("%(sheet)s: two columns are chosen for “%(field)s”: leave one of them out.")
                found.append(sentence % {"sheet": sheet.name, "field": labels[name]})
            if sheet.kind == ImportRow.Kind.RELATIONS and "kind" not in sheet.fields and not self.other_kind:
                sentence = _("%(sheet)s: choose the column for the kind of relation, or below the kind that all have.")
                found.append(sentence % {"sheet": sheet.name})
        return found

    def keep(self):
        mapping = {"sheets": [asdict(sheet) for sheet in self.sheets], "clear": self.clear}
        self.imported.mapping = mapping | {"other_kind": self.other_kind}
        Import.objects.filter(pk=self.imported.pk).update(
            mapping=self.imported.mapping, choices={}, state=Import.State.MAPPED
        )
        self.imported.state, self.imported.choices = Import.State.MAPPED, {}

    # For the page.

    @property
    def kinds(self):
        return [(kind, capfirst(label)) for kind, label in ImportRow.Kind.choices]

    @property
    def relation_kinds(self):
        return Relation.Kind.choices

    @property
    def has_relations(self):
        return any(sheet.kind == ImportRow.Kind.RELATIONS for sheet in self.sheets)

    @property
    def parts(self):
        """Each table with its columns: their number, name, examples, and the field chosen."""
        for place, (sheet, table) in enumerate(zip(self.sheets, self.tables, strict=True)):
            options = list(layouts.labels(sheet.kind).items()) if sheet.kind else []
            columns = (
                [
                    (
                        f"column-{place}-{number}",
                        name or _("column %(number)s") % {"number": number + 1},
                        examples(table["rows"], number + 1),
                        sheet.fields[number],
                        layouts.is_personal(name),
                    )
                    for number, name in enumerate(table["columns"])
                ]
                if sheet.kind
                else []
            )
            yield {
                "name": f"kind-{place}",
                "sheet": sheet,
                "options": options,
                "columns": columns,
                "rows": len(table["rows"]),
            }


def examples(rows, place):
    found = []
    for row in rows[:200]:
        cell = str(row[place]) if place < len(row) and row[place] is not None else ""
        if cell and cell not in found:
            found.append(cell if len(cell) <= LONGEST_EXAMPLE else f"{cell[:LONGEST_EXAMPLE]}…")
        if len(found) == EXAMPLES:
            break
    return ", ".join(found)
