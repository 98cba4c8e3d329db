"""The whole way in a browser: a link by mail, a correction, an answer; axe looks at each page."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from partners.models import User
from stakeholders.models import Stakeholder
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PASSWORD = "wide-river-42-stones"
PHONE = {"viewport": {"width": 360, "height": 800}, "color_scheme": "dark"}


@pytest.fixture
def museum():
    area = make.area()
    museum = make.stakeholder(slug="museum", name="Museum", area=area)
    make.contact(stakeholder=museum, name="Eva", email="eva@example.org")
    make.user(partner=make.partner(area=area), email="anna@example.org", name="Anna", password=PASSWORD)
    return museum


@pytest.mark.full
@pytest.mark.parametrize("size", [PHONE, {"viewport": {"width": 1280, "height": 900}}], ids=["phone", "desk"])
def test_a_contact_signs_in_and_proposes_and_staff_accept(open_page, violations, museum, size):
    eva, anna = open_page(**size), open_page(**size)

    eva.goto("/contacts/sign-in/")
    faults = violations(eva)
    eva.get_by_label("E-mail address").fill("eva@example.org")
    eva.get_by_role("button", name="Send me a link").click()
    eva.get_by_role("heading", name="A mail is on its way").wait_for()
    eva.goto(re.search(r"https?://[^/\s]+(/contacts/sign-in/\S+)", mail.outbox[0].body)[1])
    faults += violations(eva)
    eva.locator("main").get_by_role("button", name="Sign in").click()
    eva.get_by_role("heading", name="My organisation").wait_for()
    faults += violations(eva)
    eva.get_by_role("link", name="Propose a correction").click()
    eva.get_by_label("Municipality").fill("Graz")
    faults += violations(eva)
    eva.get_by_role("button", name="Send the correction").click()
    eva.get_by_text("Thank you.").wait_for()
    faults += violations(eva)

    anna.goto("/accounts/login/")
    anna.locator("[name=login]").fill("anna@example.org")
    anna.locator("[name=password]").fill(PASSWORD)
    anna.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    anna.get_by_role("link", name="Answer the correction").click()
    anna.get_by_label("A word to the contact").fill("Thank you, Eva.")
    faults += violations(anna)
    anna.get_by_role("button", name="Accept").click()
    anna.get_by_text("The contact is told").wait_for()
    faults += violations(anna)

    eva.goto("/desk/inbox/")
    eva.get_by_text("Thank you, Eva.").wait_for()
    faults += violations(eva)
    assert faults == []
    assert Stakeholder.objects.get().municipality == "Graz"
    assert EmailAddress.objects.get(email="eva@example.org").user == User.objects.get(name="Eva")
