"""Single sign-on is switched on by settings; a portal with these settings runs tests of its own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def portal(command, **settings):
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DATABASE", "COV"))}
    database = {"DATABASE_URL": "sqlite:///:memory:"}
    command = [sys.executable, *command]
    return subprocess.run(command, cwd=ROOT, env=environ | database | settings, capture_output=True, text=True)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.mark.full
def test_known_and_invited_people_come_in_and_nobody_else():
    client = {"OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "hush", "OIDC_NAME": "City login"}
    issuer = f"http://127.0.0.1:{free_port()}"
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/accounts/with_single_sign_on.py"]
    done = portal(tests, OIDC_ISSUER=issuer, **client)
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_without_the_settings_there_is_no_such_sign_in(client):
    assert client.get("/accounts/oidc/sso/login/").status_code == 404


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"OIDC_ISSUER": "https://login.example.org"}, "The setting OIDC_CLIENT_ID is missing"),
        (
            {"OIDC_ISSUER": "https://login.example.org", "OIDC_CLIENT_ID": "portal"},
            "The setting OIDC_CLIENT_SECRET is missing",
        ),
        (
            {"OIDC_ISSUER": "login.example.org"},
            "The setting OIDC_ISSUER is malformed: “login.example.org” is not an address such as "
            "https://login.example.org",
        ),
    ],
)
def test_half_of_the_settings_end_the_start(given, sentence):
    done = portal(["manage.py", "diffsettings"], **given)
    assert done.returncode == 1
    assert done.stderr == f"The portal cannot start. {sentence}: see “Settings” in README.md.\n"
