"""Files, comments and endorsements through the API: by the same rules as on the pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cityregions.records.files import store as the_store
from cityregions.workplan.models import Comment, ComplianceCheck, Endorsement, Output, OutputFile
from partners.models import ApiToken
from tests import make
from tests.outputs import samples
from tests.outputs.test_uploads import Unread, kept

pytestmark = pytest.mark.django_db
FILES, COMMENTS = "/api/v1/output-files/", "/api/v1/comments/"


@pytest.fixture
def draft(place, store):
    return make.output(slug="study", status="draft", area=place.graz.area)


def header(user):
    _token, key = ApiToken.objects.create(user=user, prefix="cire_")
    ApiToken.objects.update(read_only=False)
    return {"authorization": f"Bearer {key}"}


def hand_in(client, user, content, name="study.pdf", **told):
    form = {"output": "study", "language": "en", **told, "file": SimpleUploadedFile(name, content)}
    return client.post(FILES, form, headers={**header(user), "x-change-reason": "From the archive"})


def test_a_program_hands_in_a_file_and_reads_it_back(client, place, draft, store):
    answer = hand_in(client, place.graz.staff, samples.pdf(), accessible="yes")
    file = OutputFile.objects.get()
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert answer.headers["Location"] == told["url"] == f"http://testserver{FILES}{file.pk}/"
    names = ("output", "name", "format", "size", "digest", "language", "version", "accessible", "published")
    assert [told[name] for name in names] == [
        "study",
        "study.pdf",
        "pdf",
        len(samples.pdf()),
        file.digest,
        "en",
        1,
        "yes",
        False,
    ]
    wanted = {"range": "bytes=0-4"}
    assert client.get(told["page"], headers=wanted).status_code == 404
    assert client.get(told["page"], headers={**wanted, "authorization": "Bearer cire_x"}).status_code == 401
    fetched = client.get(told["page"], headers={**wanted, **header(place.turin.staff)})
    assert (fetched.status_code, b"".join(fetched.streaming_content)) == (206, b"%PDF-")
    line = file.history.get()
    assert (line.history_user, line.history_change_reason) == (place.graz.staff, "From the archive")


def test_what_is_wrong_is_named_with_its_key_and_nothing_is_kept(client, place, draft, store):
    empty = client.post(FILES, {"version": "0"}, headers=header(place.graz.staff))
    assert sorted(error["pointer"] for error in empty.json()["errors"]) == [
        "#/file",
        "#/language",
        "#/output",
        "#/version",
    ]
    wrong = hand_in(client, place.graz.staff, b"Text")
    assert [(error["pointer"], error["detail"]) for error in wrong.json()["errors"]] == [
        ("#/file", "By its name this is a PDF, but its content is not.")
    ]
    unknown = hand_in(client, place.graz.staff, samples.pdf(), output="nothing")
    foreign = hand_in(client, place.turin.staff, samples.pdf())
    as_json = client.post(FILES, "{}", content_type="application/json", headers=header(place.graz.staff))
    codes = [each.status_code for each in (empty, wrong, unknown, foreign, as_json)]
    assert (codes, kept(store)) == ([400, 400, 400, 403, 415], [])


@pytest.mark.parametrize(
    ("who", "length", "status"), [("nobody", 1000, 401), ("stranger", 1000, 403), ("graz", 10**9, 413)]
)
def test_nothing_is_read_of_what_may_not_be_handed_in(client, place, draft, who, length, status):
    people = {"nobody": None, "stranger": make.user(), "graz": place.graz.staff}
    headers = header(people[who]) if people[who] else {}
    answer = client.generic(
        "POST",
        FILES,
        headers=headers,
        **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": "multipart/form-data; boundary=x"},
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def by_session(user):
    client = Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user)
    client.cookies["csrftoken"] = "a" * 32
    return client


@pytest.mark.parametrize(
    ("who", "token", "status"),
    [(None, "", 401), ("stranger", "a" * 32, 403), ("graz", "", 403), ("graz", "b" * 32, 403)],
)
def test_nothing_is_read_of_what_a_session_may_not_hand_in(place, draft, who, token, status):
    people = {None: None, "stranger": make.user(), "graz": place.graz.staff}
    answer = by_session(people[who]).generic(
        "POST",
        FILES,
        headers={"x-csrftoken": token} if token else {},
        **{"wsgi.input": Unread(), "CONTENT_LENGTH": "1000", "CONTENT_TYPE": "multipart/form-data; boundary=x"},
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def test_a_session_hands_in_a_file_with_its_token(place, draft, store):
    form = {"output": "study", "language": "en", "file": SimpleUploadedFile("study.pdf", samples.pdf())}
    answer = by_session(place.graz.staff).post(FILES, form, headers={"x-csrftoken": "a" * 32})
    assert answer.status_code == 201, answer.json()


def test_a_dry_run_keeps_neither_a_row_nor_a_file(client, place, draft, store):
    form = {"output": "study", "language": "en", "file": SimpleUploadedFile("study.pdf", samples.pdf())}
    answer = client.post(f"{FILES}?dry_run=true", form, headers=header(place.graz.staff))
    assert (answer.status_code, answer.json()["version"]) == (201, 1)
    assert (OutputFile.objects.count(), kept(store)) == (0, [])
    same = make.output_file(output=draft, name="study.pdf", content=samples.pdf())
    form["file"] = SimpleUploadedFile("again.pdf", samples.pdf())
    assert client.post(f"{FILES}?dry_run=true", form, headers=header(place.graz.staff)).status_code == 201
    assert kept(store) == [same.digest]


def test_a_file_that_is_sent_twice_is_kept_once(client, place, draft, store):
    headers = {**header(place.graz.staff), "idempotency-key": "upload-1"}

    def sent(content, **told):
        form = {"output": "study", "language": "en", "file": SimpleUploadedFile("study.pdf", content), **told}
        return client.post(FILES, form, headers=headers)

    first, second = sent(samples.pdf()), sent(samples.pdf())
    assert (first.status_code, second.status_code, second.content) == (201, 201, first.content)
    assert second.headers["Location"] == first.headers["Location"]
    other = samples.pdf().replace(b"1.7", b"1.6")
    refused = [sent(other), sent(samples.pdf(), language="de")]
    assert [answer.json()["errors"][0]["code"] for answer in refused] == ["key_reused", "key_reused"]
    assert (OutputFile.objects.count(), kept(store)) == (1, [OutputFile.objects.get().digest])


def test_a_file_is_told_of_anew_and_deleted(client, place, draft, django_capture_on_commit_callbacks):
    file, headers = make.output_file(output=draft), header(place.graz.staff)
    address = f"{FILES}{file.pk}/"
    changed = client.patch(address, json.dumps({"accessible": "no"}), content_type="application/json", headers=headers)
    assert (changed.status_code, changed.json()["accessible"]) == (200, "no")
    for key, value in (("digest", "0" * 64), ("published", True), ("output", "other")):
        wrong = client.patch(address, json.dumps({key: value}), content_type="application/json", headers=headers)
        assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "read_only")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(address, headers=headers).status_code == 204
    assert not the_store.is_kept(file.digest)


def test_drafts_stay_out_of_every_answer(client, place, store):
    paper = make.output(slug="paper")
    make.output_file(output=paper, name="draft.txt")
    shown = make.output_file(output=paper, name="final.txt", published=True)
    make.output_file(output=make.output(status="final"), published=True)
    make.comment(output=paper)
    make.endorsement(output=paper, partner=place.graz.partner)
    make.endorsement(output=make.output(status="final"))
    assert [row["name"] for row in client.get(FILES).json()["results"]] == ["final.txt"]
    assert client.get(f"{FILES}?count=true").json()["count"] == 1
    assert client.get(COMMENTS).json()["results"] == []
    assert [row["partner"] for row in client.get("/api/v1/endorsements/").json()["results"]] == ["city-of-graz"]
    detail = client.get("/api/v1/outputs/paper/").json()
    assert (detail["files"], len(detail["endorsements"])) == ([shown.pk], 1)


def test_the_status_of_an_output_is_set_by_steps_only(client, place, draft):
    headers = header(place.coordinator)
    for method, address in ((client.patch, "/api/v1/outputs/study/"), (client.post, "/api/v1/outputs/")):
        body = (
            {"status": "published"} if method == client.patch else {"title": "New", "kind": "study", "status": "final"}
        )
        answer = method(address, json.dumps(body), content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/status")
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize(
    ("who", "partner", "status", "answered"),
    [
        ("turin", "city-of-turin", "in_review", 201),
        ("turin", "city-of-graz", "in_review", 403),
        ("turin", None, "in_review", 403),
        ("turin", "city-of-turin", "draft", 403),
        ("coordinator", None, "in_review", 201),
        ("coordinator", "city-of-graz", "in_review", 403),
        ("coordinator", None, "final", 403),
    ],
)
def test_comments_are_for_the_own_partner_and_while_it_is_reviewed(
    client, place, draft, who, partner, status, answered
):
    draft.status = status
    draft.save()
    person = place.coordinator if who == "coordinator" else place.turin.staff
    body = {"output": "study", "partner": partner, "paragraph": "2.1", "text": "Wrong"}
    answer = client.post(COMMENTS, json.dumps(body), content_type="application/json", headers=header(person))
    assert answer.status_code == answered, answer.json()
    assert list(Comment.objects.values_list("author", flat=True)) == ([person.pk] if answered == 201 else [])


def write(client, user, method, address, body=None):
    return client.generic(
        method, f"/api/v1/{address}", json.dumps(body), content_type="application/json", headers=header(user)
    )


def test_a_comment_is_answered_by_those_who_write_the_output(client, place, draft):
    Output.objects.update(status="in_review")
    comment = make.comment(output=draft, partner=place.turin.partner)
    steps = f"comments/{comment.pk}/steps/"
    answers = [
        write(client, place.turin.staff, "POST", steps, {"step": "accept", "note": "Yes"}),
        write(client, place.graz.staff, "POST", steps, {"step": "refuse"}),
        write(client, place.graz.staff, "POST", steps, {"step": "refuse", "note": "Beyond the project"}),
        write(client, place.coordinator, "POST", steps, {"step": "accept", "note": "After all"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 400, 200, 400]
    assert answers[1].json()["errors"][0] == {
        "pointer": "#/note",
        "code": "required",
        "detail": "Say why: whoever commented wants to know.",
    }
    assert (answers[2].json()["answer"], answers[2].json()["reason"]) == ("refused", "Beyond the project")
    assert answers[3].json()["detail"] == "Graz staff has answered this comment already."


def test_a_partner_endorses_and_withdraws_and_the_output_follows(client, place, draft):
    Output.objects.update(status="final")
    body = {"output": "study", "partner": "city-of-graz", "note": "With pleasure"}
    made = write(client, place.graz.staff, "POST", "endorsements/", body)
    assert made.status_code == 201, made.json()
    kept = Endorsement.objects.get()
    assert (kept.endorsed_by, kept.note) == (place.graz.staff, "With pleasure")
    draft.refresh_from_db()
    assert (draft.status, draft.delivered_on.first) == ("endorsed", timezone.localdate())
    address = f"endorsements/{kept.pk}/"
    assert write(client, place.turin.staff, "DELETE", address).status_code == 403
    moved = write(client, place.graz.staff, "PATCH", address, {"output": make.output(status="final").slug})
    assert (moved.status_code, "stays with its output" in moved.json()["detail"]) == (400, True)
    assert write(client, place.graz.staff, "DELETE", address).status_code == 204
    draft.refresh_from_db()
    assert (draft.status, draft.delivered_on) == ("final", None)


@pytest.mark.parametrize(
    ("who", "partner", "status", "answered", "said"),
    [
        ("turin", "city-of-turin", "final", 400, "This partner is not asked to endorse it."),
        ("graz", "city-of-graz", "endorsed", 400, "It can be endorsed once it is final, and until it is endorsed"),
        ("graz", "city-of-graz", "in_review", 403, "It can be endorsed once it is final, and until it is endorsed"),
        ("graz", "city-of-graz", "published", 403, "The output is published with this endorsement"),
        ("graz", "city-of-turin", "final", 403, "This belongs to another partner"),
        ("coordinator", "city-of-graz", "final", 403, "This belongs to another partner"),
    ],
)
def test_nobody_endorses_otherwise_than_on_the_page(client, place, draft, who, partner, status, answered, said):
    Output.objects.update(status=status)
    person = place.coordinator if who == "coordinator" else getattr(place, who).staff
    answer = write(client, person, "POST", "endorsements/", {"output": "study", "partner": partner})
    assert (answer.status_code, answer.json()["detail"][: len(said)]) == (answered, said)
    assert not Endorsement.objects.exists()


def test_the_compliance_list_is_kept_with_who_confirmed_it(client, place, draft):
    event = make.event(slug="fair", area=place.graz.area)
    rows = [{"output": "study", "point": "emblem", "met": "no"}, {"event": "fair", "point": "language", "met": "yes"}]
    made = write(client, place.graz.staff, "POST", "compliance-checks/", rows)
    assert made.status_code == 201, made.json()
    pages = [row["page"].removeprefix("http://testserver") for row in made.json()]
    assert pages == [draft.get_absolute_url(), event.get_absolute_url()]
    first = ComplianceCheck.objects.get(output=draft)
    changed = write(client, place.coordinator, "PATCH", f"compliance-checks/{first.pk}/", {"met": "yes"})
    assert (changed.status_code, changed.json()["met"]) == (200, "yes")
    people = dict(ComplianceCheck.objects.values_list("point", "checked_by"))
    assert people == {"emblem": place.coordinator.pk, "language": place.graz.staff.pk}
    assert ComplianceCheck.objects.get(output=draft).checked_at > first.checked_at
    again = write(client, place.graz.staff, "POST", "compliance-checks/", rows[:1])
    assert (again.status_code, again.json()["detail"]) == (400, "This point of the output is on the list already.")
    both = write(client, place.graz.staff, "POST", "compliance-checks/", {**rows[0], **rows[1]})
    assert (both.status_code, "not to both" in both.json()["detail"]) == (400, True)
    assert write(client, place.turin.staff, "POST", "compliance-checks/", rows[:1]).status_code == 403
    seen = client.get("/api/v1/compliance-checks/?event=fair", headers=header(place.turin.staff)).json()["results"]
    assert [row["point"] for row in seen] == ["language"]
