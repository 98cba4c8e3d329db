"""Making a token as people do it, in Chromium: by keyboard, after the password, on a phone and in the dark."""

import re

import pytest
from playwright.sync_api import expect

from partners.models import ApiToken
from tests import make
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_in_the_browser import heading, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.full, pytest.mark.django_db(transaction=True)]


def sign_in(page):
    page.goto("/accounts/login/?next=/accounts/tokens/")
    page.get_by_label("Email").fill("ida@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "API tokens")


@pytest.fixture(params=[(360, "dark"), (1280, "light")], ids=str)
def page(request, open_page):
    width, scheme = request.param
    return open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)


def check(page, violations):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_token_is_made_and_revoked_by_keyboard(page, violations):
    make.user(make.partner(), email="ida@example.org", password=PASSWORD, name="Ida")
    sign_in(page)
    check(page, violations)
    tab_to(page, page.get_by_role("link", name="Make a token"))
    page.keyboard.press("Enter")
    # Who makes one shows the password once more.
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Make a token")
    check(page, violations)
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.type("Power BI of the city")
    tab_to(page, page.get_by_label(re.compile(r"\(outputs\)")))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Make the token"))
    page.keyboard.press("Enter")
    heading(page, "The token is made")
    check(page, violations)
    expect(page.get_by_label("Copy it into your tool now")).to_have_value(re.compile(r"cire_\w{40,}"))
    made = ApiToken.objects.get()
    assert (made.name, made.read_only, made.nouns) == ("Power BI of the city", True, ["outputs"])
    tab_to(page, page.get_by_role("link", name="My tokens"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("read: outputs")).to_be_visible()
    check(page, violations)
    tab_to(page, page.get_by_role("button", name="Revoke Power BI of the city"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The token no longer works.")).to_be_visible()
    assert not ApiToken.objects.exists()
