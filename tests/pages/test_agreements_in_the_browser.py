"""Agreements, engagement and the register in the browser: on a phone and a desk, light and dark, by keyboard."""

import pytest
from django.test import Client

from stakeholders import endorsing
from stakeholders.models import EngagementAction, PartyEndorsement
from tests import make
from tests.accounts.test_in_the_browser import tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.full]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
TEXT = "We meet twice a year.\n\nCosts are shared by population.\n\nWhoever leaves says so half a year before."
NEWER = "We meet four times a year, in turn.\n\nCosts are shared by population.\n\nThe region pays for the office."


@pytest.fixture
def pact():
    graz = make.area(slug="graz", name="Graz")
    agreement = make.agreement(slug="pact", title="Pact for regional trains", area=graz, ends_on="2030-06")
    agreement.staff = make.user(partner=make.partner(area=graz, name="City of Graz"), name="Anna Staff")
    agreement.club = make.party(agreement=agreement, stakeholder=make.stakeholder(name="Club", slug="club", area=graz))
    for text in (TEXT, NEWER):
        endorsing.add_version(agreement, agreement.staff, text=text, note="Meetings in turn")
    return agreement


@pytest.fixture
def opened_by(open_page, live_server):
    """A page of a person who is signed in."""

    def opened(person, **options):
        page, client = open_page(**options), Client()
        make.sign_in(client, person) if person.is_staff else client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return opened


def fits(page):
    """Whether nothing is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_contact_endorses_by_keyboard_on_a_phone(opened_by, violations, pact):
    eva = make.user(name="Eva")
    make.contact(stakeholder=pact.club.stakeholder, user=eva, email=eva.email)
    page = opened_by(eva, viewport=PHONE, color_scheme="dark")
    page.goto("/contacts/me/")
    page.get_by_role("link", name="Pact for regional trains").first.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Pact for regional trains"
    assert (violations(page), fits(page)) == ([], True)
    tab_to(page, page.get_by_label("A word with it"))
    page.keyboard.type("Gladly")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agreements/pact/")
    assert page.get_by_text("endorsed version 2 on").count() == 1
    assert PartyEndorsement.objects.get().note == "Gladly"
    assert (violations(page), fits(page)) == ([], True)


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "light"), (DESK, "dark")])
def test_what_changed_in_a_text_is_read_by_everybody(open_page, violations, pact, size, theme):
    page = open_page(viewport=size, color_scheme=theme)
    page.goto(pact.versions.first().get_absolute_url())
    assert page.get_by_role("heading", name="What changed since version 1").count() == 1
    assert (violations(page), fits(page)) == ([], True)


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "dark"), (DESK, "light")])
def test_staff_plan_an_action_and_find_it_again(opened_by, violations, pact, size, theme):
    page = opened_by(pact.staff, viewport=size, color_scheme=theme)
    page.goto("/stakeholders/club/")
    page.get_by_role("link", name="Plan an action").press("Enter")
    page.get_by_label("Level").select_option("involve")
    page.get_by_label("What is done").fill("Invite its board to the workshop")
    page.get_by_label("Due", exact=False).first.fill("2099-05-01")
    assert (violations(page), fits(page)) == ([], True)
    page.get_by_role("button", name="Save", exact=False).first.press("Enter")
    page.wait_for_url("**/stakeholders/club/#engagement-*")
    assert (violations(page), fits(page)) == ([], True)
    assert EngagementAction.objects.get().responsible == pact.staff
    page.goto("/engagement/")
    assert page.get_by_role("link", name="Invite its board to the workshop").count() >= 1
    assert (violations(page), fits(page)) == ([], True)


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "light"), (DESK, "dark")])
def test_the_register_fits_a_phone_and_a_desk(opened_by, violations, size, theme):
    make.contact(notice_sent_on=None)
    page = opened_by(make.user(coordinator=True), viewport=size, color_scheme=theme)
    for address in ("/privacy/register/", "/privacy/person/"):
        page.goto(address)
        assert (violations(page), fits(page)) == ([], True)
