"""Reports are submitted, accepted and sent back through the API by the rules and in the sentences of the page."""

import json

import pytest

from cityregions.workplan import actions
from cityregions.workplan.models import PartnerReport
from partners.models import Notification
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(client, report):
    def taken(person, body, query="", **headers):
        client.force_login(person)
        address = f"/api/v1/partner-reports/{report.pk}/steps/{query}"
        return client.post(address, json.dumps(body), content_type="application/json", headers=headers)

    return taken


def status():
    return PartnerReport.objects.get().status


def test_a_report_goes_its_way(step, report, anna, maria):
    answer = step(anna, {"step": "submit"})
    assert (answer.status_code, answer.json()["status"]) == (200, "submitted")
    answer = step(maria, {"step": "send_back", "note": "The costs are missing."})
    assert (answer.json()["status"], answer.json()["note"]) == ("sent_back", "The costs are missing.")
    assert [step(anna, {"step": "submit"}).status_code, step(maria, {"step": "accept"}).status_code] == [200, 200]
    last = report.history.first()
    assert (status(), last.history_user, last.status) == ("accepted", maria, "accepted")
    assert "accepted" in Notification.objects.filter(user=anna).values_list("reason", flat=True)


@pytest.mark.parametrize(
    ("person", "body", "code", "detail"),
    [
        ("carlo", {"step": "submit"}, 403, "Only the partner itself submits its report."),
        ("maria", {"step": "submit"}, 403, "Only the partner itself submits its report."),
        ("anna", {"step": "accept"}, 403, "Coordinators accept reports or send them back."),
        ("anna", {"step": "send_back", "note": "x"}, 403, "Coordinators accept reports or send them back."),
        ("maria", {"step": "accept"}, 400, "City of Graz: Second half is draft: only what has been submitted can be"),
        ("anna", {"step": "reopen"}, 400, "“reopen” is not known here. Known: submit, accept, send_back."),
    ],
)
def test_who_may_not_or_cannot_is_told_why(step, request, person, body, code, detail):
    answer = step(request.getfixturevalue(person), body)
    assert (answer.status_code, answer.json()["detail"][: len(detail)], status()) == (code, detail, "draft")


def test_each_thing_that_is_missing_is_named(step, report, anna):
    report.progress_entries.update(percent=None)
    report.text.summary = ""
    report.text.save()
    errors = step(anna, {"step": "submit"}).json()["errors"]
    assert [(each["pointer"], each["detail"]) for each in errors] == [
        ("#/step", "The summary of the work is missing."),
        ("#/step", "Say how far it is in per cent: “Mapping”."),
    ]


def test_what_is_sent_back_without_a_word_is_refused_at_the_note(step, report, anna, maria):
    actions.submit(report, anna)
    error = step(maria, {"step": "send_back"}).json()["errors"][0]
    assert (error["pointer"], error["detail"]) == ("#/note", "Say what is to be mended when you send a report back.")
    assert status() == "submitted"


def test_a_step_twice_from_an_old_state_or_as_a_trial(step, client, report, anna, maria):
    client.force_login(anna)
    tag = client.get(f"/api/v1/partner-reports/{report.pk}/").headers["ETag"]
    assert (step(anna, {"step": "submit"}, "?dry_run=true").json()["status"], status()) == ("submitted", "draft")
    answers = [step(anna, {"step": "submit"}, **{"idempotency-key": "one"}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert report.history.filter(status="submitted").count() == 1
    assert step(maria, {"step": "accept"}, **{"if-match": tag}).status_code == 412
    assert status() == "submitted"


def test_how_much_of_a_draft_is_filled_in_is_told_to_the_partnership_and_its_text_is_not(
    client, anna, carlo, maria, report, mapping
):
    make.output_entry(report=report, output=make.output(activity=mapping))
    for person, reads in ((anna, True), (carlo, False), (maria, False)):
        client.force_login(person)
        row = client.get(f"/api/v1/partner-reports/{report.pk}/").json()
        assert (row["text"] is not None, bool(row["output_entries"])) == (reads, reads)
        assert row["completeness"] == {
            "activities_told": 1,
            "activities": 1,
            "outputs_told": 0,
            "outputs": 1,
            "summaries_told": 1,
            "summaries": 1,
        }
    nested = client.get("/api/v1/evidence-files/?expand=report").json()["results"]
    assert nested == []
    client.force_login(anna)
    [file] = client.get("/api/v1/evidence-files/?expand=report").json()["results"]
    assert file["report"]["completeness"]["activities"] == 1
