"""Pages as people meet them: with assistive technology, on a phone, by keyboard, without scripts, light and dark."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests import project
from tests.guards import walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COLOURS = ["color-contrast", "link-in-text-block"]
# What another language may change: what things are called, and how much room the words take.
WORDS = """
    aria-command-name aria-dialog-name aria-input-field-name aria-meter-name aria-progressbar-name aria-text
    aria-toggle-field-name aria-tooltip-name aria-treeitem-name area-alt button-name document-title empty-heading
    empty-table-header form-field-multiple-labels frame-title html-has-lang html-lang-valid image-alt
    image-redundant-alt input-button-name input-image-alt label label-title-only landmark-unique link-name
    nested-interactive object-alt page-has-heading-one role-img-alt scrollable-region-focusable select-name skip-link
    summary-name svg-img-alt table-duplicate-name target-size valid-lang
"""
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
CONFUSED = ["/nothing/", "/areas/?aera=torino", "/search/?q=graz", "/search/?q=zzz", "/practices/?search=zzz"]
# What is no page but is taken along or read by programs.
TAKEN_ALONG = {
    *("budget-csv", "budget-xlsx", "report-docx", "report-pdf", "report-xlsx", "work-result"),
    *("deadline-calendar", "event-calendar", "event-feed", "output-feed", "output-file", "my-data-file", "suggest"),
    *("evidence-file", "map-network-data", "map-export", "snapshot-export", "import-template", "agreement-file"),
    "privacy-register-xlsx",
}


@pytest.fixture
def the_portal(transactional_db):
    """The real project behind the live server."""
    project.load()


@pytest.fixture
def everywhere(the_portal, live_server):
    """The address of a page of each kind, and cookies of the sessions in which one of them opens."""
    people = walk.people()
    found = [
        address for user in (None, people.coordinator) for route, address in walk.addresses(user) if is_opened(route)
    ]
    cookies = [people.clients[role].cookies["sessionid"].value for role in ("coordinator", "contact")]
    sessions = [{"name": "sessionid", "value": cookie, "url": live_server.url} for cookie in cookies]
    return SimpleNamespace(addresses=[*dict.fromkeys(found), *CONFUSED], sessions=sessions)


def is_opened(route):
    """Our own pages, and those on which people sign in; not what is downloaded or only led on from."""
    if route.is_page:
        return route.name not in TAKEN_ALONG and "get" in route.view.http_method_names
    return route.name in {"account_login", "account_reset_password"}


def enter(page, address, sessions):
    """Opens the page as a visitor, or in the first session of somebody for whom it is."""
    page.context.clear_cookies()
    answer = page.goto(address)
    for session in sessions:
        if answer.status == 403 or "next=" in page.url:
            page.context.add_cookies([session])
            answer = page.goto(address)


def faults(page, address, sessions, violations, *only):
    """What is wrong with a page, by all rules or only by some."""
    enter(page, address, sessions)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = violations(page, *only) + ([f"{wide} pixels too wide"] if wide > 0 else [])
    return [f"{address}: {fault}" for fault in found]


def test_every_fortieth_kind_of_page_is_sound_on_a_phone(everywhere, open_page, violations):
    """The others, and all themes and widths, are looked at with the exhaustive tests."""
    page, some = open_page(viewport=PHONE, color_scheme="light"), everywhere.addresses[::40]
    found = [fault for each in some for fault in faults(page, each, everywhere.sessions, violations)]
    assert not found, "\n".join(found)


@pytest.mark.full
@pytest.mark.parametrize("viewport", [PHONE, DESK, {"width": 768, "height": 1024}], ids=["phone", "desk", "tablet"])
def test_each_kind_of_page_is_sound_in_every_theme_and_width(everywhere, open_page, violations, viewport):
    """A theme changes nothing but colours, so that the dark one is asked about those."""
    page, found = open_page(viewport=viewport, reduced_motion="reduce"), []
    for each in everywhere.addresses:
        page.emulate_media(color_scheme="light")
        found += faults(page, each, everywhere.sessions, violations)
        page.emulate_media(color_scheme="dark")
        found += [f"{each}, dark: {fault}" for fault in violations(page, only=COLOURS)]
    assert not found, "\n".join(found)


@pytest.mark.full
@pytest.mark.parametrize("language", ["de", "pl", "cs", "it"])
def test_each_kind_of_page_is_sound_in_every_language(everywhere, open_page, violations, language):
    page = open_page(viewport=PHONE, color_scheme="dark")
    addresses = [f"/{language}{address}" for address in everywhere.addresses]
    found = [
        fault for each in addresses for fault in faults(page, each, everywhere.sessions, violations, WORDS.split())
    ]
    assert not found, "\n".join(found)


@pytest.mark.full
def test_no_page_of_any_record_is_wider_than_a_phone(the_portal, open_page):
    """Their forms are as wide whatever stands in them, and are opened above."""
    page, wide = open_page(viewport=PHONE), []
    for _route, address in walk.addresses(each=1000, of=walk.details()):
        page.goto(address, wait_until="domcontentloaded")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(address)
    assert wide == []


def test_the_first_tab_leads_past_the_menu(the_portal, page):
    page.goto("/partners/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(the_portal, open_page):
    page = open_page(viewport=PHONE)
    page.goto("/partners/")
    outputs = page.get_by_role("navigation", name="Main").get_by_role("link", name="Outputs")
    expect(outputs).to_be_hidden()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(outputs).to_be_visible()
    page.keyboard.press("Escape")
    expect(outputs).to_be_hidden()
    page.keyboard.press("Enter")
    outputs.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/outputs/")


@pytest.mark.full
def test_lists_are_narrowed_down_without_scripts_and_by_keyboard(the_portal, open_page):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/partners/")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Metropolitan area").select_option(label="Turin")
    page.get_by_role("button", name="Apply filters").press("Enter")
    page.wait_for_url("**area=torino**")
    expect(page.get_by_role("main").get_by_text("2 results")).to_be_visible()


@pytest.mark.full
def test_the_search_works_without_scripts(the_portal, open_page):
    page = open_page(viewport=DESK, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").first.fill("corona verde")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=corona+verde")
    page.get_by_role("main").get_by_role("link", name="Green Belt", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Green Belt")
    expect(page.get_by_text("Corona Verde").first).to_be_visible()


@pytest.mark.full
def test_every_place_on_the_map_can_be_reached_by_keyboard(the_portal, page):
    page.goto("/")
    links = page.locator("svg.map a")
    assert links.count() == 5
    links.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/areas/**")
