"""The rules of progress: what each number is made of, and the plan as it stood on a day."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityregions.workplan import progress
from cityregions.workplan.models import Activity
from cityregions.workplan.progress import kept
from cityregions.workplan.progress.numbers import months
from cityregions.workplan.progress.numbers import whole as whole_per_cent
from cityregions.workplan.timeline.changes import Changes
from tests import make

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


@pytest.fixture
def phase():
    return make.phase(slug="phase-1", number=1, name="Mapping", starts_on="2013-01", ends_on="2013-12")


def tell(activity, partner, percent, day, status="accepted"):
    """The partner says on a day how far it is."""
    day = date.fromisoformat(day)
    period = make.period(starts_on=day, ends_on=day, due_on=day)
    report = make.report(period=period, partner=partner)
    make.progress_entry(report=report, activity=activity, percent=percent, reported_on=day)
    type(report).objects.filter(pk=report.pk).update(status=status, note="Why?")
    # What no history tells, such as this update, is seen as soon as anything else is saved.
    activity.save()


def on(day, activity):
    return progress.of_activity(activity, VISITOR, date.fromisoformat(day))


def sums(done):
    return (done.percent, done.basis, done.reported, done.responsible)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2013-02-27", (None, "none", 0, 3)),
        ("2013-02-28", (20, "reports", 1, 3)),
        ("2013-05-30", (20, "reports", 1, 3)),
        ("2013-05-31", (45, "reports", 2, 3)),
        ("2013-06-30", (65, "reports", 2, 3)),
        ("9999-12-31", (65, "reports", 2, 3)),
        ("0001-01-01", (None, "none", 0, 3)),
    ],
)
def test_an_activity_is_the_mean_of_the_latest_accepted_entries_up_to_the_day(phase, day, expected):
    first, second, third = (make.partner() for _ in range(3))
    activity = make.activity(phase=phase, responsible=[first, second, third])
    tell(activity, first, 20, "2013-02-28")
    tell(activity, second, 70, "2013-05-31")
    tell(activity, first, 60, "2013-06-30")
    assert sums(on(day, activity)) == expected


@pytest.mark.parametrize("status", ["draft", "submitted", "sent_back"])
def test_what_is_not_accepted_does_not_count(phase, status):
    partner = make.partner()
    activity = make.activity(phase=phase, responsible=[partner])
    tell(activity, partner, 80, "2013-03-31", status)
    assert sums(on("2014-01-01", activity)) == (None, "none", 0, 1)


def test_entries_of_partners_that_are_not_responsible_do_not_count(phase):
    partner, other = make.partner(), make.partner()
    activity = make.activity(phase=phase, responsible=[partner])
    tell(activity, other, 80, "2013-03-31")
    tell(activity, partner, 30, "2013-03-31")
    assert sums(on("2014-01-01", activity)) == (30, "reports", 1, 1)


def test_no_report_is_not_nought_and_a_report_of_nought_is(phase):
    partner = make.partner()
    activity = make.activity(phase=phase, responsible=[partner])
    assert on("2013-06-01", activity).percent is None
    tell(activity, partner, 0, "2013-03-31")
    assert sums(on("2013-06-01", activity)) == (0, "reports", 1, 1)


def test_reports_count_before_outputs(phase):
    partner = make.partner()
    activity = make.activity(phase=phase, responsible=[partner])
    make.output(activity=activity, delivered_on="2013-02")
    assert sums(on("2013-03-01", activity)) == (100, "outputs", 0, 1)
    tell(activity, partner, 40, "2013-03-31")
    assert sums(on("2013-03-31", activity)) == (40, "reports", 1, 1)


@pytest.mark.parametrize(
    ("ends_on", "day", "expected"),
    [
        # Work that ended while it took part keeps what it has reported.
        ("2013-12", "2013-12-31", (75, "reports", 2, 2)),
        ("2013-12", "2014-03-15", (75, "reports", 2, 2)),
        # Where work goes on, nobody counts on it any more.
        ("2014-06", "2013-12-31", (75, "reports", 2, 2)),
        ("2014-06", "2014-01-01", (50, "reports", 1, 1)),
        ("2014-06", "2015-01-01", (50, "reports", 1, 1)),
    ],
)
def test_a_partner_that_left_counts_for_what_ended_before(phase, ends_on, day, expected):
    stays, leaves = make.partner(), make.partner(left_on="2013-12")
    activity = make.activity(phase=phase, ends_on=ends_on, responsible=[stays, leaves])
    tell(activity, stays, 50, "2013-09-30")
    tell(activity, leaves, 100, "2013-09-30")
    assert sums(on(day, activity)) == expected


@pytest.mark.parametrize(
    ("exact", "expected"),
    [(None, None), (0, 0), (0.2, 1), (49.5, 50), (49.4, 49), (99.7, 99), (100.0, 100), (99.9999999, 100), (-1e-9, 0)],
)
def test_only_what_is_complete_is_100_and_only_what_has_not_begun_is_0(exact, expected):
    assert whole_per_cent(exact) == expected


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [("2013-01", "2013-12", 12), ("2013-01-31", "2013-02-01", 2), ("2013", "2014", 24), ("2013-05", "2013-05", 1)],
)
def test_months_are_those_of_the_calendar_that_a_period_touches(phase, starts_on, ends_on, expected):
    activity = Activity.objects.get(pk=make.activity(phase=phase, starts_on=starts_on, ends_on=ends_on).pk)
    assert months(activity.starts_on, activity.ends_on) == expected
    assert months(None, activity.ends_on) == 1


def test_a_phase_weighs_its_activities_by_their_months_and_leaves_out_those_without_a_number(phase):
    partner = make.partner()
    long = make.activity(phase=phase, starts_on="2013-01", ends_on="2013-09", responsible=[partner])
    short = make.activity(phase=phase, starts_on="2013-10", ends_on="2013-12", responsible=[partner])
    make.activity(phase=phase, responsible=[partner])
    tell(long, partner, 100, "2013-09-30")
    tell(short, partner, 20, "2013-11-30")
    [found] = progress.of_phases(VISITOR, date(2013, 12, 1))
    assert (found.percent, found.counted, len(found.activities)) == (80, 2, 3)


@pytest.mark.parametrize(
    ("own", "activity_ends", "expected"),
    [
        ("2013-05", "2013-08", ("2013-05", "own")),
        (None, "2013-08", ("2013-08", "activity")),
        (None, None, ("2013-12", "phase")),
    ],
)
def test_an_output_is_due_on_its_own_day_else_at_the_end_of_its_activity_else_of_its_phase(
    phase, own, activity_ends, expected
):
    activity = make.activity(phase=phase, ends_on=activity_ends)
    make.output(activity=activity, due_on=own)
    [output] = on("2013-01-01", activity).outputs
    assert (output.due, output.due_by) == expected


@pytest.mark.parametrize(
    ("day", "delivered_on", "expected"),
    [
        ("2013-06-30", None, "due"),
        ("2013-07-01", None, "late"),
        ("2013-05-31", None, "planned"),
        ("2013-06-01", None, "due"),
        ("2013-07-01", "2013-07-01", "delivered"),
        ("2013-07-01", "2013-07-02", "late"),
    ],
)
def test_an_output_is_planned_due_late_or_delivered(phase, day, delivered_on, expected):
    activity = make.activity(phase=phase)
    make.output(activity=activity, due_on="2013-06", delivered_on=delivered_on)
    assert [output.state for output in on(day, activity).outputs] == [expected]


@pytest.mark.parametrize(
    ("day", "percent", "expected"),
    [
        ("2013-02-28", None, "planned"),
        ("2013-03-01", None, "ongoing"),
        ("2013-06-01", None, "due"),
        ("2013-06-30", None, "due"),
        ("2013-07-01", None, "ended"),
        ("2013-07-01", 90, "late"),
        ("2013-04-01", 100, "done"),
        ("2013-07-01", 100, "done"),
    ],
)
def test_an_activity_is_planned_running_due_late_done_or_over(phase, day, percent, expected):
    partner = make.partner()
    activity = make.activity(phase=phase, starts_on="2013-03", ends_on="2013-06", responsible=[partner])
    if percent is not None:
        tell(activity, partner, percent, "2013-04-01")
    assert on(day, activity).state == expected


# What the portal's history tells


def at(row, day):
    """Dates the latest change of a record back."""
    latest = row.history.first()
    latest.history_date = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    latest.save()
    return row


def began(row, day):
    at(row, day)
    type(row).objects.filter(pk=row.pk).update(created=datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC))
    return row


def end_on(day, activity):
    return str(on(day, activity).end)


def test_a_date_that_was_moved_shows_as_it_stood(phase):
    activity = began(make.activity(phase=phase, starts_on="2013-02", ends_on="2013-06"), "2013-01-10")
    activity.ends_on = "2013-09"
    activity.save()
    at(activity, "2013-05-02")
    found = {day: end_on(day, activity) for day in ("2013-01-09", "2013-01-10", "2013-05-01", "2013-05-02")}
    # Before the portal had it, it counts by its own dates.
    assert found == {"2013-01-09": "2013-09", "2013-01-10": "2013-06", "2013-05-01": "2013-06", "2013-05-02": "2013-09"}


def test_a_record_that_came_later_counts_by_its_own_dates(phase):
    activity = make.activity(phase=phase, ends_on="2013-06")
    activity.ends_on = "2013-09"
    activity.save()
    assert end_on("2013-03-01", activity) == "2013-09"


def changes(since, until):
    plans = [progress.plan_on(VISITOR, date.fromisoformat(day)) for day in (since, until)]
    return sorted((change.kind, change.now.name) for change in Changes(*plans).found)


def test_what_was_added_moved_and_completed_between_two_days(phase):
    began(phase, "2013-01-01")
    moved = began(make.activity(title="Moved", phase=phase, ends_on="2013-06"), "2013-01-10")
    moved.ends_on = "2013-09"
    moved.save()
    at(moved, "2013-05-02")
    began(make.activity(title="Added", phase=phase), "2013-04-02")
    done = began(make.activity(title="Done", phase=phase), "2013-01-10")
    began(make.output(title="Handed in", activity=done, delivered_on="2013-04-15"), "2013-01-10")
    began(make.event(title="Held", starts_on="2013-04-20"), "2013-01-10")
    assert changes("2013-03-31", "2013-05-31") == [
        ("added", "Added"),
        ("completed", "Done"),
        ("completed", "Handed in"),
        ("completed", "Held"),
        ("moved", "Moved"),
    ]
    assert changes("2013-05-31", "2013-06-30") == []


def test_what_the_portal_was_filled_with_is_not_added(phase):
    make.activity(phase=phase)
    assert changes("2013-03-31", "2099-01-01") == []


# What it costs


def test_the_plan_costs_the_same_for_one_of_everything_as_for_three(phase):
    costs = []
    for more in (1, 2):
        for _ in range(more):
            area, partner = make.area(), make.partner()
            activity = make.activity(phase=phase, areas=[area], responsible=[partner])
            make.output(activity=activity, area=area)
            make.event(area=area)
            make.milestone(pilot=make.pilot(area=area))
            tell(activity, partner, 50, "2013-03-31")
        kept.forget()
        with CaptureQueriesContext(connection) as captured:
            progress.plan_on(VISITOR, date(2013, 6, 1))
        costs.append(len(captured))
    assert costs == [19, 19]


def test_only_the_tables_that_changed_are_read_again(phase):
    activity = make.activity(phase=phase, responsible=[make.partner()])
    output = make.output(activity=activity, area=make.area())
    end_on("2013-03-01", activity)
    output.delivered_on = "2013-02"
    output.save()
    with CaptureQueriesContext(connection) as captured:
        assert on("2013-03-01", activity).delivered == 1
    # Whether anything was written, what it was, the outputs, and what of them was moved.
    assert len(captured) == 4


def test_what_was_counted_is_kept_until_something_changes(phase, django_assert_num_queries):
    activity = make.activity(phase=phase, ends_on="2013-06")
    end_on("2013-03-01", activity)
    with django_assert_num_queries(1):
        assert end_on("2013-03-01", activity) == "2013-06"
    activity.ends_on = "2013-09"
    activity.save()
    assert end_on("2013-03-01", activity) == "2013-09"


def test_a_change_that_is_finished_after_a_later_one_is_noticed(phase):
    activity = make.activity(phase=phase)
    activity.save()
    both = kept.state_of_the_data(VISITOR)
    # As it stood while the first of the two was not finished yet.
    activity.history.last().delete()
    assert kept.state_of_the_data(VISITOR) != both


def test_each_reader_gets_what_that_reader_may_see(phase):
    activity = make.activity(phase=phase)
    make.output(activity=activity, status="draft")
    staff = make.user(partner=make.partner())
    owed = [progress.of_activity(activity, reader, date(2013, 3, 1)).owed for reader in (VISITOR, staff, VISITOR)]
    assert owed == [0, 1, 0]


# The curve and the list of what is late


def test_the_curve_ends_in_the_numbers_of_the_plan(phase):
    partner = make.partner()
    first = make.activity(phase=phase, starts_on="2013-01", ends_on="2013-03", responsible=[partner])
    second = make.activity(phase=phase, starts_on="2013-03", ends_on="2013-03", responsible=[partner])
    tell(first, partner, 30, "2013-01-31")
    tell(first, partner, 90, "2013-02-28")
    tell(second, partner, 10, "2013-02-28")
    plan = progress.plan_on(VISITOR, date(2013, 2, 28))
    assert [(str(each.day), each.planned, each.reported) for each in plan.curve.points] == [
        ("2013-01-31", 26, 30),
        ("2013-02-28", 49, 70),
        ("2013-03-31", 100, None),
    ]
    assert plan.percent == 70


def test_the_late_list_names_who_has_not_reported_it_done(phase):
    graz, torino = make.area(name="Graz"), make.area(name="Torino")
    ready, slow, silent = (make.partner(name=name, area=graz) for name in ("Ready", "Slow", "Silent"))
    activity = make.activity(
        title="Mapping", phase=phase, ends_on="2013-06", responsible=[ready, slow, silent], areas=[graz]
    )
    tell(activity, ready, 100, "2013-06-30")
    tell(activity, slow, 50, "2013-06-30")
    make.output(title="Map of Turin", area=torino, activity=activity, due_on="2013-07-01")
    late = progress.plan_on(VISITOR, date(2013, 7, 2)).late
    assert late.number == 2

    def told(rows):
        return [(str(row.owner), [thing.name for thing in row.things], row.days) for row in rows]

    both = ["Mapping", "Map of Turin"]
    assert told(late.by_partner) == [("Silent", both, 2), ("Slow", both, 2), ("Ready", ["Map of Turin"], 1)]
    assert told(late.by_area) == [("Graz", ["Mapping"], 2), ("Torino", ["Map of Turin"], 1)]
    assert progress.plan_on(VISITOR, date(2013, 6, 30)).late.number == 0
