"""Facets count the rows of a list by the values of its keys, each with all filters but its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityregions.api import facets
from cityregions.api.facets import facetable
from tests import make
from tests.api.nouns import LISTS, MAKERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def outputs():
    graz, torino = make.area(slug="graz"), make.area(slug="torino")
    for kind, area in (("study", graz), ("study", graz), ("study", torino), ("leaflet", graz), ("agreement", None)):
        make.output(kind=kind, area=area)


def counted(get, address):
    status, body = get(address)
    assert status == 200, body
    told = body["facets"].items()
    return {name: {each["value"]: each["count"] for each in facet["values"]} for name, facet in told}


def test_the_most_frequent_value_comes_first(outputs, get):
    assert get("outputs/?facets=area")[1]["facets"] == {
        "area": {
            "values": [
                {"value": "graz", "count": 3},
                {"value": None, "count": 1},
                {"value": "torino", "count": 1},
            ],
            "left_out": 0,
        }
    }


@pytest.mark.parametrize(
    ("query", "kinds", "areas"),
    [
        ("", {"study": 3, "leaflet": 1, "agreement": 1}, {"graz": 3, "torino": 1, None: 1}),
        ("area=graz", {"study": 2, "leaflet": 1}, {"graz": 3, "torino": 1, None: 1}),
        ("kind=study", {"study": 3, "leaflet": 1, "agreement": 1}, {"graz": 2, "torino": 1}),
        ("kind=study&area__not=torino", {"study": 2, "leaflet": 1, "agreement": 1}, {"graz": 2, "torino": 1}),
        ("page_size=1&ordering=-title", {"study": 3, "leaflet": 1, "agreement": 1}, {"graz": 3, "torino": 1, None: 1}),
        ("search=nothing", {}, {}),
    ],
)
def test_all_filters_but_the_facets_own(outputs, get, query, kinds, areas):
    assert counted(get, f"outputs/?facets=kind,area&{query}") == {"kind": kinds, "area": areas}


def test_records_of_which_there_are_several_are_counted_each(get):
    one, two = make.partner(slug="one"), make.partner(slug="two")
    make.pilot(partners=[one, two])
    make.pilot(partners=[one], decision="stop")
    make.pilot()
    assert counted(get, "pilots/?facets=partners")["partners"] == {"one": 2, "two": 1}
    # A filter of another name that asks for the same records is the facet's own, too.
    assert counted(get, "pilots/?facets=partners&partner=two")["partners"] == {"one": 2, "two": 1}
    assert counted(get, "pilots/?facets=partners&decision=stop")["partners"] == {"one": 1}


def test_of_many_values_it_says_how_many_are_left_out(get, monkeypatch):
    monkeypatch.setattr(facets, "MOST", 2)
    for country in ("AT", "AT", "DE", "DE", "DE", "IT", "PL"):
        make.practice(country=country)
    facet = get("practices/?facets=country")[1]["facets"]["country"]
    assert [(each["value"], each["count"]) for each in facet["values"]] == [("DE", 3), ("AT", 2)]
    assert facet["left_out"] == 2


@pytest.mark.parametrize("word", ["nothing", "title,nothing", "summary", "due_on", "parties"])
def test_what_cannot_be_counted_is_refused(get, word):
    status, body = get(f"agreements/?facets={word}")
    assert (status, body["errors"][0]["parameter"]) == (400, "facets")
    assert "status" in body["errors"][0]["known"]


def test_a_facet_is_one_query(outputs, client):
    with CaptureQueriesContext(connection) as captured:
        client.get("/api/v1/outputs/?facets=kind,area,status")
    assert len(captured) == 1 + 3


def test_hidden_rows_and_hidden_records_are_not_counted(get, client):
    secret = make.pilot(slug="secret", published=False)
    make.output(pilot=secret)
    make.output(status="draft", kind="leaflet", pilot=make.pilot(slug="open"))
    stakeholder = make.stakeholder(slug="who")
    for published in (True, False):
        make.entry(stakeholder_map=make.stakeholder_map(published=published), stakeholder=stakeholder)
    open_map = stakeholder.maps.get(published=True).slug
    assert counted(get, "outputs/?facets=kind,pilot") == {"kind": {"analysis": 1}, "pilot": {None: 1}}
    assert counted(get, "stakeholders/?facets=maps&slug=who") == {"maps": {open_map: 1}}
    client.force_login(make.user(make.partner()))
    assert counted(get, "outputs/?facets=kind,pilot")["pilot"] == {"secret": 1, "open": 1}
    assert len(counted(get, "stakeholders/?facets=maps&slug=who")["maps"]) == 2


@pytest.mark.parametrize("noun", LISTS)
def test_every_facet_of_every_noun_works(get, client, noun):
    client.force_login(make.user(make.partner()))
    MAKERS[noun]()
    names = facetable(LISTS[noun].serializer_class)
    assert list(counted(get, f"{noun}/?facets={','.join(names)}")) == names
