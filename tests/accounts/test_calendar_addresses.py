"""Calendars of deadlines: secret addresses, what they tell, and when they end."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from cityregions.workplan.models import Activity, Output, Phase
from partners.models import CalendarAddress, make_address
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership():
    graz = make.area(name="Graz")
    return make.membership(partner=make.partner(name="City of Graz", area=graz), user=make.user(name="Agnieszka"))


@pytest.fixture
def address(membership):
    return f"/calendar/{make_address(membership, timezone.now())}.ics"


def days(answer):
    return {
        str(entry["summary"]): entry.decoded("dtstart") for entry in Calendar.from_ical(answer.content).walk("VEVENT")
    }


def test_it_tells_what_is_due_from_the_partner_and_what_happens_there(client, membership, address):
    graz = membership.partner.area
    make.output(title="Study", area=graz, status="draft", due_on="2014-03-15")
    make.output(title="Elsewhere", area=make.area(), status="draft", due_on="2014-03-15")
    make.milestone(pilot=make.pilot(area=graz), text="Contract signed", reached_on="2013-05-01")
    make.event(title="Workshop", area=graz, starts_on="2013-06-01")
    make.event(title="Final", starts_on="2014-12-01")
    make.event(title="Far away", area=make.area(), starts_on="2014-12-01")
    first, last, due = date(2013, 1, 1), date(2013, 6, 30), date(2013, 8, 31)
    period = make.period(slug="p", name="Period 3", starts_on=first, ends_on=last, due_on=due)
    make.report(period=period, partner=membership.partner)
    # Nobody owes these: one is handed in, on one no report can be written any more, for one nobody was asked.
    make.report(period=make.period(), partner=membership.partner, status="submitted")
    make.report(period=make.period(locked=True), partner=membership.partner)
    make.period()
    answer = client.get(address)
    assert days(answer) == {
        "Hand in the output: Study": date(2014, 3, 15),
        "Report due: Period 3": due,
        "Contract signed": date(2013, 5, 1),
        "Workshop": date(2013, 6, 1),
        "Final": date(2014, 12, 1),
    }
    assert b"Agnieszka" not in answer.content


def test_nothing_keeps_or_passes_on_the_address(client, address):
    headers = client.get(address).headers
    assert "private" in headers["Cache-Control"]
    assert "public" not in headers["Cache-Control"]
    assert (headers["X-Robots-Tag"], headers["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert client.get(address, headers={"If-None-Match": headers["ETag"]}).status_code == 304
    assert CalendarAddress.objects.get().last_used


def test_a_calendar_without_etags_asks_by_the_moment_of_the_last_change(client, membership, address):
    output = make.output(title="Study", area=membership.partner.area, status="draft", due_on="2014-03-15")
    # Another change may fall into the same second.
    assert "Last-Modified" not in client.get(address).headers
    CalendarAddress.objects.update(told_since=timezone.now() - timedelta(days=2))
    since = client.get(address).headers["Last-Modified"]
    assert client.get(address, headers={"If-Modified-Since": since}).status_code == 304
    output.delete()
    gone = client.get(address, headers={"If-Modified-Since": since})
    assert (gone.status_code, days(gone)) == (200, {})


def test_a_wrong_address_is_not_there(client, address):
    assert client.get("/calendar/wrong.ics").status_code == 404
    assert client.get(f"{address}?colour=red").status_code == 200


@pytest.mark.parametrize("end", ["membership", "account", "partner"])
def test_it_ends_with_the_work_for_the_partner(client, membership, address, end):
    if end == "membership":
        membership.until = timezone.localdate() - timedelta(days=1)
        membership.save()
    elif end == "account":
        membership.user.is_active = False
        membership.user.save()
    else:
        membership.partner.left_on = "2013-12"
        membership.partner.save()
    assert client.get(address).status_code == 404


def test_people_make_renew_and_revoke_it_and_see_it_once(client, membership):
    make.sign_in(client, membership.user)
    page = f"/accounts/calendar/{membership.pk}/"
    assert page in client.get("/accounts/").content.decode()
    first = shown(client.post(page, {"do": "make"}))
    assert "/calendar/" not in client.get(page).content.decode().replace("/accounts/calendar/", "")
    assert client.get(first).status_code == 200
    second = shown(client.post(page, {"do": "make"}))
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert client.post(page, {"do": "revoke"}).status_code == 302
    assert client.get(second).status_code == 404
    assert client.post(page, {"do": "dance"}).status_code == 400


def shown(answer):
    text = answer.content.decode()
    return "/calendar/" + text.split('.ics"')[0].rsplit("/calendar/", 1)[1] + ".ics"


def test_nobody_makes_an_address_for_others(client, membership):
    make.sign_in(client, make.user(coordinator=True))
    assert client.post(f"/accounts/calendar/{membership.pk}/", {"do": "make"}).status_code == 403


def test_only_a_digest_of_the_address_is_kept(membership):
    secret = make_address(membership, timezone.now())
    assert secret not in str(CalendarAddress.objects.values().get())


def test_it_tells_when_the_partners_activities_end_and_the_final_report_is_due(client, membership, address):
    make.project(final_report_due_on="2015-04-01")
    phase = make.phase(ends_on="2014-06")
    make.activity(title="Mapping", phase=phase, responsible=[membership.partner])
    make.activity(title="Study", phase=phase, ends_on="2014-03-15", responsible=[membership.partner])
    make.activity(title="Of others", phase=phase, responsible=[make.partner()])
    assert days(client.get(address)) == {
        "Activity ends: Mapping": date(2014, 6, 30),
        "Activity ends: Study": date(2014, 3, 15),
        "Final report of the project due": date(2015, 4, 1),
    }


def test_a_due_day_that_moves_with_its_activity_is_an_update(client, membership, address):
    activity = make.activity(ends_on="2014-03")
    make.output(title="Study", area=membership.partner.area, status="draft", activity=activity)

    def entry():
        (found,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        return found

    Activity.objects.update(modified="2014-01-01T00:00:00Z")
    Output.objects.update(modified="2014-01-01T00:00:00Z")
    Phase.objects.update(modified="2014-01-01T00:00:00Z")
    before = entry()
    activity.ends_on = "2014-04"
    activity.save()
    after = entry()
    assert (before["uid"], after.decoded("dtstart")) == (after["uid"], date(2014, 4, 30))
    assert int(after["sequence"]) > int(before["sequence"])
