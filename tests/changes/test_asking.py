"""Asking for changes through the API: what it takes, what it refuses, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cityregions.records.changes import following
from cityregions.records.changes.log import Change, Sight, Told
from tests import make
from tests.changes.copies import Copy

pytestmark = pytest.mark.django_db
FEED = "/api/v1/changes/"


@pytest.fixture
def ask(client):
    """Asks the feed: returns the status and the body."""

    def asked(query=""):
        answer = client.get(f"{FEED}?{query}")
        return answer.status_code, answer.json()

    return asked


def told(body):
    return [(change["noun"], change["action"], change["key"]) for change in body["changes"]]


def now(ask):
    return ask("after=now")[1]["next"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("since=2014", "since"),
        ("after=eyJ", "after"),
        ("after=now&after=now", "after"),
        ("noun=pilot", "noun"),
        ("noun=history", "noun"),
        ("page_size=0", "page_size"),
        ("page_size=1001", "page_size"),
    ],
)
def test_what_is_not_known_is_refused(ask, query, parameter):
    status, body = ask(query)
    assert (status, [error["parameter"] for error in body["errors"]]) == (400, [parameter])


def test_a_cursor_of_a_list_is_refused(client, ask):
    for _n in range(2):
        make.area()
    cursor = client.get("/api/v1/areas/?page_size=1").json()["next"].partition("cursor=")[2]
    assert ask(f"after={cursor}")[0] == 400


def test_only_the_nouns_that_are_asked_for_are_told(ask):
    cursor = now(ask)
    make.area(slug="graz")
    partner = make.partner(slug="city")
    assert told(ask(f"after={cursor}&noun=partners")[1]) == [("partners", "created", partner.slug)]
    assert told(ask(f"after={cursor}&noun=phases&noun=events")[1]) == []


def walk(ask, cursor, size):
    """All that is told after a cursor, page by page, and the cursor to go on with."""
    found, more = [], True
    for _page in range(20):
        body = ask(f"after={cursor}&page_size={size}")[1]
        assert len(body["changes"]) <= size
        found, cursor, more = found + told(body), body["next"], body["more"]
        if not more:
            break
    return found, cursor


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_of_any_size_tell_the_same(ask, size):
    for slug in ("graz", "torino"):
        make.area(slug=slug)
    found, cursor = walk(ask, "", size)
    assert found == [("areas", "created", "graz"), ("areas", "created", "torino")]
    for slug, published in (("one", True), ("hidden", False), ("two", True)):
        make.practice(slug=slug, published=published)
    assert walk(ask, cursor, size)[0] == [("practices", "created", "one"), ("practices", "created", "two")]


def test_a_quiet_feed_is_not_sent_again(client, ask):
    address = f"{FEED}?after={now(ask)}"
    tag = client.get(address).headers["ETag"]
    make.practice(published=False)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    make.practice(published=True)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_row_comes_as_its_list_shows_it_and_with_the_request_that_wrote_it(client, ask):
    person = make.user(coordinator=True)
    client.force_login(person)
    cursor = now(ask)
    sent = {"name": "Verkehrsverbund", "category": "agency"}
    headers = {"X-Request-ID": "letter-of-3-may"}
    client.post("/api/v1/stakeholders/", sent, content_type="application/json", headers=headers)
    (change,) = ask(f"after={cursor}")[1]["changes"]
    assert change["request"] == "letter-of-3-may"
    assert change["row"] == client.get("/api/v1/stakeholders/").json()["results"][0]
    assert Change.objects.get(noun="stakeholders").user_id == person.pk


def test_parts_and_lists_of_a_row_change_it_once(client, ask):
    client.force_login(make.user(coordinator=True))
    pilot = make.pilot(slug="tram")
    stakeholder = make.stakeholder(slug="verbund")
    cursor = now(ask)
    sent = {"title": "New", "stakeholders": ["verbund"], "results": [{"text": "Less noise"}]}
    client.patch("/api/v1/pilots/tram/", sent, content_type="application/json")
    body = ask(f"after={cursor}&noun=pilots")[1]
    assert told(body) == [("pilots", "updated", "tram")]
    type(stakeholder).objects.filter(pk=stakeholder.pk).update(slug="verkehr")
    body = ask(f"after={body['next']}")[1]
    expected = [("stakeholders", "updated", "verkehr"), ("stakeholders", "deleted", "verbund")]
    assert told(body) == [*expected, ("pilots", "updated", "tram")]
    assert body["changes"][2]["row"]["stakeholders"] == ["verkehr"]
    pilot.results.all().delete()
    assert told(ask(f"after={body['next']}")[1]) == [("pilots", "updated", "tram")]


def test_with_other_rights_a_copy_is_taken_anew(client, ask):
    partner = make.partner()
    person = make.user(partner)
    draft = make.practice(slug="draft", published=False)
    client.force_login(person)
    copy = Copy(person).follow()
    assert ("practices", draft.slug) in copy.rows
    cursor = now(ask)
    assert ask(f"after={cursor}")[0] == 200
    person.memberships.update(until=timezone.localdate() - timedelta(days=1))
    status, body = ask(f"after={cursor}")
    assert (status, body["errors"][0]["code"]) == (410, "cursor_gone")
    assert copy.follow().differences() == []
    assert ("practices", draft.slug) not in copy.rows


def test_a_cursor_is_of_no_use_to_others(client, ask):
    cursor = now(ask)
    client.force_login(make.user(coordinator=True))
    assert ask(f"after={cursor}")[0] == 410


def test_a_contact_sees_what_its_organisation_is_party_to_as_long_as_it_is(client):
    stakeholder, person = make.stakeholder(), make.user()
    make.contact(stakeholder=stakeholder, user=person, email=person.email)
    agreement = make.agreement(slug="letter", published=False)
    others = make.party(agreement=agreement)
    copy, visitor = Copy(person).follow(), Copy().follow()
    party = make.party(agreement=agreement, stakeholder=stakeholder)
    places = {("agreements", "letter"), ("parties", party.pk), ("parties", others.pk)}
    assert places <= copy.follow().rows.keys()
    party.delete()
    assert places.isdisjoint(copy.follow().rows)
    assert (copy.differences(), visitor.follow().differences()) == ([], [])
    assert places.isdisjoint(visitor.rows)


def test_what_a_draft_report_says_is_told_once_it_is_handed_in():
    entry = make.progress_entry(report=make.report(status="draft"))
    own, other = make.user(entry.report.partner), make.user(make.partner())
    copies = {person: Copy(person).follow() for person in (own, other, make.user(coordinator=True))}
    place = ("progress-entries", entry.pk)
    assert [place in copy.rows for copy in copies.values()] == [True, False, False]
    for status, seen in (("submitted", [True] * 3), ("returned", [True, False, False])):
        type(entry.report).objects.filter(pk=entry.report.pk).update(status=status)
        assert [place in copy.follow().rows for copy in copies.values()] == seen
        assert [copy.differences() for copy in copies.values()] == [[], [], []]


def test_two_who_share_a_sight_are_both_told_that_a_row_is_gone():
    """One asks before and after every change, the other once in a while."""
    practice = make.practice(slug="park")
    often, seldom = Copy().follow(), Copy().follow()
    for published in (False, True, False):
        practice.published = published
        practice.save()
        often.follow()
        practice.name += "!"
        practice.save()
    assert (often.follow().rows, seldom.follow().rows) == ({}, {})


def test_the_costs_do_not_grow_with_the_changes(client, ask):
    cursor = now(ask)
    make.party()
    make.milestone()
    ask(f"after={cursor}")
    one = cost(client, cursor)
    for _n in range(3):
        make.party()
        make.milestone()
    ask(f"after={cursor}")
    assert cost(client, cursor) == one


def cost(client, cursor):
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{FEED}?after={cursor}&page_size=1000")
    return len(captured)


def test_what_is_too_old_is_thrown_away_and_its_cursors_are_gone(ask, settings):
    settings.CHANGES_KEPT_DAYS = 7
    cursor = now(ask)
    practice = make.practice(slug="park")
    ask(f"after={cursor}")
    Change.objects.update(ordered_at=timezone.now() - timedelta(days=9))
    make.area(slug="graz")
    following.tidy(timezone.now())
    assert list(Change.objects.values_list("noun", flat=True)) == ["areas"]
    Sight.objects.update(used_on=timezone.localdate() - timedelta(days=9))
    following.tidy(timezone.now())
    assert not Told.objects.filter(row=practice.pk).exists()


@pytest.mark.parametrize(("days", "status"), [(0, 200), (7, 200), (8, 410)])
def test_a_cursor_holds_as_many_days_as_the_setting_says(ask, settings, days, status):
    settings.CHANGES_KEPT_DAYS = 7
    cursor = following.read_cursor(now(ask), following.Reader(None).sight)
    old = following.Cursor(cursor.sight, cursor.position, cursor.day - days).signed()
    answer = ask(f"after={old}")
    assert answer[0] == status
    assert status == 410 or (answer[1]["next"] == old) == (days == 0)
