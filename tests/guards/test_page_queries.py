"""A page costs as many queries for three rows as for one."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cityregions.records.rights import stated_models
from cityregions.workplan.progress import kept
from stakeholders.maps import reading
from stakeholders.models import StakeholderMap
from tests import make
from tests.guards import walk
from tests.guards.world import MAKERS, connect, filled

pytestmark = pytest.mark.django_db

# PostgreSQL reads the choices of a form through a cursor, whose name is another each time.
CURSOR = re.compile(r'^DECLARE "\w+" NO SCROLL CURSOR WITH(OUT)? HOLD FOR ')
QUESTIONS = {"search": "?q=green"}
WITHOUT_RECORD = [route for route in walk.routes() if route.is_page and not route.arguments]


def test_every_record_has_a_maker():
    assert set(MAKERS) == stated_models()


# Coordinators see all that visitors see, and more; the exhaustive tests ask for both.
@pytest.fixture(params=[pytest.param("visitor", marks=pytest.mark.full), "coordinator"])
def reader(request, client):
    if request.param == "coordinator":
        make.sign_in(client, make.user(coordinator=True))
    return client


def queries(client, address, again=False):
    """What a page asks of the database; the first time it is opened once before, for what is kept in memory."""
    if not again:
        client.get(address)
    # The work plan and maps are kept until they change: what reading them costs is asked each time.
    forget()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    # Evidence of a draft is nobody else's to delete, nor to see.
    assert answer.status_code in {200, 302, 403, 405} or "/reports/evidence/" in address, address
    return Counter(CURSOR.sub("", query["sql"]).split(" WHERE ")[0][:300] for query in captured)


def forget():
    kept.forget()
    reading.forget()


def grow():
    """One more row of everything, with a link of each kind."""
    for model in MAKERS:
        connect(filled(model), 1)


def more(before, after):
    return {sql: number for sql, number in (after - before).items() if number}


# The quick tests ask every fourth page; the others and the forms for new records are asked exhaustively.
# Maps side by side are read one by one, six at most, and are then kept.
BOUNDED = {"map-compare"}
PLAIN = [route for route in WITHOUT_RECORD if not route.form and route.name not in BOUNDED]


@pytest.mark.parametrize(
    "routes",
    [
        pytest.param(PLAIN[::4], id="some"),
        pytest.param([route for route in PLAIN if route not in PLAIN[::4]], id="pages", marks=pytest.mark.full),
        pytest.param([route for route in WITHOUT_RECORD if route.form], id="forms", marks=pytest.mark.full),
    ],
)
def test_pages_without_a_record_cost_the_same_for_one_of_everything_and_three(reader, routes):
    addresses = [reverse(route.name) + QUESTIONS.get(route.name, "") for route in routes]
    grow()
    one = {address: queries(reader, address) for address in addresses}
    grow()
    grow()
    grown = {address: more(one[address], queries(reader, address, again=True)) for address in addresses}
    assert {address: found for address, found in grown.items() if found} == {}


def whole(model, number):
    """A record with so many links of each kind; a map also shows what lies between the stakeholders on it."""
    row = connect(filled(model), number)
    if model is StakeholderMap:
        entries = list(row.entries.all())
        for entry in entries:
            make.assessment(entry=entry)
        for one, other in pairwise(entries):
            make.relation(from_stakeholder=one.stakeholder, to_stakeholder=other.stakeholder)
    return row


# To delete a record one sees what hangs on it, as on its own page, and forms are much alike: the quick tests open
# every fourth that changes a record, the exhaustive ones all.
QUIET = {route for number, route in enumerate(walk.forms()) if number % 4 or route.name.endswith("-delete")}


@pytest.mark.parametrize(
    "route",
    [
        pytest.param(route, marks=pytest.mark.full if route in QUIET else (), id=route.name)
        for route in (*walk.details(), *walk.forms())
        if walk.takes_a_record(route)
    ],
)
def test_a_record_costs_the_same_with_two_links_of_each_kind_and_with_four(reader, route):
    few, many = (
        queries(reader, walk.address(route, whole(route.model, number)), again=number > 2) for number in (2, 4)
    )
    assert more(few, many) == {}
