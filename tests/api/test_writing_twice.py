"""No edit is lost and no row comes twice: If-Match, Idempotency-Key, and two who write at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stakeholders.models import Stakeholder
from tests import make
from tests.api.nouns import LISTS, WRITTEN, written_by

pytestmark = pytest.mark.django_db
NEW = {"name": "Verbund"}


def tag(client, address):
    return client.get(f"/api/v1/{address}").headers["ETag"]


def test_a_change_rests_on_what_was_read(client, send, coordinator):
    make.stakeholder(slug="a", role="old")
    read = tag(client, "stakeholders/a/")
    changed = send("patch", "stakeholders/a/", {"role": "new"}, if_match=read)
    assert changed.status_code == 200
    stale = send("patch", "stakeholders/a/", {"role": "newer"}, if_match=read)
    assert (stale.status_code, stale.json()["errors"][0]["code"]) == (412, "changed")
    assert stale.headers["ETag"] == stale.json()["errors"][0]["etag"] == changed.headers["ETag"]
    assert Stakeholder.objects.get().role == "new"
    assert send("delete", "stakeholders/a/", if_match=read).status_code == 412
    assert send("put", "stakeholders/a/", NEW, if_match=f'"other", W/{stale.headers["ETag"]}').status_code == 200
    assert send("delete", "stakeholders/a/", if_match="*").status_code == 204


@pytest.mark.parametrize("query", ["", "?fields=slug", "?omit=name,modified", "?expand=area"])
def test_any_shape_of_a_row_is_good_for_if_match(client, send, coordinator, query):
    make.stakeholder(slug="a", area=make.area())
    read = tag(client, f"stakeholders/a/{query}")
    assert send("patch", "stakeholders/a/", {"role": "new"}, if_match=read).status_code == 200
    assert send("patch", "stakeholders/a/", {"role": "newer"}, if_match=read).status_code == 412


def test_the_tag_covers_the_parts(client, send, coordinator):
    pilot = make.pilot(slug="tram")
    part = make.milestone(pilot=pilot)
    read = tag(client, "pilots/tram/?fields=title")
    assert send("patch", f"milestones/{part.pk}/", {"text": "new"}).status_code == 200
    assert send("patch", "pilots/tram/", {"title": "Tram"}, if_match=read).status_code == 412


@pytest.mark.parametrize("noun", WRITTEN)
def test_writing_what_was_read_leaves_the_tag(client, send, coordinator, noun):
    row = written_by(coordinator, noun)
    address = f"{noun}/{getattr(row, LISTS[noun].lookup_field)}/"
    read = client.get(f"/api/v1/{address}")
    assert read.headers["ETag"].startswith('"')
    assert send("put", address, read.json(), if_match=read.headers["ETag"]).headers["ETag"] == read.headers["ETag"]


def test_what_is_no_tag_is_refused(send, coordinator):
    make.stakeholder(slug="a")
    assert send("patch", "stakeholders/a/", {}, if_match="yes").status_code == 400


def test_the_portal_may_ask_for_if_match(client, send, coordinator, settings):
    settings.API_REQUIRE_IF_MATCH = True
    make.stakeholder(slug="a")
    answers = [send(method, "stakeholders/a/", NEW).status_code for method in ("put", "patch", "delete")]
    assert answers == [428] * 3
    assert send("patch", "stakeholders/", [{"slug": "a", "role": "b"}]).status_code == 428
    assert send("delete", "stakeholders/", ["a"]).status_code == 428
    read = tag(client, "stakeholders/a/")
    assert send("patch", "stakeholders/", [{"slug": "a", "role": "b", "etag": read}]).status_code == 200
    assert send("patch", "stakeholders/", [{"slug": "a", "role": "c", "etag": read}]).status_code == 412
    assert send("delete", "stakeholders/", [{"slug": "a", "etag": tag(client, "stakeholders/a/")}]).status_code == 204


def test_the_same_key_and_body_give_the_same_answer_and_one_row(send, coordinator):
    first = send("post", "stakeholders/", {"name": "Verbund", "role": "a"}, idempotency_key="k-1")
    Stakeholder.objects.update(role="changed since")
    again = send("post", "stakeholders/", {"role": "a", "name": "Verbund"}, idempotency_key="k-1")
    assert (again.status_code, again.content) == (first.status_code, first.content) != (200, b"")
    assert [again.headers[name] for name in ("ETag", "Location")] == [
        first.headers[name] for name in ("ETag", "Location")
    ]
    other = send("post", "stakeholders/", NEW | {"role": "b"}, idempotency_key="k-1")
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "key_reused")
    assert Stakeholder.objects.count() == 1


def test_what_was_refused_or_only_tried_leaves_the_key_free(send, coordinator):
    assert send("post", "stakeholders/", {}, idempotency_key="k").status_code == 400
    assert send("post", "stakeholders/?dry_run=true", NEW, idempotency_key="k").status_code == 201
    assert send("post", "stakeholders/", [NEW, NEW], idempotency_key="k").status_code == 201
    assert send("post", "stakeholders/", [NEW, NEW], idempotency_key="k").status_code == 201
    assert Stakeholder.objects.count() == 2
    assert send("post", "stakeholders/", NEW, idempotency_key="a b").status_code == 400


def test_keys_are_each_persons_own(send, coordinator, client):
    send("post", "stakeholders/", NEW, idempotency_key="k")
    client.force_login(make.user(coordinator=True))
    assert send("post", "stakeholders/", NEW | {"role": "b"}, idempotency_key="k").status_code == 201


def at_once(person, method, address, bodies, **headers):
    """The answers to requests that set off together."""
    barrier = Barrier(len(bodies))

    def one(body):
        client = Client()
        client.force_login(person)
        barrier.wait()
        try:
            options = {"data": json.dumps(body), "content_type": "application/json", "headers": headers}
            return getattr(client, method)(f"/api/v1/{address}", **options)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as hands:
        return list(hands.map(one, bodies))


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_many_who_change_the_same_state_at_once_one_wins(client):
    person = make.user(coordinator=True)
    make.stakeholder(slug="a")
    read = tag(client, "stakeholders/a/")
    answers = at_once(person, "patch", "stakeholders/a/", [{"role": str(n)} for n in range(6)], if_match=read)
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5
    assert Stakeholder.objects.get().history.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_the_same_key_at_once_makes_one_row():
    person = make.user(coordinator=True)
    answers = at_once(person, "post", "stakeholders/", [NEW] * 6, idempotency_key="k")
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert Stakeholder.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_the_same_row_at_once_is_refused_in_words_or_named_otherwise():
    person = make.user(coordinator=True)
    answers = at_once(person, "post", "stakeholders/", [NEW | {"slug": "a"}] * 4)
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400]
    assert {answer.json()["errors"][0]["code"] for answer in answers if answer.status_code == 400} == {"unique"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_whole_and_its_part_at_once_do_not_pass_each_other(client):
    person = make.user(coordinator=True)
    part = make.milestone(pilot=make.pilot(slug="tram"), text="old")
    read = tag(client, "pilots/tram/")
    for _round in range(5):
        with ThreadPoolExecutor(2) as hands:
            whole = hands.submit(at_once, person, "patch", "pilots/tram/", [{"title": "new"}], if_match=read)
            piece = hands.submit(at_once, person, "patch", f"milestones/{part.pk}/", [{"text": "new"}])
            assert whole.result()[0].status_code in {200, 412}
            assert piece.result()[0].status_code == 200


@pytest.mark.postgres
def test_a_part_of_a_part_is_locked_from_the_top_down(send, coordinator):
    rating = make.assessment(assessed_by=coordinator)
    with CaptureQueriesContext(connection) as asked:
        assert send("patch", f"assessments/{rating.pk}/", {"influence": 2}).status_code == 200
    locking = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    tables = [sql.partition(' FROM "')[2].partition('"')[0] for sql in locking]
    assert tables == ["stakeholders_stakeholdermap", "stakeholders_mapentry", "stakeholders_assessment"]


@pytest.mark.postgres
def test_a_report_is_locked_while_something_is_added_to_it(send, staff):
    report = make.report(partner=staff.memberships.get().partner)
    activity = make.activity(responsible=[report.partner])
    with CaptureQueriesContext(connection) as asked:
        sent = {"report": report.pk, "activity": activity.slug}
        assert send("post", "progress-entries/", sent).status_code == 201
    assert any("FOR UPDATE" in query["sql"] and '"workplan_partnerreport"' in query["sql"] for query in asked)
