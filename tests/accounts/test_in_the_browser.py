"""Signing in as people do it, in Chromium: by keyboard, by code, by passkey; on a phone and under the strict policy."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from partners import invitations
from partners.accounts import give_totp
from partners.models import Invitation, Membership
from tests import make
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def code(secret=make.TOTP_SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def coordinator():
    return make.user(coordinator=True, password=PASSWORD, email="maria@example.org", name="Maria")


@pytest.fixture
def key():
    """Plugs a passkey into the browser: one that knows its owner and says yes."""

    def plug_in(page):
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        ready = {"isUserVerified": True, "automaticPresenceSimulation": True}
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind | ready})

    return plug_in


def enter_password(page, path="/admin/"):
    page.goto(path)
    page.get_by_label("Email").fill("maria@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def at(path):
    return re.compile(rf"^https?://[^/]+{path}$")


def heading(page, title):
    return expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def tab_to(page, locator):
    """Presses Tab until this is reached, as people do who use no mouse."""
    for _step in range(60):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("The keyboard does not reach it.")


@pytest.mark.full
def test_a_coordinator_enters_the_admin_by_keyboard(page, coordinator):
    give_totp(coordinator, make.TOTP_SECRET)
    page.goto("/admin/")
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type("maria@example.org")
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Second factor")
    tab_to(page, page.get_by_label("Code"))
    page.keyboard.type(code())
    page.keyboard.press("Enter")
    expect(page).to_have_url(at("/admin/"))


@pytest.mark.full
def test_a_coordinator_is_led_from_the_admin_to_setting_up_an_app_and_back(page, coordinator, violations):
    enter_password(page)
    heading(page, "Second factor")
    expect(page.get_by_text("The admin opens once you have set up a second factor")).to_be_visible()
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    secret = page.get_by_label("Authenticator secret").input_value()
    assert violations(page) == []
    page.get_by_label("Authenticator code").fill(code(secret))
    page.keyboard.press("Enter")
    heading(page, "Recovery codes")
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/admin/")
    expect(page).to_have_url(at("/admin/"))


@pytest.mark.full
def test_a_passkey_is_added_and_signs_in_without_a_password(page, coordinator, key):
    key(page)
    enter_password(page, "/accounts/2fa/")
    heading(page, "Second factor")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    heading(page, "Recovery codes")
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    page.get_by_role("button", name="Sign out").click()
    page.goto("/admin/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(at("/admin/"))


@pytest.mark.full
def test_a_passkey_is_the_second_factor_after_the_password(page, coordinator, key):
    key(page)
    enter_password(page, "/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Name").fill("Key")
    page.get_by_role("button", name="Add", exact=True).click()
    heading(page, "Recovery codes")
    page.get_by_role("button", name="Sign out").click()
    enter_password(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(at("/admin/"))


@pytest.mark.full
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_an_account_fit_a_phone_and_everybody(open_page, coordinator, violations, theme):
    graz = make.partner(name="City of Graz")
    make.user(graz, Membership.Role.MANAGER, name="Anna")
    invitations.invite(Invitation(email="a-rather-long-address@subdomain.example.org", partner=graz), coordinator)
    page = open_page(viewport={"width": 360, "height": 780}, color_scheme=theme)
    enter_password(page, "/accounts/")
    heading(page, "My account")
    for path in ("", "people/", "people/invite/", "sessions/", "2fa/", "email/", "password/change/", "logout/"):
        page.goto(f"/accounts/{path}")
        assert violations(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == 360, path


@pytest.mark.full
def test_an_invited_person_comes_in(page, violations):
    graz = make.partner(name="City of Graz")
    invitation, _made = invitations.invite(Invitation(email="ola@example.org", partner=graz))
    page.goto(f"/accounts/invitation/{invitation.secret}/")
    assert violations(page) == []
    page.get_by_label("Name").fill("Ola")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "My account")
    expect(page.get_by_text("Welcome. You now work for City of Graz.")).to_be_visible()


@pytest.mark.full
def test_a_calendar_address_is_made_renewed_and_revoked_by_keyboard(page):
    """In a browser, since it sends no origin from pages that keep their address to themselves."""
    membership = make.membership(user=make.user(email="maria@example.org", password=PASSWORD))
    enter_password(page, f"/accounts/calendar/{membership.pk}/")
    shown = []
    for label in ("Make an address", "Make a new address; this one stops working"):
        button = page.get_by_role("button", name=label)
        tab_to(page, button)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your address")).to_be_visible()
        shown.append(urlsplit(page.get_by_label("Copy it into your calendar now").input_value()).path)
        page.goto(f"/accounts/calendar/{membership.pk}/")
    assert [page.request.get(path).status for path in shown] == [404, 200]
    tab_to(page, page.get_by_role("button", name="Revoke it"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The address no longer works.")).to_be_visible()
    assert page.request.get(shown[1]).status == 404
