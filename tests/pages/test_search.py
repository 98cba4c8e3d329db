"""Search: what people find, and in which order."""

import pytest
from django.apps import apps

from cityregions.project.models import Project
from cityregions.project.search import NOUNS, SHOWN, search
from cityregions.records.models import Record
from tests import make

pytestmark = pytest.mark.django_db


def found(words, user=None):
    return {group.noun.model.__name__: [str(record) for record in group.records] for group in search(words, user)}


def test_everything_with_words_and_a_page_is_searched():
    expected = {m for m in apps.get_models() if issubclass(m, Record) and m.SEARCHED and hasattr(m, "get_absolute_url")}
    assert {noun.model for noun in NOUNS} == expected - {Project}


@pytest.mark.parametrize("words", ["wroclaw", "WROCŁAW", "Wrocław", "  wrocław "])
def test_accents_and_case_do_not_matter(words):
    make.area(name="Wrocław")
    assert found(words) == {"MetropolitanArea": ["Wrocław"]}


def test_every_word_has_to_be_there_in_any_order():
    make.event(title="Dialogue with the region", place="Graz")
    make.event(title="Dialogue", place="Torino")
    assert found("graz dialogue") == {"Event": ["Dialogue with the region"]}


def test_the_best_come_first():
    make.practice(name="Association of towns", summary="It looks after the green belt.")
    make.practice(name="A network for the green belt")
    make.practice(name="Green belt of Turin")
    make.practice(name="Corona", name_local="Green Belt")
    assert found("green belt") == {
        "Practice": ["Corona", "Green belt of Turin", "A network for the green belt", "Association of towns"]
    }


def test_words_of_the_next_field_are_no_part_of_the_name():
    make.stakeholder(name="Zoo", role="green area")
    make.stakeholder(name="City of green")
    assert found("green") == {"Stakeholder": ["City of green", "Zoo"]}


@pytest.mark.parametrize("words", ["100 %", "a_b", "o'neill", '"quoted"', "back\\slash", "%", "ab*"])
def test_characters_with_a_meaning_for_databases_are_only_characters(words):
    make.event(title="Another one")
    make.event(title=f"About {words} and more")
    assert found(words) == {"Event": [f"About {words} and more"]}


def test_a_partner_is_not_shown_again_as_the_stakeholder_it_is():
    partner = make.partner(name="City of Graz")
    make.stakeholder(name="City of Graz", partner=partner)
    make.stakeholder(name="Graz transport")
    assert found("graz") == {"Partner": ["City of Graz"], "Stakeholder": ["Graz transport"]}


def test_a_partner_found_by_its_role_as_a_stakeholder_is_shown_as_one():
    partner = make.partner(name="City of Graz")
    make.stakeholder(name="City of Graz", partner=partner, role="runs the buses")
    assert found("buses") == {"Stakeholder": ["City of Graz"]}


def test_what_is_not_published_is_found_by_the_partnership_only():
    make.output(title="Hidden draft", status="draft")
    staff = make.user(partner=make.partner(name="Somebody"))
    assert found("hidden") == {}
    assert found("hidden", staff) == {"Output": ["Hidden draft"]}


def test_a_noun_shows_its_best_and_leads_to_the_list_of_all():
    for number in range(SHOWN + 2):
        make.event(title=f"Meeting & dialogue {number}")
    (group,) = search("meeting & dialogue", None)
    assert (len(group.records), group.total) == (SHOWN, SHOWN + 2)
    assert group.more_url == "/events/?search=meeting+%26+dialogue"


def test_an_intervention_leads_to_its_place_on_the_page_of_its_pilot():
    pilot = make.pilot(slug="mobility")
    make.intervention(pilot=pilot, slug="park-ride", title="Park & Ride")
    (group,) = search("park", None)
    assert [record.get_absolute_url() for record in group.records] == ["/pilots/mobility/#park-ride"]


def test_the_number_of_queries_is_that_of_nouns(django_assert_num_queries):
    for _number in range(3):
        make.output(title="Green study", area=make.area(name="Green"))
        make.intervention(title="Green path")
        make.activity(title="Green work")
        make.period(name="Green period")
    # Somebody who sees something of every noun.
    coordinator = make.user(coordinator=True)
    with django_assert_num_queries(len(NOUNS)):
        for group in search("green", coordinator):
            for record in group.records:
                assert record.get_absolute_url()
                str(getattr(record, "area", ""))


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ("", 200, "What are you looking for?"),
        ("?q=", 200, "What are you looking for?"),
        ("?q=%20x%20", 200, "at least 2 letters"),
        ("?q=nothing+of+that+name", 200, "Nothing was found"),
        ("?q=graz", 200, "City of Graz"),
        ("?q=" + "a" * 200, 200, "Nothing was found"),
        ("?q=" + "a" * 201, 400, "200 characters"),
        ("?words=graz", 400, "<code>q</code>"),
        ("?q=%00", 400, "null character"),
        ("?q=%ff", 400, "UTF-8"),
    ],
)
def test_the_page_answers_every_question(client, query, status, text):
    make.stakeholder(name="City of Graz")
    answer = client.get(f"/search/{query}")
    assert (answer.status_code, text in answer.content.decode()) == (status, True)


def test_the_page_shows_the_words_again_and_only_as_text(client):
    answer = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in answer
    assert "&lt;script&gt;alert" in answer


@pytest.mark.parametrize("words", ["Park & Ride", "park – ride", "& ride"])
def test_a_sign_that_stands_alone_is_no_word(words):
    make.event(title="Where to park and ride")
    assert found(words) == {"Event": ["Where to park and ride"]}
