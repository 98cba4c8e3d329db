"""Pages of pilots: five of them, each with what led to it and what came of it."""

import re

import pytest

from tests import make
from tests.pages.reading import links, slugs, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot():
    area = make.area(slug="torino", name="Turin", country="IT", accent=5)
    return make.pilot(slug="pilot", title="Towards a strategy", title_local="Verso la strategia", area=area)


def test_a_card_has_the_colour_of_its_area_and_both_titles(client, pilot):
    page = client.get("/pilots/").content.decode()
    assert 'class="card area-5"' in page
    assert re.search(r'lang="it"[^>]*>Verso la strategia<', page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["graz", "pilot"]),
        ("?area=torino", ["pilot"]),
        ("?decision=scale", ["graz"]),
        ("?search=strategia", ["pilot"]),
        ("?ordering=title", ["graz", "pilot"]),
    ],
)
def test_the_list_narrows_down_and_sorts(client, pilot, query, expected):
    make.pilot(slug="graz", title="Gentle mobility", area=make.area(name="Graz"), decision="scale")
    assert slugs(client.get(f"/pilots/{query}")) == expected


def test_every_field_of_a_pilot_shows(client, pilot):
    contractor = make.stakeholder(name="A consultancy")
    for name, value in {
        "theme": "Public transport",
        "theme_public": "Getting about",
        "title_report": "The report",
        "summary": "What is tried out.",
        "partners_note": "until December 2013",
        "contractor": contractor,
        "contractor_note": "selected by tender",
        "contract_number": "13-P2-26",
        "stakeholders_note": "and others",
        "decision": "continue",
    }.items():
        setattr(pilot, name, value)
    pilot.save()
    shown = text(client.get("/pilots/pilot/"))
    for said in (
        "Towards a strategy",
        "Verso la strategia",
        "Public transport",
        "Getting about",
        "The report",
        "What is tried out.",
        "until December 2013",
        "A consultancy selected by tender",
        "13-P2-26",
        "and others",
        "Decision at its end continue",
    ):
        assert said in shown


def test_every_part_of_a_pilot_shows_with_its_source(client, pilot):
    make.objective(pilot=pilot, text="Better buses", source="https://www.example.org/a", confidence="public")
    make.intervention(pilot=pilot, slug="park-ride", title="Park & Ride", text="Sites are found.")
    make.expert(pilot=pilot, text="Led the concept", organisation=make.stakeholder(name="Institute"))
    make.result(pilot=pilot, text="A plan", extra={"note": "seen in a draft"})
    make.follow_up(pilot=pilot, text="A pact", detail_sources=["https://more.example.org/b"])
    page = client.get("/pilots/pilot/")
    for said in (
        "Better buses Source: example.org · stated by a public page",
        "Sites are found.",
        "Institute Led the concept",
        "A plan Note: seen in a draft",
        "A pact See also: more.example.org",
    ):
        assert said in text(page)
    assert 'id="park-ride"' in page.content.decode()


def test_milestones_stand_in_order_of_time_those_without_a_date_last(client, pilot):
    for what, reached_on in (("Undated", None), ("End", "2014-12"), ("Start", "2013"), ("Middle", "2014-03-15")):
        make.milestone(pilot=pilot, text=what, reached_on=reached_on)
    shown = client.get("/pilots/pilot/").context["milestones"]
    assert [(milestone.text, bool(bar)) for milestone, bar in shown] == [
        ("Start", True),
        ("Middle", True),
        ("End", True),
        ("Undated", False),
    ]


def test_a_planned_milestone_says_so(client, pilot):
    make.milestone(pilot=pilot, text="Buses run", reached_on="2015", planned=True)
    assert "2015 Buses run planned" in text(client.get("/pilots/pilot/"))


def test_a_pilot_links_to_all_that_belongs_to_it(client, pilot):
    linked = [
        make.partner(),
        make.stakeholder(),
        make.practice(),
        make.agreement(),
        make.activity(pilot=pilot),
        make.output(pilot=pilot, agreement=make.agreement(slug="of-its-output")),
    ]
    pilot.partners.set(linked[:1])
    pilot.stakeholders.set(linked[1:2])
    pilot.inspired_by.set(linked[2:3])
    pilot.agreements.set(linked[3:4])
    expected = {record.get_absolute_url() for record in (pilot.area, *linked)} | {"/agreements/of-its-output/"}
    assert expected <= links(client.get("/pilots/pilot/"))


def test_what_is_not_published_does_not_exist_for_a_visitor(client, pilot):
    make.pilot(slug="draft", title="Draft pilot", published=False)
    pilot.inspired_by.set([make.practice(name="Draft practice", published=False)])
    pilot.agreements.set([make.agreement(title="Draft agreement", published=False)])
    make.output(title="Draft output", status="draft", pilot=pilot, agreement=make.agreement(title="Text of a draft"))
    assert slugs(client.get("/pilots/")) == ["pilot"]
    assert client.get("/pilots/draft/").status_code == 404
    for said in ("Draft", "Text of a draft"):
        assert said not in text(client.get("/pilots/pilot/"))


def test_a_pilot_asks_the_same_for_one_part_of_each_kind_as_for_three(client, pilot, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            make.milestone(pilot=pilot, reached_on="2014")
            make.output(pilot=pilot, area=make.area())
            make.activity(pilot=pilot)
            make.expert(pilot=pilot, organisation=make.stakeholder())
            pilot.agreements.add(make.agreement(area=make.area()))
            pilot.inspired_by.add(make.practice(area=make.area()))
        with django_assert_num_queries(16):
            client.get("/pilots/pilot/")
