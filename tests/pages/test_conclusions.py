"""Policy conclusions: statements by area, each with what it rests on."""

import pytest

from tests import make
from tests.pages.reading import links, slugs, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def conclusions():
    graz, turin = make.area(slug="graz", name="Graz"), make.area(slug="torino", name="Turin")
    make.conclusion(slug="c", statement="Reorganise transport.", area=graz)
    make.conclusion(slug="d", statement="Keep a selective agenda.", area=turin)
    make.conclusion(slug="b", statement="Manage at metropolitan scale.")
    make.conclusion(slug="a", statement="Evaluate with the citizens.", area=turin)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["b", "c", "a", "d"]),
        ("?area=torino", ["a", "d"]),
        ("?area=whole_project", ["b"]),
        ("?search=metropolitan", ["b"]),
        ("?search=nothing", []),
    ],
)
def test_statements_stand_by_area_those_of_the_whole_project_first(client, conclusions, query, expected):
    assert slugs(client.get(f"/policy-conclusions/{query}")) == expected


def test_a_statement_shows_in_full_with_its_source(client):
    statement = "Urban areas need management at metropolitan scale: " + "services grow more varied and costly " * 4
    make.conclusion(slug="scale", statement=statement.strip(), source="https://www.example.org/a", confidence="project")
    for address in ("/policy-conclusions/", "/policy-conclusions/scale/"):
        assert statement.strip() in text(client.get(address))
    assert "Source: example.org · stated by the project" in text(client.get("/policy-conclusions/"))


def test_the_evidence_is_counted_and_listed(client):
    outputs = [make.output(), make.output()]
    make.conclusion(slug="scale", evidence=outputs)
    assert "rests on 2 outputs" in text(client.get("/policy-conclusions/"))
    assert {output.get_absolute_url() for output in outputs} <= links(client.get("/policy-conclusions/scale/"))


def test_without_evidence_it_says_where_to_look(client):
    make.conclusion(slug="scale", area=make.area(slug="graz"))
    page = client.get("/policy-conclusions/scale/")
    assert "No output is named that it rests on." in text(page)
    assert "/outputs/?area=graz" in links(page)


def test_what_is_not_published_does_not_exist_for_a_visitor(client):
    make.conclusion(slug="shown", evidence=[make.output(title="Draft output", status="draft")])
    make.conclusion(slug="hidden", published=False)
    assert slugs(client.get("/policy-conclusions/")) == ["shown"]
    assert client.get("/policy-conclusions/hidden/").status_code == 404
    for address in ("/policy-conclusions/", "/policy-conclusions/shown/"):
        page = text(client.get(address))
        assert "Draft output" not in page
        assert "rests on 1" not in page


def test_a_wrong_filter_is_refused(client):
    assert client.get("/policy-conclusions/?area=nowhere").status_code == 400
