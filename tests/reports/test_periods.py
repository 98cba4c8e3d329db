"""Coordinators make periods, one by one or all at once; every partner that takes part is asked for its report."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cityregions.workplan.models import PartnerReport, ReportingPeriod
from tests import make

pytestmark = pytest.mark.django_db

STRETCH = {"starts_on": "2012-02-01", "ends_on": "2013-08-31", "months": "6", "days": "31"}


@pytest.fixture
def coordinator(client, maria):
    client.force_login(maria)
    return client


def dates():
    return list(ReportingPeriod.objects.values_list("starts_on", "ends_on", "due_on"))


def test_the_projects_time_is_divided_into_half_years_in_one_go(coordinator):
    make.phase(number=1, starts_on="2012-02", ends_on="2012-12")
    make.phase(number=2, starts_on="2013-01", ends_on="2013-08-31")
    make.partner(left_on="2012-03")
    stays = make.partner()
    page = coordinator.get(reverse("period-propose"))
    assert page.context["form"].initial == {"starts_on": date(2012, 2, 1), "ends_on": date(2013, 8, 31)}
    shown = coordinator.post(reverse("period-propose"), STRETCH)
    assert (len(shown.context["proposed"]), ReportingPeriod.objects.count()) == (4, 0)
    coordinator.post(reverse("period-propose"), {**STRETCH, "_make": "1"})
    assert dates() == [
        (date(2012, 2, 1), date(2012, 6, 30), date(2012, 7, 31)),
        (date(2012, 7, 1), date(2012, 12, 31), date(2013, 1, 31)),
        (date(2013, 1, 1), date(2013, 6, 30), date(2013, 7, 31)),
        (date(2013, 7, 1), date(2013, 8, 31), date(2013, 10, 1)),
    ]
    first = ReportingPeriod.objects.first()
    assert (first.slug, first.name) == ("period-1", "Period 1, February 2012 to June 2012")
    assert (PartnerReport.objects.count(), stays.reports.count()) == (5, 4)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"ends_on": "2012-01-31"}, "ends_on", "The last day is before the first one."),
        ({"ends_on": "9999-12-31"}, "ends_on", "Write a year from 1900 to 2200."),
        ({"starts_on": "0001-01-01"}, "starts_on", "Write a year from 1900 to 2200."),
        ({"ends_on": "2199-12-31"}, "months", "These are more than 60 periods: make them longer."),
        ({"starts_on": "2013-12-31", "ends_on": "2014-01-31"}, "starts_on", "This time is part of “Second half”"),
        ({"days": "366"}, "days", "Ensure this value is less than or equal to 365."),
        ({"months": "5"}, "months", "Select a valid choice."),
    ],
)
def test_what_cannot_be_divided_is_told_beside_the_field(coordinator, period, wrong, field, sentence):
    answer = coordinator.post(reverse("period-propose"), STRETCH | wrong | {"_make": "1"})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field][0].startswith(sentence)
    assert ReportingPeriod.objects.count() == 1


def test_what_a_period_refuses_is_told_and_none_is_made(coordinator):
    make.project(starts_on="2013-01-01")
    answer = coordinator.post(reverse("period-propose"), STRETCH | {"days": "0", "_make": "1"})
    assert (answer.status_code, ReportingPeriod.objects.count()) == (422, 0)
    assert answer.context["form"].non_field_errors() == ["The project starts later than this: 1 January 2013."]


def test_a_period_does_not_lie_within_another(coordinator, period):
    fields = {"name": "New", "starts_on": "2013-12-31", "ends_on": "2014-06-30", "due_on": "2014-07-31", "base": ""}
    answer = coordinator.post(reverse("period-new"), fields)
    assert answer.context["form"].errors == {
        "starts_on": ["Periods do not overlap: part of this one lies in “Second half”."]
    }


def test_saving_a_period_asks_the_partners_of_it(coordinator):
    make.partner(slug="graz")
    fields = {"name": "New", "starts_on": "2014-01-01", "ends_on": "2014-06-30", "due_on": "2014-07-31", "base": ""}
    assert coordinator.post(reverse("period-new"), fields).status_code == 302
    assert list(PartnerReport.objects.values_list("partner__slug", "status")) == [("graz", "draft")]


def test_only_coordinators_make_periods(client, anna, period):
    client.force_login(anna)
    pages = [reverse("period-propose"), reverse("period-new"), reverse("period-edit", args=[period.slug])]
    assert [client.get(page).status_code for page in pages] == [403] * 3
    assert client.post(reverse("period-propose"), {**STRETCH, "_make": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ((2013, 12, 31), "not_yet_due"),
        ((2014, 1, 1), "due"),
        ((2014, 1, 31), "due"),
        ((2014, 2, 1), "overdue"),
    ],
)
@pytest.mark.parametrize("locked", [False, True])
def test_what_a_report_is_on_a_day(coordinator, today, day, state, locked):
    report = make.report(period=make.period(locked=locked))
    today(*day)
    found = {
        value: [row.pk for row in coordinator.get(f"/reports/?state={value}").context["object_list"]]
        for value in PartnerReport.State.values
    }
    assert {value: rows for value, rows in found.items() if rows} == {state: [report.pk]}
    assert report.state(date(*day)) == state


def test_partners_stand_side_by_side_the_late_ones_first(coordinator, today, period):
    for status in ("accepted", "draft", "submitted", "sent_back"):
        note = "More" if status == "sent_back" else ""
        make.report(period=period, partner=make.partner(name=status), status=status, note=note)
    make.partner(name="not asked")
    today(2014, 2, 1)
    lines = coordinator.get(period.get_absolute_url()).context["lines"]
    assert [line.partner.name for line in lines] == ["draft", "sent_back", "not asked", "submitted", "accepted"]


def test_what_was_sent_back_is_late_as_well(coordinator, today, period):
    report = make.report(period=period, status="sent_back", note="More")
    make.report(period=period, status="submitted")
    today(2014, 2, 1)
    late = coordinator.get("/reports/?late=true").context["object_list"]
    assert [row.pk for row in late] == [report.pk]


@pytest.mark.parametrize("address", ["/reports/?state=never", "/reports/?period=x", "/reports/?foo=1"])
def test_an_unknown_filter_is_refused(coordinator, address):
    assert coordinator.get(address).status_code == 400


def test_reports_are_found_by_their_partner_and_period(coordinator, graz, torino, period):
    for partner in (graz, torino):
        make.report(period=period, partner=partner)
    found = {words: rows(coordinator.get("/reports/", {"search": words})) for words in ("graz", "second torino", "x")}
    assert found == {"graz": ["graz"], "second torino": ["torino"], "x": []}


def rows(answer):
    return [report.partner.slug for report in answer.context["object_list"]]


def test_the_main_navigation_leads_the_partnership_to_the_reports(client, anna):
    link = '<a href="/reports/">'
    assert link not in client.get("/partners/").content.decode()
    make.sign_in(client, anna)
    assert link in client.get("/partners/").content.decode()


def moment(*day):
    return datetime(*day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "state", "late"),
    [
        ("2013-12-31", "not yet due", False),
        ("2014-01-31", "due", False),
        ("2014-02-01", "overdue", True),
        ("2014-02-03", "submitted", False),
        ("2014-02", "accepted", False),
    ],
)
def test_the_list_and_its_export_show_a_day(coordinator, today, period, graz, on, state, late):
    """A report that was loaded with its own dates; its history is of today."""
    dates = {"submitted_at": moment(2014, 2, 3), "decided_at": moment(2014, 2, 10)}
    report = make.report(period=period, partner=graz, status="accepted", **dates)
    today(2014, 3, 1)
    [shown] = coordinator.get("/reports/", {"on": on}).context["object_list"]
    assert (shown.now.label, shown.late, bool(shown.submitted_at)) == (
        state,
        late,
        state in {"submitted", "accepted"},
    )
    lines = b"".join(coordinator.get("/reports/", {"on": on, "format": "csv"})).decode().splitlines()
    assert f",{state}," in lines[1]
    assert rows(coordinator.get("/reports/", {"on": on, "late": "true"})) == (["graz"] if late else [])
    key = PartnerReport.State(report.state(date(2014, 3, 1))).value if state == "accepted" else state.replace(" ", "_")
    assert rows(coordinator.get("/reports/", {"on": on, "state": key, "period": period.slug})) == ["graz"]
    report.refresh_from_db()
    assert report.status == "accepted"


def test_an_earlier_day_of_a_report_that_was_submitted_again_is_told_by_its_history(coordinator, today, period, graz):
    report = make.report(period=period, partner=graz)
    for day, status, note in ((1, "submitted", ""), (2, "sent_back", "More"), (3, "submitted", "More")):
        report._history_date = moment(2014, 2, day)
        report.status, report.note = status, note
        report.submitted_at = moment(2014, 2, day) if status == "submitted" else report.submitted_at
        report.save()
    today(2014, 3, 1)
    states = [coordinator.get(f"/reports/?on=2014-02-0{day}").context["object_list"][0].now.value for day in (1, 2, 3)]
    assert states == ["submitted", "sent_back", "submitted"]


def test_what_was_told_for_the_last_day_moves_with_it_through_the_api_too(coordinator):
    days = {"starts_on": date(2013, 7, 1), "ends_on": date(2013, 12, 31), "due_on": date(2014, 1, 31)}
    report = make.report(period=make.period(slug="second", **days), started_at=datetime(2013, 12, 1, tzinfo=UTC))
    entry = make.progress_entry(report=report, activity=make.activity(), reported_on=date(2013, 12, 31))
    body = {"ends_on": "2013-11-30"}
    answer = coordinator.patch("/api/v1/reporting-periods/second/", body, "application/json")
    entry.refresh_from_db()
    assert (answer.status_code, entry.reported_on) == (200, date(2013, 11, 30))
    entry.full_clean()
