"""Sign-ins: each person sees who came in with the own address, and who failed to."""

import logging
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from partners.accounts import give_totp
from partners.models import SignIn
from tests import make
from tests.accounts.conftest import PASSWORD
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def ida():
    return make.user(make.partner(), email="ida@example.org", password=PASSWORD, name="Ida")


def enter(client, password=PASSWORD, email="ida@example.org", **more):
    sent = {"login": email, "password": password}
    return client.post("/accounts/login/", sent, headers={"user-agent": "Firefox of Ida"}, **more)


def noted(person):
    return list(person.sign_ins.values_list("succeeded", "way"))


def test_one_that_works_and_one_that_fails_are_seen_by_the_person(client, ida):
    enter(client, "wrong", REMOTE_ADDR="203.0.113.9")
    assert enter(client, REMOTE_ADDR="192.0.2.1").status_code == 302
    assert noted(ida) == [(True, "password"), (False, "password")]
    SignIn.objects.create(user=make.user(), at=timezone.now(), succeeded=True, way="other", ip="198.51.100.3")
    page = text(client.get("/accounts/sessions/"))
    for words in ("Recent sign-ins", "refused", "203.0.113.9", "192.0.2.1", "Firefox of Ida"):
        assert words in page
    assert "198.51.100.3" not in page
    stored = client.get("/accounts/my-data/download/").json()["sign_ins"]
    assert [(row["succeeded"], row["ip"]) for row in stored] == [(True, "192.0.2.1"), (False, "203.0.113.9")]


def test_many_wrong_passwords_leave_who_came_in_on_the_list(client, ida, monkeypatch):
    client.force_login(ida)
    now = timezone.now()
    told = {"user": ida, "way": "password"}
    SignIn.objects.create(at=now - timedelta(days=2), succeeded=True, ip="192.0.2.77", **told)
    wrong = [SignIn(at=now + timedelta(seconds=n), succeeded=False, ip=f"203.0.113.{n}", **told) for n in range(1, 22)]
    SignIn.objects.bulk_create(wrong)
    page = text(client.get("/accounts/sessions/"))
    assert "192.0.2.77" in page
    assert [f"203.0.113.{n} " in f"{page} " for n in (21, 2, 1)] == [True, True, False]
    monkeypatch.setattr("cityregions.project.personal_sections.NEWEST", 3)
    stored = [row["ip"] for row in client.get("/accounts/my-data/download/").json()["sign_ins"]]
    assert [ip for ip in stored if ip.startswith("203.")] == ["203.0.113.21", "203.0.113.20", "203.0.113.19"]
    assert "192.0.2.77" in stored


def test_the_second_factor_counts_as_the_way_and_a_wrong_code_as_refused(client, ida):
    give_totp(ida, make.TOTP_SECRET)
    enter(client)
    assert noted(ida) == []
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert noted(ida) == [(False, "mfa")]
    code = format_hotp_value(hotp_value(make.TOTP_SECRET, int(time.time()) // 30))
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert noted(ida) == [(True, "mfa"), (False, "mfa")]


def test_nothing_is_kept_of_addresses_without_an_account(client, ida):
    enter(client, email="nobody@example.org")
    assert not SignIn.objects.exists()


@pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
def test_they_are_kept_for_three_months(client, ida, days, kept):
    old = SignIn.objects.note(ida, timezone.now() - timedelta(days=days), way="password", succeeded=True)
    enter(client)
    assert SignIn.objects.filter(pk=old.pk).exists() is kept


def test_the_log_says_who_came_in_and_who_failed(client, ida, caplog):
    caplog.set_level(logging.INFO, "portal")
    enter(client, "wrong")
    enter(client)
    lines = [record.getMessage() for record in caplog.records]
    assert f'signed in user={ida.pk} way="password" address="127.0.0.1"' in lines
    assert "Sign-in refused, wrong password: 'ida@example.org' from 127.0.0.1" in lines
    assert PASSWORD not in caplog.text
