"""Whatever is sent, the answer is a problem document, soon, and nothing is saved."""

import time

import pytest
from django.db import connection

from cityregions.api import bodies
from stakeholders.models import Stakeholder
from tests import make

pytestmark = pytest.mark.django_db
JSON = "application/json"
DEEP = 100_000


@pytest.fixture
def post(client, coordinator):
    client.get("/api/v1/")  # the first request of all loads the portal, which is not what is timed

    def sent(body, content_type=JSON, method="post", address="stakeholders/"):
        return client.generic(method.upper(), f"/api/v1/{address}", body, content_type=content_type)

    return sent


BAD = [
    (b"", JSON, 400, "required"),
    (b"{", JSON, 400, "parse_error"),
    (b'{"name": "a"', JSON, 400, "parse_error"),
    (b'{"name": "a"}}', JSON, 400, "parse_error"),
    (b"null", JSON, 400, "invalid"),
    (b'"a"', JSON, 400, "invalid"),
    (b"7", JSON, 400, "invalid"),
    (b"[" * DEEP, JSON, 400, "too_deep"),
    (b'{"name": "a", "extra": ' + b'{"a":' * 70 + b"1" + b"}" * 71, JSON, 400, "too_deep"),
    (b'{"name": "a", "extra": ' + b'{"a":' * 55 + b"1" + b"}" * 56, JSON, 400, "invalid"),
    (b'{"name": "a", "name": "b"}', JSON, 400, "repeated"),
    (b'{"name": "a", "extra": {"x": 1, "x": 2}}', JSON, 400, "repeated"),
    (b'{"name": NaN}', JSON, 400, "invalid"),
    (b'{"name": -Infinity}', JSON, 400, "invalid"),
    (b'{"latitude": 1e999, "longitude": 1, "name": "a"}', JSON, 400, "invalid"),
    (b'{"latitude": ' + b"9" * 5000 + b', "name": "a"}', JSON, 400, "invalid"),
    (b'{"latitude": ' + b"9" * 39 + b', "longitude": 0, "name": "a"}', JSON, 400, "max_value"),
    (b'{"name": "a", "extra": {"x": 99999999999999999999}}', JSON, 400, "invalid"),
    (b'{"name": "a\\u0000b"}', JSON, 400, "invalid"),
    (b'{"name": "a\x00b"}', JSON, 400, "parse_error"),
    (b'{"name": "\\ud800"}', JSON, 400, "invalid"),
    (b'{"\\ud800": "a"}', JSON, 400, "invalid"),
    (b'{"name": "a", "extra": {"\\u0000": 1}}', JSON, 400, "invalid"),
    (b'{"name": "a", "area": "\\udfff"}', JSON, 400, "invalid"),
    ('{"name": "ü"}'.encode("latin-1"), JSON, 400, "parse_error"),
    ('{"name": "ü"}'.encode("utf-16"), JSON, 400, "parse_error"),
    (b'\xef\xbb\xbf{"name": "a"}', JSON, 400, "parse_error"),
    (b'{"name": "a"}', "application/json; charset=latin-1", 400, "bad_request"),
    (b'{"name": "a"}', "application/json; charset=nope", 400, "bad_request"),
    (b"name=a", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    (b"<name>a</name>", "application/xml", 415, "unsupported_media_type"),
    (b'{"name": "a"}', "text/plain", 415, "unsupported_media_type"),
    (b'[[{"name": "a"}]]', JSON, 400, "invalid"),
    (b'{"\\ud800": 1, "\\ud800": 2}', JSON, 400, "repeated"),
    (b'{"name": "a", "extra": {"x": %d}}' % 10**30, JSON, 400, "invalid"),
    (b'{"name": "a", "id": %d}' % 10**30, JSON, 400, "unknown"),
    (b"[" + b"{}," * 500_000 + b"{}]", JSON, 413, "too_large"),
    (b"[" + b"1," * 2_000_001 + b"1]", JSON, 413, "too_large"),
    (b"{" + b"".join(b'"%d":1,' % n for n in range(20_000)) + b'"x":1,"x":1}', JSON, 400, "repeated"),
    (b'{"%s": [%s"\\u0000"]}' % (b"k" * 200_000, b'"",' * 20_000), JSON, 400, "invalid"),
    (b'{"name": {"a": 1}}', JSON, 400, "invalid"),
]


@pytest.mark.parametrize(("body", "content_type", "status", "code"), BAD)
def test_what_cannot_be_understood_is_refused_in_no_time(post, body, content_type, status, code):
    began = time.perf_counter()
    answer = post(body, content_type)
    # What grows with the square of the body would take minutes.
    assert time.perf_counter() - began < 10
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code), answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Stakeholder.objects.exists()


