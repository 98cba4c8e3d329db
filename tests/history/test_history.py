"""The history: who changed what, when, from what to what and why, as a page and in the API."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Membership
from stakeholders.models import Contact
from tests import make
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A coordinator's browser."""
    client.force_login(make.user(coordinator=True, name="Maria Chief", email="maria@example.org"))
    return client


@pytest.fixture
def history(desk):
    """Asks the API for changes as a coordinator: `history("record=pilot/x")`."""
    return lambda query="": answer(desk, query)


def answer(browser, query=""):
    body = browser.get(f"/api/v1/history/?{query}").json()
    return body.get("results", body)


def changed(row, reason="", by=None, at=None, **values):
    """Changes a row, by a person and at a moment."""
    for name, value in values.items():
        setattr(row, name, value)
    row._change_reason, row._history_user = reason, by
    row.save()
    if at:
        row.history.filter(pk=row.history.first().pk).update(history_date=at)
    return row


def contact(**fields):
    facts = {"name": "Anna Muster", "email": "anna@example.net", "lawful_basis": "consent", "review_on": "2030-01-01"}
    return make.row(Contact, {"stakeholder": make.stakeholder}, **facts | fields)


def summary(rows):
    return [(row["change"], row["record"]["record"]) for row in rows]


def test_a_change_tells_who_what_from_what_to_what_and_why(history):
    ida = make.user(make.partner(), name="Ida Staff")
    town = make.stakeholder(slug="town", name="Town", level="municipal")
    changed(town, "New statute", ida, level="regional", name="New Town")
    row = history("record=stakeholder/town&change=changed")[0]
    del row["at"], row["id"]
    assert row == {
        "person": {"id": ida.pk, "name": "Ida Staff"},
        "change": "changed",
        "record": {"record": "stakeholder/town", "name": "New Town"},
        "part_of": None,
        "fields_changed": [
            {"field": "name", "label": "Name", "old": "Town", "new": "New Town"},
            {"field": "level", "label": "Level", "old": "municipal", "new": "regional"},
        ],
        "reason": "New statute",
        "request_id": "",
    }


def test_the_page_tells_it_in_words(desk):
    town = make.stakeholder(slug="town", name="Town", level="municipal")
    changed(town, "New statute", make.user(name="Ida Staff"), level="inter_municipal", area=None)
    page = text(desk.get("/history/?record=stakeholder/town"))
    assert "Ida Staff New statute" in page
    assert "Level municipal inter-municipal" in page


def test_related_records_appear_by_name_lists_too_and_by_slug_in_the_api(desk, history):
    pilot = make.pilot(slug="bus", area=make.area(slug="graz", name="Graz"))
    pilot.partners.set([make.partner(slug="city", name="City of Graz")])
    assert "Partners – City of Graz" in text(desk.get("/history/?record=pilot/bus&change=changed"))
    row = history("record=pilot/bus&change=changed")[0]
    assert row["fields_changed"] == [{"field": "partners", "label": "Partners", "old": [], "new": ["city"]}]
    began = {each["field"]: each["new"] for each in history("record=pilot/bus&change=created")[0]["fields_changed"]}
    assert began["area"] == "graz"


def test_dates_appear_as_they_are_known(desk, history):
    party = make.party(agreement=make.agreement(slug="deal"), signed_on="2014")
    changed(party, signed_on="2014-03")
    assert "Signed on 2014 March 2014" in text(desk.get("/history/?record=agreement/deal"))
    row = history(f"record=party/{party.pk}&change=changed")[0]
    assert row["fields_changed"] == [{"field": "signed_on", "label": "Signed on", "old": "2014", "new": "2014-03"}]


def test_what_is_deleted_keeps_its_name_in_what_spoke_of_it(desk):
    place, entry_of = make.stakeholder(name="Old Mill"), make.stakeholder_map(slug="map")
    entry = make.entry(stakeholder_map=entry_of, stakeholder=place)
    entry.delete()
    place.delete()
    assert "Old Mill (Map" in text(desk.get("/history/?record=stakeholder-map/map"))


