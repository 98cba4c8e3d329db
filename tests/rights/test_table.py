"""Every route for every role and verb, with own and foreign records: the portal answers as the table of rights says."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pypdf import PdfReader

from partners.models import ApiToken
from tests import make
from tests.guards import walk
from tests.rights import asking
from tests.rights.cast import ROLES, SEEN_BY, cast
from tests.rights.table import TABLE

pytestmark = pytest.mark.django_db

# Who holds the link in the mail reads for which address it was sent; a calendar has no other key than its address.
TELLS = {"invitation-accept", "deadline-calendar"}
# Tools act for those who work here.
WITH_TOKENS = ["staff", "manager", "coordinator"]


@pytest.fixture(scope="module")
def the(django_db_setup, django_db_blocker):
    """The cast, made once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cast()
        transaction.set_rollback(True)


def test_every_route_has_a_line_and_every_line_a_route():
    # The components of the look are there with DEBUG only.
    assert {route.name for route in asking.routes()} | {"design"} == set(TABLE)


def test_every_verb_of_a_program_has_a_line():
    verbs = {route.name: getattr(route.callback, "actions", {}) for route in asking.routes() if asking.writes(route)}
    assert verbs
    for name, actions in verbs.items():
        assert {verb.upper() for verb in actions} - {"HEAD"} == {verb for verb, _whose in TABLE[name]}, name


def signed_in(person):
    client = Client(raise_request_exception=False)
    if person:
        make.sign_in(client, person)
    return client


def ask(client, verb, address, body="", **headers):
    """The answer; whatever it changed is taken back, and nobody has to wait."""
    cache.clear()
    cookies = client.cookies.copy()
    with transaction.atomic():
        kind = "application/json" if address.startswith("/api/") else "application/x-www-form-urlencoded"
        response = client.generic(verb, address, body, kind, headers=headers)
        response.told = text_of(response) if response.status_code == 200 else ""
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def text_of(response):
    """Everything that the answer tells, what stands in files as well."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as file:
            content = b" ".join(map(file.read, file.namelist()))
    return content.decode(errors="replace")


def told(role, response):
    """The words in an answer that are not for this role."""
    return [word for word, seen_by in SEEN_BY.items() if role not in seen_by and word in response.told]


def faults(the, role, routes, client, wanted=lambda question, expected: True, **headers):
    for route in routes:
        for question, answers in asking.questions(route, the.rows, TABLE[route.name]):
            expected = answers and answers[ROLES.index(role)]
            if not wanted(question, expected):
                continue
            response = ask(client, question.verb, question.address, question.body, **headers)
            answer = asking.word(response)
            if asking.is_wrong(answer, expected):
                yield f"{question}: {answer}, not {expected or 'refused'}"
            yield from (
                f"{question} tells of {secret}" for secret in told(role, response) if question.name not in TELLS
            )


# The exhaustive tests ask what is refused and what is not, for everybody.
@pytest.mark.parametrize("role", ["visitor", "staff"])
def test_what_the_table_refuses_is_refused(the, role):
    client = signed_in(the.users[role])
    found = list(faults(the, role, asking.routes(), client, is_refused))
    assert not found, "\n".join(found)


def is_refused(question, expected):
    """PUT goes the way of PATCH, and a list of one that of the record."""
    is_list = question.name.endswith("-list") and question.whose != "any"
    return expected in asking.REFUSED and question.verb != "PUT" and not is_list


@pytest.mark.full
@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_as_the_table_says(the, role):
    found = list(faults(the, role, asking.routes(), signed_in(the.users[role])))
    assert not found, "\n".join(found)


@pytest.mark.full
@pytest.mark.parametrize("role", ROLES)
def test_verbs_that_no_line_names_are_refused(the, role):
    client = signed_in(the.users[role])
    found = []
    for route in asking.routes():
        for address in asking.addresses(route, the.rows).values():
            plain = {verb: asking.word(ask(client, verb, address)) for verb in ("POST", *asking.UNLISTED)}
            # Forms take PUT like POST.
            unlisted = set(asking.UNLISTED) - {verb for verb, _whose in TABLE[route.name]}
            wrong = [verb for verb in unlisted if plain[verb] not in {*asking.REFUSED, plain["POST"]}]
            found += [f"{verb} {address}: {plain[verb]}" for verb in wrong]
    assert not found, "\n".join(found)


@pytest.mark.full
@pytest.mark.parametrize("role", WITH_TOKENS)
def test_a_token_reads_what_its_person_reads_and_a_read_only_one_changes_nothing(the, role):
    nouns = [route for route in asking.routes() if route.is_api and route.name != "api:docs"]
    _token, key = ApiToken.objects.create(user=the.users[role], prefix="cire_")
    headers = {"authorization": f"Bearer {key}"}
    found = list(
        faults(the, role, nouns, Client(), lambda question, answer: answer and question.verb == "GET", **headers)
    )
    assert not found, "\n".join(found)
    for route in nouns:
        for address in asking.addresses(route, the.rows).values():
            answers = {asking.word(ask(Client(), verb, address, **headers)) for verb in ("POST", *asking.UNLISTED)}
            assert answers <= {"403", "404", "405"}, address


@pytest.mark.full
@pytest.mark.parametrize(
    "role",
    ["staff", *(pytest.param(role, marks=pytest.mark.full) for role in ("visitor", "contact", "ended", "manager"))],
)
def test_no_page_of_the_admin_opens_for_others_than_coordinators(the, role):
    bar(signed_in(the.users[role]))


@pytest.mark.full
def test_no_page_of_the_admin_opens_by_password_alone(the):
    client = Client()
    client.force_login(the.users["coordinator"])
    bar(client)


def bar(client):
    """Checks that every page of the admin leads to its door, or refuses at once."""
    for route in walk.routes():
        if route.is_admin and route.name not in {"admin:login", "admin:logout"}:
            for verb in ("GET", "POST"):
                response = ask(client, verb, admin_address(route))
                led = response.status_code == 302 and response.headers["Location"].startswith("/admin/login/?next=")
                assert led or response.status_code == 403, (verb, route.name, response.status_code)


def admin_address(route):
    try:
        return reverse(route.name, args=[1 for _argument in route.arguments])
    except NoReverseMatch:
        return reverse(route.name, args=["partners"])
