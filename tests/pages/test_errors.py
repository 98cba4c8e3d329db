"""Errors: what people are told, in their language and with a way on."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_offers_the_search_and_the_way_home(client):
    answer = client.get("/nothing/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert 'action="/search/"' in page
    assert 'href="/"' in page


def test_errors_carry_the_funding_statement(client):
    make.project(funding_statement={"en": "Paid by the ERDF.", "de": "Vom EFRE bezahlt."})
    assert "Paid by the ERDF." in client.get("/nothing/").content.decode()
    assert "Vom EFRE bezahlt." in client.get("/de/nichts/").content.decode()
    assert "Paid by the ERDF." in client.get("/areas/?aera=torino").content.decode()


def test_an_error_speaks_the_language_of_the_address(client):
    assert '<html lang="de"' in client.get("/de/areas/nirgends/").content.decode()
    assert '<html lang="de"' in client.get("/de/nichts/").content.decode()


def test_a_wrong_filter_names_the_known_values(client):
    make.area(slug="graz")
    make.area(slug="torino")
    page = client.get("/partners/?area=turino").content.decode()
    for word in ("turino", "graz", "torino"):
        assert word in page


def test_a_form_from_elsewhere_is_refused_in_words():
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@example.org"})
    assert (answer.status_code, "could not be accepted" in answer.content.decode()) == (403, True)


def test_what_is_not_published_is_as_if_it_were_not_there(client):
    hidden = make.output(status="draft")
    assert client.get(hidden.get_absolute_url()).status_code == 404
    client.force_login(make.user(make.partner()), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(hidden.get_absolute_url()).status_code == 200


def test_nothing_of_what_was_typed_becomes_part_of_the_page(client):
    page = client.get("/areas/?<script>alert(1)</script>=1").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
