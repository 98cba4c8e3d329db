"""Logs: what stands in them of a request."""

import logging
import runpy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse
from gunicorn.config import Config

from cityregions.web.logs import without_secrets

SECRET = "jBq3fGzQ_very-secret"
WITH_SECRETS = [
    reverse("deadline-calendar", args=[SECRET]),
    reverse("invitation-accept", args=[SECRET]),
    reverse("contact-enter", args=[12, SECRET]),
]


@pytest.mark.parametrize("path", [*WITH_SECRETS, f"/de{WITH_SECRETS[0]}"])
def test_a_secret_in_an_address_is_in_no_line(path, client):
    line = runpy.run_path(str(settings.BASE_DIR / "deploy/gunicorn.conf.py"))
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    request = SimpleNamespace(headers=[])
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "RAW_URI": path, "SERVER_PROTOCOL": "HTTP/1.1"}
    atoms = line["Log"](Config()).atoms(answer, request, environ, timedelta(seconds=1))
    assert SECRET not in line["access_log_format"] % atoms
    assert "***" in line["access_log_format"] % atoms


def test_what_django_says_of_such_a_request_leaves_it_out(capfd):
    (handler,) = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (WITH_SECRETS[0],), None)
    assert handler.filter(record)
    assert record.getMessage() == "Not Found: /calendar/***"


def test_these_are_all_addresses_with_a_secret():
    known = get_resolver().reverse_dict
    names = [name for name in known if isinstance(name, str)]
    secret = [name for name in names if any("secret" in form[1] for each in known.getlist(name) for form in each[0])]
    assert sorted(set(secret)) == ["contact-enter", "deadline-calendar", "invitation-accept"]


@pytest.mark.parametrize(
    "path", ["/events/calendar/", "/accounts/calendar/12/", "/contacts/sign-in/", "/maps/graz/", "/areas/graz/?a=b"]
)
def test_other_addresses_stay_as_they_are(path):
    assert without_secrets(path) == path
