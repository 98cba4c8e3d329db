"""Every key of a list narrows it down: by range, what it is not, whether it is empty, what it holds."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityregions.api.filters import lookups_beside
from cityregions.api.lookups.making import MOST
from cityregions.api.serializers import public_key
from tests import make
from tests.api.nouns import LISTS, MAKERS

pytestmark = pytest.mark.django_db


def found(get, address, key="slug"):
    status, body = get(address)
    assert status == 200, body
    return [row[key] for row in body["results"]]


@pytest.fixture
def outputs():
    """Five outputs that differ in their dates, kinds and areas."""
    graz, torino = make.area(slug="graz"), make.area(slug="torino")
    make.output(slug="a", kind="study", area=graz, due_on="2013", title="Bahn und Bus")
    make.output(slug="b", kind="study", area=torino, due_on="2014-03", summary="About buses", title="50 % by bus")
    make.output(slug="c", kind="leaflet", area=None, due_on="2014-03-15", title="Bahnhof")
    make.output(slug="d", kind="newsletter", area=None, due_on="2014", title="S-Bahn")
    make.output(slug="e", kind="leaflet", area=graz, due_on=None, title="Rail_way")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("due_on=2014", "d"),
        ("due_on=2014&due_on=2014-03-15", "cd"),
        ("due_on__not=2014", "abce"),
        ("due_on__gte=2014", "bcd"),
        ("due_on__gt=2014", ""),
        ("due_on__gt=2014-03-15", "bd"),
        ("due_on__gte=2014-03-15", "bcd"),
        ("due_on__lt=2014", "a"),
        ("due_on__lte=2014-03", "abc"),
        ("due_on__lte=2014-03-15", "ac"),
        ("due_on__lte=2014", "abcd"),
        ("due_on__gte=2014&due_on__lt=2014-03-31", "c"),
        ("due_on__empty=true", "e"),
        ("due_on__empty=false", "abcd"),
        ("kind__not=study", "cde"),
        ("kind__not=study&kind__not=leaflet", "d"),
        ("area__not=graz", "bcd"),
        ("area__empty=true", "cd"),
        ("area__empty=false&area__not=torino", "ae"),
        ("summary__empty=true", "acde"),
        ("summary__empty=false", "b"),
        ("title__contains=BAHN", "acd"),
        ("title__startswith=bahn", "ac"),
        ("title__contains=%25", "b"),
        ("title__contains=l_w", "e"),
        ("title__contains=rail&title__contains=bus", "abe"),
        ("title=Bahnhof&title=S-Bahn", "cd"),
        ("title__not=Bahnhof", "abde"),
        ("slug=e&slug=a&slug=nobody", "ae"),
        ("slug__not=e&slug__not=a", "bcd"),
        ("extra__empty=true", "abcde"),
        ("extra__empty=false", ""),
        ("modified__gte=2020", "abcde"),
        ("modified__lt=2020-02-01T00:00:00Z", ""),
        ("modified__lte=2020-02", ""),
        ("modified=2020-02-29", ""),
    ],
)
def test_what_a_lookup_finds(outputs, get, query, expected):
    assert found(get, f"outputs/?ordering=slug&{query}") == list(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("influence__gte=3", [3.0, 4.5]),
        ("influence__gt=3", [4.5]),
        ("influence__lt=3.0", [1.5]),
        ("influence=3&influence=4.5", [3.0, 4.5]),
        ("influence__not=3", [1.5, 4.5]),
    ],
)
def test_numbers(get, query, expected):
    for value in (1.5, 3, 4.5):
        make.assessment(influence=value)
    assert found(get, f"assessments/?ordering=influence&{query}", "influence") == expected


def test_a_row_is_asked_for_by_its_id(get):
    one, _two, three = make.relation(), make.relation(), make.relation()
    assert found(get, f"relations/?ordering=id&id={one.pk}&id={three.pk}&id=0", "id") == [one.pk, three.pk]


def test_many_rows_at_once_and_one_too_many(get):
    slugs = [make.area(slug=f"area-{number}").slug for number in range(MOST + 1)]
    assert len(found(get, "areas/?" + "&".join(f"slug={slug}" for slug in slugs[:MOST]))) == MOST
    status, body = get("areas/?" + "&".join(f"slug={slug}" for slug in slugs))
    assert (status, body["errors"][0]["code"]) == (400, "too_many")
    assert str(MOST) in body["detail"]


def test_of_many_related_records_not_means_none_of_these(get):
    graz, torino, wien = (make.partner(slug=slug) for slug in ("graz", "torino", "wien"))
    for slug, partners in (("a", [graz, torino]), ("b", [torino]), ("c", []), ("d", [wien])):
        make.pilot(slug=slug, partners=partners)
    for query, expected in (
        ("partners=graz&partners=torino", "ab"),
        ("partners__not=torino", "cd"),
        ("partners__not=graz", "bcd"),
        ("partners__not=graz&partners__not=wien", "bc"),
        ("partners__empty=true", "c"),
        ("partners__empty=false", "abd"),
        ("milestones__empty=true", "abcd"),
    ):
        assert found(get, f"pilots/?ordering=slug&{query}") == list(expected), query


def test_rows_without_a_related_record_are_found_from_the_other_end(get):
    """A record that belongs to no area does not make the question unanswerable for all areas."""
    area, other = make.area(slug="here"), make.area(slug="there")
    make.stakeholder(slug="one", area=area)
    make.stakeholder(slug="none", area=None)
    assert found(get, "areas/?stakeholders__not=one") == [other.slug]
    assert found(get, "areas/?stakeholders__empty=false") == [area.slug]


@pytest.mark.parametrize(
    ("query", "parameter", "known"),
    [
        ("due_on__after=2014", "due_on__after", "due_on__gte"),
        ("kind__contains=x", "kind__contains", "kind__not"),
        ("area__gte=graz", "area__gte", "area__empty"),
        ("kind__not=x", "kind__not", "study"),
        ("area__not=nowhere", "area__not", "graz"),
        ("due_on__empty=yes", "due_on__empty", "true"),
        ("due_on__gte=soon", "due_on__gte", None),
        ("due_on__gte=2014&due_on__gte=2013", "due_on__gte", None),
        ("modified__gte=2014-03-15T12:00:00", "modified__gte", None),
        ("modified__gte=2014-13", "modified__gte", None),
        ("modified__lte=9999", "modified__lte", None),
        ("slug=", "slug", None),
    ],
)
def test_what_is_no_lookup_or_no_value_is_refused(outputs, get, query, parameter, known):
    status, body = get(f"outputs/?{query}")
    assert (status, [error["parameter"] for error in body["errors"]]) == (400, [parameter])
    assert known is None or known in body["errors"][0]["known"]


@pytest.mark.parametrize("value", ["ten", "nan", "inf", "1e999", "9" * 400, "²", "1,5"])
def test_what_is_no_number_is_refused(get, value):
    assert get(f"assessments/?influence__gte={value}")[0] == 400
    assert get(f"events/?participants__gte={value}")[0] == 400


def example(lookup, user):
    """A value that a lookup takes, as its own description says; of a related record one that is there."""
    schema = lookup.described()["schema"]
    value = schema.get("items", schema)
    if hasattr(lookup.kind, "model") and lookup.word != "empty":
        model = lookup.kind.model
        return model.objects.visible_to(user).values_list(public_key(model), flat=True).order_by("pk").first()
    if "pattern" in value or "anyOf" in value:
        return "2014-03"
    return str(value.get("enum", [{"boolean": "true", "integer": 1, "number": 1.5, "string": "a"}[value["type"]]])[0])


@pytest.mark.parametrize("noun", LISTS)
def test_every_lookup_of_every_noun_works(client, noun):
    person = make.user(make.partner())
    client.force_login(person)
    MAKERS[noun]()
    lookups = lookups_beside(LISTS[noun].serializer_class, LISTS[noun].filterset_class)
    asked = {each.parameter: example(each, person) for each in lookups}
    asked = {name: value for name, value in asked.items() if value is not None}
    response = client.get(f"/api/v1/{noun}/", asked)
    assert response.status_code == 200, response.content
    assert len(asked) > 10


def test_a_lookup_is_one_query_and_one_for_the_records_it_names(get, outputs):
    with CaptureQueriesContext(connection) as captured:
        get("outputs/?area__not=graz&due_on__gte=2013&title__contains=a&policy_conclusions__empty=true")
    assert len(captured) == 2


def test_lookups_tell_nothing_of_hidden_records(get, client):
    """A hidden record cannot be named, in the very words for one that was never there, and counts as none."""
    area = make.area(slug="here")
    make.output(slug="paper", pilot=make.pilot(slug="secret", published=False), area=area)
    make.output(slug="plain", pilot=make.pilot(slug="open", area=make.area(slug="there")), area=area)
    make.event(slug="visit", practice=make.practice(slug="secret", published=False))
    for address in ("outputs/?pilot__not=", "events/?practice__not=", "areas/?pilot=", "areas/?practices__not="):
        hidden, absent = get(f"{address}secret"), get(f"{address}nobody")
        assert hidden[0] == absent[0] == 400
        assert json.dumps(hidden[1]).replace("secret", "nobody") == json.dumps(absent[1])
    assert found(get, "outputs/?pilot__empty=true") == ["paper"]
    assert found(get, "outputs/?pilot__empty=false") == ["plain"]
    assert found(get, "outputs/?pilot__not=open") == ["paper"]
    assert found(get, "areas/?pilot__empty=false") == ["there"]
    assert found(get, "events/?practice__empty=true") == ["visit"]
    client.force_login(make.user(make.partner()))
    assert found(get, "outputs/?pilot__not=secret") == ["plain"]
    assert found(get, "outputs/?pilot__empty=true") == []
    assert found(get, "events/?practice__empty=true") == []
