"""Feeds of events and outputs: what calendars and news readers get."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from cityregions.workplan.models import Event
from tests import make

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/events.ics", "/events.atom", "/outputs.atom"]


def entries(answer):
    return {str(entry["summary"]): entry for entry in Calendar.from_ical(answer.content).walk("VEVENT")}


def atom(answer):
    return ElementTree.fromstring(answer.content)


def titles(answer):
    return [entry.findtext(f"{ATOM}title") for entry in atom(answer).iter(f"{ATOM}entry")]


@pytest.mark.parametrize(
    ("fields", "first", "after"),
    [
        ({"starts_on": "2014-03-15"}, date(2014, 3, 15), date(2014, 3, 16)),
        ({"starts_on": "2013-11-13", "ends_on": "2013-11-14"}, date(2013, 11, 13), date(2013, 11, 15)),
        ({"starts_on": "2014-02"}, date(2014, 2, 1), date(2014, 3, 1)),
        # Before dates had a last year, somebody may have entered this one.
        ({"starts_on": "2014-03-15", "ends_on": "9999"}, date(2014, 3, 15), date(9999, 12, 31)),
    ],
)
def test_an_event_fills_its_days_or_its_month_in_a_calendar(client, fields, first, after):
    make.event(title="Final", **fields)
    entry = entries(client.get("/events.ics"))["Final"]
    assert (entry.decoded("dtstart"), entry.decoded("dtend"), entry["transp"]) == (first, after, "TRANSPARENT")


def test_characters_that_no_feed_can_hold_are_left_out(client):
    make.project(acronym="A\x0bB", funding_statement={"en": "Pa\x0bid"})
    pasted = "Fi\x0bn\uffffal"
    make.event(title=pasted, summary=pasted, starts_on="2014-03-15", area=make.area(name="Gr\x0baz"))
    make.output(title=pasted, summary="\x0b")
    assert [titles(client.get(address)) for address in FEEDS[1:]] == [["Final"], ["Final"]]
    assert list(entries(client.get("/events.ics"))) == ["Final"]


def test_of_a_month_it_says_that_no_more_is_known_and_a_year_is_left_out(client):
    make.event(title="Month", starts_on="2014-02")
    make.event(title="Year", starts_on="2014")
    make.event(title="Undated")
    found = entries(client.get("/events.ics"))
    assert list(found) == ["Month"]
    assert "Only the month is known: February 2014." in found["Month"]["description"]


def test_an_entry_tells_where_and_by_whom_and_names_no_person(client):
    host = make.stakeholder(name="City of Graz")
    make.event(title="Final", slug="final", starts_on="2014-03-15", place="Graz; town hall, room 3", host=host)
    answer = client.get("/events.ics")
    entry = entries(answer)["Final"]
    assert str(entry["uid"]) == "event-final@127.0.0.1"
    assert str(entry["location"]) == "Graz; town hall, room 3"
    assert str(entry["url"]).endswith("/events/final/")
    assert "Host: City of Graz" in entry["description"]
    assert "organizer" not in entry
    assert "attendee" not in entry
    assert "geo" not in entry
    lines = answer.content.split(b"\r\n")
    assert answer.content.count(b"\n") == len(lines) - 1
    assert max(len(line) for line in lines) <= 75


def test_a_change_is_an_update_of_the_same_entry(client, django_capture_on_commit_callbacks):
    event = make.event(title="Final", starts_on="2014-03-15")
    Event.objects.update(modified="2014-01-01T00:00:00Z")
    before = entries(client.get("/events.ics"))["Final"]
    event.starts_on = "2014-04-01"
    event.save()
    after = entries(client.get("/events.ics"))["Final"]
    assert before["uid"] == after["uid"]
    assert int(after["sequence"]) > int(before["sequence"])
    assert after.decoded("dtstamp") > before.decoded("dtstamp")


def test_a_deleted_event_is_cancelled_and_tells_no_more(client):
    event = make.event(title="Private party", slug="party", starts_on="2014-03-15")
    uid = entries(client.get("/events.ics"))["Private party"]["uid"]
    event.delete()
    answer = client.get("/events.ics")
    entry = entries(answer)["Cancelled"]
    assert (entry["uid"], entry["status"]) == (uid, "CANCELLED")
    assert b"Private" not in answer.content
    assert entries(client.get("/events.ics?kind=meeting")) == {}


@pytest.mark.parametrize(
    ("query", "expected"), [("", {"Graz", "All"}), ("?area=graz", {"Graz"}), ("?kind=seminar", {"All"})]
)
def test_filters_work_on_feeds(client, query, expected):
    make.event(title="Graz", starts_on="2014-03", area=make.area(slug="graz"))
    make.event(title="All", starts_on="2014-03", kind="seminar")
    assert set(entries(client.get(f"/events.ics{query}"))) == expected
    assert set(titles(client.get(f"/events.atom{query}"))) == expected


@pytest.mark.parametrize("address", FEEDS)
def test_what_a_feed_does_not_know_is_refused(client, address):
    for query in ("colour=red", "kind=party", "page=2", "ordering=title", "format=csv"):
        assert client.get(f"{address}?{query}").status_code == 400


def test_only_what_is_published_is_in_a_feed_whoever_asks(client):
    make.sign_in(client, make.user(coordinator=True))
    make.output(title="Draft", status="draft")
    make.output(title="Paper", status="published")
    assert titles(client.get("/outputs.atom")) == ["Paper"]


def test_a_feed_names_its_entries_for_good_and_says_who_paid(client):
    make.project(acronym="CityRegions", funding_statement={"en": "Paid by the ERDF."})
    make.output(title="Old", slug="old")
    new = make.output(title="New", slug="new", summary="All of it.")
    answer = client.get("/outputs.atom?kind=analysis")
    feed = atom(answer)
    assert titles(answer) == ["New", "Old"]
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == "tag:127.0.0.1,2026:output/new"
    assert entry.findtext(f"{ATOM}updated")[:19] == new.modified.isoformat()[:19]
    assert feed.findtext(f"{ATOM}rights") == "Paid by the ERDF."
    assert feed.findtext(f"{ATOM}id") == "tag:127.0.0.1,2026:outputs.atom?kind=analysis"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith("/outputs.atom?kind=analysis")
    assert links["alternate"].endswith("/outputs/")


@pytest.mark.parametrize("address", FEEDS)
def test_what_has_not_changed_is_not_sent_again(client, address):
    make.event(starts_on="2014-03")
    make.output()
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    make.event(starts_on="2014-04")
    make.output()
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_feeds_speak_the_readers_language(client):
    make.event(starts_on="2014-03", slug="final")
    answer = client.get("/de/events.atom")
    assert atom(answer).get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert b"/de/events/final/" in answer.content
    assert b"/de/events/final/" in client.get("/de/events.ics").content.replace(b"\r\n ", b"")


def test_the_page_leads_to_its_feeds_with_its_filters(client):
    make.event(kind="seminar")
    page = client.get("/events/?kind=seminar&search=&ordering=title").content.decode()
    for address in ("/events.ics?kind=seminar", "/events.atom?kind=seminar"):
        assert page.count(f'href="{address}"') == 2
    assert 'rel="alternate" type="application/atom+xml"' in page


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_costs_the_same_for_one_row_and_three(client, address):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    def grow():
        make.output(area=make.area())
        make.event(starts_on="2014-03", area=make.area(), host=make.stakeholder())

    grow()
    one = cost()
    grow()
    grow()
    assert cost() == one


def test_a_calendar_tells_the_agenda_and_what_is_published_of_minutes_and_outputs(client):
    event = make.event(title="Final", starts_on="2014-03-15", participants=60)
    make.agenda_item(event=event, title="Results", time="10:00")
    make.minutes(event=event, title="For us", published=False)
    make.minutes(event=event, title="For all", published=True)
    event.outputs.set([make.output(title="Paper"), make.output(title="Draft paper", status="draft")])
    said = str(entries(client.get("/events.ics"))["Final"]["description"])
    for text in ("People that came: 60", "Agenda:\n- 10:00 Results", "Minutes:\n- For all", "Outputs:\n- Paper"):
        assert text in said
    assert ("For us" in said, "Draft paper" in said) == (False, False)


def test_a_new_agenda_is_an_update_of_its_event_and_so_is_one_taken_back(client):
    event = make.event(title="Final", starts_on="2014-03-15")
    Event.objects.update(modified="2014-01-01T00:00:00Z")
    first = entries(client.get("/events.ics"))["Final"]
    item = make.agenda_item(event=event)
    item.history.update(history_date="2014-02-01T00:00:00Z")
    second = entries(client.get("/events.ics"))["Final"]
    item.delete()
    third = entries(client.get("/events.ics"))["Final"]
    assert first.decoded("last-modified") < second.decoded("last-modified") < third.decoded("last-modified")
    assert int(first["sequence"]) < int(second["sequence"]) < int(third["sequence"])


def test_news_of_the_agenda_and_the_minutes_are_news_of_the_event(client):
    old, new = make.event(title="Old"), make.event(title="New")
    Event.objects.filter(pk=old.pk).update(modified="2014-01-01T00:00:00Z")
    Event.objects.filter(pk=new.pk).update(modified="2014-01-02T00:00:00Z")

    def told():
        entries = atom(client.get("/events.atom")).iter(f"{ATOM}entry")
        return [(each.findtext(f"{ATOM}title"), each.findtext(f"{ATOM}updated")[:10]) for each in entries]

    assert told() == [("New", "2014-01-02"), ("Old", "2014-01-01")]
    make.agenda_item(event=old).history.update(history_date="2014-02-01T00:00:00Z")
    assert told() == [("Old", "2014-02-01"), ("New", "2014-01-02")]
    minutes = make.minutes(event=new, published=False)
    minutes.history.update(history_date="2014-03-01T00:00:00Z")
    assert told() == [("Old", "2014-02-01"), ("New", "2014-01-02")]
    minutes.published = True
    minutes.save()
    minutes.history.filter(published=True).update(history_date="2014-03-02T00:00:00Z")
    assert told() == [("New", "2014-03-02"), ("Old", "2014-02-01")]


@pytest.mark.parametrize("address", FEEDS)
def test_a_program_without_etags_asks_by_the_day_of_the_last_change(client, address):
    rows = [make.event(starts_on="2014-03"), make.output()]
    assert "Last-Modified" not in client.get(address).headers
    for row in rows:
        row.history.update(history_date="2014-01-01T10:00:00Z")
    since = client.get(address).headers["Last-Modified"]
    assert since == "Wed, 01 Jan 2014 10:00:00 GMT"
    assert client.get(address, headers={"If-Modified-Since": since}).status_code == 304
    for row in rows:
        row.delete()
    assert client.get(address, headers={"If-Modified-Since": since}).status_code == 200


def test_the_page_says_what_to_do_with_the_address(client):
    page = client.get("/events/?kind=seminar").content.decode()
    assert 'readonly value="http://127.0.0.1:8000/events.ics?kind=seminar"' in page
    assert "add it to your calendar as a calendar from the internet" in page
