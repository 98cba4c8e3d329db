"""Related records: named in a text field, offered while people type, never guessed."""

import time

import pytest

from stakeholders.models import Stakeholder
from tests import make
from tests.editing.forms import again

pytestmark = pytest.mark.django_db
URL = "/pilots/p/edit/"


@pytest.fixture
def pilot(graz):
    return make.pilot(slug="p", area=graz)


@pytest.mark.parametrize(
    "text",
    ["Kraków Tramwaje", "krakow  tramwaje", "tramwaje-krakow", "Trams of Krakow", "Trams of Krakow (tramwaje-krakow)"],
)
def test_a_name_a_local_name_or_an_address_is_understood(anna, pilot, text):
    made = make.stakeholder(slug="tramwaje-krakow", name="Trams of Krakow", name_local="Kraków Tramwaje")
    make.stakeholder(slug="other", name="Kraków")
    assert anna.change(URL, contractor=text).status_code == 302
    pilot.refresh_from_db()
    assert pilot.contractor == made


def test_a_name_of_several_is_asked_back(anna, pilot):
    for slug in ("a", "b"):
        make.stakeholder(slug=slug, name="City works")
    response = anna.change(URL, contractor="City works")
    assert response.context["form"].errors == {
        "contractor": ["“City works” is the name of several. Write one of these: City works (a); City works (b)."]
    }
    assert anna.send(URL, again(response), contractor="City works (b)").status_code == 302
    pilot.refresh_from_db()
    assert pilot.contractor.slug == "b"
    assert anna.change(URL, theme="Trams").status_code == 302


def test_what_is_chosen_already_stays_chosen_among_twins(anna, pilot):
    chosen, _twin = (make.stakeholder(slug=slug, name="City works") for slug in ("a", "b"))
    pilot.contractor = chosen
    pilot.save()
    assert anna.change(URL, theme="Trams").status_code == 302
    pilot.refresh_from_db()
    assert (pilot.contractor, pilot.theme) == (chosen, "Trams")


def test_an_unknown_name_is_not_guessed(anna, pilot):
    make.stakeholder(slug="works", name="City works of Graz")
    response = anna.change(URL, contractor="City works")
    assert response.context["form"].errors == {
        "contractor": ["There is no “City works”. Did you mean one of these? City works of Graz (works)."]
    }
    response = anna.send(URL, again(response), contractor="Nothing like it")
    assert "add it on its own page first" in response.context["form"].errors["contractor"][0]


def test_a_link_is_taken_away(anna, pilot):
    pilot.contractor = make.stakeholder(name="Works")
    pilot.save()
    assert anna.change(URL, contractor="").status_code == 302
    pilot.refresh_from_db()
    assert pilot.contractor is None


def test_several_are_added_at_once_and_unticked(anna, pilot):
    one, two, three = (make.stakeholder(slug=slug, name=slug.title()) for slug in ("one", "two", "three"))
    pilot.stakeholders.set([one])
    assert anna.open(URL).getlist("stakeholders") == ["one"]
    anna.change(URL, **{"stakeholders": None, "stakeholders-add": "Two; three ;"})
    assert set(pilot.stakeholders.all()) == {two, three}


def test_a_wrong_name_among_several_keeps_what_was_typed(anna, pilot):
    make.stakeholder(slug="two", name="Two")
    response = anna.change(URL, **{"stakeholders-add": "Two; Nobody"})
    assert response.status_code == 422
    assert again(response)["stakeholders-add"] == "Two; Nobody"


@pytest.mark.parametrize("query", ["graz", "GRÁZ", "gra", "stadt"])
def test_suggestions_ignore_accents_and_case(anna, graz, query):
    make.stakeholder(slug="graz", name="Gráz", name_local="Stadt Graz", area=graz)
    assert anna.get(f"/suggest/stakeholder/?q={query}").json() == {
        "results": [{"slug": "graz", "text": "Gráz", "note": "Stadt Graz · Graz"}]
    }


def test_twins_are_suggested_so_that_they_can_be_told_apart(anna):
    for slug in ("a", "b"):
        make.stakeholder(slug=slug, name="Works")
    texts = [hit["text"] for hit in anna.get("/suggest/stakeholder/?q=works").json()["results"]]
    assert texts == ["Works (a)", "Works (b)"]


def test_names_that_begin_with_the_words_come_first(anna):
    make.stakeholder(name="A friend of Graz")
    make.stakeholder(name="Graz")
    texts = [hit["text"] for hit in anna.get("/suggest/stakeholder/?q=graz").json()["results"]]
    assert texts == ["Graz", "A friend of Graz"]


@pytest.mark.parametrize(("path", "status"), [("nonsense/?q=x", 404), ("user/?q=x", 404), ("stakeholder/?q=%00", 400)])
def test_suggestions_refuse_what_they_do_not_know(anna, path, status):
    assert anna.get(f"/suggest/{path}").status_code == status


@pytest.mark.full
def test_suggestions_are_quick_with_ten_thousand_rows(anna, django_assert_max_num_queries):
    Stakeholder.objects.bulk_create(Stakeholder(slug=f"s-{n}", name=f"Stakeholder number {n}") for n in range(10_000))
    start = time.perf_counter()
    with django_assert_max_num_queries(6):
        hits = anna.get("/suggest/stakeholder/?q=number").json()["results"]
    assert len(hits) == 10
    assert time.perf_counter() - start < 1
