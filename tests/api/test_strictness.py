"""What the API does not know it refuses, and says what it knows."""

import pytest

from tests import make
from tests.api.nouns import LISTS

pytestmark = pytest.mark.django_db


def slugs(body):
    return [row["slug"] for row in body["results"]]


def test_partners_of_turin(the_project, get):
    assert slugs(get("partners/?area=torino")[1]) == ["city-of-turin", "torino-internazionale"]


def test_a_repeated_value_means_or(the_project, get):
    _, body = get("partners/?area=torino&area=graz&ordering=slug")
    assert slugs(body) == ["city-of-graz", "city-of-turin", "regional-management-graz", "torino-internazionale"]


def test_an_unknown_parameter_is_refused_with_the_known_ones(get):
    status, body = get("partners/?aera=torino")
    assert (status, body["title"], body["errors"][0]["parameter"]) == (400, "Bad Request", "aera")
    assert "area" in body["errors"][0]["known"]
    assert "area" in body["detail"]


@pytest.mark.parametrize("noun", LISTS)
def test_every_list_and_detail_refuses_what_it_does_not_know(get, noun):
    assert get(f"{noun}/?nothing=1")[0] == 400
    assert get(f"{noun}/1/?nothing=1")[0] == 400
    assert get(f"{noun}/1/?count=true")[0] == 400


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("area=nowhere", "area"),
        ("kind=x", "kind"),
        ("active_on=yesterday", "active_on"),
        ("active_on=2014&active_on=2013", "active_on"),
        ("search=a&search=b", "search"),
        ("ordering=budget", "ordering"),
        ("ordering=--name", "ordering"),
        ("ordering=search_text", "ordering"),
        ("fields=nothing", "fields"),
        ("omit=nothing", "omit"),
        ("expand=name", "expand"),
        ("expand=area.partners", "expand"),
        ("page_size=0", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=1001", "page_size"),
        ("page_size=ten", "page_size"),
        ("page_size=%C2%B2", "page_size"),
        ("page_size=2&page_size=3", "page_size"),
        ("count=yes", "count"),
        ("count=", "count"),
        ("cursor=x", "cursor"),
    ],
)
def test_a_malformed_value_is_refused(get, query, parameter):
    make.partner()
    status, body = get(f"partners/?{query}")
    assert (status, [error["parameter"] for error in body["errors"]]) == (400, [parameter])


@pytest.mark.parametrize("query", ["page_size=1", "page_size=1000", "count=false", "fields=", "ordering=-name,slug"])
def test_the_edges_are_accepted(get, query):
    assert get(f"partners/?{query}")[0] == 200


@pytest.mark.parametrize("query", ["q=", "q=x", "", "q=ab&q=cd", "words=graz", f"q={'a' * 201}"])
def test_search_needs_words(get, query):
    status, body = get(f"search/?{query}")
    assert (status, body["status"]) == (400, 400)
