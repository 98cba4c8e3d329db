"""A missing or malformed setting ends the start with one sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cityregions import environment

PORTAL = Path(__file__).parent.parent
PRODUCTION = {"DEBUG": "off", "SECRET_KEY": "long-enough-and-random", "ALLOWED_HOSTS": "portal.example"}


def start(**settings):
    """What the command line says when it starts with these settings alone."""
    environ = {"PATH": os.environ["PATH"], **settings}
    command = [sys.executable, "manage.py", "diffsettings"]
    return subprocess.run(command, cwd=PORTAL, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DEBUG": "maybe"}, "The setting DEBUG is malformed: write on or off, not “maybe”"),
        ({"DEBUG": "off"}, "The setting SECRET_KEY is missing"),
        ({**PRODUCTION, "SECRET_KEY": ""}, "The setting SECRET_KEY is empty"),
        ({**PRODUCTION, "ALLOWED_HOSTS": ""}, "The setting ALLOWED_HOSTS is empty"),
        ({"DATABASE_URL": "postgres"}, "The setting DATABASE_URL is malformed: it is not the address of a service"),
    ],
)
def test_the_start_ends_with_one_sentence(settings, sentence):
    ended = start(**settings)
    assert ended.returncode == 1
    assert ended.stderr == f"The portal cannot start. {sentence}: see “Settings” in README.md.\n"


def test_production_starts_with_what_it_needs():
    assert start(**PRODUCTION).returncode == 0


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (lambda: environment.read("X", "int", 1), "abc", "The setting X is malformed (invalid literal"),
        (
            lambda: environment.read_url("X", "cache_url", "", "BACKEND"),
            "zzz://",
            "The setting X is malformed (Invalid",
        ),
        (lambda: environment.read_url("X", "email_url", "", "EMAIL_BACKEND"), "mail", "The setting X is malformed ("),
        (lambda: environment.read_time_zone("X", ""), "Mars", "The setting X is malformed: “Mars” is not a time zone"),
        (lambda: environment.read_log_level("X", ""), "loud", "The setting X is malformed: “LOUD” is not a level"),
        (lambda: environment.read_switch("X", default=True), "2", "The setting X is malformed: write on or off"),
    ],
)
def test_a_malformed_setting_is_named(monkeypatch, read, value, sentence):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read()
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(("word", "value"), [("on", True), ("True", True), ("1", True), ("off", False), ("NO", False)])
def test_a_switch_is_on_or_off(monkeypatch, word, value):
    monkeypatch.setenv("X", word)
    assert environment.read_switch("X", default=not value) is value
