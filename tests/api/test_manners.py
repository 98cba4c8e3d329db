"""How the API behaves towards tools: problems, what has not changed, other people's browsers."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from tests import make

pytestmark = pytest.mark.django_db
SHAPE = {"type", "title", "status", "detail", "errors", "instance"}


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/partners/nobody/", 404),
        ("get", "/api/v1/relations/99999999999999999999999/", 404),
        ("get", "/api/v1/relations/abc/", 404),
        ("get", "/api/v1/nothing/", 404),
        ("get", "/api/v1/nothing", 404),
        ("get", "/api/v1/%FF/", 404),
        ("get", "/api/nothing/", 404),
        ("get", "/api/", 404),
        ("post", "/api/v1/nothing/", 404),
        ("post", "/api/v1/partners/", 401),
        ("delete", "/api/v1/partners/x/", 401),
        ("patch", "/api/v1/project/", 401),
        ("post", "/api/v1/project/", 405),
        ("put", "/api/v1/partners/", 405),
        ("post", "/api/v1/search/", 405),
        ("get", "/api/v1/partners/?search=%00", 400),
        ("get", "/api/v1/partners/?search=%FF", 400),
        ("get", "/api/v1/partners/?search=" + "a" * 9000, 400),
        ("get", "/api/v1/partners/?" + "&".join(f"a{n}=1" for n in range(1500)), 400),
        ("get", "/api/v1/partners/?nothing=1", 400),
        ("get", "/api/v1/?nothing=1", 400),
        ("get", "/api/v1/schema/?nothing=1", 400),
    ],
)
def test_what_goes_wrong_is_a_problem_document_of_one_shape(client, method, address, status):
    response = getattr(client, method)(address)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    body = response.json()
    assert set(body) == SHAPE
    assert body["status"] == status
    assert body["detail"]
    assert all({"code", "detail"} <= set(error) for error in body["errors"])


def test_a_fault_of_our_own_is_a_problem_document_too(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("cityregions.api.plans.as_json", lambda data: 1 / 0)
    response = client.get("/api/v1/partners/")
    assert (response.status_code, response.headers["Content-Type"]) == (500, "application/problem+json")
    assert "division" not in response.text


def test_the_detail_is_in_the_language_of_the_reader_and_the_code_in_none(client):
    make.partner()
    codes = [
        client.get("/api/v1/partners/?x=1", headers={"accept-language": language}).json()["errors"][0]["code"]
        for language in ("en", "de", "pl")
    ]
    assert codes == ["unknown"] * 3


def test_an_address_without_its_last_slash_leads_to_it(client):
    response = client.get("/api/v1/partners?area=torino")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/v1/partners/?area=torino")


@pytest.mark.parametrize("address", ["", "areas/", "areas/here/", "project/", "search/?q=here", "changes/", "schema/"])
def test_what_has_not_changed_is_not_sent_again(client, address):
    area = make.area(slug="here", name="Here")
    project = make.project()
    first = client.get(f"/api/v1/{address}")
    tag = first.headers["ETag"]
    assert tag.startswith('"' if address in {"areas/here/", "project/"} else 'W/"')
    again = client.get(f"/api/v1/{address}", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "no-cache"
    assert {"Accept-Language", "Authorization", "Cookie"} <= set(again.headers["Vary"].split(", "))
    area.name, project.name = "Hereabouts", "Another"
    area.save()
    project.save()
    changed = client.get(f"/api/v1/{address}", headers={"if-none-match": tag})
    assert changed.status_code == (304 if address in {"", "schema/"} else 200)


def test_what_a_person_was_sent_is_kept_by_nobody_else(client):
    client.force_login(make.user(make.partner()))
    response = client.get("/api/v1/partners/")
    assert {"no-cache", "private"} == set(response.headers["Cache-Control"].split(", "))


@pytest.mark.parametrize("address", ["partners/", "schema/", "nothing/", "partners/?x=1"])
def test_tools_in_other_peoples_browsers_may_read_without_cookies(client, address):
    response = client.get(f"/api/v1/{address}", headers={"origin": "https://example.org"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    asked = {"origin": "https://example.org", "access-control-request-method": "GET"}
    asked["access-control-request-headers"] = "authorization, if-none-match"
    allowed = client.options(f"/api/v1/{address}", headers=asked).headers
    assert {"authorization", "if-none-match"} <= set(allowed["Access-Control-Allow-Headers"].split(", "))
    assert "POST" not in allowed["Access-Control-Allow-Methods"]


def test_head_and_options(client):
    make.partner()
    head, get = client.head("/api/v1/partners/"), client.get("/api/v1/partners/")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", get.headers["ETag"])
    assert client.options("/api/v1/partners/").status_code == 200
    told = client.options("/api/v1/partners/x/").json()
    assert told["methods"] == ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"]
    assert {"name", "area", "budget"} <= set(told["written"]) < set(told["keys"])
    assert client.options("/api/v1/search/").json()["methods"] == ["GET", "HEAD", "OPTIONS"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*;q=x", ""])
def test_whoever_asks_gets_json(client, accept):
    response = client.get("/api/v1/partners/", headers={"accept": accept})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


def aged(row):
    """The row as it stands an hour later."""
    type(row).objects.filter(pk=row.pk).update(modified=timezone.now() - timedelta(hours=1))


def test_what_hangs_on_its_own_row_says_when_it_changed(client):
    event = make.event(slug="visit", title="Old")
    aged(event)
    address = "/api/v1/events/visit/?fields=slug,title,modified"
    first = client.get(address)
    told = first.headers["Last-Modified"]
    assert parse_http_date(told) == int(datetime.fromisoformat(first.json()["modified"]).timestamp())
    assert client.get(address, headers={"if-modified-since": told}).status_code == 304
    assert client.head(address).headers["Last-Modified"] == told
    # A tag says it better, so that nobody looks at the date beside one.
    assert client.get(address, headers={"if-modified-since": told, "if-none-match": '"other"'}).status_code == 200
    event.title = "New"
    event.save()
    changed = client.get(address, headers={"if-modified-since": told})
    assert (changed.status_code, changed.json()["title"]) == (200, "New")
    # Another change could still fall in the same second.
    assert "Last-Modified" not in changed.headers


@pytest.mark.parametrize("query", ["", "?fields=outputs,modified", "?fields=practice,modified", "?expand=host"])
def test_what_hangs_on_others_gives_no_date_that_could_be_wrong(client, query):
    practice = make.practice()
    aged(make.event(slug="visit", practice=practice, host=make.stakeholder()))
    first = client.get(f"/api/v1/events/visit/{query}")
    assert (first.status_code, "Last-Modified" in first.headers) == (200, False)
    later = http_date(timezone.now().timestamp())
    assert client.get(f"/api/v1/events/visit/{query}", headers={"if-modified-since": later}).status_code == 200
