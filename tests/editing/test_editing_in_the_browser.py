"""Editing as people do it: two at the same record, by keyboard only, with drafts, suggestions and parts."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from cityregions.records.models import Draft
from stakeholders.models import Stakeholder
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
URL = "/stakeholders/verbund/edit/"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def verbund(graz):
    return make.stakeholder(slug="verbund", name="Verkehrsverbund", area=graz, municipality="Graz", role="Runs buses")


@pytest.fixture
def opened_by(open_page, live_server):
    """A page in which a person is signed in."""

    def opened(user, **options):
        page = open_page(**{"viewport": {"width": 1280, "height": 900}, **options})
        client = Client()
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return opened


def save(page):
    page.get_by_role("button", name="Save", exact=True).last.click()


@pytest.mark.full
def test_two_people_edit_the_same_stakeholder_at_once(opened_by, staff, colleague, verbund):
    anna, ben = opened_by(staff), opened_by(colleague)
    for page in (anna, ben):
        page.goto(URL)
    ben.get_by_label("Role").fill("Runs trams")
    ben.get_by_label("Municipality").fill("Feldkirchen")
    save(ben)
    ben.wait_for_url("**/stakeholders/verbund/")

    anna.get_by_label("Role").fill("Runs trains")
    anna.get_by_label("Website").fill("https://verbund.at")
    save(anna)
    expect(anna.get_by_text("Somebody else saved this meanwhile.")).to_be_visible()
    clash = anna.get_by_role("group", name="Ben changed “Role” as well")
    expect(clash).to_contain_text("Runs trains")
    expect(clash).to_contain_text("Runs trams")
    expect(anna.get_by_label("Municipality")).to_have_value("Feldkirchen")
    clash.get_by_label("That of Ben").check()
    save(anna)
    anna.wait_for_url("**/stakeholders/verbund/")
    verbund.refresh_from_db()
    assert (verbund.role, verbund.municipality, verbund.website) == ("Runs trams", "Feldkirchen", "https://verbund.at")
    assert Draft.objects.count() == 0


@pytest.mark.full
def test_by_keyboard_only(opened_by, staff, verbund):
    page = opened_by(staff)
    page.goto("/stakeholders/verbund/")
    edit = page.get_by_role("link", name="Edit", exact=True).last
    edit.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{URL}")
    page.get_by_label("Website").focus()
    page.keyboard.type("verbund")
    page.keyboard.press("Enter")
    # What is wrong has the focus, and leads to its field.
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Website")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("https://verbund.at")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stakeholders/verbund/#id_website")
    verbund.refresh_from_db()
    assert verbund.website == "https://verbund.at"


@pytest.mark.full
def test_a_draft_survives_a_closed_tab(opened_by, staff, verbund):
    page = opened_by(staff)
    page.goto(URL)
    page.get_by_label("Role").fill("Half a sentence")
    expect(page.get_by_text("Draft kept at")).to_be_visible()
    page.close()
    page = opened_by(staff)
    page.goto(URL)
    expect(page.get_by_label("Role")).to_have_value("Half a sentence")
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_label("Role")).to_have_value("Runs buses")


@pytest.mark.full
def test_what_was_typed_in_the_last_moment_is_kept_as_well(opened_by, staff, verbund):
    page = opened_by(staff)
    page.goto(URL)
    page.get_by_label("Role").fill("Half")
    page.goto("/stakeholders/")
    page.goto(URL)
    expect(page.get_by_label("Role")).to_have_value("Half")


@pytest.mark.full
def test_the_session_ends_while_somebody_types(opened_by, graz, verbund):
    person = make.user(partner=make.partner(area=graz), password="five-city-regions")
    page = opened_by(person)
    page.goto(URL)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Role").fill("Typed for an hour")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    save(page)
    page.wait_for_url("**/accounts/login/**")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill("five-city-regions")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**{URL}")
    expect(page.get_by_label("Role")).to_have_value("Typed for an hour")
    save(page)
    page.wait_for_url("**/stakeholders/verbund/")
    verbund.refresh_from_db()
    assert verbund.role == "Typed for an hour"


@pytest.mark.full
def test_names_are_offered_and_parts_added_on_the_spot(opened_by, staff, graz):
    pilot = make.pilot(slug="p", area=graz)
    one, two = (make.stakeholder(name=name) for name in ("Gráz Works", "Grazer Bus"))
    page = opened_by(staff)
    page.goto("/pilots/p/edit/")
    stakeholders = page.locator("[data-many=stakeholders] input[type=text]")
    stakeholders.press_sequentially("graz")
    expect(page.locator("[data-many=stakeholders] datalist option")).to_have_count(2)
    stakeholders.fill("Gráz Works")
    expect(page.locator("[data-many=stakeholders] label")).to_have_text("Gráz Works")
    contractor = page.get_by_label("Contractor optional", exact=True)
    contractor.press_sequentially("bus")
    expect(page.locator("[data-related]:has([name=contractor]) datalist option")).to_have_count(1)
    contractor.fill("Grazer Bus")
    results = page.locator("[data-parts=results]")
    for number, text in enumerate(("Less traffic", "More buses"), 1):
        results.locator("summary").last.click()
        results.locator(f"[name=results-new{number}-text]").fill(text)
    save(page)
    page.wait_for_url("**/pilots/p/")
    pilot.refresh_from_db()
    assert (list(pilot.stakeholders.all()), pilot.contractor) == ([one], two)
    assert list(pilot.results.values_list("text", flat=True)) == ["Less traffic", "More buses"]


@pytest.mark.full
def test_without_scripts_everything_works(opened_by, staff, graz):
    make.stakeholder(slug="works", name="Works")
    page = opened_by(staff, java_script_enabled=False)
    page.goto("/maps/new/")
    page.get_by_label("Name", exact=True).first.fill("Stakeholders of the buses")
    page.locator("[data-parts=entries] summary").click()
    page.locator("[name=entries-new1-stakeholder]").fill("works")
    save(page)
    page.wait_for_url("**/maps/stakeholders-of-the-buses/")
    assert graz.stakeholder_maps.get().stakeholders.get().slug == "works"


@pytest.mark.full
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_forms_can_be_used_by_everyone(opened_by, staff, colleague, graz, verbund, violations, theme):
    make.pilot(slug="p", area=graz, stakeholders=[verbund])
    make.milestone(pilot=graz.pilot, text="Start")
    for viewport in (PHONE, {"width": 1280, "height": 900}):
        page = opened_by(staff, viewport=viewport, color_scheme=theme)
        for address in ("/stakeholders/new/", "/pilots/p/edit/", URL, "/stakeholders/verbund/delete/"):
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            assert violations(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
        page.goto(URL)
        Stakeholder.objects.get(pk=verbund.pk).save()
        changed = Stakeholder.objects.get(pk=verbund.pk)
        changed.role = f"Changed at {viewport['width']}"
        changed.save()
        page.get_by_label("Role").fill("Runs trains")
        page.get_by_label("Website").fill("x")
        save(page)
        expect(page.locator(".clash")).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
