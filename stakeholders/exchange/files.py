"""Files that come in: CSV and XLSX, opened safely, as tables of plain values row by row."""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from cityregions.records.files import formats
from cityregions.records.text import writable

MEGABYTE = 1024 * 1024
# The largest file that is imported, and how much of it, unpacked, is read while people wait for the page.
LARGEST, AT_ONCE = 20 * MEGABYTE, MEGABYTE
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 60_000, 256, 20
LONGEST_CELL, LONGEST_NAME = 20_000, 200
# The head of what Office locks with a password, and of workbooks before 2007.
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DELIMITERS = ",;\t|"
IGNORED = re.compile(r"\(ignore\)\s*$", re.IGNORECASE)
SAY_EACH = 2000


@dataclass
class Table:
    """A sheet or a CSV file: its columns, and its rows with their numbers as people see them."""

    name: str
    columns: list
    rows: list = field(default_factory=list)
    # Sentences about single rows that cannot be read, by their number.
    broken: dict = field(default_factory=dict)

    def as_json(self):
        return {"name": self.name, "columns": self.columns, "rows": self.rows, "broken": list(self.broken.items())}

    @classmethod
    def from_json(cls, told):
        return cls(told["name"], told["columns"], told["rows"], dict(told["broken"]))


def refuse(sentence, **names):
    raise ValidationError(sentence % names if names else sentence)


def check(name, content):
    """Raises ValidationError, with a sentence, unless this is a whole and harmless CSV or XLSX file."""
    formats.check_name(name)
    extension = formats.extension_of(name)
    if len(content) > LARGEST:
        refuse(_("“%(name)s” is larger than 20 MB: divide it into several files."), name=name)
    if content.startswith(LOCKED):
        refuse(
            _(
                "“%(name)s” is locked with a password, or is a workbook of before 2007 (.xls): save it as .xlsx "
                "without a password and choose it again."
            ),
            name=name,
        )
    if extension in {"xlsm", "xltm", "xlsb"}:
        refuse(_("“%(name)s” may hold macros: save it as .xlsx without macros and choose it again."), name=name)
    if extension not in {"csv", "xlsx"}:
        refuse(_("“%(name)s” is neither XLSX nor CSV: save it as one of these and choose it again."), name=name)
    formats.recognise(io.BytesIO(content), name, len(content))


def weight(name, content):
    """How much of a file that was checked there is to read, in bytes."""
    if not name.lower().endswith(".xlsx"):
        return len(content)
    with ZipFile(io.BytesIO(content)) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def tables_of(name, content, say=lambda rows: None):
    """The tables in a file that was checked. `say` hears now and then how many rows are read.

    Raises ValidationError, with a sentence, for what cannot be read.
    """
    budget = Budget(say)
    if name.lower().endswith(".xlsx"):
        return workbook(name, content, budget)
    return [as_table(re.sub(r"\.csv$", "", name, flags=re.IGNORECASE), lines_of(name, content), budget)]


class Budget:
    """How many rows may still come, over all sheets."""

    def __init__(self, say):
        self.say, self.read, self.filled = say, 0, 0

    def count(self, is_filled):
        self.read += 1
        self.filled += is_filled
        if self.filled > MOST_ROWS:
            refuse(_("This file has more than %(most)s rows: divide it into several files."), most=MOST_ROWS)
        if self.read % SAY_EACH == 0:
            self.say(self.read)


def workbook(name, content, budget):
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if not IGNORED.search(sheet.title)]
        if len(sheets) > MOST_SHEETS:
            refuse(
                _("“%(name)s” has more than %(most)s sheets: take away those that do not belong to the map."),
                name=name,
                most=MOST_SHEETS,
            )
        found = [as_table(sheet.title, lines_in(sheet), budget) for sheet in sheets]
    except ValidationError:
        raise
    except Exception as error:
        # A workbook that no spreadsheet program wrote has openpyxl raise whatever it stumbles over.
        sentence = _("“%(name)s” cannot be read as a workbook: open it in a spreadsheet program and save it anew.")
        raise ValidationError(sentence % {"name": name}) from error
    return [table for table in found if table.columns]


def lines_in(sheet):
    """The rows of a sheet; what it says of its own size is not believed."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, [plain(value) for value in row], ""


def plain(value):
    """A cell as text, number, yes or no; dates as 2014-03-15."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return writable(str(value)).strip()


def lines_of(name, content):
    """The rows of a CSV file, with what is wrong with each; the sign between the cells is told from the first row."""
    text = content.decode("utf-8-sig")
    text = re.sub(r"\Asep=.\r?\n", "", text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        first = next(rows, [])
        yield 1, first, ""
        number, row = rows.line_num + 1, next(rows, None)
        while row is not None:
            following = rows.line_num + 1, next(rows, None)
            is_cut_off = following[1] is None and not text.endswith("\n") and len(row) < len(first)
            yield number, [plain(cell) for cell in row], sentence_about(row, len(first), is_cut_off)
            number, row = following
    except csv.Error as error:
        sentence = _("“%(name)s” breaks off or has a stray quotation mark at line %(number)s: save it anew.")
        raise ValidationError(sentence % {"name": name, "number": rows.line_num}) from error


def sentence_about(row, width, is_cut_off):
    if is_cut_off and row:
        return _("The file breaks off in this row, which has fewer cells than the first one: is it whole?")
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        return _("This row has more cells than the first row has columns: quote texts that hold the dividing sign.")
    return ""


def delimiter_of(text):
    """What divides the cells of the first row, outside of quotation marks."""
    head = re.sub(r'"[^"]*"', "", text[: 64 * 1024].lstrip("\r\n").split("\n", 1)[0])
    return max(DELIMITERS, key=head.count)


def as_table(name, lines, budget):
    """The first row that is not empty names the columns; empty rows are passed over."""
    table = Table(writable(name)[:LONGEST_NAME], [])
    for number, row, wrong in lines:
        filled = [cell for cell in row if cell not in (None, "")]
        budget.count(bool(filled))
        if not filled:
            continue
        if not table.columns:
            table.columns = columns_of(name, row)
            continue
        width = len(table.columns)
        if not wrong and any(cell not in (None, "") for cell in islice(row, width, None)):
            wrong = _("This row has cells beyond the last column that has a name in the first row.")
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
            wrong = _("A cell of this row holds more than %(most)s letters.") % {"most": LONGEST_CELL}
        if wrong:
            table.broken[number] = str(wrong)
        table.rows.append([number, *row[:width]] if not wrong else [number])
    return table


def columns_of(name, row):
    while row and row[-1] in (None, ""):
        row = row[:-1]
    if len(row) > MOST_COLUMNS:
        refuse(
            _("“%(name)s” has %(number)s columns: take away those that do not belong to the map (at most %(most)s)."),
            name=name,
            number=len(row),
            most=MOST_COLUMNS,
        )
    return [str("" if cell is None else plain(cell))[:LONGEST_NAME] for cell in row]
