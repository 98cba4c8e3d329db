"""Signing in: by e-mail and password; wrong ones slow down and are noted; no answer tells who has an account."""

import logging

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from partners.models import User
from tests import make
from tests.accounts.conftest import PASSWORD
from tests.pages.reading import links, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make.user(make.partner(name="City of Graz"), password=PASSWORD, name="Anna", email="anna@example.org")


def sign_in(client, email="anna@example.org", password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("email", ["anna@example.org", "Anna@Example.ORG"])
def test_a_person_signs_in_by_address_in_any_case(client, person, email):
    assert sign_in(client, email).status_code == 302
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, person):
    wrong, unknown = sign_in(client, password="wrong"), sign_in(client, email="nobody@example.org")
    sentence = "The email address and/or password you specified are not correct."
    assert [response.context["form"].non_field_errors() for response in (wrong, unknown)] == [[sentence]] * 2


@pytest.mark.parametrize("email", ["anna@example.org", "nobody@example.org"])
def test_after_five_wrong_passwords_the_right_one_has_to_wait_too(client, person, email):
    for _attempt in range(5):
        sign_in(client, email, "wrong")
    response = sign_in(client, email)
    assert response.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]
    assert not signed_in(client)


def test_failed_attempts_are_noted(client, person, caplog):
    with caplog.at_level(logging.WARNING, "portal.signin"):
        for _attempt in range(6):
            sign_in(client, password="wrong")
    wrong = "Sign-in refused, wrong password: 'anna@example.org' from 127.0.0.1"
    many = "Sign-in refused, too many attempts: 'anna@example.org' from 127.0.0.1"
    assert [record.message for record in caplog.records if record.name == "portal.signin"] == [wrong] * 5 + [many]


def test_nobody_signs_up_unasked(client):
    response = client.get("/accounts/signup/")
    assert "Ask the manager of your partner organisation or a coordinator for an invitation" in text(response)
    client.post("/accounts/signup/", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert list(User.objects.all()) == []


def test_a_forgotten_password_is_asked_for_in_the_same_words_by_everybody(client, person):
    known = client.post("/accounts/password/reset/", {"email": "anna@example.org"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert text(known) == text(unknown)
    assert [message.to for message in mail.outbox] == [["anna@example.org"], ["nobody@example.org"]]


def test_a_new_password_is_set_by_the_link_in_the_mail_once(client, person, link_in):
    client.post("/accounts/password/reset/", {"email": "anna@example.org"})
    link = link_in(mail.outbox[0])
    page = client.get(link, follow=True)
    new = {"password1": "another-river-43", "password2": "another-river-43"}
    client.post(page.request["PATH_INFO"], new)
    assert sign_in(Client(), password="another-river-43").status_code == 302
    assert "possibly because it has already been used" in text(Client().get(link, follow=True))


@pytest.mark.parametrize(
    ("language", "subject", "path"),
    [("", "Password Reset Email", "/accounts/"), ("de", "E-Mail zum Zurücksetzen des Passworts", "/de/accounts/")],
)
def test_mail_speaks_the_language_of_who_reads_it(client, person, link_in, language, subject, path):
    User.objects.update(language=language)
    client.post("/pl/accounts/password/reset/", {"email": "anna@example.org"})
    assert mail.outbox[0].subject.endswith(subject)
    assert link_in(mail.outbox[0]).startswith(path)


def test_answers_to_mails_go_where_the_settings_say(client, person, settings):
    settings.REPLY_TO = "office@example.org"
    client.post("/accounts/password/reset/", {"email": "anna@example.org"})
    assert mail.outbox[0].reply_to == ["office@example.org"]


def test_a_changed_password_is_told_by_mail_and_ends_the_other_sessions(client, person):
    other = Client()
    sign_in(client)
    sign_in(other)
    new = {"oldpassword": PASSWORD, "password1": "another-river-43", "password2": "another-river-43"}
    client.post("/accounts/password/change/", new)
    assert [message.to for message in mail.outbox] == [["anna@example.org"]]
    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302


def test_one_click_signs_out_everywhere(client, person):
    other = Client()
    sign_in(client)
    sign_in(other)
    assert len(client.get("/accounts/sessions/").context["sessions"]) == 2
    client.post("/accounts/sessions/everywhere/")
    assert [browser.get("/accounts/").status_code for browser in (client, other)] == [302, 302]
    assert not UserSession.objects.exists()


def test_signing_out_elsewhere_keeps_this_browser(client, person):
    other = Client()
    sign_in(client)
    sign_in(other)
    client.post("/accounts/sessions/")
    assert [browser.get("/accounts/").status_code for browser in (client, other)] == [200, 302]


def test_a_link_does_not_sign_anybody_out(client, person):
    sign_in(client)
    assert client.get("/accounts/sessions/everywhere/").status_code == 405
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)


def test_the_account_page_is_for_who_is_signed_in(client):
    assert client.get("/accounts/").headers["Location"] == "/accounts/login/?next=/accounts/"


def test_the_account_page_tells_for_whom_one_works(client, person):
    person.memberships.update(until="2999-12-31")
    client.force_login(person)
    response = client.get("/accounts/")
    assert "City of Graz staff, until 31 December 2999" in text(response)
    assert links(response) >= {
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/email/",
    }
    assert "/accounts/people/" not in links(response)


def test_name_language_and_mails_are_saved(client, person):
    client.force_login(person)
    sent = {"name": "Anna B.", "language": "pl", "digest": "weekly", "is_staff": "on", "email": "x@example.org"}
    assert client.post("/accounts/", sent).status_code == 302
    person.refresh_from_db()
    saved = (person.name, person.language, person.digest, person.is_staff, person.email)
    assert saved == ("Anna B.", "pl", "weekly", False, "anna@example.org")


def test_a_language_that_the_portal_does_not_speak_is_refused_and_the_name_stays_typed(client, person):
    client.force_login(person)
    response = client.post("/accounts/", {"name": "Anna B.", "language": "xx", "digest": "weekly"})
    assert list(response.context["form"].errors) == ["language"]
    assert 'value="Anna B."' in response.content.decode()
    assert str(response.context["user"]) == "Anna"


def test_a_new_address_counts_once_its_link_is_opened(client, person, link_in):
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "anna@new.example", "action_add": ""})
    assert "Waits to be confirmed anna@new.example" in text(client.get("/accounts/email/"))
    assert User.objects.get().email == "anna@example.org"
    (confirm,) = [message for message in mail.outbox if message.to == ["anna@new.example"]]
    client.post(link_in(confirm))
    assert User.objects.get().email == "anna@new.example"


def test_a_closed_account_says_what_happened(client, person):
    User.objects.update(is_active=False)
    response = client.post("/accounts/login/", {"login": "anna@example.org", "password": PASSWORD}, follow=True)
    assert "A coordinator has closed it" in text(response)
