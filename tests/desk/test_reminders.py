"""Reminders before the day, on it and weekly after it: none twice, none skipped, however often the job runs."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from cityregions.records.duties import Duty, own
from partners import digest
from partners.models import SentReminder
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DUE = date(2014, 3, 26)


@pytest.fixture
def anna():
    return make.user(partner=make.partner(name="City of Graz"), email="anna@example.org", name="Anna")


@pytest.fixture
def period():
    return make.period(name="Period 4", starts_on="2013-08-01", ends_on="2014-02-28", due_on=DUE)


@pytest.fixture
def report(anna, period):
    return make.report(period=period, partner=anna.memberships.get().partner)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (-15, None),
        (-14, -14),
        (-4, -14),
        (-3, -3),
        (-1, -3),
        (0, 0),
        (1, 1),
        (7, 1),
        (8, 8),
        (14, 8),
        (15, 15),
        (400, 400),
    ],
)
def test_which_reminder_stands_on_a_day(on, expected):
    duty = Duty(record=None, title="", task="", url="", day=DUE)
    day = duty.reminder_day(DUE + timedelta(days=on))
    assert day == (None if expected is None else DUE + timedelta(days=expected))


def notify(capsys):
    call_command("notify")
    return capsys.readouterr().out.strip()


def test_reports_and_outputs_are_told_of_before_on_the_day_and_weekly_after(capsys, clock, anna, report):
    """The clock starts fourteen days before; the job runs twice a day, and once not at all for three days."""
    make.output(title="Study", area=report.partner.area, status="draft", due_on="2014-03-26")
    for day in range(31):
        if day not in {10, 11, 12}:
            notify(capsys)
            assert notify(capsys) == "0 notifications, 0 mails sent."
        clock.on(days=1)
    told = [(each.reason, (each.day - DUE).days) for each in SentReminder.objects.of(report).reverse()]
    expected = [("due", -14), ("due", -3), ("due", 0), ("late", 1), ("late", 8), ("late", 15)]
    assert told == expected
    assert SentReminder.objects.filter(title="Study").count() == len(expected)
    assert len(mail.outbox) == len(expected)
    assert all(each.mailing.sent_at for each in SentReminder.objects.of(report))


def test_what_was_sent_stays_on_record_and_is_shown(capsys, client, clock, anna, report):
    notify(capsys)
    anna.notifications.all().delete()
    assert notify(capsys) == "0 notifications, 0 mails sent."
    make.sign_in(client, make.user(coordinator=True))
    body = client.get(report.get_absolute_url()).content.decode()
    assert ("Anna" in body, "mailed" in body) == (True, True)
    client.force_login(make.user(make.partner()))
    assert "Anna" not in client.get(report.get_absolute_url()).content.decode()


def test_a_run_that_was_broken_off_is_made_up_for(capsys, monkeypatch, anna, report):
    def fail(*args, **kwargs):
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(digest, "note_reminders", fail)
        with pytest.raises(Exception, match="failed"):
            notify(capsys)
    assert (anna.notifications.count(), SentReminder.objects.count()) == (0, 0)
    assert notify(capsys) == "1 notifications, 1 mails sent."


def test_a_report_that_is_handed_in_is_reminded_of_no_more(capsys, clock, anna, report):
    notify(capsys)
    report.status = "submitted"
    report.save()
    clock.on(days=20)
    notify(capsys)
    assert SentReminder.objects.count() == 1


def test_a_due_day_that_moves_is_told_of_anew(capsys, clock, anna, period, report):
    notify(capsys)
    period.due_on = DUE + timedelta(days=2)
    period.save()
    clock.on(days=2)
    assert notify(capsys) == "1 notifications, 1 mails sent."


def test_coordinators_are_asked_to_decide_and_see_the_partners_reports(anna, period, report):
    maria = make.user(coordinator=True)
    other = make.report(period=period, status="submitted", submitted_at="2014-03-10T10:00:00Z")
    (duty,) = own(maria, date(2014, 3, 12))
    assert (duty.record, duty.task, duty.day) == (other, "Accept the report or send it back", date(2014, 3, 24))
    assert [duty.task for duty in own(anna, date(2014, 3, 12))] == ["Write and submit the report"]


def test_the_desk_names_the_report(client, anna, report):
    client.force_login(anna)
    body = client.get(reverse("desk")).content.decode()
    assert ("Write and submit the report" in body, report.get_absolute_url() in body) == (True, True)


def test_a_report_is_asked_for_once_its_period_has_begun(anna, report):
    assert own(anna, date(2013, 7, 31)) == []
    assert [duty.record for duty in own(anna, date(2013, 8, 1))] == [report]


def test_where_nobody_works_coordinators_are_reminded(capsys, anna, report):
    maria = make.user(coordinator=True)
    empty = make.partner(name="Region of Nobody")
    make.report(period=report.period, partner=empty)
    make.output(title="Nobody's study", area=empty.area, status="draft", due_on=str(DUE))
    notify(capsys)
    assert sorted(maria.sent_reminders.values_list("title", flat=True)) == [
        "Nobody's study",
        "Region of Nobody: Period 4",
    ]
    assert list(anna.sent_reminders.values_list("title", flat=True)) == ["City of Graz: Period 4"]


def test_the_mail_says_by_when_in_the_readers_language_with_a_link(capsys, clock, anna, report):
    anna.language = "de"
    anna.save()
    clock.on(days=15)
    notify(capsys)
    (message,) = mail.outbox
    said = rf"\n  verspätet, \S.* 26\. März 2014\n  http://127.0.0.1:8000/de/reports/{report.pk}/\n"
    assert (bool(re.search(said, message.body)), message.to) == (True, ["anna@example.org"])
