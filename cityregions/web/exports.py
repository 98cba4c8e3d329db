"""Exports: what a list shows, as a table that people open in their spreadsheet."""

import csv
from datetime import UTC, date, datetime
from itertools import islice
from tempfile import TemporaryFile

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Prefetch
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from cityregions.records.dates import PartialDate
from cityregions.records.models import in_language
from cityregions.records.text import no_formula, no_formulas, writable

from .errors import BadAddress
from .mail import absolute

FORMATS = {"csv": "CSV", "xlsx": "Excel (XLSX)"}
AT_ONCE = 1000
WIDTHS = {"title": 60, "name": 60, "statement": 100, "summary": 80}
WIDTH = 22


def answer(wanted, rows, names, reader, fill):
    """The rows in the wanted format, in the reader's language; `fill` adds to rows what is no field of theirs.

    Raises BadAddress (400) on an unknown format.
    """
    if wanted not in FORMATS:
        raise BadAddress(_("A list cannot be had as “%(name)s”.") % {"name": wanted}, known=list(FORMATS))
    model = rows.model
    name = f"{model._meta.verbose_name_plural.replace(' ', '-')}-{timezone.localdate().isoformat()}.{wanted}"
    columns = [Column(model, each) for each in names]
    related = [column.name for column in columns if column.is_related]
    lists = [column.list_seen_by(reader) for column in columns if column.is_list]
    rows = rows.prefetch_related(None).prefetch_related(*lists).select_related(*related)
    write = {"csv": as_csv, "xlsx": as_xlsx}[wanted]
    response = write(name, columns, filled(rows.iterator(chunk_size=AT_ONCE), fill))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private"
    return response


def filled(rows, fill):
    while chunk := list(islice(rows, AT_ONCE)):
        fill(chunk)
        yield from chunk


class Column:
    """A field of a record in a table, or with `(name, label)` something else that each row has."""

    def __init__(self, model, name):
        self.name, label = name if isinstance(name, tuple) else (name, "")
        try:
            self.field = model._meta.get_field(self.name)
        except FieldDoesNotExist:
            self.field = None
        self.label = capfirst(force_str(label or self.field.verbose_name))

    @property
    def is_related(self):
        return bool(self.field and self.field.many_to_one)

    @property
    def is_list(self):
        return bool(self.field and self.field.many_to_many)

    def list_seen_by(self, reader):
        return Prefetch(self.name, self.field.related_model.objects.visible_to(reader))

    def value(self, row):
        """Its value as people read it: a name for a record, a word for a choice."""
        if self.is_list:
            return plain("; ".join(str(each) for each in getattr(row, self.name).all()))
        if self.field is not None and self.field.choices:
            return force_str(getattr(row, f"get_{self.name}_display")())
        return plain(getattr(row, self.name))


def plain(value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, PartialDate):
        return value.first if value.precision == "day" else str(value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    # Spreadsheets know no time zones.
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return value if value is None or isinstance(value, int | float | date) else harmless(number_or_text(value))


def number_or_text(value):
    return float(value) if hasattr(value, "as_tuple") else str(value)


def harmless(value):
    """Text that no spreadsheet runs as a formula, without characters that it cannot hold."""
    if not isinstance(value, str):
        return value
    return no_formula(writable(value))


def table(columns, rows):
    """The heading and each row as a list of values, each row with the address of its page last."""
    yield [*(column.label for column in columns), _("Address")]
    for row in rows:
        yield [*(column.value(row) for column in columns), absolute(row.get_absolute_url())]


def funding_statement():
    """The line about the funding that stands on all that the project hands out, in the reader's language."""
    project = apps.get_model("project", "Project").objects.the_one()
    return writable(in_language(project.funding_statement)) if project else ""


class Line:
    """A file that gives back what is written into it, for the csv module."""

    def write(self, text):
        return text


def as_csv(name, columns, rows):
    lines = csv_lines(get_language(), columns, rows, funding_statement())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{ascii_name(name)}"'
    return response


def csv_lines(language, columns, rows, statement):
    """Line by line; each in the reader's language, which the server has left when the lines are sent."""
    writer, lines = csv.writer(Line()), table(columns, rows)
    # The mark by which Excel knows UTF-8.
    yield "\ufeff"
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            break
        yield writer.writerow([no_formulas(value) for value in line])
    if statement:
        yield writer.writerow([])
        yield writer.writerow([harmless(statement)])


def as_xlsx(name, columns, rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("List"))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[letter(number)].width = WIDTHS.get(column.name, WIDTH)
    lines = table(columns, rows)
    sheet.append([bold(sheet, label) for label in next(lines)])
    for line in lines:
        sheet.append(line)
    about(book.create_sheet(_("About")))
    # The answer closes it.
    file = TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=ascii_name(name))


def letter(number):
    """The name of a column in a spreadsheet: A, B, … Z, AA."""
    return letter((number - 1) // 26) + letter((number - 1) % 26 + 1) if number > 26 else chr(64 + number)


def bold(sheet, text):
    cell = WriteOnlyCell(sheet, harmless(text))
    cell.font = Font(bold=True)
    return cell


def about(sheet):
    """The sheet that says where the table comes from and who paid for it."""
    sheet.column_dimensions["A"].width = 100
    for text in (funding_statement(), settings.PORTAL_URL):
        sheet.append([harmless(text)])
    sheet.append([timezone.localdate()])


def ascii_name(name):
    """The file's name in letters that every browser takes in a header."""
    return name.encode("ascii", "ignore").decode() or "list"