def test_parts_are_shown_with_the_whole_however_deep(history):
    pilot = make.pilot(slug="bus")
    milestone = make.milestone(pilot=pilot, text="Opening")
    changed(milestone, text="Grand opening")
    assert summary(history("record=pilot/bus")) == [
        ("changed", f"milestone/{milestone.pk}"),
        ("created", f"milestone/{milestone.pk}"),
        ("created", "pilot/bus"),
    ]
    assert history("record=pilot/bus")[0]["part_of"] == {"record": "pilot/bus", "name": str(pilot)}
    rating = make.assessment(entry=make.entry(stakeholder_map=make.stakeholder_map(slug="map")))
    expected = [f"assessment/{rating.pk}", f"map-entry/{rating.entry_id}", "stakeholder-map/map"]
    assert [row["record"]["record"] for row in history("record=stakeholder-map/map")] == expected


def test_it_is_narrowed_down_by_person_kind_of_record_kind_of_change_and_days(history):
    ida, jan = make.user(make.partner(), name="Ida"), make.user(make.partner(), name="Jan")
    town = make.stakeholder(slug="town")
    for day, person in ((14, ida), (15, jan), (16, ida)):
        changed(town, str(day), person, datetime(2014, 3, day, 12, tzinfo=UTC), role=str(day))

    def reasons(query):
        return [row["reason"] for row in history(f"record=stakeholder/town&change=changed&{query}")]

    assert reasons("") == ["16", "15", "14"]
    assert reasons(f"person={ida.pk}") == ["16", "14"]
    assert reasons("since=2014-03-15") == ["16", "15"]
    assert reasons("until=2014-03-15") == ["15", "14"]
    assert reasons("since=2014-03-15&until=2014-03-15") == ["15"]
    assert reasons("until=2014-02") == []
    assert reasons("noun=stakeholder&noun=pilot&since=2014&until=2014") == ["16", "15", "14"]
    assert reasons("noun=pilot") == []


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("colour=red", 400, "colour"),
        ("change=burnt", 400, "created, changed, deleted"),
        ("noun=town", 400, "stakeholder-map"),
        ("since=yesterday", 400, "is not a date"),
        ("person=0", 400, "person"),
        ("cursor=abc", 400, "start again"),
        ("page_size=0", 400, "page size"),
        ("person=1&person=2", 400, "give it once"),
        ("record=stakeholder/nowhere", 404, "Not found"),
        ("record=town/x", 404, "Not found"),
        ("record=relation/x", 404, "Not found"),
    ],
)
def test_what_the_history_does_not_know_is_refused(desk, query, status, said):
    response = desk.get(f"/api/v1/history/?{query}")
    assert response.status_code == status
    assert said in response.content.decode()
    page = desk.get(f"/history/?{query.replace('cursor', 'place')}")
    assert page.status_code == status


def test_pages_neither_repeat_nor_skip_a_change_in_either_direction(desk):
    moment = datetime(2014, 3, 15, tzinfo=UTC)
    for n in range(3):
        changed(make.stakeholder(slug=f"s-{n}"), at=moment, role="x")
        changed(make.practice(slug=f"p-{n}"), at=moment, name="x")
    everything = [row["id"] for row in answer(desk, "count=true")]
    address, forward, pages = "/api/v1/history/?page_size=2", [], []
    while address:
        body = desk.get(address).json()
        forward += [row["id"] for row in body["results"]]
        pages.append(body)
        address = body["next"]
    assert forward == everything
    assert desk.get("/api/v1/history/?count=true").json()["count"] == len(everything)
    back = desk.get(pages[-1]["previous"]).json()
    assert back["results"] == pages[-2]["results"]
    assert pages[0]["previous"] is None


