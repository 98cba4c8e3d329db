"""Pages of the stakeholder maps: what they show, and to whom."""

from datetime import date
from decimal import Decimal

import pytest

from tests import make
from tests.pages.reading import section, slugs, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def mobility():
    return make.stakeholder_map(
        slug="mobility", name="Mobility", area=make.area(slug="graz"), issue="Who runs the buses?"
    )


def on(stakeholder_map, name, **fields):
    return make.entry(stakeholder_map=stakeholder_map, stakeholder=make.stakeholder(name=name, **fields))


def test_maps_show_their_size_and_are_narrowed_down_by_area(client, mobility):
    on(mobility, "City")
    make.stakeholder_map(slug="other", name="Other")
    assert slugs(client.get("/maps/")) == ["mobility", "other"]
    assert slugs(client.get("/maps/?area=graz")) == ["mobility"]
    assert slugs(client.get("/maps/?ordering=size")) == ["mobility", "other"]
    assert "Mobility Who runs the buses? 1 stakeholder" in text(client.get("/maps/"))


def test_a_map_shows_its_issue_and_each_stakeholder_with_its_number_of_relations(client, mobility):
    city, bus = on(mobility, "City", level="municipal"), on(mobility, "Bus company", category="utility")
    outside = make.stakeholder(name="Outside")
    make.relation(from_stakeholder=city.stakeholder, to_stakeholder=bus.stakeholder, kind="owns")
    make.relation(from_stakeholder=city.stakeholder, to_stakeholder=outside, kind="owns")
    page = client.get("/maps/mobility/")
    assert "Who runs the buses?" in text(page)
    assert [(row["node"].name, row["relations"]) for row in page.context["rows"]] == [
        ("Bus company", 1),
        ("City", 1),
    ]
    assert "Outside" not in text(page)


def test_the_stakeholders_and_relations_of_a_map_are_counted_by_kind(client, mobility):
    city, bus, rail = (
        on(mobility, "City"),
        on(mobility, "Bus", category="utility"),
        on(mobility, "Rail", category="utility"),
    )
    make.relation(from_stakeholder=city.stakeholder, to_stakeholder=bus.stakeholder, kind="owns")
    make.relation(from_stakeholder=city.stakeholder, to_stakeholder=rail.stakeholder, kind="member_of")
    page = client.get("/maps/mobility/")
    assert page.context["categories"] == [
        ("agency", 1, "/stakeholders/?map=mobility&category=agency"),
        ("utility or transport company", 2, "/stakeholders/?map=mobility&category=utility"),
    ]
    assert page.context["kinds"] == [("is a member of", 1, "#member_of"), ("owns", 1, "#owns")]


def test_the_relations_of_a_map_say_who_whom_since_note_and_source(client, mobility):
    city, bus = on(mobility, "City"), on(mobility, "Bus company")
    make.relation(
        from_stakeholder=city.stakeholder,
        to_stakeholder=bus.stakeholder,
        kind="owns",
        since="1998",
        note="half of it",
        source="https://example.org/x",
    )
    assert "Owns City Bus company 1998 half of it Source: example.org" in text(client.get("/maps/mobility/"))


def test_a_map_without_ratings_says_so(client, mobility):
    on(mobility, "City")
    assert "Nobody has rated yet" in text(client.get("/maps/mobility/"))


def test_the_latest_rating_stands_beside_the_stakeholder_without_a_name(client, mobility):
    entry = on(mobility, "City")
    rated_by = make.user(name="Secret Person")
    for day, influence in ((date(2014, 3, 15), "2.0"), (date(2014, 9, 1), "3.1")):
        scores = {"influence": Decimal(influence), "source": f"Workshop of {day.year}-{day.month}"}
        make.assessment(entry=entry, assessed_on=day, assessed_by=rated_by, **scores)
    assert "Source: Workshop of 2014-9; Workshop of 2014-3" in text(client.get("/maps/mobility/"))
    assert "Workshop of 2014-9" not in text(client.get("/maps/mobility/?on=2014-04-01"))
    page = text(client.get("/maps/mobility/"))
    assert "keep satisfied influence 3.1, interest 3.0 · 1 September 2014" in page
    assert "15 March 2014" not in page
    assert "Nobody has rated yet" not in page
    assert "Secret Person" not in page


def test_an_empty_map_says_what_to_do_next(client, mobility):
    assert "Nobody is on this map yet." in section(client.get("/maps/mobility/"), "Stakeholders")


def test_an_unpublished_map_is_for_the_partnership_only(client):
    make.stakeholder_map(slug="secret", name="Secret", published=False)
    assert client.get("/maps/secret/").status_code == 404
    assert slugs(client.get("/maps/")) == []
    client.force_login(make.user(partner=make.partner()))
    assert "only the partnership can read it" in text(client.get("/maps/secret/"))
    assert "not published" in text(client.get("/maps/"))
