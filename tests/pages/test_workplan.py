"""The work plan: phases, activities, and how much of what they owe is handed in."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from cityregions.workplan import progress
from tests import make
from tests.pages.reading import cells, links, text

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


@pytest.fixture
def phase():
    return make.phase(slug="phase-1", number=1, name="Mapping", starts_on="2013-01", ends_on="2013-12")


def sums(phase):
    return (phase.delivered, phase.owed, phase.percent)


def counted(phases):
    """For each phase and each of its activities: delivered, owed, per cent."""
    return [
        (
            each.phase.slug,
            (each.delivered, each.owed, each.percent),
            [(a.activity.slug, a.percent) for a in each.activities],
        )
        for each in phases
    ]


def test_an_activity_without_outputs_has_no_per_cent(phase):
    make.activity(slug="seminar", phase=phase)
    assert counted(progress.of_phases(VISITOR, date(2014, 1, 1))) == [("phase-1", (0, 0, None), [("seminar", None)])]


@pytest.mark.parametrize(
    ("fields", "on", "delivered"),
    [
        ({"delivered_on": "2013-04-16"}, "2013-04-15", 0),
        ({"delivered_on": "2013-04-16"}, "2013-04-16", 1),
        ({"delivered_on": "2013"}, "2013-12-30", 0),
        ({"delivered_on": "2013"}, "2013-12-31", 1),
        ({"status": "published"}, "2013-12-30", 0),
        ({"status": "published"}, "2013-12-31", 1),
        ({"status": "published", "due_on": "2013-06"}, "2013-12-30", 0),
        ({"status": "endorsed"}, "2013-12-31", 1),
        ({"status": "draft"}, "2020-01-01", 0),
        ({"status": "in_review", "delivered_on": "2013-05"}, "2013-06-01", 1),
    ],
)
def test_an_output_counts_from_its_day_or_else_from_the_end_of_its_phase(phase, fields, on, delivered):
    make.output(activity=make.activity(phase=phase), **fields)
    coordinator = make.user(coordinator=True)
    [found] = progress.of_phases(coordinator, date.fromisoformat(on))
    assert (found.delivered, found.owed) == (delivered, 1)


def test_a_phase_adds_up_its_activities(phase):
    analysis = make.activity(slug="analysis", phase=phase, starts_on="2013-02")
    mapping = make.activity(slug="mapping", phase=phase)
    make.output(activity=analysis, delivered_on="2013-03")
    make.output(activity=analysis, delivered_on="2013-11")
    make.output(activity=mapping, delivered_on="2013-03")
    found = counted(progress.of_phases(VISITOR, date(2013, 6, 1)))
    assert found == [("phase-1", (2, 3, 76), [("mapping", 100), ("analysis", 50)])]


def test_drafts_are_owed_only_in_the_eyes_of_the_partnership(phase):
    activity = make.activity(phase=phase)
    make.output(activity=activity, delivered_on="2013-03")
    make.output(activity=activity, status="draft")
    staff = make.user(partner=make.partner())
    assert [p.owed for p in progress.of_phases(VISITOR, date(2014, 1, 1))] == [1]
    assert [p.owed for p in progress.of_phases(staff, date(2014, 1, 1))] == [2]


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ({}, "January 2013 – December 2013 (the phase’s period)"),
        ({"ends_on": "2013-04"}, "January 2013 – April 2013 (start of the phase)"),
        ({"starts_on": "2013-03"}, "March 2013 – December 2013 (end of the phase)"),
        ({"starts_on": "2013-03", "ends_on": "2013-04-16"}, "March 2013 – 16 April 2013"),
    ],
)
def test_a_missing_date_is_the_phases_and_said_to_be(client, phase, own, shown):
    make.activity(slug="activity", phase=phase, **own)
    assert cells(client.get("/workplan/"), "Period") == [shown]
    assert shown in text(client.get("/workplan/activity/"))


def test_a_number_says_what_it_is_made_of(client, phase):
    mapping = make.activity(phase=phase)
    make.activity(phase=phase, starts_on="2013-06")
    make.output(title="First map", activity=mapping, delivered_on="2013-03")
    make.output(title="Second map", activity=mapping, delivered_on="2013-09")
    assert cells(client.get("/workplan/?on=2013-03-31"), "Done") == [
        "50 % made of: Nobody has reported on it yet: this is the share of the outputs it owes that are handed in. "
        "First map : handed in March 2013 Second map : due December 2013 (end of its phase) "
        "by outputs, no report 1 of 2 outputs",
        "no report yet",
    ]


def lines(page):
    """For each group, what stands in its lines: name, status, per cent."""
    groups = page.context["groups"]
    return {
        group.title: [(line.thing.name, line.state, getattr(line.thing, "percent", None)) for line in group.lines]
        for group in groups
    }


def test_the_plan_puts_activities_under_their_phase_in_order_of_time(client, phase):
    later = make.phase(number=2, name="Pilots", starts_on="2014-01", ends_on="2014-12")
    for title, within, starts_on in (("Third", later, None), ("Second", phase, "2013-05"), ("First", phase, None)):
        make.activity(title=title, phase=within, starts_on=starts_on)
    assert lines(client.get("/workplan/?on=2013-12-15")) == {
        "Phase 1: Mapping": [("First", "due", None), ("Second", "due", None)],
        "Phase 2: Pilots": [("Third", "planned", None)],
    }


@pytest.mark.parametrize(
    ("on", "drawn"),
    [("2012-12-31", False), ("2013-01-01", True), ("2013-12-31", True), ("2014-01-01", False)],
)
def test_the_line_of_the_day_stands_only_within_the_plan(client, phase, on, drawn):
    make.activity(phase=phase)
    assert ('class="today"' in client.get(f"/workplan/?on={on}").content.decode()) == drawn


@pytest.mark.parametrize(
    ("on", "day"), [("2014", "2014-12-31"), ("2014-02", "2014-02-28"), ("2014-03-15", "2014-03-15")]
)
def test_a_month_or_year_stands_for_its_last_day(client, on, day):
    assert client.get(f"/workplan/?on={on}").context["asked"].on.isoformat() == day


@pytest.mark.parametrize("query", ["?on=soon", "?on=2014-13", "?am=2014"])
def test_a_wrong_day_is_refused(client, query):
    assert client.get(f"/workplan/{query}").status_code == 400


def test_phases_of_public_sources_say_what_they_correspond_to(client, phase):
    public = make.phase(framework="public", number=1, name="Joint analysis", maps_to=phase)
    make.activity(phase=phase, public_phase=public)
    page = client.get("/workplan/")
    assert "1. Joint analysis" in text(page)
    assert "Corresponds to: Phase 1: Mapping" in text(page)
    assert "1 activity falls in it" in text(page)
    assert "/workplan/#phase-1" in links(page)


def test_an_empty_plan_says_what_to_do_next(client):
    assert "A coordinator adds phases and activities" in text(client.get("/workplan/"))


def test_an_activity_links_to_all_that_belongs_to_it(client, phase):
    area, partner, pilot = make.area(), make.partner(), make.pilot()
    public = make.phase(slug="public-1", framework="public", number=1)
    activity = make.activity(slug="activity", phase=phase, public_phase=public, pilot=pilot, responsible=[partner])
    make.activity_area(activity=activity, area=area, expected_output="a stakeholder mapping")
    output = make.output(activity=activity)
    page = client.get("/workplan/activity/")
    expected = {record.get_absolute_url() for record in (area, partner, pilot, phase, public, output)}
    assert expected <= links(page)
    assert cells(page, "Output it owes there") == ["a stakeholder mapping"]


def test_an_activity_hides_what_is_not_published(client, phase):
    activity = make.activity(slug="activity", phase=phase, pilot=make.pilot(title="Draft pilot", published=False))
    make.output(title="Draft output", activity=activity, status="draft")
    assert "Draft" not in text(client.get("/workplan/activity/"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("on=2014-13-01", "“2014-13-01” is not a date"),
        ("on=2014-02-30", "“2014-02-30” is not a date"),
        ("on=2014-03-15&since=2014-03-15", "“Changes since” is a day before that of the plan."),
        ("on=2013&since=2014", "“Changes since” is a day before that of the plan."),
        ("by=colour", "Select a valid choice"),
        ("area=nowhere", "Select a valid choice"),
        ("status=fine", "Select a valid choice"),
        ("page=0", "greater than or equal to 1"),
        ("open=nothing", "There is no group “nothing” here."),
        ("open=phase-1&page=2", "This group has 1 pages."),
        ("on=2014&on=2013", "“on” can be asked for once only."),
        ("onn=2014", "This page knows no “onn”."),
    ],
)
def test_what_the_plan_does_not_understand_it_says_in_a_sentence(client, phase, query, sentence):
    make.activity(phase=phase)
    answer = client.get(f"/workplan/?{query}")
    assert answer.status_code == 400
    assert sentence in text(answer)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_far_away_show_the_plan_before_and_after(client, phase, day):
    make.activity(phase=phase)
    make.output(activity=make.activity(phase=phase), delivered_on="9999")
    assert client.get(f"/workplan/?on={day}").status_code == 200


def test_the_plan_can_be_grouped_by_partner_and_by_area(client, phase):
    graz, torino = make.area(name="Graz"), make.area(name="Torino")
    first, second = make.partner(name="First"), make.partner(name="Second")
    make.activity(title="Both", phase=phase, responsible=[first, second], areas=[graz, torino])
    make.activity(title="Nobody's", phase=phase)
    make.event(title="Fair", area=torino, starts_on="2013-05-02")
    rows = {by: lines(client.get(f"/workplan/?on=2013-06-01&by={by}")) for by in ("partner", "area")}
    assert rows == {
        "partner": {
            "First": [("Both", "ongoing", None)],
            "Second": [("Both", "ongoing", None)],
            "No partner is named": [("Nobody's", "ongoing", None), ("Fair", "done", None)],
        },
        "area": {
            "Graz": [("Both", "ongoing", None)],
            "Torino": [("Both", "ongoing", None), ("Fair", "done", None)],
            "Whole project": [("Nobody's", "ongoing", None)],
        },
    }


def test_the_plan_can_be_narrowed_down(client, phase):
    graz = make.area(slug="graz", name="Graz")
    make.activity(title="Here", phase=phase, areas=[graz])
    make.activity(title="There", phase=phase, areas=[make.area()])
    make.event(title="Fair", area=graz, starts_on="2013-05-02")
    assert lines(client.get("/workplan/?on=2013-06-01&area=graz&kind=activity")) == {
        "Phase 1: Mapping": [("Here", "ongoing", None)]
    }
    assert lines(client.get("/workplan/?on=2013-06-01&status=done")) == {"Phase 1: Mapping": [("Fair", "done", None)]}


@pytest.mark.full
@pytest.mark.parametrize(("number", "is_open"), [(200, True), (201, False)])
def test_groups_of_over_200_lines_open_on_request(client, phase, number, is_open):
    for each in range(number):
        make.event(title=f"Event {each:03}", starts_on="2013-05-02")
    [group] = client.get("/workplan/").context["groups"]
    assert (len(group.lines), group.is_open) == (200 if is_open else 0, is_open)
    if not is_open:
        assert group.address == "?open=phase-1#phase-1"
        [first], [rest] = (client.get(f"/workplan/?open=phase-1&page={page}").context["groups"] for page in (1, 2))
        assert (len(first.lines), [line.thing.name for line in rest.lines]) == (200, ["Event 200"])


def test_who_said_what_stays_within_the_partnership(client, phase):
    partner = make.partner(name="Reporting partner")
    activity = make.activity(slug="activity", phase=phase, responsible=[partner, make.partner(name="Silent partner")])
    period = make.period(starts_on="2013-01-01", ends_on="2013-03-31", due_on="2013-04-30")
    report = make.report(partner=partner, period=period)
    make.progress_entry(report=report, activity=activity, percent=40)
    report.status = "accepted"
    report.save()
    mean = "The mean of what was last accepted: 1 of 2 responsible partners reported."
    for address in ("/workplan/?on=2013-06-01", "/workplan/activity/"):
        shown = text(client.get(address))
        assert (mean in shown, "Reporting partner : 40 %" in shown, "Late on" in shown) == (True, False, False)
    make.sign_in(client, make.user(partner=partner))
    shown = text(client.get("/workplan/?on=2014-06-01"))
    assert mean in shown
    assert "Reporting partner : 40 %, 31 March 2013" in shown
    assert "Silent partner : no report yet, left out" in shown
    assert "Late on 1 June 2014 1" in shown


def test_what_changed_is_marked_and_told_in_words(client, phase):
    activity = make.activity(title="Mapping", phase=phase)
    make.output(title="Map", activity=activity, delivered_on="2013-04-15")
    shown = text(client.get("/workplan/?on=2013-05-31&since=2013-03-31"))
    assert "What changed between 31 March 2013 and 31 May 2013" in shown
    assert "Map (output): completed" in shown
    assert "Mapping (activity): completed" in shown
    assert "What changed" not in text(client.get("/workplan/?on=2013-05-31"))


def test_the_curve_has_its_table(client, phase):
    activity = make.activity(phase=phase, starts_on="2013-01", ends_on="2013-02")
    make.output(activity=activity, delivered_on="2013-01-20")
    page = client.get("/workplan/?on=2013-01-31")
    assert (cells(page, "Planned"), cells(page, "Reported")) == (["53 %", "100 %"], ["100 %", "not known"])


def test_a_partner_or_an_area_is_told_of_its_own_outputs(client, phase):
    graz, torino = make.area(name="Graz"), make.area(name="Torino")
    activity = make.activity(
        phase=phase, areas=[graz, torino], responsible=[make.partner(area=graz), make.partner(area=torino)]
    )
    make.output(activity=activity, area=graz, delivered_on="2013-02")
    make.output(activity=activity, area=torino)
    make.output(activity=activity)
    for grouping in ("partner", "area"):
        found = client.get(f"/workplan/?on=2013-06-01&by={grouping}").content.decode()
        assert re.findall(r"(\d of \d) outputs handed in", found) == ["1 of 2", "0 of 2"]


def test_what_lies_far_from_the_phases_does_not_stretch_the_axis(client, phase):
    make.event(title="Long ago", starts_on="2001-05-01")
    found = client.get("/workplan/?on=2013-06-01").content.decode()
    assert ">2012<" in found
    assert ">2001<" not in found
