"""`manage.py notify`: what is due is told, and mailed once, whatever fails on the way."""

from datetime import date

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from partners import digest
from partners.models import Mailing, Membership, Notification
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def graz():
    return make.area(name="Graz")


@pytest.fixture
def city(graz):
    return make.partner(name="City of Graz", area=graz)


@pytest.fixture
def anna(city):
    return make.user(partner=city, email="anna@example.org")


@pytest.fixture
def study(graz):
    return make.output(slug="study", title="Study", area=graz, status="draft", due_on="2014-02")


def notify(capsys, **options):
    call_command("notify", **options)
    return capsys.readouterr().out.strip()


def told(person):
    return sorted(person.notifications.values_list("reason", "title"))


def sent():
    return [(message.to[0], message.subject) for message in mail.outbox]


def test_people_are_told_what_is_late_due_and_to_be_reviewed(capsys, anna, graz, study):
    make.output(title="Soon", area=graz, status="draft", due_on="2014-03-20")
    make.output(title="In autumn", area=graz, status="draft", due_on="2014-10")
    museum = make.stakeholder(name="Museum", area=graz)
    make.contact(stakeholder=museum, name="Eva", review_on=date(2014, 3, 1))
    make.correction(stakeholder=make.stakeholder(name="Zoo", area=graz))
    assert notify(capsys) == "3 notifications, 1 mails sent."
    assert told(anna) == [("due", "Soon"), ("late", "Study"), ("review", "Museum")]


def test_those_responsible_are_told_and_nobody_else(capsys, anna, city, study):
    elsewhere = make.user(partner=make.partner())
    ended, closed, maria = make.user(), make.user(partner=city, is_active=False), make.user(coordinator=True)
    Membership.objects.create(user=ended, partner=city, until="2014-03-11")
    make.output(title="Of the whole project", status="draft", due_on="2014-02")
    notify(capsys)
    people = {"anna": anna, "elsewhere": elsewhere, "ended": ended, "closed": closed, "maria": maria}
    assert {name: told(person) for name, person in people.items() if told(person)} == {
        "anna": [("late", "Study")],
        "maria": [("late", "Of the whole project")],
    }


def test_nothing_is_told_twice(capsys, anna, graz, clock):
    make.contact(stakeholder=make.stakeholder(area=graz), review_on=date(2014, 3, 1))
    notify(capsys)
    assert notify(capsys) == "0 notifications, 0 mails sent."
    anna.notifications.update(read_at=clock.moment)
    clock.on(days=29)
    assert notify(capsys) == "0 notifications, 0 mails sent."
    clock.on(days=2)
    assert notify(capsys) == "1 notifications, 1 mails sent."


def test_what_is_handed_in_is_taken_back(capsys, anna, study):
    notify(capsys)
    study.delivered_on = "2014-03-12"
    study.save()
    notify(capsys)
    assert told(anna) == []


def test_what_was_due_becomes_late(capsys, anna, graz, clock):
    make.output(title="Study", area=graz, status="draft", due_on="2014-03-13")
    notify(capsys)
    clock.on(days=2)
    notify(capsys)
    assert told(anna) == [("late", "Study")]


def test_the_mail_says_what_why_and_where_and_how_to_end_it(capsys, settings, anna, study):
    settings.PORTAL_URL = "https://portal.example.org"
    notify(capsys)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["anna@example.org"], "News in the project's portal: Study")
    assert (
        "* Study (output)\n  late, due 28 February 2014\n  https://portal.example.org/outputs/study/\n" in message.body
    )
    assert "daily, weekly or not at all:\nhttps://portal.example.org/accounts/" in message.body
    assert message.extra_headers["List-Unsubscribe"] == "<https://portal.example.org/accounts/>"


def test_the_mail_leads_to_pages_in_the_persons_language(capsys, settings, city, study):
    settings.PORTAL_URL = "https://portal.example.org"
    make.user(partner=city, language="pl")
    notify(capsys)
    assert "https://portal.example.org/pl/outputs/study/" in mail.outbox[0].body
    assert mail.outbox[0].extra_headers["List-Unsubscribe"] == "<https://portal.example.org/pl/accounts/>"


def test_names_of_contacts_are_never_mailed(capsys, anna, graz):
    make.contact(stakeholder=make.stakeholder(area=graz), name="Eva Muster", review_on=date(2014, 3, 1))
    notify(capsys)
    assert "Eva Muster" not in mail.outbox[0].body
    assert not Notification.objects.filter(title__contains="Eva").exists()


def test_everything_of_a_day_comes_in_one_mail(capsys, anna, graz, study, city, clock):
    notify(capsys)
    Notification.objects.tell([anna], "changed", city)
    clock.on(hours=2)
    assert notify(capsys) == "0 notifications, 0 mails sent."
    clock.on(days=1)
    assert notify(capsys) == "0 notifications, 1 mails sent."
    assert [subject for _to, subject in sent()][1:] == ["News in the project's portal: City of Graz"]


@pytest.mark.parametrize(("wish", "days"), [("none", []), ("daily", [0, 1, 2, 3, 4, 5, 6, 7]), ("weekly", [0, 5])])
def test_mails_come_as_often_as_the_person_wants(capsys, city, clock, wish, days):
    """The clock starts on a Wednesday; five days on is Monday, and a new week."""
    anna = make.user(partner=city, digest=wish)
    mailed = []
    for day in range(8):
        Notification.objects.tell([anna], "changed", make.event())
        before = len(mail.outbox)
        notify(capsys)
        mailed += [day] * (len(mail.outbox) - before)
        clock.on(days=1)
    assert mailed == days
    assert anna.notifications.count() == 8


