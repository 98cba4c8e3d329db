"""Outputs: the register, and each output with its file."""

import pytest

from partners.models import SentReminder, key_of
from tests import make
from tests.pages.reading import cells, links, slugs, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    """The browser of someone in the partnership, who sees drafts too."""
    client.force_login(make.user(partner=make.partner()))
    return client


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"delivered_on": "2013"}, "2013"),
        ({"delivered_on": "2013-04-16"}, "16 April 2013"),
        ({"delivered_on": "2014-11", "status": "in_review"}, "November 2014"),
        ({"status": "published"}, "day not known"),
        ({"status": "draft"}, "draft"),
        ({"status": "draft", "due_on": "2013-12"}, "late"),
        ({"status": "draft", "due_on": "2099"}, "draft"),
    ],
)
def test_the_delivery_shows_as_it_is_known(staff, fields, shown):
    make.output(**fields)
    assert cells(staff.get("/outputs/"), "Delivered") == [shown]


def test_a_line_of_the_register_tells_what_is_known(client):
    area = make.area(name="Wrocław", country="PL")
    make.output(
        slug="report",
        number="4.3.10",
        title="Report",
        title_local="Raport",
        kind="pilot_result",
        area=area,
        languages="pl, en",
        url="https://www.example.org/report.pdf",
    )
    page = client.get("/outputs/")
    assert "4.3.10 Report Raport" in text(page)
    assert '<span class="local" lang="pl">Raport</span>' in page.content.decode()
    told = {label: cells(page, label) for label in ("Kind", "Area", "Languages", "File")}
    assert told == {
        "Kind": ["pilot result"],
        "Area": ["Wrocław"],
        "Languages": ["Polish, English"],
        "File": ["example.org : Report"],
    }
    assert "https://www.example.org/report.pdf" in links(page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["study", "leaflet", "draft"]),
        ("?area=graz", ["study"]),
        ("?area=whole_project", ["leaflet", "draft"]),
        ("?area=graz&area=whole_project", ["study", "leaflet", "draft"]),
        ("?kind=leaflet", ["leaflet"]),
        ("?language=de", ["leaflet"]),
        ("?status=draft", ["draft"]),
        ("?late=true", ["draft"]),
        ("?late=false", ["study", "leaflet"]),
        ("?due_before=2014", ["draft"]),
        ("?due_before=2013", []),
        ("?delivered_after=2014", ["study"]),
        ("?delivered_before=2014", ["leaflet"]),
        ("?search=study", ["study"]),
        ("?ordering=delivered_on", ["leaflet", "study", "draft"]),
        ("?ordering=title", ["draft", "leaflet", "study"]),
        ("?ordering=area", ["study", "draft", "leaflet"]),
    ],
)
def test_the_list_narrows_down_and_sorts(staff, query, expected):
    graz = make.area(slug="graz")
    make.output(slug="study", title="Study", kind="study", area=graz, delivered_on="2014")
    make.output(slug="leaflet", title="Leaflet", kind="leaflet", languages="en, de", delivered_on="2013-12")
    make.output(slug="draft", title="Draft", status="draft", due_on="2013-12")
    assert slugs(staff.get(f"/outputs/{query}")) == expected


@pytest.mark.parametrize("query", ["?late=maybe", "?kind=novel", "?due_before=soon", "?lang=de", "?page=9"])
def test_a_wrong_filter_or_page_is_a_clear_error(client, query):
    make.output()
    assert client.get(f"/outputs/{query}").status_code in {400, 404}


def test_every_field_of_an_output_shows(client):
    phase = make.phase(slug="phase-2", name="Pilot projects")
    make.output(
        slug="output",
        number="4.3.18",
        title="Towards the strategy",
        title_local="Verso la strategia",
        kind="pilot_result",
        area=make.area(country="IT"),
        author=make.stakeholder(name="Research institute"),
        activity=make.activity(title="Pilot: planning", phase=make.phase(name="Other")),
        field_sources={"activity_confidence": "derived"},
        phase=phase,
        due_on="2014-12",
        delivered_on="2014-11",
        date_note="after 2014-09-24",
        languages="it",
        url="https://files.example.org/strategy.pdf",
        summary="What it says.",
    )
    page = text(client.get("/outputs/output/"))
    for said in (
        "Output number 4.3.18",
        "Towards the strategy",
        "Verso la strategia",
        "pilot result",
        "Author Research institute",
        "Activity Pilot: planning inferred from the source",
        "Phase Pilot projects",
        "Due December 2014",
        "Delivered November 2014 after 2014-09-24",
        "Languages Italian",
        "Address of the file: https://files.example.org/strategy.pdf",
        "What it says.",
    ):
        assert said in page


def test_without_a_phase_of_its_own_the_activitys_is_shown_and_said_to_be(client):
    make.output(slug="output", activity=make.activity(phase=make.phase(name="Mapping")))
    assert "Phase Mapping the activity’s phase" in text(client.get("/outputs/output/"))


def test_an_output_links_to_all_that_belongs_to_it(client):
    linked = {
        "area": make.area(),
        "author": make.stakeholder(),
        "activity": make.activity(),
        "phase": make.phase(),
        "pilot": make.pilot(),
        "agreement": make.agreement(),
    }
    output = make.output(slug="output", **linked)
    conclusion = make.conclusion(evidence=[output])
    expected = {record.get_absolute_url() for record in [*linked.values(), conclusion]}
    assert expected <= links(client.get("/outputs/output/"))


def test_what_is_not_published_does_not_exist_for_a_visitor(client):
    output = make.output(
        slug="output",
        pilot=make.pilot(title="Draft pilot", published=False),
        agreement=make.agreement(title="Draft agreement", published=False),
    )
    make.conclusion(statement="Draft conclusion", evidence=[output], published=False)
    for status in ("draft", "in_review", "endorsed"):
        make.output(slug=status, status=status)
        assert client.get(f"/outputs/{status}/").status_code == 404
    assert slugs(client.get("/outputs/")) == ["output"]
    assert "Draft" not in text(client.get("/outputs/output/"))


def test_an_empty_register_says_what_to_do_next(client):
    assert "Take away a filter" in text(client.get("/outputs/"))


def test_who_was_reminded_of_an_output_is_told_to_those_who_write_it(client):
    output = make.output(slug="study", area=make.area(), status="draft")
    staff, others = make.user(make.partner(area=output.area), name="Agnieszka"), make.user(make.partner())
    told = {"title": "Study", "reason": "late", "day": "2014-03-15"}
    SentReminder.objects.create(user=staff, record=key_of(output), **told)
    for person, seen in ((staff, True), (make.user(coordinator=True), True), (others, False)):
        client.force_login(person)
        page = client.get("/outputs/study/").content.decode()
        assert ("Reminders" in page, "Agnieszka <span" in page) == (seen, seen)
