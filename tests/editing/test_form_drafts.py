"""Drafts: kept while people type, for themselves alone, through a closed tab and an ended session."""

import pytest
from django.test import Client
from django.urls import reverse

from cityregions.records.models import Draft
from tests import make
from tests.editing.forms import again
from tests.pages.reading import text

pytestmark = pytest.mark.django_db
URL = "/stakeholders/s/edit/"


@pytest.fixture
def record(graz):
    return make.stakeholder(slug="s", name="Verbund", area=graz)


def autosave(browser, url, fields, **changes):
    fields = fields.copy()
    for name, value in {**changes, "_draft": "1"}.items():
        fields[name] = value
    return browser.post(url, fields.urlencode(), "application/x-www-form-urlencoded", HTTP_ACCEPT="application/json")


def test_a_draft_is_kept_and_restored(anna, record):
    answer = autosave(anna, URL, anna.open(URL), role="Half a sent")
    assert answer.json()["text"].startswith("Draft kept at ")
    draft = Draft.objects.get()
    assert (draft.user, draft.form, draft.title) == (anna.user, URL, "Verbund")
    page = anna.get(URL)
    assert again(page)["role"] == "Half a sent"
    assert "This is your draft of" in text(page)
    record.refresh_from_db()
    assert (record.role, record.history.count()) == ("", 1)


def test_a_draft_need_not_be_right(anna, record):
    autosave(anna, URL, anna.open(URL), name="", website="htt", latitude="abc")
    page = anna.get(URL)
    assert (again(page)["website"], again(page)["latitude"]) == ("htt", "abc")
    assert "Please look at these fields" not in text(page)


def test_without_scripts_a_button_keeps_it(anna, record):
    response = anna.send(URL, anna.open(URL), "_draft", role="Half a sent")
    assert response["Location"] == URL
    assert "Only you see it." in text(anna.get(URL))


def test_the_draft_of_another_language_is_the_same(anna, record):
    autosave(anna, f"/de{URL}", anna.open(f"/de{URL}"), role="Halb")
    assert anna.open(URL)["role"] == "Halb"


def test_drafts_are_private(anna, ben, dora, record):
    autosave(anna, URL, anna.open(URL), role="Secret")
    for other in (ben, dora):
        assert other.open(URL)["role"] == ""


def test_saving_ends_the_draft(anna, record):
    autosave(anna, URL, anna.open(URL), role="Half")
    anna.change(URL, role="Whole")
    assert Draft.objects.count() == 0


def test_a_draft_that_arrives_after_its_form_was_saved_is_dropped(anna, record):
    fields = anna.open(URL)
    anna.send(URL, fields, role="Whole")
    assert autosave(anna, URL, fields, role="Half").json() == {"text": ""}
    assert Draft.objects.count() == 0


def test_a_draft_is_discarded(anna, record):
    autosave(anna, URL, anna.open(URL), role="Half")
    assert anna.send(URL, anna.open(URL), "_discard")["Location"] == URL
    assert (Draft.objects.count(), anna.open(URL)["role"]) == (0, "")


def test_an_old_draft_is_merged_with_what_was_saved_since(anna, ben, record):
    autosave(anna, URL, anna.open(URL), role="By Anna")
    ben.change(URL, municipality="Graz")
    assert anna.change(URL).status_code == 302
    record.refresh_from_db()
    assert (record.role, record.municipality) == ("By Anna", "Graz")
    autosave(anna, URL, anna.open(URL), role="Anna again")
    ben.change(URL, role="By Ben")
    assert anna.change(URL).status_code == 409


def test_a_draft_of_the_page_of_a_clash_does_not_choose(anna, ben, record):
    opened = anna.open(URL)
    ben.change(URL, role="By Ben")
    fields = again(anna.send(URL, opened, role="By Anna"))
    autosave(anna, URL, fields)
    assert anna.change(URL).status_code == 409
    record.refresh_from_db()
    assert record.role == "By Ben"


