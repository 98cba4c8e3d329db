"""Whatever stands in an address, the answer is a page of ours that says what is wrong, never a broken server."""

from contextlib import suppress

import pytest
from django.urls import NoReverseMatch, reverse

from tests import make
from tests.guards import walk
from tests.guards.anatomy import Page

pytestmark = pytest.mark.django_db

LISTS = [route.name for route in walk.lists()]
DETAILS = [route.name for route in walk.details()]
WRONG = {
    "unknown parameter": "?aera=torino",
    "unknown parameter of two": "?page=1&aera=torino",
    "page that is not there": "?page=99999",
    "page that is no number": "?page=abc",
    "page nought": "?page=0",
    "page below nought": "?page=-1",
    "enormous page": "?page=" + "9" * 30,
    "unknown order": "?ordering=nothing",
    "question of very many words": "?search=" + "a+" * 3500,
}
# What no page ever sees, whichever it is.
MALFORMED = {
    "over-long question": "?search=" + "a" * 9000,
    "no UTF-8": "?search=%ff",
    "no UTF-8 in a name": "?%ff=1",
    "null character": "?search=%00",
    "null character in a name": "?a%00=1",
}


@pytest.fixture
def client(client):
    """Reads as a coordinator, since some lists are not for everyone; mistakes are answered alike."""
    make.sign_in(client, make.user(coordinator=True))
    return client


def is_ours(answer):
    """Whether it is a whole page of the portal with one heading, in HTML."""
    page = Page(answer.content.decode())
    return (
        answer.headers["Content-Type"].startswith("text/html") and len(page.all("h1")) == 1 and bool(page.all("main"))
    )


def explains(client, address, status):
    answer = client.get(address)
    assert (answer.status_code, is_ours(answer)) == (status, True), address


@pytest.fixture(params=[False, True], ids=["in production", "with DEBUG"])
def debug(request, settings):
    settings.DEBUG = request.param


# The quick tests ask every list two of them and the first list all.
TWO = {"unknown parameter", "page that is not there"}


@pytest.mark.parametrize(
    "query",
    [pytest.param(query, marks=() if name in TWO else pytest.mark.full, id=name) for name, query in WRONG.items()],
)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_explains_what_it_does_not_understand(client, name, query):
    status = 404 if query.startswith("?page=") and "&" not in query else 400
    explains(client, reverse(name) + query, status)


@pytest.mark.parametrize("query", (WRONG | MALFORMED).values(), ids=WRONG | MALFORMED)
def test_it_does_so_with_and_without_debug(client, debug, query):
    explains(client, reverse(LISTS[0]) + query, 404 if query.startswith("?page=") and "&" not in query else 400)


@pytest.mark.parametrize("name", LISTS)
def test_every_filter_refuses_a_value_that_it_does_not_know(client, name):
    answer = client.get(reverse(name))
    free = {"search"}
    filters = [field for field in answer.context["filter"].form.fields if field not in free]
    for field in filters:
        explains(client, f"{reverse(name)}?{field}=%F0%9F%A6%84", 400)


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_parameter_is_answered_with_the_known_ones(client, name):
    answer = client.get(reverse(name) + "?aera=torino").content.decode()
    assert "<code>search</code>" in answer
    assert "aera" in answer


def nowhere(name, slug):
    """The address of a record that is not there: by a slug, by a number that no row has, or by both."""
    number = int("9" * len(slug))
    for key in ([slug], [number], [slug, number]):
        with suppress(NoReverseMatch):
            return reverse(name, args=key)
    raise ValueError(name)


@pytest.mark.parametrize("slug", ["not-there", "a" * 300])
@pytest.mark.parametrize("name", DETAILS)
def test_a_record_that_is_not_there_is_not_found(client, name, slug):
    explains(client, nowhere(name, slug), 404)


@pytest.mark.parametrize("name", DETAILS)
def test_a_question_to_a_detail_page_breaks_nothing(client, name):
    explains(client, nowhere(name, "not-there") + "?%00", 400)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing/", 404),
        ("/nothing/at/all", 404),
        ("/de/nichts/", 404),
        ("/xx/areas/", 404),
        ("/areas/%00/", 400),
        ("/areas/%ff/", 404),
        ("/areas/<script>/", 404),
        ("/areas/../../etc/passwd", 404),
        ("/" + "a" * 9000 + "/", 400),
    ],
)
def test_an_address_that_leads_nowhere_says_so(client, debug, address, status):
    explains(client, address, status)


@pytest.mark.parametrize("name", [*LISTS, "home", "search", "sources", "accessibility", "privacy"])
def test_a_page_that_only_reads_takes_nothing_else(client, name):
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.full
def test_no_address_breaks_the_server(client):
    """Parameters that nobody thought of, made up by hypothesis, at every list and at the search."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as made_up

    known = ["search", "page", "ordering", "area", "kind", "q", "on", "case", "starts_after", "status"]
    names = made_up.sampled_from(known) | made_up.text(max_size=8)
    values = made_up.text(max_size=30) | made_up.sampled_from(["0", "-1", "true", "2014-13", "1e9", "null", "%", "'"])
    pages = made_up.sampled_from([*LISTS, "search", "home", "workplan", "practice-compare"])

    @settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(pages, made_up.dictionaries(names, values, max_size=3))
    def holds(name, question):
        answer = client.get(reverse(name), question)
        assert answer.status_code in {200, 302, 400, 404}, (name, question)

    holds()
