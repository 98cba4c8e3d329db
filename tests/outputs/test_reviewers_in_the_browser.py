"""An organisation is asked to comment and does, and a partner withdraws its endorsement: as people see it."""

import os

import pytest
from django.test import Client
from playwright.sync_api import expect

from cityregions.workplan import review
from cityregions.workplan.models import Comment, Endorsement, Output, Reviewer
from partners.models import SentReminder, key_of
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.full]
PICTURES = os.environ.get("PICTURES")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def opened_by(open_page, live_server, violations):
    """A page in which a person is signed in; `look` sees that it is sound."""
    number = iter(range(100))

    def opened(user, **options):
        page, client = open_page(**options), Client()
        make.sign_in(client, user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    def look(page):
        page.wait_for_load_state()
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{next(number):02}.png", full_page=True)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    opened.look = look
    return opened


def test_an_organisation_is_asked_and_comments_and_an_endorsement_is_withdrawn(opened_by, place, store):
    paper = make.output(slug="paper", title="Green belt", status="in_review", area=place.graz.area)
    make.output_file(output=paper, name="paper-of-the-regions-in-a-long-name.txt")
    SentReminder.objects.create(
        user=place.graz.staff, record=key_of(paper), title="x", reason="comment", day="2014-03-15"
    )
    person = make.user(name="Ruth")
    organisation = make.stakeholder(slug="verkehrsverbund", name="Verkehrsverbund Steiermark", area=place.graz.area)
    make.contact(stakeholder=organisation, email=person.email, user=person)
    staff, contact = opened_by(place.graz.staff, viewport=DESK), opened_by(person, viewport=PHONE, color_scheme="dark")
    # The staff ask by keyboard alone.
    staff.goto("/outputs/paper/review/")
    opened_by.look(staff)
    staff.get_by_role("link", name="Ask an organisation").focus()
    staff.keyboard.press("Enter")
    staff.wait_for_url("**/reviewers/new/")
    opened_by.look(staff)
    staff.get_by_label("Stakeholder").fill("Verkehrsverbund Steiermark")
    staff.get_by_role("button", name="Save", exact=False).first.focus()
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("link", name="Verkehrsverbund Steiermark", exact=True)).to_be_visible()
    assert Reviewer.objects.get().stakeholder == organisation
    # The contact finds the output, and says what should change.
    contact.goto("/contacts/me/")
    opened_by.look(contact)
    contact.get_by_role("link", name="Green belt").click()
    contact.wait_for_url("**/outputs/paper/**")
    opened_by.look(contact)
    contact.get_by_role("link", name="Comment on a paragraph").click()
    contact.wait_for_url("**/comments/new/")
    opened_by.look(contact)
    contact.get_by_label("Paragraph").fill("2.1")
    contact.get_by_label("Comment", exact=True).fill("Add the tram")
    contact.get_by_role("button", name="Save", exact=False).first.click()
    expect(contact.get_by_text("Add the tram")).to_be_visible()
    review.answer(Comment.objects.get(), "accepted", "It stands there now", place.graz.staff)
    contact.reload()
    expect(contact.get_by_text("It stands there now")).to_be_visible()
    opened_by.look(contact)
    # The partner endorses, and thinks again.
    Output.objects.update(status="final")
    review.endorse(paper, place.graz.partner, place.graz.staff)
    staff = opened_by(place.graz.staff, viewport=PHONE)
    staff.goto("/outputs/paper/review/")
    staff.get_by_text("Withdraw the endorsement").focus()
    staff.keyboard.press("Enter")
    opened_by.look(staff)
    staff.get_by_role("button", name="Withdraw for City of Graz").focus()
    staff.keyboard.press("Enter")
    expect(staff.get_by_text("Withdrawn for City of Graz.")).to_be_visible()
    assert not Endorsement.objects.exists()
    dark = opened_by(place.graz.staff, viewport=DESK, color_scheme="dark")
    dark.goto("/outputs/paper/review/")
    opened_by.look(dark)
    dark.goto("/outputs/paper/")
    expect(dark.get_by_role("heading", name="Reminders")).to_be_visible()
    opened_by.look(dark)
