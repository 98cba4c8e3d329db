"""Invitations: who may ask whom, and a link that works once and for two weeks."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from partners import invitations
from partners.models import Invitation, Membership, User
from tests import make
from tests.accounts.conftest import PASSWORD
from tests.pages.reading import cells, text

pytestmark = pytest.mark.django_db

NEW = {"name": "Ola", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def graz():
    return make.partner(slug="city-of-graz", name="City of Graz")


@pytest.fixture
def manager(graz):
    return make.user(graz, Membership.Role.MANAGER, name="Anna", email="anna@example.org")


def invite(client, by, **sent):
    client.force_login(by)
    wanted = {"email": "ola@example.org", "partner": "", "role": "staff", "until": "", "language": "en"} | sent
    return client.post("/accounts/people/invite/", wanted)


def invited(partner=None, by=None, email="ola@example.org", role="staff", **fields):
    """The path of the link of an open invitation."""
    invitation, _made = invitations.invite(Invitation(email=email, partner=partner, role=role, **fields), by)
    return f"/accounts/invitation/{invitation.secret}/"


def memberships(email="ola@example.org"):
    held = Membership.objects.filter(user__email=email)
    return [(m.partner.slug, m.role, m.until and m.until.isoformat()) for m in held]


def complaints(response):
    return {field: list(errors) for field, errors in response.context["form"].errors.items()}


def test_a_manager_invites_by_mail_and_the_link_makes_an_account(client, graz, manager, link_in):
    assert invite(client, manager, partner=graz.pk, until="2999-12-31", language="pl").status_code == 302
    (message,) = mail.outbox
    assert (message.to, message.reply_to) == (["ola@example.org"], ["anna@example.org"])
    assert link_in(message).startswith("/pl/accounts/invitation/")
    visitor = Client()
    response = visitor.post(link_in(message), NEW, follow=True)
    assert response.request["PATH_INFO"] == "/pl/accounts/"
    assert memberships() == [("city-of-graz", "staff", "2999-12-31")]
    ola = User.objects.get(email="ola@example.org")
    assert (ola.name, ola.language, ola.is_staff, ola.check_password(PASSWORD)) == ("Ola", "pl", False, True)
    assert list(EmailAddress.objects.filter(user=ola).values_list("verified", "primary")) == [(True, True)]


def test_only_a_digest_of_the_link_is_kept(graz, manager):
    secret = invited(graz, manager).split("/")[-2]
    kept = Invitation.objects.values().get()
    assert [name for name, value in kept.items() if secret in str(value)] == []


def test_the_page_does_not_tell_whether_there_is_an_account(client, graz, manager):
    path = invited(graz, manager)
    before = text(client.get(path))
    make.user(email="ola@example.org")
    assert text(client.get(path)) == before


def test_who_has_an_account_signs_in_and_gets_the_membership(client, graz, manager):
    make.user(email="ola@example.org", password=PASSWORD)
    path = invited(graz, manager, role="manager")
    sent = {"login": "ola@example.org", "password": PASSWORD, "next": path}
    assert client.post("/accounts/login/", sent).headers["Location"] == path
    assert "You are invited to work for City of Graz" in text(client.get(path))
    assert client.post(path, follow=True).request["PATH_INFO"] == "/accounts/"
    assert memberships() == [("city-of-graz", "manager", None)]


def test_a_second_account_is_not_made_for_the_same_address(client, graz, manager):
    make.user(email="Ola@example.org")
    response = client.post(invited(graz, manager), NEW)
    assert complaints(response) == {
        "__all__": ["This did not work. If you have an account already, sign in with it below."]
    }
    assert User.objects.filter(email__iexact="ola@example.org").count() == 1
    assert 'value="Ola"' in response.content.decode()


def test_a_former_colleague_comes_back_with_the_new_role_and_end(client, graz, manager):
    ola = make.user(graz, email="ola@example.org")
    ola.memberships.update(until="2013-12-31")
    client.force_login(ola)
    client.post(invited(graz, manager, role="manager"))
    assert memberships() == [("city-of-graz", "manager", None)]


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, 410, "This invitation has expired"),
        ({"until": "2013-12-31"}, 410, "This invitation has expired"),
        ({"revoked_at": timezone.now()}, 410, "This invitation was taken back"),
        ({"accepted_at": timezone.now()}, 410, "This invitation was used already"),
        ({"digest": "of another link"}, 404, "This link belongs to no invitation"),
    ],
)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_link_that_no_longer_works_says_why(client, graz, manager, changes, status, sentence, verb):
    path = invited(graz, manager)
    Invitation.objects.update(**changes)
    response = getattr(client, verb)(path, NEW)
    assert response.status_code == status
    assert sentence in text(response)
    assert memberships() == []


def test_the_invitations_of_a_partner_that_left_end_with_it(client, graz, manager):
    path = invited(graz)
    graz.left_on = "2013-12"
    graz.save()
    assert "The partner has left the project" in text(client.post(path, NEW))
    assert memberships() == []


def test_the_invitations_of_a_manager_end_with_the_managers_work(client, graz, manager):
    path = invited(graz, manager)
    manager.memberships.update(until="2013-12-31")
    assert "This invitation was taken back" in text(client.post(path, NEW))
    assert memberships() == []


def test_an_invitation_for_somebody_else_is_refused_without_naming_them(client, graz, manager):
    path = invited(graz, manager)
    client.force_login(make.user(email="eve@example.org"))
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 403
        assert "You are signed in as eve@example.org, and the invitation went to somebody else." in text(response)
        assert "ola@example.org" not in response.content.decode()
    assert memberships("eve@example.org") == []


def test_an_address_that_was_never_confirmed_does_not_count(client, graz, manager):
    eve = make.user(email="eve@example.org")
    EmailAddress.objects.create(user=eve, email="ola@example.org", verified=False)
    client.force_login(eve)
    assert client.post(invited(graz, manager)).status_code == 403


def test_accepting_twice_is_once(client, graz, manager):
    path = invited(graz, manager)
    client.post(path, NEW)
    response = client.post(path, NEW, follow=True)
    assert "You have accepted this invitation already." in text(response)
    assert memberships() == [("city-of-graz", "staff", None)]


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"again": "other-river-42-stones"}, {"again": ["The two passwords differ: type the same one twice."]}),
        ({"password": "short", "again": "short"}, ["password"]),
        ({"password": "ola@example.org", "again": "ola@example.org"}, ["password"]),
        ({"name": ""}, {"name": ["This field is required."]}),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_still_works(client, graz, manager, sent, errors):
    path = invited(graz, manager)
    found = complaints(client.post(path, NEW | sent))
    assert (found if isinstance(errors, dict) else list(found)) == errors
    assert client.post(path, NEW).status_code == 302


@pytest.mark.parametrize("person", ["visitor", "staff", "former manager"])
def test_who_manages_nobody_invites_nobody(client, graz, manager, person):
    manager.memberships.update(until="2013-12-31")
    if person != "visitor":
        client.force_login(manager if person == "former manager" else make.user(graz))
    for path in ("/accounts/people/", "/accounts/people/invite/"):
        response = client.get(path)
        assert response.status_code == (302 if person == "visitor" else 403)
    assert client.post("/accounts/people/invite/", {"email": "ola@example.org", "role": "staff"}).status_code != 200
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"role": "coordinator", "partner": ""}, {"partner", "role"}),
        ({"role": "coordinator"}, {"role"}),
        ({"partner": "foreign"}, {"partner"}),
        ({"partner": ""}, {"partner"}),
        ({"until": "2013-12-31"}, {"until"}),
        ({"email": "ola"}, {"email"}),
    ],
)
def test_a_manager_gives_no_more_than_the_own_role_and_partner(client, graz, manager, sent, errors):
    if sent.get("partner") == "foreign":
        sent = {"partner": make.partner().pk}
    response = invite(client, manager, **{"partner": graz.pk} | sent)
    assert set(complaints(response)) == errors
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_the_reasons_are_sentences(client, graz, manager):
    response = invite(client, manager, partner=make.partner().pk, role="coordinator")
    assert complaints(response) == {
        "partner": ["You invite people for the partners that you manage."],
        "role": ["You cannot give a role above your own."],
    }


def test_a_coordinator_invites_anyone(client, graz):
    coordinator = make.user(coordinator=True)
    invite(client, coordinator, email="a@example.org", role="coordinator")
    invite(client, coordinator, email="b@example.org", role="manager", partner=graz.pk)
    kept = Invitation.objects.order_by("email").values_list("email", "role", "partner__slug")
    assert list(kept) == [("a@example.org", "coordinator", None), ("b@example.org", "manager", "city-of-graz")]


@pytest.mark.parametrize(("role", "partner"), [("coordinator", True), ("staff", False)])
def test_a_role_has_to_fit_the_partner(client, graz, role, partner):
    response = invite(client, make.user(coordinator=True), role=role, partner=graz.pk if partner else "")
    sentence = "Staff and managers work for a partner; a coordinator for none."
    assert complaints(response) == {"__all__": [sentence]}


def test_an_invited_coordinator_is_one(client):
    client.post(invited(role="coordinator"), NEW)
    assert list(User.objects.filter(is_staff=True).values_list("email", flat=True)) == ["ola@example.org"]
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == "/accounts/2fa/"


def test_a_form_sent_twice_makes_one_invitation_and_one_mail(client, graz, manager):
    invite(client, manager, partner=graz.pk)
    response = invite(client, manager, partner=graz.pk, email="Ola@example.org")
    assert "is invited already" in text(client.get(response.headers["Location"]))
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)


def test_a_colleague_is_not_invited_again(client, graz, manager):
    make.user(graz, email="ola@example.org")
    response = invite(client, manager, partner=graz.pk)
    assert complaints(response) == {"email": ["This person already works for this partner."]}


def test_sending_again_makes_a_new_link_and_the_old_one_stops(client, graz, manager, link_in):
    old = invited(graz, manager)
    client.force_login(manager)
    client.post(f"/accounts/people/invitations/{Invitation.objects.get().pk}/send/")
    assert Client().get(old).status_code == 404
    assert Client().get(link_in(mail.outbox[0])).status_code == 200


def test_a_revoked_link_stops(client, graz, manager):
    path = invited(graz, manager)
    client.force_login(manager)
    client.post(f"/accounts/people/invitations/{Invitation.objects.get().pk}/revoke/")
    assert Client().get(path).status_code == 410
    assert cells(client.get("/accounts/people/"), "State")[0].startswith("revoked")


@pytest.mark.parametrize("verb", ["send", "revoke"])
def test_the_invitations_of_another_partner_do_not_exist(client, manager, verb):
    invited(make.partner())
    invited(role="coordinator", email="b@example.org")
    client.force_login(manager)
    for invitation in Invitation.objects.all():
        assert client.post(f"/accounts/people/invitations/{invitation.pk}/{verb}/").status_code == 404
    assert list(client.get("/accounts/people/").context["object_list"]) == []


def test_a_mail_that_cannot_be_sent_keeps_the_invitation(client, graz, manager, monkeypatch):
    def fail(*_args):
        raise SMTPException("The server is away.")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    response = invite(client, manager, partner=graz.pk)
    assert "could not be sent: send it again in a while" in text(client.get(response.headers["Location"]))
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_people_costs_the_same_however_many_there_are(client, django_assert_num_queries, rows):
    client.force_login(make.user(coordinator=True))
    for number in range(rows):
        make.user(make.partner())
        invited(make.partner(), make.user(coordinator=True), email=f"{number}@example.org")
    with django_assert_num_queries(10):
        client.get("/accounts/people/")


def test_the_command_invites_the_first_coordinator(link_in, client, capsys):
    call_command("invite", "Ola@example.org", "--coordinator")
    assert capsys.readouterr().out == "Invitation sent to ola@example.org: coordinator.\n"
    client.post(link_in(mail.outbox[0]), NEW)
    assert User.objects.get().is_coordinator


def test_the_command_repeated_sends_a_new_link(graz, client, link_in):
    for _time in range(2):
        call_command("invite", "ola@example.org", "--partner", "city-of-graz", "--role", "manager")
    assert Invitation.objects.count() == 1
    assert [client.get(link_in(message)).status_code for message in mail.outbox] == [404, 200]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["ola@example.org"], "Say either --coordinator or --partner SLUG."),
        (["ola@example.org", "--coordinator", "--partner", "x"], "Say either --coordinator or --partner SLUG."),
        (["ola@example.org", "--partner", "x"], "No partner “x” takes part. Known are: city-of-graz."),
        (["ola", "--coordinator"], "Enter a valid email address."),
        (
            ["ola@example.org", "--coordinator", "--until", "soon"],
            "“soon” is not a day to come: write it like 2014-12-31.",
        ),
        (
            ["ola@example.org", "--coordinator", "--until", "2014-02-31"],
            "“2014-02-31” is not a day to come: write it like 2014-12-31.",
        ),
    ],
)
def test_the_command_says_what_is_wrong(graz, words, sentence):
    with pytest.raises(CommandError) as refused:
        call_command("invite", *words)
    assert str(refused.value) == sentence
    assert mail.outbox == []
