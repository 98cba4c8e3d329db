"""The second factor: optional for staff, required of coordinators before the admin opens."""

import logging
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.management import CommandError, call_command

from partners.accounts import give_totp
from tests import make
from tests.accounts.conftest import PASSWORD
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


def code(secret=make.TOTP_SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def coordinator():
    return make.user(coordinator=True, password=PASSWORD, email="maria@example.org", name="Maria")


def enter_password(client, path="/admin/"):
    return client.post(
        f"/accounts/login/?next={path}", {"login": "maria@example.org", "password": PASSWORD, "next": path}
    )


def where(response):
    return response.headers["Location"]


def test_visitors_are_led_to_the_sign_in_and_back(client):
    login = client.get("/admin/areas/metropolitanarea/", follow=True)
    assert login.redirect_chain[-1][0] == "/accounts/login/?next=/admin/areas/metropolitanarea/"


def test_staff_are_told_that_the_admin_is_not_for_them(client):
    make.sign_in(client, make.user(make.partner()))
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "The admin is for coordinators. What you work on, you edit on its own page." in text(response)


def test_a_coordinator_without_a_second_factor_is_led_to_set_one_up(client, coordinator):
    enter_password(client)
    response = client.get("/admin/", follow=True)
    assert response.request["PATH_INFO"] == "/accounts/2fa/"
    assert "The admin opens once you have set up a second factor" in text(response)


@pytest.mark.parametrize("path", ["/admin/", "/admin/partners/user/", "/de/admin/", "/admin/jsi18n/", "/admin/logout/"])
def test_no_page_of_the_admin_opens_by_password_alone(client, coordinator, path):
    client.force_login(coordinator)
    assert client.get(path).status_code in {302, 405}
    assert client.post(path).status_code in {302, 403} or path == "/admin/logout/"


def test_the_admin_opens_after_password_and_code(client, coordinator):
    give_totp(coordinator, make.TOTP_SECRET)
    assert where(enter_password(client)) == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert where(client.post("/accounts/2fa/authenticate/", {"code": code()})) == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_session_older_than_the_second_factor_has_to_show_it(client, coordinator):
    client.force_login(coordinator)
    give_totp(coordinator, make.TOTP_SECRET)
    response = client.get("/admin/partners/user/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/2fa/reauthenticate/?next=/admin/partners/user/"
    entered = client.post("/accounts/2fa/reauthenticate/?next=/admin/partners/user/", {"code": code()})
    assert where(entered) == "/admin/partners/user/"
    assert client.get("/admin/partners/user/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_who_has_just_set_it_up_is_not_asked_again(client, coordinator):
    enter_password(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert client.get("/admin/").status_code == 200
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["maria@example.org"], "[testserver] Authenticator App Activated")
    ]


def test_taking_it_away_closes_the_admin(client, coordinator):
    make.sign_in(client, coordinator)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == "/accounts/2fa/"


def test_a_code_works_once_and_a_wrong_one_is_noted(client, coordinator, caplog):
    give_totp(coordinator, make.TOTP_SECRET)
    enter_password(client)
    used = code()
    client.post("/accounts/2fa/authenticate/", {"code": used})
    client.post("/accounts/logout/")
    enter_password(client)
    with caplog.at_level(logging.WARNING, "portal.signin"):
        response = client.post("/accounts/2fa/authenticate/", {"code": used})
    assert response.context["form"].errors == {"code": ["Incorrect code."]}
    assert [record.message for record in caplog.records if record.name == "portal.signin"] == [
        "Sign-in refused, wrong code of the second factor: 'maria@example.org'"
    ]


def test_guessing_codes_has_to_wait(client, coordinator):
    give_totp(coordinator, make.TOTP_SECRET)
    enter_password(client)
    for _attempt in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    response = client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert response.context["form"].errors == {"code": ["Too many failed login attempts. Try again later."]}


def test_a_lost_second_factor_is_replaced_by_a_recovery_code(client, coordinator):
    give_totp(coordinator, make.TOTP_SECRET)
    first = RecoveryCodes.activate(coordinator).get_unused_codes()[0]
    page = enter_password(client)
    assert "Type one of your recovery codes into the field above" in text(client.get(where(page)))
    client.post("/accounts/2fa/authenticate/", {"code": first})
    assert client.get("/admin/").status_code == 200


def test_a_coordinator_removes_a_lost_second_factor_and_a_mail_tells_of_it(client, coordinator):
    make.sign_in(client, coordinator)
    loser = make.user(make.partner(), email="anna@example.org", language="de")
    give_totp(loser, make.TOTP_SECRET)
    action = {"action": "remove_second_factors", "_selected_action": [loser.pk]}
    response = client.post("/admin/partners/user/", action, follow=True)
    assert "The second factor of 1 person was removed" in text(response)
    assert not Authenticator.objects.filter(user=loser).exists()
    assert [message.to for message in mail.outbox] == [["anna@example.org"]]
    assert "/de/accounts/2fa/" in mail.outbox[0].body


def test_the_command_removes_it_where_nobody_else_can(coordinator, capsys):
    give_totp(coordinator, make.TOTP_SECRET)
    call_command("remove_second_factor", "Maria@example.org")
    call_command("remove_second_factor", "maria@example.org")
    said = ["Second factor of maria@example.org removed.", "maria@example.org has none."]
    assert capsys.readouterr().out.splitlines() == said
    with pytest.raises(CommandError) as refused:
        call_command("remove_second_factor", "x@example.org")
    assert str(refused.value) == "There is no account with the address “x@example.org”."


def test_staff_sign_in_without_one(client):
    make.user(make.partner(), password=PASSWORD, email="maria@example.org")
    assert where(enter_password(client, "/partners/")) == "/partners/"
