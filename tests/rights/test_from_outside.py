"""The table of rights replayed from outside: by sessions and tokens of each role, and by guessing slugs and ids."""

import re
from http.client import HTTPConnection
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from partners.models import ApiToken
from tests import make
from tests.rights import asking
from tests.rights.cast import ROLES, cast
from tests.rights.table import TABLE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.full]

TOKEN_OF_FORMS = "a" * 32
# What is in no record: a name and a number to guess with.
NAME, NUMBER = "nothing-of-this-name", "987654321"

# After it nobody is signed in any more.
ENDS_THE_SESSION = {"sign-out-everywhere"}


@pytest.fixture
def the(live_server):
    return cast()


@pytest.fixture
def send(live_server):
    """Sends a request over the network and returns what comes back."""
    connection = HTTPConnection(urlsplit(live_server.url).netloc)

    def sent(verb, address, headers, body=""):
        kind = {"Content-Type": "application/json"} if body else {}
        connection.request(verb, address, body or None, headers | kind)
        response = connection.getresponse()
        found = SimpleNamespace(status_code=response.status, headers=response.headers)
        found.content = response.read().decode(errors="replace")
        return found

    yield sent
    connection.close()


def session_of(person):
    """The cookies of somebody who has signed in, with those that a form needs."""
    cookies = {settings.CSRF_COOKIE_NAME: TOKEN_OF_FORMS}
    if person:
        client = Client()
        make.sign_in(client, person)
        cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    together = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": together, "X-CSRFToken": TOKEN_OF_FORMS, "Content-Type": "application/x-www-form-urlencoded"}


def token_of(person, read_only=True):
    made, key = ApiToken.objects.create(user=person, prefix="cire_")
    ApiToken.objects.filter(pk=made.pk).update(read_only=read_only)
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


def asked(the, role, wanted=lambda route: True):
    """Every question of the table with the answer expected for this role, without those that would change something."""
    for route in filter(wanted, asking.routes()):
        for question, answers in asking.questions(route, the.rows, TABLE[route.name]):
            expected = answers[ROLES.index(role)] if answers else None
            if question.changes_nothing or (expected in asking.REFUSED and route.name not in ENDS_THE_SESSION):
                yield question, expected


def faults(send, questions, headers):
    """What the portal answers otherwise than the table says, a line for each question."""
    for question, expected in questions:
        answer = asking.word(send(question.verb, question.address, headers, question.body))
        if asking.is_wrong(answer, expected):
            yield f"{question}: {answer}, not {expected or 'refused'}"


@pytest.mark.parametrize("role", ROLES)
def test_by_sessions(the, send, role):
    found = list(faults(send, asked(the, role), session_of(the.users[role])))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("role", ["staff", "manager", "coordinator"])
def test_by_tokens(the, send, role, read_only):
    questions = [
        (question, None if read_only and question.verb != "GET" else expected)
        for question, expected in asked(the, role, lambda route: route.is_api)
    ]
    found = list(faults(send, questions, token_of(the.users[role], read_only)))
    assert not found, "\n".join(found)


def test_a_token_opens_no_page(the, send):
    for address in ("/desk/", "/accounts/", "/history/", "/admin/"):
        response = send("GET", address, token_of(the.users["coordinator"], read_only=False))
        assert (response.status_code, "/login/" in response.headers["Location"]) == (302, True), address


@pytest.mark.parametrize("role", ["visitor", "contact", "staff"])
def test_what_is_hidden_answers_like_what_was_guessed_and_never_was(the, send, role):
    headers, number = session_of(the.users[role]), 0
    for question, expected in asked(the, role):
        key = question.verb == "GET" and expected == "404" and guessable(question.address)
        if key:
            made_up = question.address.replace(key, f"/{NUMBER if key[1:-1].isdigit() else NAME}/")
            hidden, guessed = (send("GET", address, headers) for address in (question.address, made_up))
            assert hidden.status_code == guessed.status_code == 404
            assert plain(hidden, question.address) == plain(guessed, made_up), question
            number += 1
    assert number > 2


def guessable(address):
    """The part of an address that names a record, with its slashes."""
    found = re.search(r"/(\d+|[a-z]+(-[a-z]+)*-\d+)/", address)
    return found and found[0]


def plain(response, address):
    """The answer without its own address and without the token of its forms, which is another one each time."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", response.content)
    return text.replace(address, "")
