"""Engagement: planned with a stakeholder, due from whoever is responsible, and its record afterwards."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from cityregions.records.duties import due_from, own
from partners.models import make_address
from stakeholders.models import EngagementAction
from tests import make
from tests.editing.forms import Form
from tests.pages.reading import section, text

pytestmark = pytest.mark.django_db
TODAY = date(2014, 3, 12)


@pytest.fixture
def graz():
    return make.area(name="Graz", slug="graz")


@pytest.fixture
def museum(graz):
    return make.stakeholder(name="Museum", slug="museum", area=graz)


@pytest.fixture
def anna(graz):
    return make.user(partner=make.partner(area=graz), name="Anna")


def planned(stakeholder, **fields):
    return make.engagement_action(stakeholder=stakeholder, due_on=date(2014, 3, 20), **fields)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_on": None}, "Say by which day it is to be done."),
        ({"status": "done"}, "What is done has the day on which it was done; nothing else has one."),
        (
            {"done_on": date(2014, 1, 1)},
            "What is done has the day on which it was done; nothing else has one.",
        ),
        ({"status": "dropped"}, "Say why it was dropped."),
    ],
)
def test_the_database_keeps_what_a_state_needs(museum, fields, sentence):
    values = {"level": "inform", "what": "Write", "due_on": TODAY} | fields
    with pytest.raises(ValidationError) as raised:
        EngagementAction(stakeholder=museum, **values).full_clean()
    assert raised.value.messages == [sentence]
    with pytest.raises(IntegrityError), transaction.atomic():
        EngagementAction.objects.create(stakeholder=museum, **values)


def test_it_is_due_from_the_person_responsible_and_from_all_of_the_area_where_nobody_is(museum, anna, graz):
    otto = make.user(partner=make.partner(area=graz))
    gone = make.user(partner=make.partner(area=make.area()))
    planned(museum, what="Of Anna", responsible=anna)
    planned(museum, what="Of all")
    planned(museum, what="Of one who left", responsible=gone)
    planned(museum, what="Done", status="done", done_on=TODAY)
    planned(make.stakeholder(area=make.area()), what="Elsewhere")
    assert [str(duty.record) for duty in due_from(anna, TODAY)] == ["Of Anna", "Of all", "Of one who left"]
    assert [str(duty.record) for duty in due_from(otto, TODAY)] == ["Of all", "Of one who left"]
    assert due_from(gone, TODAY) == []


def test_a_coordinator_who_is_responsible_has_it_on_the_own_desk(museum):
    maria, other = make.user(coordinator=True), make.user(coordinator=True)
    planned(museum, what="Of Maria", responsible=maria)
    assert [str(duty.record) for duty in own(maria, TODAY)] == ["Of Maria"]
    assert (own(other, TODAY), len(due_from(other, TODAY))) == ([], 1)


def test_the_desk_and_the_calendar_name_it_with_a_link_and_a_lasting_id(client, museum, anna):
    action = planned(museum, what="Invite its board", responsible=anna, level="involve")
    planned(museum, what="Of another", responsible=make.user(partner=anna.memberships.get().partner))
    membership = anna.memberships.get()
    address = f"/calendar/{make_address(membership, timezone.now())}.ics"
    (entry,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert (entry.decoded("dtstart"), str(entry["summary"])) == (
        date(2014, 3, 20),
        "Engage the stakeholder: involve: Invite its board",
    )
    assert str(entry["url"]).endswith(f"/engagement/{action.pk}/edit/")
    uid = str(entry["uid"])
    assert uid.startswith(f"engagementaction-{action.pk}-due-")
    action.what = "Invite its board and its director"
    action.save()
    (again,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert (str(again["uid"]), str(again["summary"])[-12:]) == (uid, "its director")
    client.force_login(anna)
    page = text(client.get("/desk/"))
    assert "Engage the stakeholder: involve" in page
    assert "Museum: Invite its board and its director" in page


def test_two_contacts_of_one_organisation_are_two_entries_that_calendars_tell_apart(client, museum, anna):
    for day in (1, 2):
        make.contact(stakeholder=museum, review_on=timezone.localdate() + timedelta(days=day))
    address = f"/calendar/{make_address(anna.memberships.get(), timezone.now())}.ics"
    uids = [str(entry["uid"]) for entry in Calendar.from_ical(client.get(address).content).walk("VEVENT")]
    assert len(uids) == len(set(uids))


def test_the_page_of_the_stakeholder_shows_its_record_to_the_partnership_alone(client, museum, anna):
    planned(museum, what="Invite it", responsible=anna)
    make.engagement_action(
        stakeholder=museum, what="Asked it", status="done", due_on=None, done_on=date(2013, 5, 2), outcome="It agrees"
    )
    make.engagement_action(stakeholder=museum, what="Visit", status="dropped", due_on=date(2013, 9, 1), outcome="Shut")
    both = make.event(title="Forum", starts_on="2013-07", host=museum)
    both.participant_organisations.add(museum)
    make.event(title="Fair", starts_on="2012").speaker_organisations.add(museum)
    assert "Invite it" not in text(client.get("/stakeholders/museum/"))
    client.force_login(anna)
    told = section(client.get("/stakeholders/museum/"), "Engagement")
    words = ["Planned", "Invite it", "due 20 March 2014", "late", "Anna", "So far"]
    words += ["Visit", "1 September 2013", "dropped", "Shut", "Forum", "July 2013", "hosted an event"]
    words += ["Asked it", "2 May 2013", "It agrees", "Fair", "2012", "spoke at an event"]
    places = [told.index(word) for word in words]
    assert places == sorted(places)
    assert told.count("Forum") == 1


def test_staff_plan_an_action_and_later_say_what_came_of_it(client, museum, anna):
    client.force_login(anna)
    address = "/stakeholders/museum/engagement/new/"
    form = Form(client.get(address)).fields
    assert form["responsible"] == str(anna.pk)
    form["level"], form["what"] = "consult", "Ask it about trains"
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "Say by which day it is to be done." in text(answer)
    form["due_on"] = "2099-05-01"
    assert client.post(address, form).status_code == 302
    action = EngagementAction.objects.get()
    assert (action.stakeholder, action.responsible, action.status) == (museum, anna, "planned")
    address = f"/engagement/{action.pk}/edit/"
    form = Form(client.get(address)).fields
    form["status"], form["done_on"], form["outcome"] = "done", "2014-03-01", "It wants night trains"
    assert client.post(address, form).headers["Location"] == f"/stakeholders/museum/#engagement-{action.pk}"
    action.refresh_from_db()
    assert (action.status, action.done_on, action.outcome) == ("done", date(2014, 3, 1), "It wants night trains")
    assert [line.history_type for line in action.history.all()] == ["~", "+"]


def test_only_people_of_the_area_and_coordinators_are_offered_and_taken(client, museum, anna):
    stranger = make.user(partner=make.partner(area=make.area()), name="Stranger")
    make.user(coordinator=True, name="Maria")
    client.force_login(anna)
    page = client.get("/stakeholders/museum/engagement/new/")
    assert ("Maria" in text(page), "Stranger" in text(page)) == (True, False)
    with pytest.raises(ValidationError, match="Choose somebody who works for a partner of the area"):
        EngagementAction(stakeholder=museum, level="inform", what="x", due_on=TODAY, responsible=stranger).full_clean()


def test_whoever_left_stays_named_where_something_else_is_changed(museum, anna):
    action = planned(museum, responsible=anna)
    anna.memberships.update(until=date(2014, 1, 1))
    action = EngagementAction.objects.get(pk=action.pk)
    action.what = "Still the same"
    action.full_clean()
    assert action.responsible == anna


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Old", "Next", "Over"]),
        ("?area=graz", ["Old", "Next", "Over"]),
        ("?area=whole_project", []),
        ("?level=empower", ["Next"]),
        ("?status=done", ["Over"]),
        ("?overdue=true", ["Old"]),
        ("?overdue=false", ["Next", "Over"]),
        ("?stakeholder=museum&search=over", ["Over"]),
        ("?ordering=-done_on", ["Over", "Old", "Next"]),
    ],
)
def test_the_list_is_narrowed_down(client, museum, anna, query, expected):
    make.engagement_action(stakeholder=museum, what="Old", due_on=TODAY)
    make.engagement_action(stakeholder=museum, what="Next", level="empower")
    make.engagement_action(stakeholder=museum, what="Over", due_on=None, status="done", done_on=TODAY)
    client.force_login(anna)
    page = client.get(f"/engagement/{query}")
    assert [str(action) for action in page.context["object_list"]] == expected


def test_the_list_is_narrowed_down_to_one_person_and_taken_along(client, museum, anna):
    planned(museum, what="=Mine", responsible=anna)
    planned(museum, what="Of all")
    client.force_login(anna)
    page = client.get(f"/engagement/?responsible={anna.pk}")
    assert [str(action) for action in page.context["object_list"]] == ["=Mine"]
    lines = b"".join(client.get(f"/engagement/?responsible={anna.pk}&format=csv").streaming_content).decode()
    assert "Museum,Graz,consult,'=Mine,Anna,2014-03-20,planned" in lines
    assert client.get("/engagement/?responsible=99999").status_code == 400


def test_programs_of_the_partnership_read_and_write_it(client, museum, anna):
    client.force_login(anna)
    body = {"stakeholder": "museum", "level": "inform", "what": "Write", "due_on": "2014-05-01", "responsible": anna.pk}
    answer = client.post("/api/v1/engagement-actions/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 201
    assert {key: answer.json()[key] for key in body} == body
    wrong = client.patch(
        f"/api/v1/engagement-actions/{answer.json()['id']}/",
        json.dumps({"status": "dropped"}),
        content_type="application/json",
        headers={"If-Match": answer.headers["ETag"]},
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["detail"]) == (400, "Say why it was dropped.")
    client.logout()
    assert client.get("/api/v1/engagement-actions/").json()["results"] == []