@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])
def test_json_is_json(post, content_type):
    assert post('{"name": "Łódź"}'.encode(), content_type).status_code == 201


def test_a_body_without_its_length_is_not_taken_for_an_empty_one(client, coordinator):
    make.stakeholder(slug="a")
    address = "/api/v1/stakeholders/a/"
    answer = client.generic("PATCH", address, content_type=JSON, HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (411, "length_required")


@pytest.mark.parametrize("key", ["is_sample", "missing", "extra"])
def test_a_number_beyond_all_bounds_is_no_fault_of_the_portal(send, coordinator, key):
    make.project()
    answer = send("patch", "project/", {key: {"a": 10**30} if key == "extra" else 10**30})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"#/{key}")


RING = [[15, 47], [16, 47], [15.5, 47.5], [15, 47]]


@pytest.mark.parametrize(
    ("boundary", "status"),
    [
        ({"type": "Polygon", "coordinates": [RING]}, 200),
        ({"type": "MultiPolygon", "coordinates": [[RING, RING]]}, 200),
        ({"type": "Polygon", "coordinates": [RING[:-1]]}, 400),
        ({"type": "Polygon", "coordinates": [[*RING[:2], ["15", True], RING[0]]]}, 400),
        ({"type": "MultiPolygon", "coordinates": [RING]}, 400),
        ({"type": "Point", "coordinates": [15, 47]}, 400),
        ({"type": "Polygon"}, 400),
        ([RING], 400),
        ("Graz", 400),
        (False, 400),
    ],
)
def test_an_outline_is_a_polygon(send, coordinator, boundary, status):
    make.area(slug="graz")
    assert send("patch", "areas/graz/", {"boundary": boundary}).status_code == status


def test_other_names_are_texts(send, coordinator):
    make.project()
    assert send("patch", "project/", {"name_variants": ["CiRe"]}).status_code == 200
    assert send("patch", "project/", {"name_variants": [{"a": 1}]}).status_code == 400


def test_a_key_that_cannot_be_written_takes_no_huge_number_either(send, coordinator):
    relation = make.relation()
    answer = send("patch", f"relations/{relation.pk}/", {"is_mutual": 10**30})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "read_only")


def test_there_is_an_end_to_places(send, coordinator):
    most = connection.ops.integer_field_range("PositiveSmallIntegerField")[1]
    pilot = make.milestone(pilot=make.pilot(slug="tram"), position=most).pilot
    new = {"text": "Last", "planned": False}
    answer = send("post", "milestones/", {"pilot": "tram"} | new)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "max_value")
    parts = [{"id": pilot.milestones.get().pk}, new]
    answer = send("patch", "pilots/tram/", {"milestones": parts})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "max_value")


def test_a_body_that_is_too_large_is_not_even_read(client, coordinator, monkeypatch):
    monkeypatch.setattr(bodies, "LARGEST_BODY", 100)
    answer = client.post("/api/v1/stakeholders/", b"[" + b" " * 200 + b"]", content_type=JSON)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too_large")


def test_a_body_that_was_cut_off_is_not_taken_for_all(client, coordinator):
    answer = client.post("/api/v1/stakeholders/", b"{}", content_type=JSON, CONTENT_LENGTH="1")
    assert answer.status_code == 400


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("body", [b"[]", b"null", b'"a"', b"[{}]"])
def test_one_row_is_an_object(post, method, body):
    make.stakeholder(slug="a")
    answer = post(body, method=method, address="stakeholders/a/")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#")


@pytest.mark.parametrize(
    "value", ["a", 7, None, True, {}, [[]], ["a"], [None], [{"id": "x"}], [{"id": {}}], [{"id": True}]]
)
def test_parts_that_are_none(post, value):
    import json

    make.pilot(slug="tram")
    answer = post(json.dumps({"milestones": value}), method="patch", address="pilots/tram/")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith("#/milestones")


@pytest.mark.parametrize(
    "headers",
    [{"x-change-reason": "a" * 501}, {"idempotency-key": "a" * 256}, {"idempotency-key": "ü"}],
)
def test_headers_that_are_too_long_or_no_text(client, coordinator, headers):
    answer = client.post("/api/v1/stakeholders/", b'{"name": "a"}', content_type=JSON, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "invalid_header")
