"""Files for the tests of imports, and the way that people go with them."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from partners.models import Partner
from stakeholders.models import Import
from tests import make


def workbook(**sheets):
    """An XLSX file with these sheets: each a list of rows, the first one names the columns."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def uploaded(content, name="map.xlsx"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def staff_of(area):
    return make.user(Partner.objects.filter(area=area).first() or make.partner(area=area))


class Way:
    """A person with a map, who hands files in and goes on page by page."""

    def __init__(self, client, stakeholder_map=None, person=None):
        self.client = client
        self.map = stakeholder_map or make.stakeholder_map(slug="graz")
        self.person = person or staff_of(self.map.area)
        client.force_login(self.person)
        self.url = f"/maps/{self.map.slug}/import/"

    def hand_in(self, *files):
        """Hands in files, each a content or (name, content); returns the page that follows."""
        given = [uploaded(*reversed(each)) if isinstance(each, tuple) else uploaded(each) for each in files]
        return self.client.post(self.url, {"files": given}, follow=True)

    @property
    def imported(self):
        return Import.objects.order_by("pk").last()

    @property
    def page(self):
        return self.client.get(self.imported.get_absolute_url()).content.decode()

    def post(self, verb, **fields):
        return self.client.post(f"{self.imported.get_absolute_url()}{verb}/", fields, follow=True)

    def apply(self):
        return self.post("apply", shown=self.imported.fingerprint)

    def outcomes(self, kind="stakeholders"):
        """(row, name, outcome) of each row."""
        rows = self.imported.rows.filter(kind=kind).order_by("number")
        return [(row.number, row.name, row.outcome) for row in rows]

    def reasons(self, kind="stakeholders"):
        """The reasons by row: {row: [(column, sentence)]}."""
        rows = self.imported.rows.filter(kind=kind).order_by("number")
        return {row.number: [tuple(each) for each in row.reasons] for row in rows if row.reasons}

    def take_over(self, *files):
        """Hands in and applies."""
        self.hand_in(*files)
        self.apply()
        return self.imported


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
