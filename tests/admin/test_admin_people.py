"""Accounts and API tokens in the admin."""

import re
from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from partners.models import ApiToken, CalendarAddress, User, Webhook
from tests import make
from tests.admin.desk import act, calendar_address, page, said, save, token

pytestmark = pytest.mark.django_db


def test_an_account_is_made_by_e_mail_address(desk):
    sent = {"email": "New@Example.org", "name": "New", "usable_password": "false", "language": "pl"}
    management = {f"memberships-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    assert desk.post(page(User, "add"), sent | management).status_code == 302
    made = User.objects.get(email="new@example.org")
    assert (made.has_usable_password(), made.is_staff, made.language) == (False, False, "pl")
    assert list(made.emailaddress_set.values_list("email", "primary", "verified")) == [("new@example.org", True, False)]


def test_a_new_address_takes_the_place_of_the_old_one(desk):
    person = make.user(email="old@example.org")
    assert save(desk, person, email="new@example.org").status_code == 302
    assert list(person.emailaddress_set.values_list("email", "verified")) == [("new@example.org", False)]


def test_a_link_to_set_the_password_is_sent(desk, mailoutbox):
    people = [make.user(email="a@example.org"), make.user(email="b@example.org", is_active=False)]
    assert said(act(desk, User, "send_password_link", people)) == ["A link was sent to 1 person."]
    assert [mail.to for mail in mailoutbox] == [["a@example.org"]]


def test_coordinators_cannot_shut_themselves_out(desk, coordinator):
    assert {"is_staff", "is_active"}.isdisjoint(
        desk.get(page(User, "change", coordinator.pk)).context["adminform"].form.fields
    )
    assert desk.post(page(User, "delete", coordinator.pk), {"post": "yes"}).status_code == 403
    assert act(desk, User, "delete_selected", [coordinator]).status_code == 200
    assert User.objects.filter(pk=coordinator.pk).exists()


def test_the_rights_of_django_are_out_of_the_way(desk):
    form = desk.get(page(User, "change", make.user().pk)).context["adminform"].form
    assert set(form.fields) == {"email", "name", "language", "password", "is_active", "is_staff"}
    assert form.fields["is_staff"].label == "Coordinator"


def test_a_token_is_shown_once_and_its_digest_never(desk):
    owner, day = make.user(make.partner()), timezone.localtime() + timedelta(days=9)
    sent = {"user": owner.pk, "name": "Power BI", "read_only": "on", "expiry_0": day.date(), "expiry_1": "12:00:00"}
    sent["nouns"] = ["outputs", "events"]
    first = desk.post(page(ApiToken, "add"), sent, follow=True)
    made = ApiToken.objects.get()
    shown = re.findall(r"cire_\w+", said(first)[0])[0]
    assert (made.user, made.name, made.read_only, made.nouns) == (owner, "Power BI", True, ["outputs", "events"])
    assert shown.startswith(made.token_key)
    assert len(shown) > 40
    second = desk.get(page(ApiToken, "changelist")).content.decode()
    assert "outputs, events" in second
    assert shown not in second
    for text in (first.content.decode(), second, desk.get(reverse("admin:index")).content.decode()):
        assert made.digest not in text


def test_a_token_works_until_it_is_revoked(desk):
    made, other = token(name="Old"), token()
    chosen = {"action": "revoke", "_selected_action": [made.token_key]}
    assert said(desk.post(page(ApiToken, "changelist"), chosen, follow=True)) == ["1 token revoked."]
    assert list(ApiToken.objects.all()) == [other]


def test_tools_act_for_people_who_work_here(desk):
    day = timezone.localdate() + timedelta(days=9)
    sent = {"user": make.user().pk, "name": "X", "expiry_0": day, "expiry_1": "12:00:00"}
    assert "who work for a partner" in desk.post(page(ApiToken, "add"), sent).content.decode()
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["expired", "fresh", "idle", "never"]),
        ("?expired=yes", ["expired"]),
        ("?expired=no", ["fresh", "idle", "never"]),
        ("?unused=yes", ["idle", "never"]),
        ("?unused=never", ["expired", "fresh", "never"]),
        ("?unused=never&expired=yes", ["expired"]),
    ],
)
def test_tokens_that_expired_or_that_nobody_uses_are_found(desk, question, found):
    now = timezone.now()
    long_ago = {"created": now - timedelta(days=91)}
    for name, changes in {
        "expired": {"expiry": now - timedelta(days=1)},
        "fresh": {},
        "idle": {**long_ago, "last_used": now - timedelta(days=91)},
        "used": {**long_ago, "last_used": now},
        "never": long_ago,
    }.items():
        ApiToken.objects.filter(pk=token(name=name).pk).update(**{"expiry": None} | changes)
    shown = desk.get(page(ApiToken, "changelist") + question).context["cl"].queryset
    assert sorted(each.name for each in shown if each.name != "used") == found


@pytest.mark.parametrize("kind", ["change", "delete", "history"])
def test_a_token_has_no_page_of_its_own(kind):
    with pytest.raises(NoReverseMatch):
        page(ApiToken, kind, "x")


@pytest.mark.parametrize("expiry", ["2013-01-01", "soon"])
def test_a_token_that_has_expired_is_not_made(desk, expiry):
    sent = {"user": make.user().pk, "expiry_0": expiry, "expiry_1": "12:00:00"}
    assert desk.post(page(ApiToken, "add"), sent).status_code == 200
    assert not ApiToken.objects.exists()


def test_a_calendar_address_is_listed_without_its_secret_until_it_is_revoked(desk):
    address, other = calendar_address(), calendar_address()
    body = desk.get(page(CalendarAddress, "changelist")).content.decode()
    assert str(address.membership.partner) in body
    chosen = {"action": "revoke", "_selected_action": [address.pk]}
    assert said(desk.post(page(CalendarAddress, "changelist"), chosen, follow=True)) == ["1 calendar address revoked."]
    assert list(CalendarAddress.objects.all()) == [other]


def test_webhooks_are_switched_off(desk):
    webhook, other = make.webhook(name="Map"), make.webhook()
    chosen = {"action": "switch_off", "_selected_action": [webhook.pk]}
    assert said(desk.post(page(Webhook, "changelist"), chosen, follow=True)) == ["1 webhook switched off."]
    assert list(Webhook.objects.filter(is_active=True)) == [other]
    assert webhook.secret not in desk.get(page(Webhook, "changelist")).content.decode()
