"""Texts of agreements: their versions, what changed between them, and who stands behind which."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cityregions.records.duties import due_from
from stakeholders import endorsing
from stakeholders.comparing import compare, paragraphs
from stakeholders.models import AgreementVersion, Party, PartyEndorsement
from tests import make
from tests.editing.forms import Form
from tests.pages.reading import links, section, text

pytestmark = pytest.mark.django_db
TODAY = date(2014, 3, 12)


@pytest.fixture
def graz():
    return make.area(slug="graz", name="Graz")


@pytest.fixture
def pact(graz):
    return make.agreement(slug="pact", title="Pact", area=graz, status="draft")


@pytest.fixture
def city(graz):
    return make.partner(area=graz, name="City")


@pytest.fixture
def staff(city):
    return make.user(partner=city)


@pytest.fixture
def town(pact, city):
    """The party that is a partner."""
    return make.party(agreement=pact, stakeholder=make.stakeholder(name="City", slug="city", partner=city))


@pytest.fixture
def club(pact):
    return make.party(agreement=pact, stakeholder=make.stakeholder(name="Club", slug="club"))


@pytest.fixture
def eva(club):
    person = make.user(name="Eva")
    make.contact(stakeholder=club.stakeholder, user=person, email=person.email)
    return person


def test_paragraphs_are_compared_word_by_word_and_others_as_a_whole():
    old = "We meet twice a year.\n\nCosts are shared.\n\nNobody leaves."
    new = (
        "We meet four times a year.\n\nThe region pays for trains, trams and buses alike.\n\nNobody leaves.\n\nSigned."
    )
    assert [(each.kind, each.pieces) for each in compare(old, new)] == [
        ("changed", (("same", "We meet "), ("removed", "twice "), ("added", "four times "), ("same", "a year."))),
        ("removed", (("removed", "Costs are shared."),)),
        ("added", (("added", "The region pays for trains, trams and buses alike."),)),
        ("same", (("same", "Nobody leaves."),)),
        ("added", (("added", "Signed."),)),
    ]


@pytest.mark.parametrize("other", ["", "One.\n\nTwo.", "One.\r\n \r\nTwo.\r\nThree."])
def test_what_is_left_of_a_comparison_is_the_newer_text(other):
    text = "One, two.\n\nThree."
    kept = ["".join(t for kind, t in each.pieces if kind != "removed") for each in compare(other, text)]
    assert [each for each in kept if each] == paragraphs(text)


def test_staff_write_versions_that_count_on_from_the_newest_text(client, pact, staff):
    client.force_login(staff)
    address = "/agreements/pact/versions/new/"
    form = Form(client.get(address)).fields
    form["text"] = "We meet twice.\n\nWe pay."
    first = client.post(address, form).headers["Location"]
    assert first == pact.versions.get().get_absolute_url()
    form = Form(client.get(address)).fields
    assert form["text"] == "We meet twice.\r\n\r\nWe pay."
    form["text"], form["note"] = "We meet often.\n\nWe pay.", "More meetings"
    client.post(address, form)
    assert list(pact.versions.values_list("number", "made_by", "note")) == [
        (2, staff.pk, "More meetings"),
        (1, staff.pk, ""),
    ]
    newest = pact.versions.get(number=2).get_absolute_url()
    page = client.get(newest)
    assert "[taken out:] twice. [added:] often. We pay." in section(page, "What changed since version 1")
    assert "We meet often. We pay." in section(client.get("/agreements/pact/"), "Text")
    assert client.get(f"{newest}?against=7").status_code == 400
    assert "What changed" not in text(client.get(first))


def test_a_contact_endorses_the_newest_text_and_the_page_says_who_is_missing(client, pact, town, club, eva):
    make.agreement_version(agreement=pact, text="We meet.")
    client.force_login(eva)
    assert "/agreements/pact/endorse/" in links(client.get("/contacts/me/"))
    assert "2 parties have not endorsed" in section(client.get("/agreements/pact/"), "Parties")
    form = Form(client.get("/agreements/pact/endorse/")).fields
    form["note"] = "Gladly"
    assert client.post("/agreements/pact/endorse/", form).headers["Location"] == "/agreements/pact/"
    endorsement = PartyEndorsement.objects.get()
    assert (endorsement.party, endorsement.version.number, endorsement.endorsed_by) == (club, 1, eva)
    assert endorsement.history.get().history_user == eva
    told = section(client.get("/agreements/pact/"), "Parties")
    assert "Club agency endorsed version 1 on" in told
    assert "One party has not endorsed the newest text yet." in told
    assert "Agreements that wait for your endorsement" not in text(client.get("/contacts/me/"))
    client.logout()
    page = text(client.get(pact.versions.get().get_absolute_url()))
    assert ("Gladly" in page, "Eva" in page) == (True, False)


def test_a_new_version_asks_everybody_anew_and_tells_those_who_speak_for_the_parties(pact, town, club, eva, staff):
    endorsing.add_version(pact, staff, text="One")
    endorsing.endorse(club, eva)
    endorsing.endorse(town, staff)
    assert list(Party.objects.asked()) == []
    assert eva.notifications.unread().count() == staff.notifications.unread().count() == 0
    endorsing.add_version(pact, staff, text="Two")
    assert set(Party.objects.asked()) == {town, club}
    assert [each.reason for each in eva.notifications.unread()] == ["endorse"]
    assert Party.objects.with_endorsement().get(pk=club.pk).endorsed_version == 1


def test_what_is_read_is_what_is_endorsed(client, pact, club, eva, staff):
    endorsing.add_version(pact, staff, text="One")
    client.force_login(eva)
    form = Form(client.get("/agreements/pact/endorse/")).fields
    endorsing.add_version(pact, staff, text="Two")
    answer = client.post("/agreements/pact/endorse/", form)
    assert answer.status_code == 409
    assert "There is a newer version of the text by now" in text(answer)
    assert not PartyEndorsement.objects.exists()


def test_an_endorsed_version_stays_as_it_is_for_everybody(client, pact, club, eva, staff):
    version = endorsing.add_version(pact, staff, text="One")
    endorsing.endorse(club, eva)
    chief = make.user(coordinator=True)
    for person in (staff, chief):
        assert not AgreementVersion.objects.changeable_by(person).exists()
    version.full_clean()
    version.text = "Another"
    with pytest.raises(ValidationError, match="A party has endorsed this version"):
        version.full_clean()
    client.force_login(chief)
    answer = client.get(f"/agreement-versions/{version.pk}/edit/")
    assert answer.status_code == 403
    assert "add a new version" in text(answer)
    assert client.get(f"/agreement-versions/{version.pk}/delete/").status_code == 403
    endorsing.withdraw(club, eva)
    assert client.get(f"/agreement-versions/{version.pk}/edit/").status_code == 200


def test_a_file_is_attached_and_read_with_its_version_until_somebody_endorses_it(client, pact, club, eva, staff):
    version = endorsing.add_version(pact, staff, text="One")
    client.force_login(staff)
    address = f"/agreement-versions/{version.pk}/files/new/"
    assert client.get(address).status_code == 200
    sent = client.post(address, {"file": SimpleUploadedFile("pact.txt", b"Signed in Graz")})
    assert sent.headers["Location"] == version.get_absolute_url()
    file = version.files.get()
    assert b"".join(client.get(f"/agreement-files/{file.pk}/").streaming_content) == b"Signed in Graz"
    for page in ("/agreements/pact/", version.get_absolute_url()):
        assert f"/agreement-files/{file.pk}/" in links(client.get(page))
    assert client.post(address, {"file": SimpleUploadedFile("bad.pdf", b"Not a PDF")}).status_code == 422
    endorsing.endorse(club, eva)
    assert client.get(f"/agreement-files/{file.pk}/delete/").status_code == 403
    assert client.get(address).status_code == 403


def test_nobody_endorses_for_others(pact, town, club, eva, staff):
    endorsing.add_version(pact, staff, text="One")
    for party, person in ((town, eva), (club, staff), (club, make.user(coordinator=True))):
        with pytest.raises(PermissionDenied):
            endorsing.endorse(party, person)
    pact.status = "ended"
    pact.save()
    with pytest.raises(ValidationError, match="has ended"):
        endorsing.endorse(club, eva)


def test_a_draft_is_read_by_the_contacts_of_its_parties_alone(client, graz, eva):
    hidden = make.agreement(slug="hidden", area=graz, published=False)
    address = make.agreement_version(agreement=hidden, text="Secret words").get_absolute_url()
    client.force_login(eva)
    assert [client.get(each).status_code for each in (address, "/agreements/hidden/endorse/")] == [404, 404]
    make.party(agreement=hidden, stakeholder=eva.contacts.get().stakeholder)
    assert "Secret words" in text(client.get(address))
    client.logout()
    assert client.get(address).status_code == 404


def test_partners_are_reminded_to_endorse_and_the_area_of_what_ends(pact, town, staff):
    make.agreement_version(agreement=pact, made_at=timezone.make_aware(timezone.datetime(2014, 3, 1)))
    make.agreement(title="Ended", area=pact.area, status="ended", ends_on="2014-03")
    make.agreement(title="Ending", area=pact.area, status="signed", ends_on="2014-05")
    make.agreement(title="Run out", area=pact.area, status="signed", ends_on="2014-02-01")
    make.agreement(title="Later", area=pact.area, status="signed", ends_on="2015")
    due = [(duty.title, duty.day, duty.told_as(TODAY)) for duty in due_from(staff, TODAY)]
    assert due == [
        ("Run out", date(2014, 2, 1), "late"),
        ("Pact", date(2014, 3, 31), ""),
        ("Ending", date(2014, 5, 31), ""),
    ]


def test_what_has_run_out_and_still_stands_as_signed_says_so(client):
    make.agreement(slug="old", status="signed", starts_on="2010", ends_on="2013-06")
    assert "It was in force until June 2013 and still stands as signed." in text(client.get("/agreements/old/"))
    assert "has run out" in text(client.get("/agreements/"))


def test_the_consultation_that_led_to_it_is_shown(client, pact):
    make.event(title="Citizens’ forum", kind="consultation", agreements=[pact])
    assert "Citizens’ forum consultation" in section(client.get("/agreements/pact/"), "Consultations")
    event = client.get("/api/v1/events/?kind=consultation").json()["results"][0]
    assert event["agreements"] == ["pact"]


def step(client, address, **body):
    return client.post(f"/api/v1/{address}/steps/", json.dumps(body), content_type="application/json")


def test_programs_add_versions_and_endorse(client, pact, town, staff):
    client.force_login(staff)
    answer = step(client, "agreements/pact", step="add_version", text="One\n\nTwo", note="First")
    assert answer.status_code == 200
    (version,) = client.get("/api/v1/agreements/pact/").json()["versions"]
    assert (version["number"], version["text"], version["note"], version["language"]) == (
        1,
        "One\n\nTwo",
        "First",
        "en",
    )
    assert step(client, f"parties/{town.pk}", step="endorse", version="2").status_code == 400
    answer = step(client, f"parties/{town.pk}", step="endorse", version="1", note="Yes")
    (endorsement,) = answer.json()["endorsements"]
    assert (answer.status_code, endorsement["version"], endorsement["note"]) == (200, 1, "Yes")
    assert step(client, f"parties/{town.pk}", step="withdraw").json()["endorsements"] == []


def test_two_that_save_the_same_number_are_both_kept(pact, staff):
    endorsing.add_version(pact, staff, text="One")
    twin = AgreementVersion(agreement=pact, text="Two", number=1)
    with pytest.raises(ValidationError, match="There is such a version already"):
        twin.full_clean()
    twin.number = None
    twin.full_clean()
    assert twin.number == 2


def test_notices_are_due_a_month_after_the_contact_was_added(staff, graz):
    contact = make.contact(name="Eva", stakeholder=make.stakeholder(name="Museum", area=graz), notice_sent_on=None)
    (duty,) = due_from(staff, timezone.localdate())
    assert (duty.title, duty.day) == ("Eva (Museum)", timezone.localdate() + timedelta(days=30))
    assert duty.told_as(duty.day + timedelta(days=1)) == "late"
    contact.notice_sent_on = timezone.localdate()
    contact.save()
    assert due_from(staff, timezone.localdate()) == []
