"""A list costs as many queries for three rows as for one, and so does a detail whatever hangs on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityregions.api.parameters import expandable
from tests import make
from tests.api.nouns import LISTS, MAKERS, NEVER_PUBLIC

pytestmark = pytest.mark.django_db


def test_every_noun_has_a_maker():
    assert set(LISTS) == set(MAKERS)


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, response.content
    return len(captured)


@pytest.mark.parametrize(
    ("noun", "signed_in"),
    [
        *(pytest.param(noun, False, marks=pytest.mark.full) for noun in MAKERS if noun not in NEVER_PUBLIC),
        *((noun, True) for noun in MAKERS),
    ],
)
def test_lists_and_details_cost_the_same_for_one_row_and_three(client, noun, signed_in):
    if signed_in:
        client.force_login(make.user(make.partner()))
    row = MAKERS[noun]()
    key = getattr(row, LISTS[noun].lookup_field)
    nested = ",".join(expandable(LISTS[noun].serializer_class))
    addresses = [f"/api/v1/{noun}/?expand={nested}&count=true", f"/api/v1/{noun}/", f"/api/v1/{noun}/{key}/"]
    for address in addresses:
        client.get(address)
    one = [queries(client, address) for address in addresses]
    MAKERS[noun]()
    MAKERS[noun]()
    assert [queries(client, address) for address in addresses] == one


@pytest.mark.parametrize(("noun", "expected"), [("stakeholders", 1), ("relations", 1), ("outputs", 1), ("events", 8)])
def test_a_visitors_list_is_one_query_and_one_for_each_list_within_its_rows(client, noun, expected):
    MAKERS[noun]()
    assert queries(client, f"/api/v1/{noun}/") == expected


def test_only_the_columns_and_lists_that_are_asked_for_are_read(client):
    MAKERS["pilots"]()
    with CaptureQueriesContext(connection) as captured:
        client.get("/api/v1/pilots/?fields=slug,title")
    assert len(captured) == 1
    assert "summary" not in captured[0]["sql"]
