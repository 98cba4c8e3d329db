"""What is not published leaves no trace in what a page or an answer offers to choose from."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    make.practice(country="AT")
    make.practice(country="FI", published=False)


@pytest.mark.parametrize("address", ["/practices/", "/practices/?country=XX", "/api/v1/practices/?country=XX"])
def test_the_country_of_a_draft_is_offered_to_the_partnership_only(draft, client, address):
    def offered():
        answer = client.get(address).content.decode()
        return [code for code in ("AT", "FI") if f'value="{code}"' in answer or f" {code}" in answer]

    assert offered() == ["AT"]
    client.force_login(make.user(make.partner()))
    assert offered() == ["AT", "FI"]


def test_the_country_of_a_draft_is_not_known_to_a_visitor(draft, client):
    assert client.get("/api/v1/practices/?country=FI").status_code == 400
    client.force_login(make.user(make.partner()))
    assert len(client.get("/api/v1/practices/?country=FI").json()["results"]) == 1
