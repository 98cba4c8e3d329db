"""Tables: the portal's own XLSX, which can be imported again, and CSV."""

import csv
from tempfile import TemporaryFile

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from cityregions.records.dates import date_of
from cityregions.web.exports import Line, bold, funding_statement, letter

from ..models import Assessment
from .layouts import OWN, SHEETS, Kind
from .writing_cells import cell, csv_cell

STAKEHOLDERS, RELATIONS, RATINGS = (OWN[kind] for kind in (Kind.STAKEHOLDERS, Kind.RELATIONS, Kind.RATINGS))
# Means of what people think, of each stakeholder.
MEANS = (
    "people",
    "last_on",
    "influence",
    "influence_low",
    "influence_high",
    "interest",
    "interest_low",
    "interest_high",
    "legitimacy",
    "urgency",
    "attitude",
    "quadrant",
)
COLUMN_OF_MEAN = {"people": "people_rated", "last_on": "last_rated_on"}
SALIENCE = "salience"
WIDE, USUAL = 40, 18
WIDTHS = {"name": WIDE, "name_local": WIDE, "role": 60, "note": 60, "website": WIDE, "source": WIDE}


def stakeholder_rows(content):
    names = ["slug", *STAKEHOLDERS[1:]]
    for node in content.nodes:
        yield [getattr(node, name) for name in names]


def relation_rows(content):
    for edge in content.edges:
        start, end = content.ends(edge)
        yield [edge.pk, start.slug, edge.kind, end.slug, edge.weight, day(edge.since), day(edge.until), *edge[7:]]


def day(kept):
    """A date as it is known, of a column that keeps its day with its precision: `2013-12-31.8` is the year 2013."""
    return kept and str(date_of(kept))


def rating_rows(asked):
    """One of each rating that the reader may see; who rated is told to nobody."""
    rows = Assessment.objects.visible_to(asked.reader).filter(entry__stakeholder_map=asked.map)
    if asked.on:
        rows = rows.filter(assessed_on__lte=asked.on)
    slugs = {node.entry: node.slug for node in asked.content.nodes}
    columns = ("entry_id", "assessed_on", "influence", "interest", "legitimacy", "urgency", "attitude", "source")
    for entry, on, influence, interest, *rest in rows.order_by("assessed_on", "pk").values_list(*columns):
        if entry in slugs:
            yield [slugs[entry], on.isoformat(), float(influence), float(interest), *rest]


def mean_columns(asked):
    """What is written of ratings beside a stakeholder, as far as the reader may see it."""
    if not asked.content.rated:
        return ()
    return (*MEANS, SALIENCE) if sees_salience(asked) else MEANS


def sees_salience(asked):
    """Salience classes are for those who rate: staff of the area and coordinators."""
    reader = asked.reader
    return reader.is_authenticated and (reader.is_coordinator or asked.map.area_id in reader.current_areas)


def means_of(node, names):
    return [getattr(node.rating, name) if node.rating else None for name in names]


def with_means(asked):
    """The heading and rows of stakeholders with the means of their ratings."""
    names = mean_columns(asked)
    heading = [*STAKEHOLDERS, *(COLUMN_OF_MEAN.get(name, name) for name in names)]
    nodes = asked.content.nodes
    rows = ([*row, *means_of(node, names)] for node, row in zip(nodes, stakeholder_rows(asked.content), strict=True))
    return heading, rows


def as_csv(asked):
    """Lines of stakeholders, or with `?part=relations` of relations."""
    if asked.own["part"] == "relations":
        heading, rows = RELATIONS, relation_rows(asked.content)
    else:
        heading, rows = with_means(asked)
    # The mark by which Excel knows UTF-8.
    yield "\ufeff"
    yield from csv_lines(heading, rows)


def csv_lines(heading, rows):
    writer = csv.writer(Line())
    yield writer.writerow(heading)
    for row in rows:
        yield writer.writerow([csv_cell(value) for value in row])


def as_xlsx(asked):
    """The portal's own workbook: single ratings where they are kept, the means of them in a snapshot."""
    if asked.frozen:
        sheets = {"Stakeholders": with_means(asked)}
    else:
        sheets = {SHEETS[Kind.STAKEHOLDERS]: (STAKEHOLDERS, stakeholder_rows(asked.content))}
    sheets[SHEETS[Kind.RELATIONS]] = (RELATIONS, relation_rows(asked.content))
    if asked.content.rated and not asked.frozen:
        sheets[SHEETS[Kind.RATINGS]] = (RATINGS, rating_rows(asked))
    return workbook(asked, sheets)


def workbook(asked, sheets):
    """A file with sheets of (heading, rows) by their names, and one that says where they come from."""
    book = Workbook(write_only=True)
    for name, (heading, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(heading, start=1):
            sheet.column_dimensions[letter(number)].width = WIDTHS.get(column, USUAL)
        sheet.append([bold(sheet, column) for column in heading])
        for row in rows:
            sheet.append([cell(value) for value in row])
    sheet = book.create_sheet("About")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = WIDE, 100
    for line in about(asked):
        sheet.append([cell(value) for value in line])
    # The answer closes it.
    file = TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def about(asked):
    """What the file is, of when, and what to do with it."""
    yield _("Map"), asked.title
    yield _("Address"), asked.page_address
    yield _("Written on"), timezone.localdate().isoformat()
    if asked.content.on:
        yield _("As on"), asked.content.on.isoformat()
    for line in asked.told_filters:
        yield _("Narrowed down by"), line
    yield _("Portal"), settings.PORTAL_URL
    if statement := funding_statement():
        yield _("Funding"), statement
    yield (
        _("Importing it again"),
        _(
            "Change cells and add rows, leave the first row and the column “id” of each sheet as they are, and hand "
            "the file in at the map under “Import”: first you see what would change."
        ),
    )
