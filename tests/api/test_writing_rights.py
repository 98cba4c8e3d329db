"""Who writes what: the table of rights asks each noun with each verb; here is what it cannot say in a line."""

import pytest

from cityregions.api import urls  # noqa: F401 - makes every noun known
from cityregions.api.routes import registered
from cityregions.workplan.models import PartnerReport, ReportText
from stakeholders.models import Stakeholder
from tests import make
from tests.api.test_rights import token
from tests.api.test_writing import errors

pytestmark = pytest.mark.django_db

OWN = {
    "stakeholders": (lambda area: make.stakeholder(area=area), {"role": "x"}, 200),
    "events": (lambda area: make.event(area=area), {"place": "x"}, 200),
    "outputs": (lambda area: make.output(area=area), {"summary": "x"}, 200),
    "practices": (lambda area: make.practice(area=area), {"place": "x"}, 200),
    "pilots": (lambda area: make.pilot(area=area), {"theme": "x"}, 200),
    "agreements": (lambda area: make.agreement(area=area), {"summary": "x"}, 200),
    "stakeholder-maps": (lambda area: make.stakeholder_map(area=area), {"issue": "x"}, 200),
    "areas": (lambda area: area, {"summary": "x"}, 403),
    "partners": (lambda area: make.partner(area=area), {"website": "https://a.example.org"}, 403),
    "phases": (lambda area: make.phase(), {"summary": "x"}, 403),
    "policy-conclusions": (lambda area: make.conclusion(area=area), {"statement": "x"}, 403),
}


@pytest.mark.parametrize("noun", OWN)
def test_staff_write_what_is_of_their_area(send, staff, noun):
    maker, change, status = OWN[noun]
    row = maker(staff.memberships.get().partner.area)
    answer = send("patch", f"{noun}/{row.slug}/", change)
    assert answer.status_code == status, answer.json()
    if status == 403:
        assert "ask its staff or a coordinator" in answer.json()["detail"]


def test_nobody_moves_a_row_away_or_adds_one_elsewhere(send, staff):
    make.area(slug="there")
    row = make.stakeholder(slug="a", area=staff.memberships.get().partner.area)
    for area in ("there", None):
        assert send("patch", "stakeholders/a/", {"area": area}).status_code == 403
        assert send("post", "stakeholders/", {"name": "b", "area": area}).status_code == 403
    assert list(Stakeholder.objects.values_list("slug", "area")) == [("a", row.area_id)]


def a_report(partner, **fields):
    report = make.report(partner=partner, **fields)
    make.report_text(report=report, summary="Done")
    return report


def test_nobody_writes_the_report_of_another_partner(send, coordinator):
    report, activity = a_report(make.partner()), make.activity()
    period = make.period(slug="later")
    row = {"period": "later", "partner": report.partner.slug, "text": {"summary": "Not ours"}}
    assert send("post", "partner-reports/", row).status_code == 403
    assert send("post", "progress-entries/", {"report": report.pk, "activity": activity.slug}).status_code == 403
    assert send("patch", f"partner-reports/{report.pk}/", {"text": {"summary": "Not ours"}}).status_code == 403
    assert (period.reports.count(), report.progress_entries.count(), ReportText.objects.get().summary) == (0, 0, "Done")


def test_a_report_is_accepted_in_steps_and_not_by_a_key(send, staff):
    partner = staff.memberships.get().partner
    report = a_report(partner)
    for body in ({"status": "accepted"}, {"note": "Well done"}):
        answer = send("patch", f"partner-reports/{report.pk}/", body)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "read_only")
    make.period(slug="later")
    other = send("post", "partner-reports/", {"period": "later", "partner": partner.slug, "status": "accepted"})
    assert other.status_code == 400
    assert list(PartnerReport.objects.values_list("pk", "status")) == [(report.pk, "draft")]


def test_a_report_stays_with_its_period(send, staff):
    report = a_report(staff.memberships.get().partner)
    make.period(slug="later")
    answer = send("patch", f"partner-reports/{report.pk}/", {"period": "later"})
    assert (answer.status_code, "stays with its partner" in answer.json()["detail"]) == (400, True)


def test_the_partner_of_an_entry_is_that_of_its_report(send, staff):
    report = a_report(staff.memberships.get().partner)
    activity = make.activity(responsible=[report.partner])
    sent = {"report": report.pk, "activity": activity.slug, "percent": 50}
    made = send("post", "progress-entries/", sent)
    assert (made.status_code, made.json()["partner"]) == (201, report.partner.slug)
    other = send("patch", f"progress-entries/{made.json()['id']}/", {"partner": make.partner().slug})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (400, "read_only")


