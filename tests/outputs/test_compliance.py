"""What the programme asks of each output and event: seen to by those who write it, read by the partnership."""

import re

import pytest
from django.urls import reverse

from cityregions.workplan.models import ComplianceCheck
from tests import make

pytestmark = pytest.mark.django_db
POINTS = ComplianceCheck.Point.values


@pytest.fixture(params=["output", "event"])
def thing(request, place):
    """An output or an event of Graz, with the name of its kind."""
    row = getattr(make, request.param)(slug="thing", area=place.graz.area)
    row.kind_of = request.param
    return row


def checks(thing):
    return list(thing.compliance_checks.values_list("point", "met", "note", "checked_by__name"))


def test_each_point_stands_with_who_has_seen_it(client, place, thing):
    client.force_login(place.graz.staff)
    address = reverse(f"{thing.kind_of}-compliance", args=["thing"])
    assert re.findall(r'name="(\w+)-met"', client.get(address).content.decode()) == POINTS
    entered = {"emblem-met": "yes", "emblem-note": "On the cover", "language-met": "no", "funding_statement-note": ""}
    assert client.post(address, entered).headers["Location"] == thing.get_absolute_url()
    assert checks(thing) == [("emblem", "yes", "On the cover", "Graz staff"), ("language", "no", "", "Graz staff")]
    page = client.get(thing.get_absolute_url()).content.decode()
    assert ("On the cover" in page, page.count("confirmed by Graz staff")) == (True, 2)
    # Somebody else changes one point and takes one back: the others keep the name of who has seen them.
    client.force_login(place.coordinator)
    client.post(address, {"emblem-met": "yes", "emblem-note": "On the cover", "accessible_file-met": "not_asked"})
    assert checks(thing) == [
        ("emblem", "yes", "On the cover", "Graz staff"),
        ("accessible_file", "not_asked", "", "Konrad"),
    ]


def test_a_wrong_word_is_told_and_nothing_is_saved(client, place, thing):
    client.force_login(place.graz.staff)
    entered = {"emblem-met": "yes", "language-met": "perhaps", "emblem-note": "On the cover"}
    response = client.post(reverse(f"{thing.kind_of}-compliance", args=["thing"]), entered)
    assert (response.status_code, checks(thing)) == (422, [])
    assert "perhaps is not one of the available choices" in response.content.decode()
    assert 'value="On the cover"' in response.content.decode()


def test_the_list_is_for_the_partnership_and_filled_in_by_those_who_write_the_record(client, place, thing):
    make.compliance_check(**{thing.kind_of: thing}, note="Looked at it")
    address = reverse(f"{thing.kind_of}-compliance", args=["thing"])
    page = client.get(thing.get_absolute_url()).content.decode()
    assert "Looked at it" not in page
    client.force_login(place.turin.staff)
    page = client.get(thing.get_absolute_url()).content.decode()
    assert ("Looked at it" in page, address in page) == (True, False)
    assert [client.get(address).status_code, client.post(address, {}).status_code] == [403, 403]
