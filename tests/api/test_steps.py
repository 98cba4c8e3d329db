"""Steps of records through the API: by the rules and in the sentences of the pages."""

import json

import pytest

from cityregions.workplan.models import ReviewStep
from tests import make

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/outputs/study/steps/"


@pytest.fixture
def staff():
    area = make.area(slug="graz")
    make.output(slug="study", status="draft", area=area, url="https://example.org/study.pdf")
    return make.user(make.partner(area=area, slug="city-of-graz"))


@pytest.fixture
def step(client, staff):
    client.force_login(staff)

    def sent(body, query="", **headers):
        return client.post(f"{ADDRESS}{query}", json.dumps(body), content_type="application/json", headers=headers)

    return sent


def taken():
    return list(ReviewStep.objects.values_list("status", "note"))


def test_a_step_is_taken_and_the_record_answers_as_it_stands_then(step, client, staff):
    answer = step({"step": "send_to_review", "note": "Please read", "until": "2099-01-31"})
    assert (answer.status_code, answer.json()["status"]) == (200, "in_review")
    assert answer.headers["ETag"] == client.get("/api/v1/outputs/study/").headers["ETag"]
    kept = ReviewStep.objects.get()
    assert (kept.status, kept.note, kept.taken_by, str(kept.until)) == ("in_review", "Please read", staff, "2099-01-31")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "#/step", "required"),
        ({"step": None}, "#/step", "required"),
        ({"step": "jump"}, "#/step", "unknown"),
        ({"step": ["publish"]}, "#/step", "unknown"),
        ({"step": "publish", "because": "x"}, "#/because", "unknown"),
        ({"step": "publish"}, "#/step", "invalid"),
        ({"step": "send_to_review", "note": 3}, "#/note", "invalid"),
        ({"step": "send_to_review", "note": "x" * 4001}, "#/note", "max_length"),
        ({"step": "send_to_review", "until": "31.01.2099"}, "#/until", "invalid"),
        ({"step": "send_to_review", "until": "2013-01-31"}, "#/until", "invalid"),
        ([], "#", "invalid"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_taken(step, body, pointer, code):
    answer = step(body)
    assert (answer.status_code, taken()) == (400, [])
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_the_sentences_are_those_of_the_page(step):
    answer = step({"step": "publish"})
    assert answer.json()["detail"] == "“Publish” does not follow on “draft”."


def test_a_dry_run_takes_no_step(step):
    answer = step({"step": "send_to_review"}, "?dry_run=true")
    assert (answer.status_code, answer.json()["status"], taken()) == (200, "in_review", [])


def test_a_step_that_is_sent_twice_is_taken_once(step):
    body, key = {"step": "send_to_review"}, {"idempotency-key": "one"}
    first, second = step(body, **key), step(body, **key)
    assert (first.status_code, second.status_code, len(taken())) == (200, 200, 1)
    assert (second.content, second.headers["ETag"]) == (first.content, first.headers["ETag"])
    assert step({"step": "finalise"}, **key).status_code == 422


def test_a_step_from_an_old_state_is_refused(step, client):
    tag = client.get("/api/v1/outputs/study/").headers["ETag"]
    assert step({"step": "send_to_review"}, **{"if-match": '"old.x"'}).status_code == 412
    assert (step({"step": "send_to_review"}, **{"if-match": tag}).status_code, len(taken())) == (200, 1)
    assert step({"step": "finalise"}, **{"if-match": tag}).status_code == 412


def test_who_may_not_change_the_record_takes_no_step(step, client):
    stranger, elsewhere = make.user(), make.user(make.partner())
    for person, status in ((None, 401), (stranger, 404), (elsewhere, 403)):
        client.logout()
        if person:
            client.force_login(person)
        answer = client.post(ADDRESS, json.dumps({"step": "send_to_review"}), content_type="application/json")
        assert (answer.status_code, taken()) == (status, []), person


def test_the_description_names_the_steps(client):
    told = client.get("/api/v1/schema/").json()["paths"]["/api/v1/outputs/{slug}/steps/"]["post"]
    body = told["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["step"]
    assert body["properties"]["step"]["enum"][:2] == ["send_to_review", "send_to_joint_review"]
    names = {each["$ref"].rsplit("/", 1)[1] for each in told["parameters"] if "$ref" in each}
    assert {"dry_run", "IdempotencyKey", "IfMatch"} <= names
    assert {"200", "400", "403", "404", "412", "422"} <= set(told["responses"])
