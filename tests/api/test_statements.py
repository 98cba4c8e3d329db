"""What PostgreSQL has planned is asked again, and given up as soon as it no longer fits."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cityregions.api import kept, plans
from tests import make

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nothing_kept(settings):
    settings.API_KEPT = 0
    plans.forget()
    kept.forget()


def asked(client, address):
    """The names in an answer, and the first word of each query on the way that is about stakeholders."""
    with CaptureQueriesContext(connection) as captured:
        names = [row["name"] for row in client.get(address).json()["results"]]
    words = [query["sql"].split()[0] for query in captured]
    return names, [word for word in words if word in {"PREPARE", "EXECUTE", "DEALLOCATE"}]


def test_a_list_is_planned_once_for_all_values_of_its_filters(client):
    areas = [make.area() for _each in range(8)]
    for area in areas:
        make.stakeholder(area=area, name=f"Of {area.slug}")
    told = [asked(client, f"/api/v1/stakeholders/?area={area.slug}") for area in areas]
    assert [names for names, _words in told] == [[f"Of {area.slug}"] for area in areas]
    # The first is read by the view, the others ask with the rows whether the data have changed: another query.
    words = [words for _names, words in told]
    assert words[0] == words[1] == []
    assert any("PREPARE" in each for each in words)
    assert set(words[-1]) == {"EXECUTE"}


def test_a_plan_ends_with_its_connection_and_with_its_table(client):
    make.stakeholder(area=make.area(slug="here"), name="Old")
    address = "/api/v1/stakeholders/?area=here"
    for _each in range(3):
        asked(client, address)
    connection.close()
    assert asked(client, address)[0] == ["Old"]
    asked(client, address)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert asked(client, address)[0] == ["Old"]
    assert asked(client, address)[0] == ["Old"]


def test_within_a_transaction_nothing_is_planned(client):
    make.stakeholder(area=make.area(slug="here"), name="Old")
    with transaction.atomic():
        assert [asked(client, "/api/v1/stakeholders/?area=here") for _each in range(3)] == [(["Old"], [])] * 3


def test_a_connection_keeps_so_many_plans_and_no_more(client, monkeypatch):
    monkeypatch.setattr("cityregions.api.statements.MOST", 3)
    make.stakeholder(area=make.area(slug="here"))
    for fields in ("name", "slug", "role", "level", "category"):
        for _each in range(3):
            asked(client, f"/api/v1/stakeholders/?area=here&fields=name,{fields}".replace("name,name", "name"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone()[0] <= 3