def test_a_report_speaks_of_what_the_plan_asks_of_its_partner(send, staff):
    report = a_report(staff.memberships.get().partner)
    answer = send("post", "progress-entries/", {"report": report.pk, "activity": make.activity().slug})
    assert (answer.status_code, errors(answer)) == (400, [("#/activity", "invalid")])
    row = {"output_entries": [{"output": make.output().slug}]}
    answer = send("patch", f"partner-reports/{report.pk}/", row)
    assert (answer.status_code, errors(answer)) == (400, [("#/output_entries/0/output", "invalid")])


def test_nobody_learns_what_the_draft_of_another_partner_speaks_of(send, staff):
    report = a_report(make.partner())
    spoken_of = make.progress_entry(report=report).activity
    for activity in (spoken_of, make.activity()):
        answer = send("post", "progress-entries/?dry_run=true", {"report": report.pk, "activity": activity.slug})
        assert (answer.status_code, errors(answer)) == (403, [("#/report", "forbidden")])


@pytest.mark.parametrize("status", ["submitted", "accepted"])
def test_nothing_is_added_to_a_report_that_was_handed_in(send, staff, status):
    report = a_report(staff.memberships.get().partner, status=status)
    activity = make.activity(responsible=[report.partner])
    answer = send("post", "progress-entries/", {"report": report.pk, "activity": activity.slug})
    assert (answer.status_code, report.progress_entries.count()) == (403, 0)


@pytest.mark.parametrize(("method", "address"), [("patch", "phases/"), ("delete", "phases/"), ("post", "phases/")])
def test_who_may_write_nothing_of_a_kind_is_told_so_before_the_body_is_read(send, staff, method, address):
    assert send(method, address, "[" * 100).status_code == 403


def test_coordinators_withdraw_a_report_that_nobody_has_begun(send, coordinator):
    begun, owed = a_report(make.partner()), make.report()
    assert send("delete", f"partner-reports/{begun.pk}/").status_code == 403
    assert send("delete", f"partner-reports/{owed.pk}/").status_code == 204
    assert list(PartnerReport.objects.all()) == [begun]


def test_whoever_adds_a_period_asks_every_partner_for_its_report(send, coordinator):
    partners = [make.partner(), make.partner()]
    dates = {"starts_on": "2014-01-01", "ends_on": "2014-06-30", "due_on": "2014-07-31"}
    assert send("post", "reporting-periods/", {"name": "Period 4", **dates}).status_code == 201
    assert [report.partner for report in PartnerReport.objects.order_by("partner")] == partners


def test_periods_of_one_list_do_not_overlap_either(send, coordinator):
    make.partner()
    first = {"name": "A", "starts_on": "2014-01-01", "ends_on": "2014-06-30", "due_on": "2014-07-31"}
    second = {"name": "B", "starts_on": "2014-06-30", "ends_on": "2014-12-31", "due_on": "2015-01-31"}
    answer = send("post", "reporting-periods/", [second, first])
    assert (answer.status_code, errors(answer)) == (400, [("#/0/starts_on", "invalid")])
    assert not PartnerReport.objects.exists()
    answer = send("post", "reporting-periods/", [first, second | {"starts_on": "2014-07-01"}], x_request_id="both")
    assert answer.status_code == 201
    assert PartnerReport.objects.count() == PartnerReport.history.filter(history_request_id="both").count() == 2


def test_staff_neither_add_partners_nor_delete_their_own(send, staff):
    body = staff.memberships.get().partner
    assert send("post", "partners/", {"name": "Another", "kind": "city"}).status_code == 403
    assert send("delete", f"partners/{body.slug}/").status_code == 403


def test_what_only_coordinators_set(send, staff, client):
    body = {"kind": "metropolitan_body", "cofinancing_rate": 80}
    answer = send("patch", "partners/body/", body)
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("#/kind", "forbidden"),
        ("#/cofinancing_rate", "forbidden"),
    ]
    assert answer.status_code == 403
    assert send("patch", "partners/body/", {"kind": "city", "website": "https://a.example.org"}).status_code == 200
    row = {"name": "a", "area": "here", "partner": "body"}
    assert send("post", "stakeholders/", row).status_code == 403
    client.force_login(make.user(coordinator=True))
    assert send("patch", "partners/body/", body).status_code == 200


@pytest.mark.parametrize("noun", [noun for noun, viewset in registered()])
def test_a_token_that_only_reads_writes_nothing(client, noun):
    header = token(user=make.user(coordinator=True), read_only=True)[1]
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(f"/api/v1/{noun}/", "[]", content_type="application/json", headers=header)
        assert answer.status_code in {403, 405}, (noun, method)
