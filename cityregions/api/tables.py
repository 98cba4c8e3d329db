"""Lists as files: CSV, Excel and GeoJSON of a whole list, written while it is read, so that no size is too large."""

import csv
from datetime import UTC
from io import StringIO
from itertools import chain, count
from tempfile import TemporaryFile

from django.db import models
from django.db.models.functions import Cast
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from rest_framework.exceptions import NotFound

from cityregions.records.dates import PartialDateField
from cityregions.records.text import FORMULA, no_formula, no_formulas
from cityregions.web.exports import about, bold, harmless

from .nodes import Link, One, PageLink, column_of, declared, field_at
from .ordering import ordered, steps
from .parameters import order_words, shape
from .reading import Reading
from .renderers import as_json

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
# Rows that are read at once.
AT_ONCE = 2000
# Rows of a sheet, its heading included.
SHEET = 2**20


class GivesFiles:
    """`<noun>.csv`, `<noun>.xlsx`, and `<noun>.geojson` where rows have coordinates."""

    # What a file takes beside the filters.
    of_file = ("ordering", "fields", "omit")

    def file(self, request, suffix):
        if suffix not in suffixes(self.serializer_class):
            raise NotFound(_("There is nothing at this address."))
        self.beside = self.of_file
        rows = self.filter_queryset(self.get_queryset())
        rows = ordered(rows, steps(self.serializer_class, order_words(request, self.serializer_class), request.user))
        table = Table(request, self.serializer_class, suffix)
        chunks = table.reading.chunks(rows, AT_ONCE)
        # What goes wrong at the start is still told as an error.
        chunks = iter(()) if request.method == "HEAD" else chain([next(chunks, [])], chunks)
        response = WRITE[suffix](table, chunks)
        name = f"{self.noun}-{timezone.localdate().isoformat()}.{suffix}"
        response.headers["Content-Type"] = TYPES[suffix]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["X-Robots-Tag"] = "noindex"
        return HttpResponse(headers=response.headers) if request.method == "HEAD" else response


def suffixes(serializer_class):
    """The kinds of file that a list is given as."""
    on_earth = {"latitude", "longitude"} <= declared(serializer_class).keys()
    return [suffix for suffix in TYPES if on_earth or suffix != "geojson"]


class Table:
    """The columns of a file: of each its name, what gets its value out of a row, and what makes a cell of that."""

    def __init__(self, request, serializer_class, suffix):
        self.reading, self.serializer_class = Reading(request), serializer_class
        self.shape, self.model = shape(request, serializer_class, detail=False), serializer_class.Meta.model
        self.names = self.shape.names
        nodes = declared(serializer_class)
        if suffix == "geojson":
            self.row = self.reading.row(serializer_class, shape=self.shape)
            places = [name for name in ("longitude", "latitude", "boundary") if name in nodes]
            self.place = [self.reading.getter(nodes[name], "", expanded=False) for name in places]
        else:
            self.getters = [self.getter(nodes[name]) for name in self.names]
            self.cells = [cell(self.model, nodes[name], CELLS[suffix]) for name in self.names]

    def getter(self, node):
        """JSON is read as the text that it is kept as."""
        path = column_of(node)
        if path and isinstance(field_at(self.model, path), models.JSONField):
            return self.reading.column(Cast(path, models.TextField()))
        return self.reading.getter(node, "", expanded=False)

    def lines(self, rows):
        """The lines of some rows, made column by column: nothing is done for a cell that is right as it was read."""
        columns = [map(get, rows) for get in self.getters]
        made = [map(make, column) if make else column for make, column in zip(self.cells, columns, strict=True)]
        return zip(*made, strict=True)


def cell(model, node, kinds):
    """What makes a cell of a value; None where there is nothing to make."""
    path = column_of(node)
    if not path:
        return None if isinstance(node, Link | PageLink | One) else kinds["other"]
    field = field_at(model, path)
    if isinstance(field, models.BooleanField):
        return kinds["switch"]
    if isinstance(field, models.DateTimeField):
        return kinds["moment"]
    if field.choices or isinstance(field, models.SlugField | PartialDateField):
        return None
    return kinds["text"] if isinstance(field, models.CharField | models.TextField | models.JSONField) else None


def csv_text(text):
    """Text that no spreadsheet runs as a formula; almost all is that already."""
    if text and (text[0] in FORMULA or ";" in text or "\t" in text):
        return no_formulas(no_formula(text))
    return text


def csv_moment(moment):
    return moment and moment.isoformat().replace("+00:00", "Z")


def plain(value):
    """A list of names with semicolons between them, anything else that is no single value as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return "; ".join(map(str, value))
    return as_json(value).decode() if isinstance(value, dict | list) else value


def csv_other(value):
    value = plain(value)
    return csv_text(value) if isinstance(value, str) else value


CELLS = {
    "csv": {
        "text": csv_text,
        "switch": {True: "true", False: "false", None: None}.get,
        "moment": csv_moment,
        "other": csv_other,
    },
    # Spreadsheets know switches, but no time zones.
    "xlsx": {
        "text": harmless,
        "switch": None,
        "moment": lambda moment: moment and moment.astimezone(UTC).replace(tzinfo=None),
        "other": lambda value: value if isinstance(value, bool) else harmless(plain(value)),
    },
}


def as_csv(table, chunks):
    return StreamingHttpResponse(csv_pieces(table, chunks))


def csv_pieces(table, chunks):
    """The heading and each chunk as bytes."""
    yield csv_piece([table.names])
    for rows in chunks:
        yield csv_piece(table.lines(rows))


def csv_piece(lines):
    text = StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def as_xlsx(table, chunks):
    """Sheets with as many rows as one holds, and one that says where they come from."""
    book, lines = Workbook(write_only=True), chain.from_iterable(map(table.lines, chunks))
    line = next(lines, None)
    for number in count(1):
        sheet = book.create_sheet(f"{_('List')} {number}" if number > 1 else _("List"))
        sheet.freeze_panes = "A2"
        sheet.append([bold(sheet, name) for name in table.names])
        left = SHEET - 1
        while line is not None and left:
            sheet.append(line)
            line, left = next(lines, None), left - 1
        if line is None:
            break
    about(book.create_sheet(_("About")))
    # The answer closes it.
    file = TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return FileResponse(file)


def as_geojson(table, chunks):
    return StreamingHttpResponse(geojson_pieces(table, chunks))


def geojson_pieces(table, chunks):
    """A FeatureCollection; a row is the outline that it has, else its point, and null without coordinates."""
    yield b'{"type":"FeatureCollection","features":['
    between = b""
    for rows in chunks:
        if rows:
            yield between + b",".join(as_json(feature(table, values)) for values in rows)
            between = b","
    yield b"]}"


def feature(table, values):
    row = table.row(values)
    return {"type": "Feature", "geometry": geometry(*(get(values) for get in table.place)), "properties": row}


def geometry(longitude, latitude, boundary=None):
    if boundary:
        return boundary
    return None if longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}


WRITE = {"csv": as_csv, "xlsx": as_xlsx, "geojson": as_geojson}
