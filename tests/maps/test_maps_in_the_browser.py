"""Maps as people use them in Chromium: rated by hand and by keyboard, read on a phone, without barriers."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import expect

from stakeholders.maps.asked import View
from stakeholders.models import Assessment
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def mobility():
    """A map with three stakeholders in two rounds of ratings, all with a place."""
    found = make.stakeholder_map(slug="mobility", name="Mobility", area=make.area(slug="graz", name="Graz"))
    people = make.user(), make.user()
    for number, name in enumerate(("Bus", "City", "Rail")):
        stakeholder = make.stakeholder(name=name, category="utility", latitude=47 + number / 10, longitude=15.4)
        entry = make.entry(stakeholder_map=found, stakeholder=stakeholder)
        for day, influence in ((date(2013, 3, 15), "2.0"), (date(2014, 9, 1), "4.0")):
            for who in people:
                make.assessment(entry=entry, assessed_by=who, assessed_on=day, influence=Decimal(influence))
    return found


@pytest.fixture
def staff(mobility):
    return make.user(make.partner(area=mobility.area))


@pytest.fixture
def opened(open_page, live_server, staff):
    """The grid as somebody sees it who may rate."""
    client, page = Client(), open_page(viewport={"width": 1280, "height": 1100})
    make.sign_in(client, staff)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto("/maps/mobility/?view=grid")
    return page


def own(staff):
    rows = Assessment.objects.filter(assessed_by=staff).select_related("entry__stakeholder")
    return {row.entry.stakeholder.name: (str(row.influence), str(row.interest)) for row in rows}


def test_a_point_is_rated_by_the_keyboard_and_taken_back(opened, staff):
    status = opened.locator(".rating-live [role=status]")
    city = opened.get_by_role("button", name="City: influence 4.0, interest 3.0")
    city.focus()
    for key in ("ArrowUp", "Shift+ArrowRight", "ArrowLeft"):
        city = opened.locator(".point:focus")
        city.press(key)
    expect(status).to_have_text("City: influence 4.1, interest 3.4")
    city.press("Enter")
    expect(status).to_contain_text("Saved: your rating of City is influence 4.1, interest 3.4.")
    expect(status).to_contain_text("The mean of all is influence 4.0, interest 3.1.")
    assert own(staff) == {"City": ("4.1", "3.4")}
    opened.get_by_role("button", name="Undo").click()
    expect(status).to_have_text("Taken back: your rating of City.")
    assert own(staff) == {}
    city = opened.locator(".point:focus")
    city.press("ArrowUp")
    city.press("Escape")
    expect(status).to_have_text("Put back: City. Nothing is saved.")
    assert own(staff) == {}


def test_a_point_is_rated_by_dragging_it(opened, staff):
    bus = opened.get_by_role("button", name="Bus: influence")
    bus.scroll_into_view_if_needed()
    box = bus.locator("path").bounding_box()
    side = opened.locator(".quadrant").first.bounding_box()["width"]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    opened.mouse.move(x, y)
    opened.mouse.down()
    # Half the picture is two points of the scores.
    opened.mouse.move(x + side / 2, y + side, steps=4)
    opened.mouse.up()
    expect(opened.locator(".rating-live [role=status]")).to_contain_text("Saved: your rating of Bus")
    influence, interest = map(float, own(staff)["Bus"])
    assert abs(influence - 2.0) < 0.2
    assert abs(interest - 4.0) < 0.4


@pytest.mark.parametrize("view", [View.LIST, View.GRID, View.GEO, View.CHANGE])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_no_view_has_a_barrier_or_runs_over(open_page, violations, mobility, view, width, scheme):
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(f"/maps/mobility/?view={view}")
    if view == View.GEO:
        expect(page.locator(".leaflet-marker-icon")).to_have_count(3)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_place_tells_who_is_there(open_page, mobility):
    page = open_page(viewport={"width": 1280, "height": 1100})
    page.goto("/maps/mobility/?view=geo")
    mark = page.get_by_role("button", name="City", exact=True)
    mark.focus()
    mark.press("Enter")
    expect(page.locator(".leaflet-popup").get_by_role("link", name="City")).to_be_visible()


def test_the_page_for_many_ratings_has_no_barrier(opened, violations):
    opened.get_by_role("link", name="Rate several at once").click()
    expect(opened).to_have_url(re.compile("/rate/"))
    assert violations(opened) == []
    opened.get_by_label("Influence: City").fill("4.5")
    opened.get_by_role("button", name="Save", exact=True).click()
    expect(opened.get_by_text("Give both scores, or neither.")).to_be_visible()
    assert violations(opened) == []
    opened.get_by_label("Interest: City").fill("2")
    opened.get_by_role("button", name="Save", exact=True).click()
    expect(opened.get_by_text("1 rating is saved.")).to_be_visible()