def test_what_has_been_read_is_not_mailed(capsys, anna, city, clock):
    Notification.objects.tell([anna], "changed", city)
    anna.notifications.update(read_at=clock.moment)
    assert notify(capsys) == "0 notifications, 0 mails sent."


def test_what_the_person_no_longer_sees_is_not_mailed(capsys, anna):
    Notification.objects.tell([anna], "changed", make.agreement(title="Secret", published=False))
    Membership.objects.all().delete()
    notify(capsys)
    assert sent() == []


def test_a_preview_does_nothing(capsys, anna, study):
    assert notify(capsys, dry_run=True) == "Would tell 1 notifications and send 1 mails; nothing was done."
    assert (Notification.objects.count(), Mailing.objects.count(), sent()) == (0, 0, [])


def failing_for(monkeypatch, *addresses):
    send = digest.send

    def send_or_fail(template, email, *args, **kwargs):
        if email in addresses:
            raise OSError("mailbox unknown")
        send(template, email, *args, **kwargs)

    monkeypatch.setattr(digest, "send", send_or_fail)


def test_one_mail_that_fails_stops_no_other_and_is_tried_again(capsys, monkeypatch, anna, city, study):
    make.user(partner=city, email="bert@example.org")
    with monkeypatch.context() as patch:
        failing_for(patch, "anna@example.org")
        with pytest.raises(CommandError, match="2 notifications, 1 mails sent, 1 failed and will be tried again"):
            notify(capsys)
    assert sent() == [("bert@example.org", "News in the project's portal: Study")]
    failed = Mailing.objects.get(user=anna)
    assert (failed.sent_at, failed.attempts, failed.failure) == (None, 1, "OSError: mailbox unknown")
    assert notify(capsys) == "0 notifications, 1 mails sent."
    assert sent()[1:] == [("anna@example.org", "News in the project's portal: Study")]
    assert notify(capsys) == "0 notifications, 0 mails sent."


def test_a_mail_that_never_goes_out_is_given_up_and_the_next_is_tried(capsys, monkeypatch, anna, study, clock, city):
    failing_for(monkeypatch, "anna@example.org")
    for _attempt in range(10):
        with pytest.raises(CommandError):
            notify(capsys)
    assert notify(capsys) == "0 notifications, 0 mails sent."
    monkeypatch.undo()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    clock.on(days=1)
    Notification.objects.tell([anna], "changed", city)
    assert notify(capsys) == "0 notifications, 1 mails sent."


def test_what_goes_wrong_for_one_person_stops_nobody_else(capsys, monkeypatch, anna, city, study):
    make.user(partner=city, email="bert@example.org")
    theirs = digest.duties_of
    monkeypatch.setattr(digest, "duties_of", lambda user, on: theirs(user, on) if user != anna else 1 / 0)
    with pytest.raises(CommandError, match="1 notifications, 1 mails sent, 1 failed"):
        notify(capsys)
    assert [to for to, _subject in sent()] == ["bert@example.org"]


class Killed(BaseException):
    """As when the machine is switched off: nothing catches it."""


def kill(*args, **kwargs):
    raise Killed


def identity(message):
    return message.extra_headers["Message-ID"], message.subject, message.body


def test_killed_between_sending_and_noting_it_sends_the_very_same_mail_again(capsys, monkeypatch, anna, study, clock):
    """Whether it went out nobody can know: it goes again under the same Message-ID, so servers can drop it."""
    with monkeypatch.context() as patch:
        patch.setattr(digest, "mark_sent", kill)
        with pytest.raises(Killed):
            notify(capsys)
    Notification.objects.tell([anna], "changed", make.event(title="Came meanwhile"))
    # For ten minutes the run may still be alive.
    assert notify(capsys) == "0 notifications, 0 mails sent."
    clock.on(minutes=10)
    assert notify(capsys) == "0 notifications, 1 mails sent."
    first, second = mail.outbox
    assert identity(first) == identity(second)
    clock.on(days=1)
    assert notify(capsys) == "0 notifications, 1 mails sent."
    assert mail.outbox[2].subject == "News in the project's portal: Came meanwhile"


@pytest.mark.parametrize("where", ["mail", "deliver"])
def test_killed_before_sending_skips_nothing(capsys, monkeypatch, anna, study, clock, where):
    with monkeypatch.context() as patch:
        patch.setattr(digest, where, kill)
        with pytest.raises(Killed):
            notify(capsys)
    assert sent() == []
    clock.on(days=1)
    assert notify(capsys) == "0 notifications, 1 mails sent."
    assert sent() == [("anna@example.org", "News in the project's portal: Study")]


def test_a_mail_whose_news_has_gone_is_not_sent(capsys, monkeypatch, anna, study, clock):
    with monkeypatch.context() as patch:
        patch.setattr(digest, "deliver", kill)
        with pytest.raises(Killed):
            notify(capsys)
    study.delete()
    clock.on(minutes=10)
    assert notify(capsys) == "0 notifications, 0 mails sent."
    assert (sent(), Mailing.objects.count()) == ([], 0)
