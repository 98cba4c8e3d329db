"""Tables as files: CSV and XLSX in which no cell is ever a formula."""

import csv
import io
import re
from decimal import Decimal
from itertools import chain, islice

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from cityregions.records.text import no_formula, no_formulas, writable
from cityregions.records.work_views import as_download

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
LONGEST_CELL = 32767
LONGEST_NAME = 31
WIDEST = 70


def answer(extension, name, title, columns, rows):
    """A table for download; `name` is the file's without its ending."""
    rows = list(rows)
    content = as_csv(columns, rows) if extension == "csv" else as_xlsx([(title, columns, rows)], title)
    return as_download(content, f"{name}.{extension}", MEDIA_TYPES[extension])


def plain(value):
    """A value as a cell holds it: numbers stay numbers, a text never becomes a formula."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal):
        return value
    return no_formula(writable(str(value))[: LONGEST_CELL - 1])


def as_csv(columns, rows):
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([no_formulas(plain(value)) for value in row] for row in rows)
    # Excel knows by the mark at the beginning that the letters are UTF-8.
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def as_xlsx(sheets, title, notes=()):
    """A workbook of `(name, columns, rows)`, each with a head that stays in sight; `notes` stand on the first sheet."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.language = str(title), get_language()
    if notes:
        write(book, str(title), None, notes)
    for name, columns, rows in sheets:
        write(book, str(name), columns, rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write(book, name, columns, rows):
    sheet = book.create_sheet(sheet_name(book, name))
    rows = ([plain(value) for value in row] for row in rows)
    first = list(islice(rows, 200))
    for place, width in enumerate(widths(([columns] if columns else []) + first), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    if columns:
        sheet.freeze_panes = "B2"
        sheet.append([head(sheet, label) for label in columns])
    last = 1
    for last, row in enumerate(chain(first, rows), 2):  # noqa: B007 - the filter spans the rows
        sheet.append([cell(sheet, value) for value in row])
    if columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"


def sheet_name(book, name):
    """A name that Excel accepts and no other sheet has."""
    short = re.sub(r"[\[\]:*?/\\']", " ", name)[:LONGEST_NAME].strip() or "1"
    taken = {sheet.title.lower() for sheet in book.worksheets}
    numbered = (f"{short[: LONGEST_NAME - 3]} {number}" for number in range(2, 100))
    return short if short.lower() not in taken else next(each for each in numbered if each.lower() not in taken)


def widths(rows):
    longest = {}
    for row in rows:
        for place, value in enumerate(row):
            longest[place] = max(longest.get(place, 0), max(map(len, str(value).splitlines()), default=0))
    return [min(WIDEST, longest[place] + 3) for place in sorted(longest)]


def head(sheet, label):
    made = WriteOnlyCell(sheet, str(label))
    made.font, made.fill = Font(bold=True), PatternFill("solid", fgColor="E8E6DF")
    made.alignment = Alignment(wrap_text=True, vertical="top")
    return made


def cell(sheet, value):
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, Decimal):
        made.number_format = "#,##0.00"
    elif isinstance(value, str) and len(value) > WIDEST:
        made.alignment = Alignment(wrap_text=True, vertical="top")
    return made
