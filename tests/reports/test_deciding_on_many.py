"""In the admin coordinators find what is late, and accept, send back or remind many at once."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from cityregions.workplan import actions
from cityregions.workplan.models import PartnerReport
from partners.models import SentReminder
from tests import make

pytestmark = pytest.mark.django_db
LIST = reverse("admin:workplan_partnerreport_changelist")


@pytest.fixture
def admin(client, maria):
    make.sign_in(client, maria)
    return client


def choose(admin, action, *reports, **fields):
    keys = {ACTION_CHECKBOX_NAME: [report.pk for report in reports]}
    return admin.post(LIST, {"action": action, **keys, **fields}, follow=True)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize(
    ("state", "found"),
    [("late", ["draft", "sent_back"]), ("overdue", ["draft"]), ("submitted", ["submitted"]), ("due", [])],
)
def test_what_is_late_overdue_or_submitted_is_found(admin, today, period, state, found):
    for status in ("draft", "submitted", "sent_back", "accepted"):
        make.report(period=period, status=status, note="More" if status == "sent_back" else "")
    today(2014, 2, 1)
    rows = admin.get(f"{LIST}?state={state}").context["cl"].result_list
    assert sorted(report.status for report in rows) == found


def test_many_are_accepted_at_once_after_a_question(admin, anna, report, torino, period):
    actions.submit(report, anna)
    other = make.report(period=period, partner=torino)
    page = choose(admin, "accept", report, other)
    assert (page.context["concerned"], page.context["others"]) == ([report], [other])
    answer = choose(admin, "accept", report, other, _confirm="yes", note="Thank you")
    assert said(answer) == [
        "City of Torino: Second half is draft: only what has been submitted can be accepted or sent back.",
        "1 report accepted.",
    ]
    told = PartnerReport.objects.order_by("pk").values_list("status", "note", "decided_by__name")
    assert list(told) == [("accepted", "Thank you", "Maria"), ("draft", "", None)]


def test_many_are_sent_back_with_a_note_and_not_without(admin, anna, report):
    actions.submit(report, anna)
    assert "note" in choose(admin, "send_back", report, _confirm="yes", note=" ").context["form"].errors
    assert said(choose(admin, "send_back", report, _confirm="yes", note="More")) == ["1 report sent back."]
    report.refresh_from_db()
    assert (report.status, report.note) == ("sent_back", "More")


def test_partners_are_reminded_once_a_day_of_all_their_reports(admin, anna, carlo, report, torino, period):
    earlier = make.period(starts_on="2013-01-01", ends_on="2013-06-30", due_on="2013-07-31", name="First half")
    first = make.report(period=earlier, partner=report.partner)
    handed_in = make.report(period=period, partner=torino, status="submitted")
    assert said(choose(admin, "remind_of", report, first, handed_in, _confirm="yes")) == [
        "City of Graz was reminded: Anna.",
        "1 report is handed in: nobody was reminded of it.",
    ]
    sent = SentReminder.objects.order_by("due_on").values_list("user__name", "title", "reason")
    assert list(sent) == [
        ("Anna", "City of Graz: First half", "reminder"),
        ("Anna", "City of Graz: Second half", "reminder"),
    ]
    assert said(choose(admin, "remind_of", report, _confirm="yes")) == ["City of Graz was reminded today already."]
    change = reverse("admin:workplan_partnerreport_change", args=[report.pk])
    assert "Anna: a coordinator reminds you" in admin.get(change).content.decode()
    assert "Anna" in admin.get(report.get_absolute_url()).content.decode()


def test_where_nobody_works_nobody_is_reminded(admin, period, torino):
    report = make.report(period=period, partner=torino)
    assert said(choose(admin, "remind_of", report, _confirm="yes")) == [
        "Nobody works for City of Torino in the portal yet: invite somebody first."
    ]


def test_nothing_of_a_report_is_edited_in_the_admin(admin, report):
    pages = [reverse("admin:workplan_partnerreport_add")]
    pages += [reverse(f"admin:workplan_partnerreport_{verb}", args=[report.pk]) for verb in ("change", "delete")]
    assert [admin.post(page, {"status": "accepted"}).status_code for page in pages] == [403] * 3
    report.refresh_from_db()
    assert report.status == "draft"


def test_a_period_made_by_mistake_goes_once_its_reports_are_withdrawn(admin, report, torino):
    wrong = make.period(name="Wrong", starts_on="2015-01-01", ends_on="2015-06-30", due_on="2015-07-31")
    asked = make.report(period=wrong, partner=torino)
    assert said(choose(admin, "withdraw", report, asked)) == [
        "1 report withdrawn.",
        "1 report has been begun and stays.",
    ]
    admin.post(reverse("period-delete", args=[wrong.slug]), {"base": wrong.history.first().history_id})
    assert not type(wrong).objects.filter(pk=wrong.pk).exists()
