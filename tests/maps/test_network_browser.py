"""The network in a browser: drawn and moved in by script, by keyboard, pinned by dragging, and still without WebGL."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.maps.conftest import chain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/maps/graz/?view=network"


@pytest.fixture
def the_map(transactional_db):
    return chain()


def drawn(page, address=ADDRESS):
    page.goto(address)
    expect(page.locator("#network[data-state=drawn]")).to_be_visible()
    return page.get_by_role("application", name="Network")


def test_the_network_is_drawn_and_told_by_keyboard(the_map, page, violations):
    stage = drawn(page)
    assert page.locator(".network-stage canvas").count() > 3
    expect(page.get_by_role("img", name="Network: Stakeholders of Graz")).to_be_hidden()
    stage.focus()
    page.keyboard.press("n")
    told = page.locator(".network-told")
    expect(told).to_contain_text("Voitsberg: ")
    expect(told).to_contain_text("has as a member Graz")
    expect(told).to_contain_text("is a member of Fernitz")
    for key in ("+", "-", "0", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    page.keyboard.press("Tab")
    expect(stage).not_to_be_focused()
    assert violations(page) == []
    stage.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**focus=voitsberg**")
    expect(page.get_by_text("Around Voitsberg, one step out")).to_be_visible()


def test_somebody_is_found_by_name(the_map, page):
    drawn(page)
    page.get_by_label("Find on the picture").fill("raab")
    page.keyboard.press("Enter")
    expect(page.locator(".network-told")).to_have_text("Raaba: is funded by Fernitz")
    page.get_by_label("Find on the picture").fill("nobody")
    page.keyboard.press("Enter")
    expect(page.locator(".network-told")).to_have_text("Nobody on the picture is called so.")


def test_the_still_picture_is_one_step_away(the_map, page, violations):
    drawn(page)
    page.get_by_role("button", name="Show the still picture").click()
    expect(page.get_by_role("img", name="Network: Stakeholders of Graz")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Show the picture that moves").click()
    expect(page.get_by_role("application", name="Network")).to_be_visible()


def test_on_paper_stands_the_still_picture(the_map, page):
    drawn(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("img", name="Network: Stakeholders of Graz")).to_be_visible()
    expect(page.locator(".network-live")).to_be_hidden()


def test_without_webgl_the_still_picture_stays(the_map, page):
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    with page.expect_response("**/js/network.js"):
        page.goto(ADDRESS)
    expect(page.get_by_role("img", name="Network: Stakeholders of Graz")).to_be_visible()
    expect(page.locator(".network-live")).to_be_hidden()


@pytest.mark.parametrize("size", [{"width": 360, "height": 740}, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_pages_of_the_network_are_sound_on_a_phone_and_on_a_desk(the_map, open_page, violations, size):
    page = open_page(viewport=size, color_scheme="dark")
    for address in (f"{ADDRESS}&group=level&gather=yes", "/maps/graz/measures/", "/maps/compare/"):
        page.goto(address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_place_is_pinned_by_dragging_and_released(the_map, page, client, live_server):
    person = make.user(make.partner(area=the_map.map.area), "staff")
    make.sign_in(client, person)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    stage = drawn(page, f"{ADDRESS}&focus=raaba&steps=1")
    stage.scroll_into_view_if_needed()
    stage.focus()
    page.keyboard.press("n")
    told = page.locator(".network-told")
    expect(told).to_contain_text("funds Raaba")
    page.wait_for_timeout(400)
    box = stage.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.up()
    expect(told).to_have_text("The place is pinned.")
    entry = the_map.entries["Fernitz"]
    entry.refresh_from_db()
    assert entry.x is not None
    assert entry.history.first().history_user == person
    page.get_by_role("button", name="Release the pinned place").click()
    expect(told).to_contain_text("The place is released")
    entry.refresh_from_db()
    assert (entry.x, entry.y) == (None, None)
