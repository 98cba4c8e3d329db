"""Events: by date, and each with who took part."""

import re

import pytest

from tests import make
from tests.pages.reading import cells, links, section, slugs, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"starts_on": "2013-11-13", "ends_on": "2013-11-14"}, "13 November 2013 – 14 November 2013"),
        ({"starts_on": "2014-02-25"}, "25 February 2014"),
        ({"starts_on": "2014-03"}, "March 2014"),
        ({"starts_on": "2014"}, "2014"),
        ({}, "date not known"),
    ],
)
def test_the_date_shows_as_it_is_known(client, fields, shown):
    make.event(**fields)
    assert cells(client.get("/events/"), "Date") == [shown]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["final", "visit", "undated"]),
        ("?ordering=starts_on", ["visit", "final", "undated"]),
        ("?ordering=title", ["final", "undated", "visit"]),
        ("?kind=study_visit", ["visit"]),
        ("?kind=study_visit&kind=meeting", ["visit", "undated"]),
        ("?area=graz", ["final"]),
        ("?area=whole_project", ["visit", "undated"]),
        ("?practice=lyon", ["visit"]),
        ("?host=city", ["final"]),
        ("?participant=club", ["visit"]),
        ("?starts_after=2014", ["final"]),
        ("?starts_before=2014", ["visit"]),
        ("?search=lyon", ["visit"]),
    ],
)
def test_the_list_narrows_down_and_sorts(client, query, expected):
    host, guest = make.stakeholder(slug="city"), make.stakeholder(slug="club")
    make.event(
        slug="visit",
        title="Visit to Lyon",
        kind="study_visit",
        starts_on="2013",
        practice=make.practice(slug="lyon"),
        participant_organisations=[guest],
    )
    make.event(
        slug="final", title="Final", kind="conference", starts_on="2014-12", area=make.area(slug="graz"), host=host
    )
    make.event(slug="undated", title="Undated")
    assert slugs(client.get(f"/events/{query}")) == expected


@pytest.mark.parametrize("query", ["?kind=party", "?starts_after=soon", "?when=2014", "?ordering=size"])
def test_a_wrong_filter_is_refused(client, query):
    assert client.get(f"/events/{query}").status_code == 400


def test_every_field_of_an_event_shows(client):
    make.event(
        slug="event",
        title="Workshop",
        title_local="Werkstatt",
        kind="workshop",
        area=make.area(country="DE"),
        starts_on="2014-03-25",
        ends_on="2014-03-27",
        date_note="after the winter",
        place="Town hall",
        meeting_number=4,
        participants=1060,
        participants_note="more than 1060",
        summary="What it was about.",
    )
    page = text(client.get("/events/event/"))
    for said in (
        "Workshop",
        "Werkstatt",
        "25 March 2014 – 27 March 2014 after the winter",
        "Place Town hall",
        "Partner meeting number 4",
        "People that came 1,060 more than 1060",
        "What it was about.",
    ):
        assert said in page


def test_a_note_on_participants_shows_without_a_number(client):
    make.event(slug="event", participants_note="Prague 9 gives the dates")
    assert "People that came Prague 9 gives the dates" in text(client.get("/events/event/"))


def test_an_event_links_to_all_that_belongs_to_it(client):
    host, co_host, guest, speaker = (make.stakeholder() for _ in range(4))
    area, practice = make.area(), make.practice()
    make.event(
        slug="event",
        area=area,
        host=host,
        practice=practice,
        co_hosts=[co_host],
        participant_organisations=[guest],
        speaker_organisations=[speaker],
    )
    expected = {record.get_absolute_url() for record in (area, practice, host, co_host, guest, speaker)}
    assert expected <= links(client.get("/events/event/"))


def test_a_practice_that_is_not_published_does_not_show(client):
    make.event(slug="event", practice=make.practice(name="Draft practice", published=False))
    assert "Draft practice" not in text(client.get("/events/event/"))


def test_an_empty_list_says_what_to_do_next(client):
    assert "Take away a filter" in text(client.get("/events/"))


@pytest.fixture
def meeting():
    event = make.event(slug="event", starts_on="2013-10-16", area=make.area(slug="graz"))
    make.agenda_item(event=event, position=1, title="Pilots", time="17 Oct, 09:30", text="City of Graz reports.")
    make.agenda_item(event=event, position=0, title="Welcome")
    make.minutes(
        event=event, title="Minutes for all", text="We agreed.", url="https://example.org/m.pdf", published=True
    )
    make.minutes(event=event, title="Minutes for us", text="We argued.", published=False)
    event.outputs.set([make.output(title="Study"), make.output(title="Draft study", status="draft")])
    return event


def test_the_agenda_stands_in_its_order(client, meeting):
    assert section(client.get("/events/event/"), "Agenda") == (
        "Agenda 2 Welcome Pilots 17 Oct, 09:30 City of Graz reports."
    )


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("visitor", {"Minutes for all", "Study"}),
        ("staff", {"Minutes for all", "Minutes for us", "Study", "Draft study"}),
    ],
)
def test_minutes_and_outputs_are_for_the_partnership_until_they_are_published(client, meeting, reader, seen):
    if reader == "staff":
        client.force_login(make.user(make.partner()))
    page = client.get("/events/event/")
    said = {"Minutes for all", "Minutes for us"} & set(re.findall(r"<h3[^>]*>([^<]*)</h3>", page.content.decode()))
    said |= {name for name in ("Study", "Draft study") if f">{name}<" in page.content.decode()}
    assert said == seen
    row = client.get("/api/v1/events/event/").json()
    assert {each["title"] for each in row["minutes"]} == {name for name in seen if name.startswith("Minutes")}
    assert len(row["outputs"]) == len(seen) / 2
    assert [each["title"] for each in row["agenda"]] == ["Welcome", "Pilots"]


def test_an_output_leads_to_its_events(client, meeting):
    output = meeting.outputs.get(status="published")
    assert section(client.get(output.get_absolute_url()), "Events it belongs to")
    assert client.get(f"/events/?output={output.slug}").context["object_list"].get() == meeting
    assert client.get("/api/v1/outputs/" + output.slug + "/").json()["events"] == ["event"]
