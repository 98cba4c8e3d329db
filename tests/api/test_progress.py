"""The progress of the work plan in the API."""

from datetime import date

import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    phase = make.phase(slug="phase-1", number=1, starts_on="2013-01", ends_on="2013-12")
    partners = [make.partner(), make.partner()]
    mapping = make.activity(slug="mapping", phase=phase, starts_on="2013-01", ends_on="2013-06", responsible=partners)
    study = make.activity(slug="study", phase=phase, starts_on="2013-04", ends_on="2013-12")
    make.activity(slug="talks", phase=phase, starts_on="2013-05")
    report = make.report(partner=partners[0], status="accepted")
    make.progress_entry(report=report, activity=mapping, percent=60, reported_on=date(2013, 3, 31))
    make.output(activity=study, delivered_on="2013-09")
    make.output(activity=study, due_on="2013-11", status="published", delivered_on="2013-12")
    return phase


def row(slug, percent, basis, reported=0, responsible=0, owed=0, delivered=0):
    counts = {"reported": reported, "responsible": responsible, "outputs_owed": owed, "outputs_delivered": delivered}
    return {"slug": slug, "percent": percent, "basis": basis} | counts


def test_progress_has_the_shape_of_the_design(plan, get):
    assert get("progress/?on=2013-10-01") == (
        200,
        {
            "on": "2013-10-01",
            "phases": [
                {
                    "slug": "phase-1",
                    "percent": 54,
                    "activities": [
                        row("mapping", 60, "reports", 1, 2),
                        row("study", 50, "outputs", owed=2, delivered=1),
                        row("talks", None, "none"),
                    ],
                }
            ],
        },
    )


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("on=2014-13-01", "on"), ("on=soon", "on"), ("on=2014&on=2013", "on"), ("day=2014", "day"), ("on=0000", "on")],
)
def test_a_day_that_is_none_is_refused(get, query, parameter):
    status, body = get(f"progress/?{query}")
    assert (status, [error["parameter"] for error in body["errors"]]) == (400, [parameter])


@pytest.mark.parametrize(
    ("query", "on"),
    [
        ("on=2014", "2014-12-31"),
        ("on=2014-02", "2014-02-28"),
        ("on=9999", "9999-12-31"),
        ("on=0001-01-01", "0001-01-01"),
    ],
)
def test_a_month_or_a_year_stands_for_its_last_day(plan, get, query, on):
    status, body = get(f"progress/?{query}")
    assert (status, body["on"]) == (200, on)


def test_progress_says_when_nothing_has_changed(plan, client):
    first = client.get("/api/v1/progress/?on=2013-10-01")
    again = client.get("/api/v1/progress/?on=2013-10-01", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    make.output(activity=plan.activities.get(slug="study"), delivered_on="2013-09")
    changed = client.get("/api/v1/progress/?on=2013-10-01", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