def test_a_draft_with_new_parts(anna, graz):
    make.pilot(slug="p", area=graz)
    autosave(anna, "/pilots/p/edit/", anna.open("/pilots/p/edit/"), **{"results-new1-text": "Less tra"})
    assert anna.open("/pilots/p/edit/")["results-new1-text"] == "Less tra"


def test_a_draft_of_something_new(anna):
    autosave(anna, "/stakeholders/new/", anna.open("/stakeholders/new/"), name="Verb")
    assert anna.open("/stakeholders/new/")["name"] == "Verb"
    assert Draft.objects.get().title == "New: stakeholder"


def test_a_draft_is_refused_where_one_may_not_edit(carla, anna, record):
    assert autosave(carla, URL, anna.open(URL), role="x").status_code == 403
    assert Draft.objects.count() == 0


def test_null_characters_in_a_draft_are_left_out(anna, record):
    autosave(anna, URL, anna.open(URL), role="a\0b")
    assert Draft.objects.get().fields["role"] == ["ab"]


def sign_in(client, user, password):
    return client.post(reverse("account_login"), {"login": user.email, "password": password, "next": URL})


@pytest.fixture
def typist(graz, record):
    return make.user(partner=make.partner(area=graz), password="five-city-regions", name="Tea")


def form_of(user, url=URL):
    client = Client()
    client.force_login(user)
    return again(client.get(url))


@pytest.mark.parametrize("headers", [{}, {"HTTP_ACCEPT": "application/json"}])
def test_what_is_sent_after_the_session_ended_survives_signing_in_again(typist, headers):
    fields = form_of(typist)
    fields["role"] = "Typed for an hour"
    browser = Client()
    answer = browser.post(URL, fields.urlencode(), "application/x-www-form-urlencoded", **headers)
    if headers:
        assert (answer.status_code, answer.json()["signed_out"]) == (401, True)
    else:
        assert answer["Location"] == f"/accounts/login/?next={URL}"
        assert "what you typed is kept" in text(browser.get(answer["Location"]))
    assert sign_in(browser, typist, "five-city-regions")["Location"] == URL
    page = browser.get(URL)
    assert again(page)["role"] == "Typed for an hour"
    assert "This is your draft of" in text(page)
    assert Draft.objects.get().title == "Verbund"


def test_what_one_person_typed_is_not_shown_to_the_next_who_signs_in(typist, anna, graz):
    fields = form_of(typist)
    fields["role"] = "Secret"
    browser = Client()
    browser.post(URL, fields.urlencode(), "application/x-www-form-urlencoded")
    browser.force_login(anna.user)
    assert again(browser.get(URL))["role"] == ""
    assert Draft.objects.count() == 0


def test_a_visitor_cannot_fill_the_portal(typist):
    fields = form_of(typist)
    fields["role"] = "x" * 300_000
    browser = Client()
    assert browser.post(URL, fields.urlencode(), "application/x-www-form-urlencoded").status_code == 302
    assert "unsaved" not in browser.session


def send_with_an_old_key(user, origin="http://testserver", **headers):
    """What a page sends that was opened before the person signed in again."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    fields = form_of(user)
    fields["role"] = "Typed for an hour"
    sent = {"origin": origin, **headers}
    return browser, browser.post(URL, fields.urlencode(), "application/x-www-form-urlencoded", headers=sent)


def test_a_form_that_is_older_than_the_sign_in_is_kept(typist, record):
    browser, answer = send_with_an_old_key(typist)
    assert answer.status_code == 403
    assert "You have signed in again since this form was opened" in text(answer)
    assert f'href="{URL}"' in answer.content.decode()
    assert again(browser.get(URL))["role"] == "Typed for an hour"
    record.refresh_from_db()
    assert record.role == ""


def test_the_page_that_is_older_than_the_sign_in_goes_on_keeping_drafts(typist):
    answer = send_with_an_old_key(typist, accept="application/json")[1]
    assert answer.status_code == 200
    assert answer.json()["text"].startswith("Draft kept at ")


def test_a_form_from_elsewhere_becomes_no_draft(typist):
    assert send_with_an_old_key(typist, origin="https://evil.example")[1].status_code == 403
    assert Draft.objects.count() == 0
