"""The way of an import as people go it, by hand on a desk and on a phone, with scripts and without."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from stakeholders.models import Relation, Stakeholder
from tests import make
from tests.exchange.importing import staff_of, workbook

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.full]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAYS = {
    "desk": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", "java_script_enabled": False},
}


def content():
    return workbook(
        Elements=[
            ["Label", "Type", "URL", "Email", "Level", "Sector"],
            ["City of Graz", "public authority", "https://www.graz.at", "a@graz.at", "municipal", "public"],
            ["Holding Graz", "agency", "graz", None, "municipal", "public"],
            ["Region of Styria", "public authority", None, None, "regional", "public"],
            ["Verkehrsverbund Steiermark", "utility", None, None, "regional", None],
        ],
        Connections=[
            ["From", "To", "Type"],
            ["City of Graz", "Verkehrsverbund Steiermark", "is a member of"],
            ["City of Graz", "Nobody", "owns"],
            ["Verkehrsverbund Steiermark", "City of Graz", "likes"],
        ],
    )


@pytest.mark.parametrize("device", WAYS)
def test_a_file_is_looked_at_applied_and_undone(open_page, live_server, violations, device):
    board = make.stakeholder_map(slug="graz", name="Stakeholders of Graz")
    make.stakeholder(slug="stadt-graz", name="Graz", name_local="Stadt Graz", area=board.area)
    make.stakeholder(slug="styria", name="Region of Styria", area=board.area, category="public_authority")
    person = staff_of(board.area)
    page = open_page(**WAYS[device])
    client = Client()
    make.sign_in(client, person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])

    def look(heading):
        """Whether the page with this heading has come, fits the screen and is sound."""
        expect(page.get_by_role("heading", name=re.compile(f"^{heading}"))).to_be_visible()
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        if device == "desk":
            assert violations(page) == []

    def press(name):
        page.get_by_role("button", name=name).click()

    page.goto(board.get_absolute_url())
    page.get_by_role("link", name="Import", exact=True).click()
    look("Import$")
    press("Look what would change")
    expect(page.get_by_text("Choose a file.")).to_be_visible()
    page.get_by_label("File").set_input_files({"name": "graz.xlsx", "mimeType": XLSX, "buffer": content()})
    press("Look what would change")
    look("Likely duplicates")
    page.get_by_label("the same as Graz").check()
    press("Keep what I chose")
    for section in ("Rejected", "Changed", "New"):
        page.get_by_role("link", name=re.compile(f"^{section}")).click()
        look(section)
    page.get_by_role("link", name="Read the columns differently").click()
    look("What stands")
    page.get_by_label("Relations whose kind is not told or not known here").select_option("cooperates_with")
    press("Look what would change")
    page.get_by_label("the same as Graz").check()
    press("Keep what I chose")
    press("Apply 5 rows")
    expect(page.get_by_text("Applied on")).to_be_visible()
    look("graz.xlsx")
    assert (Stakeholder.objects.count(), Relation.objects.count()) == (3, 2)
    Stakeholder.objects.get(slug="styria").save()
    page.get_by_role("link", name="Undo the import").click()
    look("Undo the import")
    press("Undo everything else")
    expect(page.get_by_text("Undone on")).to_be_visible()
    assert (Stakeholder.objects.count(), Relation.objects.count()) == (2, 0)
    page.get_by_role("link", name="Import another file").click()
    look("Imports into")
