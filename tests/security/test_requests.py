"""Requests that no browser of a well-meaning person sends: each is answered by the portal, with all its headers."""

import pytest

from tests import make

HEADERS = [
    "Content-Security-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/?search=%ff", "/api/v1/partners/?search=%00", "/nothing/", "/api/v1/nothing/"])
def test_every_refusal_carries_the_headers_of_a_page(client, address):
    response = client.get(address, headers={"origin": "https://tool.example"})
    assert [name for name in HEADERS if name not in response.headers] == []
    assert ("Access-Control-Allow-Origin" in response.headers) == address.startswith("/api/")


@pytest.mark.django_db
def test_the_way_to_https_is_open_to_tools_in_browsers(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/api/v1/partners/", headers={"origin": "https://tool.example"})
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (301, "*")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["//elsewhere.example/page", "///elsewhere.example/", "//elsewhere.example/?x=%00"])
def test_no_page_links_to_another_server_because_its_address_says_so(client, address):
    page = client.get("/", PATH_INFO=address.partition("?")[0], QUERY_STRING=address.partition("?")[2])
    assert page.status_code in {400, 404}
    assert b'"/elsewhere.example' in page.content
    assert b'"//' not in page.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/partners/", "/api/v1/partners/"])
def test_a_cookie_with_a_null_character_is_nobodys_session(client, address):
    """PostgreSQL would break on it."""
    assert client.get(address, headers={"cookie": r'sessionid="aaaaaaaa\000aaaa"'}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "unicode_escape", "raw_unicode_escape", "iso-8859-1"])
@pytest.mark.parametrize("address", ["/partners/", "/api/v1/partners/"])
def test_text_in_another_code_is_refused(client, address, charset):
    question = {"QUERY_STRING": r"search=\ud800+AAA-", "CONTENT_TYPE": f"text/plain; charset={charset}"}
    response = client.get(address, **question)
    assert response.status_code == 400
    assert "UTF-8" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/partners/", "/api/v1/partners/", "/search/"])
def test_very_many_parameters_are_too_many(client, address):
    response = client.get(address, QUERY_STRING="a&" * 2500)
    assert (response.status_code, b"too long" in response.content) == (400, True)


@pytest.mark.django_db
def test_a_refusal_speaks_the_language_of_its_own_reader(client):
    """Not that of whoever was answered before."""
    client.get("/api/v1/partners/", headers={"accept-language": "de"})
    assert b'<html lang="en">' in client.get("/partners/?search=%ff").content
    assert b'<html lang="de">' in client.get("/de/partners/?search=%ff").content


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_the_api_says_in_its_own_form_that_there_is_nothing(client, method):
    client.handler.enforce_csrf_checks = True
    response = getattr(client, method)("/api/v1/nothing/")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert client.post("/partners/").status_code == 403


@pytest.mark.django_db
def test_failed_sign_ins_are_counted_by_visitor_not_by_proxy(client, settings):
    """Else whoever types wrong passwords shuts everybody out."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person = make.user(password="five-city-regions")
    wrong = [
        client.post("/accounts/login/", {"login": f"{n}@example.org", "password": "x"}, **came_from("192.0.2.1"))
        for n in range(40)
    ]
    assert wrong[-1].status_code == 429
    right = {"login": person.email, "password": "five-city-regions"}
    assert client.post("/accounts/login/", right, **came_from("192.0.2.1")).status_code == 429
    assert client.post("/accounts/login/", right, **came_from("192.0.2.2")).status_code == 302


def came_from(address):
    return {"headers": {"x-forwarded-for": address}}
