"""The way of an output as people go it: a file handed in, comments and answers, endorsed, published, downloaded."""

import os

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from cityregions.workplan.models import Output
from tests import make
from tests.outputs import samples

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.full]
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def opened_by(open_page, live_server):
    """A page in which a person is signed in; None for a visitor's."""

    def opened(user, **options):
        page = open_page(**{"viewport": {"width": 1280, "height": 900}, **options})
        if user:
            client = Client()
            make.sign_in(client, user)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            page.context.add_cookies([cookie])
        return page

    return opened


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_the_whole_way_of_an_output(opened_by, violations, place, store, tmp_path):
    output = make.output(slug="study", title="Study of commuters", status="draft", area=place.graz.area)
    second = make.partner(name="Land Steiermark", area=place.graz.area)
    graz, land = opened_by(place.graz.staff), opened_by(make.user(second), viewport={"width": 360, "height": 740})
    page, way = output.get_absolute_url(), reverse("output-review", args=["study"])
    number = iter(range(100))

    def is_sound(opened):
        if PICTURES:
            opened.screenshot(path=f"{PICTURES}/{next(number):02}.png", full_page=True)
        assert violations(opened) == []
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # A wrong file is told beside the field, the right one is handed in.
    graz.goto(page)
    graz.get_by_role("link", name="Hand in a file").click()
    graz.get_by_label("Language", exact=True).select_option("pl")
    wrong = tmp_path / "study.pdf"
    wrong.write_bytes(samples.picture("PNG"))
    graz.get_by_label("File", exact=True).set_input_files(wrong)
    press(graz, "Hand in")
    expect(graz.get_by_text("By its name this is a PDF, but its content is that of a PNG.")).to_be_visible()
    expect(graz.get_by_label("Language", exact=True)).to_have_value("pl")
    is_sound(graz)
    wrong.write_bytes(samples.pdf())
    graz.get_by_label("File", exact=True).set_input_files(wrong)
    press(graz, "Hand in")
    expect(graz.get_by_text("Handed in: study.pdf, version 1.")).to_be_visible()
    is_sound(graz)

    # Review: the other partner comments on a phone, and is answered.
    graz.goto(way)
    is_sound(graz)
    press(graz, "Send to review")
    land.goto(way)
    land.get_by_role("link", name="Comment on a paragraph").click()
    is_sound(land)
    land.get_by_label("Paragraph", exact=True).fill("2.1")
    land.get_by_label("Comment", exact=True).fill("Add the commuters from Weiz")
    press(land, "Save")
    expect(land.get_by_text("Add the commuters from Weiz")).to_be_visible()
    is_sound(land)
    graz.goto(way)
    graz.get_by_text("Answer 2.1").click()
    is_sound(graz)
    graz.get_by_label("Reason", exact=True).fill("Added in 2.1")
    press(graz, "Answer")
    expect(graz.get_by_text("Added in 2.1")).to_be_visible()

    # Final: both endorse it, and the page shows who has not.
    press(graz, "Declare final")
    land.goto(page)
    expect(land.get_by_role("heading", name="Not endorsed yet by")).to_be_visible()
    is_sound(land)
    land.goto(way)
    press(land, "Endorse for Land Steiermark")
    press_when_there(graz, way, "Endorse for City of Graz")
    press(graz, "Publish")
    expect(graz.get_by_text("Done: it is published now.")).to_be_visible()
    is_sound(graz)
    graz.goto(reverse("output-compliance", args=["study"]))
    is_sound(graz)

    visitor = opened_by(None, color_scheme="dark")
    visitor.goto(page)
    is_sound(visitor)
    with visitor.expect_download() as fetched:
        visitor.get_by_role("link", name="study.pdf").click()
    assert fetched.value.path().read_bytes() == samples.pdf()
    assert fetched.value.suggested_filename == "study.pdf"
    visitor.goto(reverse("output-list"))
    is_sound(visitor)
    assert Output.objects.get().status == "published"


def press_when_there(page, address, name):
    page.goto(address)
    press(page, name)
