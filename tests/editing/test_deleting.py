"""Deleting: asked first, refused while others use the record, and nothing is lost for those who were editing it."""

import re
from html import unescape

import pytest

from cityregions.records.models import Draft
from pilots.models import Pilot
from stakeholders.models import Contact, Stakeholder
from tests import make
from tests.editing.forms import again
from tests.pages.reading import links, text

pytestmark = pytest.mark.django_db
URL = "/stakeholders/s/delete/"
EDIT = "/stakeholders/s/edit/"


@pytest.fixture
def record(graz):
    return make.stakeholder(slug="s", name="Verbund", area=graz)


def test_asked_first_then_deleted_with_its_reason(anna, record):
    fields = anna.open(URL)
    assert Stakeholder.objects.filter(slug="s").exists()
    response = anna.send(URL, fields, reason="recorded twice")
    assert response["Location"] == "/stakeholders/"
    assert not Stakeholder.objects.filter(slug="s").exists()
    last = Stakeholder.history.get(slug="s", history_type="-")
    assert (last.history_user, last.history_change_reason) == (anna.user, "recorded twice")


def test_a_second_click_is_no_error(anna, record):
    fields = anna.open(URL)
    anna.send(URL, fields)
    assert anna.send(URL, fields)["Location"] == "/stakeholders/"


def test_a_record_in_use_stays_and_says_who_uses_it(anna, record, graz):
    pilot = make.pilot(slug="p", area=graz, stakeholders=[record])
    relation = make.relation(from_stakeholder=record)
    agreement = make.party(stakeholder=record).agreement
    page = anna.get(URL)
    assert {"/pilots/p/", f"/relations/{relation.pk}/edit/", f"/agreements/{agreement.slug}/"} <= links(page)
    assert "It is still in use" in text(page)
    assert anna.post(URL, {"base": str(record.history.first().history_id)}).status_code == 409
    assert pilot.stakeholders.get() == record


def test_what_goes_with_it_is_told(anna, record, graz):
    make.milestone(pilot=make.pilot(slug="p", area=graz))
    page = text(anna.get("/pilots/p/delete/"))
    assert "With it go: Milestones: 1" in page
    anna.change("/pilots/p/delete/")
    assert Pilot.objects.count() == 0


def test_what_somebody_changed_since_is_not_deleted_unseen(anna, ben, record):
    fields = anna.open(URL)
    ben.change(EDIT, role="Still needed")
    response = anna.send(URL, fields)
    assert response.status_code == 409
    assert "Ben changed it on" in text(response)
    assert anna.send(URL, again(response)).status_code == 302


def test_a_form_sent_after_the_record_was_deleted(anna, ben, record):
    fields = anna.open(EDIT)
    ben.change(URL)
    response = anna.send(EDIT, fields, role="Typed for an hour")
    assert response.status_code == 410
    page = text(response)
    assert "Ben deleted it while you were editing." in page
    assert "Typed for an hour" in page


def test_it_is_created_anew_with_what_was_typed(anna, ben, record):
    fields = anna.open(EDIT)
    ben.change(URL)
    response = anna.send(EDIT, fields, role="Typed for an hour")
    fields = again_hidden(response)
    form = anna.post("/stakeholders/new/", {**fields, "_again": "1"})
    assert again(form)["role"] == "Typed for an hour"
    assert anna.send("/stakeholders/new/", again(form)).status_code == 302
    made = Stakeholder.objects.get(name="Verbund")
    assert (made.role, made.history.count()) == ("Typed for an hour", 1)


def test_parts_are_created_anew_as_well(anna, ben, graz):
    pilot = make.pilot(slug="p", area=graz)
    make.milestone(pilot=pilot, text="First")
    fields = anna.open("/pilots/p/edit/")
    ben.change("/pilots/p/delete/")
    response = anna.send("/pilots/p/edit/", fields, theme="Trams", **{"milestones-new1-text": "Second"})
    form = anna.post("/pilots/new/", {**again_hidden(response), "_again": "1"})
    assert anna.send("/pilots/new/", again(form)).status_code == 302
    made = Pilot.objects.get()
    assert (made.theme, list(made.milestones.values_list("text", flat=True))) == ("Trams", ["First", "Second"])


def again_hidden(response):
    """What the page hands on to a new form."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode())
    fields = {}
    for name, value in found:
        fields.setdefault(unescape(name), []).append(unescape(value))
    return fields


def test_a_draft_of_a_record_that_is_gone_is_shown_to_be_copied(anna, ben, record):
    anna.send(EDIT, anna.open(EDIT), "_draft", role="Typed for an hour")
    ben.change(URL)
    page = anna.get(EDIT)
    assert (page.status_code, "Typed for an hour" in text(page)) == (410, True)
    assert anna.post(EDIT, {"_discard": "leave"})["Location"] == "/"
    assert (Draft.objects.count(), anna.get(EDIT).status_code) == (0, 404)


def test_nobody_learns_of_a_deleted_record_that_was_not_theirs(carla, ben, graz):
    contact = Contact.objects.create(
        stakeholder=make.stakeholder(area=graz),
        name="Eva",
        email="eva@example.org",
        lawful_basis="consent",
        review_on="2030-01-01",
    )
    version = contact.history.first().history_id
    url = f"/contacts/{contact.pk}/edit/"
    assert carla.post(url, {"base": version}).status_code == 404
    ben.change(f"/contacts/{contact.pk}/delete/")
    assert carla.post(url, {"base": version}).status_code == 404
    assert ben.post(url, {"base": version}).status_code == 410