def test_the_page_leads_to_older_and_newer_changes(desk):
    town = make.stakeholder(slug="town")
    for n in range(51):
        changed(town, f"No. {n}", role=str(n))
    first = desk.get("/history/?record=stakeholder/town")
    assert [change.reason for change in first.context["page"].changes] == [f"No. {n}" for n in range(50, 0, -1)]
    older = desk.get(f"/history/?record=stakeholder/town&place={first.context['page'].older.signed()}")
    assert [change.reason for change in older.context["page"].changes] == ["No. 0", ""]
    newer = older.context["page"].newer.signed()
    again = desk.get(f"/history/?record=stakeholder/town&place={newer}")
    assert [change.reason for change in again.context["page"].changes] == [f"No. {n}" for n in range(50, 0, -1)]


def test_visitors_sign_in_first_and_contacts_find_nothing(client):
    assert client.get("/history/").headers["Location"] == "/accounts/login/?next=/history/"
    assert client.get("/api/v1/history/").status_code == 401
    person = make.user()
    contact(user=person)
    client.force_login(person)
    assert [client.get(address).status_code for address in ("/history/", "/api/v1/history/")] == [404, 404]


def test_staff_see_contacts_of_their_own_area_only(client):
    here, there = make.area(), make.area()
    own = contact(stakeholder=make.stakeholder(slug="own", area=here), name="Anna Own")
    other = contact(stakeholder=make.stakeholder(slug="other", area=there), name="Otto Other")
    client.force_login(make.user(make.partner(area=here)))
    assert summary(answer(client, "noun=contact")) == [("created", f"contact/{own.pk}")]
    assert client.get(f"/history/?record=contact/{other.pk}").status_code == 404
    assert "Otto" not in text(client.get("/history/"))
    assert summary(answer(client, "record=stakeholder/other")) == [("created", "stakeholder/other")]


def test_a_deleted_row_is_seen_by_coordinators_and_by_those_whose_area_it_was_at_last(client):
    here, there = make.area(), make.area()
    moved = make.stakeholder(slug="moved", area=here)
    changed(moved, area=there)
    moved.delete()
    pilot = make.pilot(slug="bus", area=here)
    milestone = make.milestone(pilot=pilot)
    number = milestone.pk
    pilot.delete()
    expected = {
        make.user(coordinator=True): [f"milestone/{number}", "pilot/bus", "stakeholder/moved"],
        make.user(make.partner(area=here)): [f"milestone/{number}", "pilot/bus"],
        make.user(make.partner(area=there)): ["stakeholder/moved"],
    }
    for person, seen in expected.items():
        client.force_login(person)
        assert sorted(row["record"]["record"] for row in answer(client, "change=deleted")) == seen
        for address in ("stakeholder/moved", "pilot/bus"):
            assert client.get(f"/history/?record={address}").status_code == (200 if address in seen else 404)


def test_a_person_without_a_name_is_never_called_by_the_address(client):
    here = make.area()
    nameless = make.user(make.partner(area=here), email="secret@example.org")
    changed(make.stakeholder(slug="town", area=here), by=nameless, role="x")
    reader = make.user(make.partner(area=here), name="Ida")
    client.force_login(reader)
    page = client.get("/history/?record=stakeholder/town").content.decode()
    assert f"account no. {nameless.pk}" in page
    assert "secret@" not in page
    assert answer(client, "record=stakeholder/town")[0]["person"]["name"] == f"account no. {nameless.pk}"
    assert Membership.objects.filter(user=nameless).exists()
    client.force_login(make.user(coordinator=True))
    assert "secret@" not in client.get("/history/?noun=membership").content.decode()


def test_the_costs_do_not_grow_with_the_changes(desk):
    area = make.area(slug="here")

    def queries(address):
        with CaptureQueriesContext(connection) as found:
            assert desk.get(address).status_code == 200
        return len(found)

    def some():
        pilot = make.pilot(area=make.area(), partners=[make.partner(area=area)], stakeholders=[make.stakeholder()])
        make.milestone(pilot=pilot)
        make.assessment(entry=make.entry(stakeholder_map=make.stakeholder_map(area=area)))
        make.relation()
        make.party(agreement=make.agreement(area=area)).delete()
        contact()

    some()
    for address in ("/history/", "/api/v1/history/?page_size=1000"):
        one = queries(address)
        some()
        some()
        assert queries(address) == one
