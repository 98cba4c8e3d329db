"""Setting up a portal with one command."""

import os
import subprocess
import sys

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from cityregions.project import demo
from cityregions.project.management.commands import prepare
from cityregions.project.models import Project
from cityregions.web.mail import absolute
from partners.models import Membership, User
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_project(settings):
    """A portal that is loaded already; the test run itself sets DEBUG off."""
    settings.DEBUG = True
    make.project()
    return make.partner(slug="city-of-graz", name="City of Graz")


def test_an_empty_portal_gets_the_project(settings, capsys):
    settings.DEBUG = False
    call_command("prepare")
    assert Project.objects.the_one().slug == "city-regions"
    assert "Loading the project from cityregions.yaml ..." in capsys.readouterr().out
    assert not User.objects.exists()


def test_a_project_that_is_there_is_left_alone(with_project, capsys):
    call_command("prepare")
    assert Project.objects.the_one().slug == "project"
    assert capsys.readouterr().out.splitlines() == [
        "The project Project is loaded.",
        f"Sign in to try things out, with the password {demo.PASSWORD}",
        "  coordinator   coordinator@example.org",
        "  City of Graz  staff.city-of-graz@example.org",
        f"The admin asks the coordinator for a code: give an authenticator app the secret {demo.TOTP_SECRET}",
    ]


def test_demo_accounts_can_sign_in_and_are_made_once(with_project, client):
    call_command("prepare")
    call_command("prepare")
    assert list(User.objects.order_by("email").values_list("email", "is_staff", "is_superuser")) == [
        ("coordinator@example.org", True, False),
        ("staff.city-of-graz@example.org", False, False),
    ]
    assert list(EmailAddress.objects.order_by("email").values_list("email", "verified", "primary")) == [
        ("coordinator@example.org", True, True),
        ("staff.city-of-graz@example.org", True, True),
    ]
    assert Membership.objects.get().partner == with_project
    assert client.login(username="staff.city-of-graz@example.org", password=demo.PASSWORD)


def test_there_are_no_demo_accounts_without_debug(with_project, settings, capsys):
    settings.DEBUG = False
    call_command("prepare")
    assert demo.make_demo_accounts() == 0
    assert not User.objects.exists()
    assert demo.PASSWORD not in capsys.readouterr().out


@pytest.mark.full
def test_demo_accounts_that_stayed_are_warned_of(with_project, settings, capsys):
    call_command("prepare")
    settings.DEBUG = False
    call_command("prepare")
    assert "delete them before it goes public" in capsys.readouterr().err


def test_the_server_for_trying_things_out_needs_debug(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="is for trying things out with DEBUG on"):
        call_command("prepare", "--serve", "127.0.0.1:8000")


def test_links_in_mails_lead_to_the_portal_that_is_served(with_project, settings, monkeypatch):
    monkeypatch.delenv("PORTAL_URL", raising=False)
    settings.PORTAL_URL = "http://127.0.0.1:8000"
    monkeypatch.setattr(prepare, "call_command", lambda name, *args, **options: None)
    call_command("prepare", "--serve", "127.0.0.1:8123")
    assert absolute("/desk/") == "http://127.0.0.1:8123/desk/"


@pytest.mark.full
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////nowhere/portal.sqlite3", "unable to open database file"),
        ("postgres://portal@127.0.0.1:1/portal", "Connection refused Is the server running"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_on_one_line(url, reason):
    """Tried from outside, since the tests' own database can be."""
    settings = {"PATH": os.environ["PATH"], "DATABASE_URL": url}
    ended = subprocess.run([sys.executable, "manage.py", "prepare"], env=settings, capture_output=True, text=True)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("CommandError: The database of DATABASE_URL cannot be used: ")
    assert reason in line
