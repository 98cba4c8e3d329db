"""A contact signs in by a link that is sent to its address: once, within half an hour, and nobody else does."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from partners.accounts import give_totp
from partners.models import User
from stakeholders.models import Contact, SignInLink
from tests import make
from tests.pages.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def museum():
    return make.stakeholder(name="Museum", area=make.area())


@pytest.fixture
def eva(museum):
    return make.contact(stakeholder=museum, name="Eva", email="eva@example.org")


@pytest.fixture
def ask(client, link_in):
    """Asks for a link, and returns the path that the mail leads to."""

    def ask(email="eva@example.org"):
        mail.outbox.clear()
        assert client.post("/contacts/sign-in/", {"email": email}).headers["Location"] == "/contacts/sign-in/sent/"
        return link_in(mail.outbox[0])

    return ask


def signed_in(client):
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else ""


def test_the_link_in_the_mail_signs_in_at_a_click(client, eva, ask):
    link = ask()
    assert "Sign in" in text(client.get(link))
    assert signed_in(client) == ""
    assert client.post(link).headers["Location"] == "/contacts/me/"
    assert signed_in(client) == "eva@example.org"
    assert "Museum" in text(client.get("/contacts/me/"))


def test_the_first_time_makes_an_account_without_a_password(client, eva, ask):
    eva.language = "pl"
    eva.save()
    client.post(ask())
    account = User.objects.get()
    assert (account.name, account.language, account.has_usable_password()) == ("Eva", "pl", False)
    assert Contact.objects.get().user == account
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("eva@example.org", True, True)]


def test_the_second_time_uses_the_same_account(client, eva, ask):
    client.post(ask())
    client.logout()
    client.post(ask("EVA@example.org"))
    assert signed_in(client) == "eva@example.org"
    assert User.objects.count() == 1


def test_one_link_opens_every_organisation_of_the_address(client, eva, ask):
    make.contact(stakeholder=make.stakeholder(name="Zoo"), email="Eva@Example.org")
    client.post(ask())
    page = client.get("/contacts/me/")
    assert [each.name for each in page.context["organisations"]] == ["Museum", "Zoo"]


def test_a_link_works_once(client, eva, ask):
    link = ask()
    client.post(link)
    assert client.post(link).headers["Location"] == "/contacts/me/"
    client.logout()
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        assert "This link was used already" in text(answer)
    assert signed_in(client) == ""


@pytest.mark.parametrize(("minutes", "status"), [(29, 302), (30, 410)])
def test_a_link_is_good_for_half_an_hour(client, eva, ask, clock, minutes, status):
    link = ask()
    clock.on(minutes=minutes)
    assert client.post(link).status_code == status


def test_an_older_link_stays_good_when_somebody_asks_again(client, eva, ask):
    first = ask()
    ask()
    assert client.post(first).status_code == 302


def test_a_link_stops_working_when_the_contact_gets_another_address(client, eva, ask):
    link = ask()
    eva.email = "udo@example.org"
    eva.save()
    assert client.post(link).status_code == 404


def test_a_link_stops_working_when_the_contact_is_deleted(client, eva, ask):
    link = ask()
    eva.delete()
    assert client.post(link).status_code == 404


@pytest.mark.parametrize(("old", "new"), [(r".{5}/$", "/"), (r".{5}/$", "aaaaa/"), (r"sign-in/", "sign-in/9")])
def test_a_link_that_was_cut_or_guessed_lets_nobody_in(client, eva, ask, old, new):
    answer = client.post(re.sub(old, new, ask()))
    assert answer.status_code == 404
    assert signed_in(client) == ""


def test_only_a_digest_of_the_link_is_kept(client, eva, ask):
    secret = ask().strip("/").rpartition("/")[2]
    assert not SignInLink.objects.filter(digest__contains=secret[:10]).exists()


def test_the_answer_does_not_tell_whether_an_address_is_known(client, eva):
    make.user(email="closed@example.org", is_active=False)
    make.contact(email="closed@example.org")
    known = client.post("/contacts/sign-in/", {"email": "eva@example.org"}, follow=True)
    for email in ("nobody@example.org", "closed@example.org"):
        unknown = client.post("/contacts/sign-in/", {"email": email}, follow=True)
        assert (unknown.status_code, unknown.content) == (known.status_code, known.content)
    assert [message.to[0] for message in mail.outbox] == ["eva@example.org", "nobody@example.org", "closed@example.org"]
    assert all("belongs to no contact" in message.body for message in mail.outbox[1:])
    assert SignInLink.objects.count() == 1


def test_links_are_asked_for_three_times_a_minute_known_address_or_not(client, eva):
    for email in ("eva@example.org", "nobody@example.org"):
        answers = [client.post("/contacts/sign-in/", {"email": email}).status_code for _ in range(4)]
        assert answers == [302, 302, 302, 429]
    assert len(mail.outbox) == 6


def test_the_mail_and_its_link_are_in_the_contacts_language(client, eva, ask):
    eva.language = "de"
    eva.save()
    assert ask().startswith("/de/contacts/sign-in/")


def test_a_mail_that_cannot_be_sent_says_so_and_keeps_the_address(client, eva, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError

    monkeypatch.setattr("stakeholders.sign_in.send", fail)
    answer = client.post("/contacts/sign-in/", {"email": "eva@example.org"})
    assert "The mail could not be sent" in text(answer)
    assert 'value="eva@example.org"' in answer.content.decode()


@pytest.mark.parametrize("work", [{"coordinator": True}, {"partner": True}])
def test_people_of_the_partnership_sign_in_with_their_account_and_not_by_a_link(client, eva, work):
    if "partner" in work:
        work = {"partner": make.partner()}
    anna = make.user(email="eva@example.org", **work)
    client.post("/contacts/sign-in/", {"email": "eva@example.org"})
    assert "You have an account in the portal already" in mail.outbox[0].body
    assert SignInLink.objects.count() == 0
    # The address is theirs, so the organisation's pages are too, once they have signed in.
    assert Contact.objects.get().user == anna


def test_a_link_that_was_sent_before_somebody_joined_the_partnership_lets_nobody_in(client, eva, ask):
    link = ask()
    make.user(email="eva@example.org", partner=make.partner())
    assert client.post(link).status_code == 403
    assert signed_in(client) == ""


def test_an_address_that_nobody_has_confirmed_gives_no_account_a_contacts_rights(client, eva):
    liar = make.user(partner=make.partner(), email="liar@example.org")
    User.objects.filter(pk=liar.pk).update(email="eva@example.org")
    EmailAddress.objects.filter(user=liar).update(email="eva@example.org", verified=False)
    client.post("/contacts/sign-in/", {"email": "eva@example.org"})
    assert Contact.objects.get().user is None


def test_a_second_factor_is_asked_for_here_too(client, eva, ask):
    client.post(ask())
    give_totp(User.objects.get(), make.TOTP_SECRET)
    client.logout()
    assert client.post(ask()).headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert signed_in(client) == ""


def test_nobody_becomes_somebody_else_without_signing_out(client, eva, ask):
    link = ask()
    client.force_login(make.user(email="other@example.org"))
    answer = client.post(link)
    assert answer.status_code == 403
    assert "You are signed in as other@example.org" in text(answer)
    assert signed_in(client) == "other@example.org"


def test_the_account_does_not_follow_when_the_contact_becomes_somebody_else(client, eva, ask):
    client.post(ask())
    contact = Contact.objects.get()
    contact.name, contact.email = "Udo", "udo@example.org"
    contact.save()
    assert Contact.objects.get().user is None
    assert client.get("/contacts/me/").status_code == 403
    contact = Contact.objects.get()
    contact.phone = "1"
    contact.save(update_fields=["phone"])


def test_old_links_are_cleared_away(client, eva, ask, clock):
    ask()
    clock.on(hours=2)
    ask()
    assert SignInLink.objects.count() == 1
