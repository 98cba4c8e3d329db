"""Saving: the model's own messages beside the fields, one line in the history, and nothing that was not changed."""

import pytest

from stakeholders.models import Stakeholder
from tests import make
from tests.editing.forms import again
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def verbund(graz):
    return make.stakeholder(slug="verbund", name="Verkehrsverbund", area=graz, municipality="Graz")


URL = "/stakeholders/verbund/edit/"


def last_message(response):
    return [str(message) for message in response.wsgi_request._messages]


def test_a_change_is_saved_with_person_and_reason(anna, verbund):
    response = anna.change(URL, website="https://verbundlinie.at", reason="new address")
    assert (response.status_code, response["Location"]) == (302, "/stakeholders/verbund/")
    verbund.refresh_from_db()
    assert (verbund.website, verbund.municipality) == ("https://verbundlinie.at", "Graz")
    newest = verbund.history.first()
    assert (newest.history_user, newest.history_change_reason, newest.history_type) == (anna.user, "new address", "~")
    assert verbund.history.count() == 2


def test_what_is_sent_unchanged_leaves_no_trace(anna, verbund):
    response = anna.change(URL)
    assert (response.status_code, verbund.history.count()) == (302, 1)
    assert "Nothing was changed." in text(anna.get(response["Location"]))


def test_lists_stand_in_the_one_line_of_the_history(anna, graz):
    pilot = make.pilot(slug="p", area=graz)
    one, two = make.stakeholder(slug="one"), make.stakeholder(slug="two", name="Two")
    response = anna.change("/pilots/p/edit/", **{"stakeholders": ["one"], "stakeholders-add": "Two", "theme": "Trams"})
    assert response.status_code == 302
    assert set(pilot.stakeholders.all()) == {one, two}
    newest = pilot.history.first()
    assert (pilot.history.count(), newest.theme) == (2, "Trams")
    assert set(newest.stakeholders.values_list("stakeholder", flat=True)) == {one.pk, two.pk}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "This field is required."),
        ("website", "graz", "Enter a valid URL."),
        ("latitude", "91", "A latitude lies between -90 and 90 degrees."),
        ("longitude", "15.4", "Give both latitude and longitude, or neither."),
        ("category", "club", "Select a valid choice. club is not one of the available choices."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(anna, verbund, field, value, message):
    response = anna.change(URL, **{field: value, "role": "Runs the\r\nbuses"})
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [message]}
    fields = again(response)
    assert fields["role"] == "Runs the\r\nbuses"
    assert fields.get(field) == (value if field != "category" else "")
    assert verbund.history.count() == 1


def test_the_sentence_of_a_constraint_stands_beside_the_field_that_it_concerns(anna, graz):
    make.event(slug="e", area=graz, starts_on="2014-03")
    response = anna.change("/events/e/edit/", ends_on="2014-02")
    assert response.context["form"].errors == {"ends_on": ["An event cannot end before it starts."]}


def test_a_date_is_kept_as_it_is_known(anna, graz):
    event = make.event(slug="e", area=graz)
    assert anna.change("/events/e/edit/", starts_on="2014-03", ends_on="2014").status_code == 302
    event.refresh_from_db()
    assert (event.starts_on, event.ends_on) == ("2014-03", "2014")


def test_the_address_of_a_record_stays(anna, verbund):
    assert "slug" not in anna.open(URL)
    anna.change(URL, slug="other", name="New name")
    verbund.refresh_from_db()
    assert (verbund.slug, verbund.name) == ("verbund", "New name")


def test_texts_by_language_and_lists_in_lines(dora):
    project = make.project(name_variants=["CiRe"])
    changes = {"funding_statement_de": "Bezahlt.", "name_variants": "CiRe\r\n City Regions \r\n"}
    assert dora.change("/project/edit/", **changes).status_code == 302
    project.refresh_from_db()
    assert project.funding_statement == {"en": "Paid.", "de": "Bezahlt."}
    assert project.name_variants == ["CiRe", "City Regions"]


def test_texts_in_all_languages_can_be_emptied_at_once(dora):
    project = make.project()
    assert dora.change("/project/edit/", funding_statement_en="").status_code == 302
    project.refresh_from_db()
    assert project.funding_statement == {}


def test_the_english_text_cannot_be_left_out(dora):
    make.project()
    response = dora.change("/project/edit/", funding_statement_en="", funding_statement_de="Bezahlt.")
    assert response.context["form"].errors == {"funding_statement": ["The English text is missing."]}


def test_a_null_character_is_refused_and_no_error(anna, verbund):
    response = anna.change(URL, name="Null\0")
    assert response.status_code == 422
    assert response.context["form"].errors == {"name": ["Null characters are not allowed."]}


def test_the_list_and_the_page_lead_to_the_forms_of_those_who_may(anna, carla, client, verbund):
    for browser, shown in ((anna, True), (carla, False), (client, False)):
        page = browser.get("/stakeholders/verbund/").content.decode()
        assert ('href="/stakeholders/verbund/edit/"' in page) is shown
    assert 'href="/stakeholders/new/"' in anna.get("/stakeholders/").content.decode()
    assert 'href="/stakeholders/new/"' not in client.get("/stakeholders/").content.decode()


def test_an_empty_list_leads_to_the_form(anna):
    assert Stakeholder.objects.count() == 0
    assert anna.get("/stakeholders/").content.decode().count('href="/stakeholders/new/"') == 2
