"""What the tests of the API share."""

import json

import pytest
from django.db import transaction

from tests import make, project


@pytest.fixture
def get(client):
    """Asks the API: `get("partners/?area=torino")` returns the status and the body."""

    def asked(address, **headers):
        response = client.get(address if "://" in address else f"/api/v1/{address}", headers=headers)
        return response.status_code, response.json() if response.content else None

    return asked


@pytest.fixture
def send(client):
    """Writes to the API: `send("patch", "partners/body/", {"name": "…"})` returns the answer."""

    def sent(method, address, body=None, **headers):
        headers = {name.replace("_", "-"): text for name, text in headers.items()}
        options = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        path = address if "://" in address else f"/api/v1/{address}"
        return getattr(client, method)(path, headers=headers, **options)

    return sent


@pytest.fixture
def coordinator(client):
    person = make.user(coordinator=True)
    client.force_login(person)
    return person


@pytest.fixture
def staff(client):
    """Somebody of a partner in the area `here`."""
    person = make.user(make.partner(slug="body", area=make.area(slug="here")))
    client.force_login(person)
    return person


@pytest.fixture(scope="module")
def the_project(django_db_setup, django_db_blocker):
    """The real project, for all tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        project.load()
        yield
        transaction.set_rollback(True)
