"""A report is begun from the plan, written by several people, submitted, sent back, mended, accepted, and locked."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cityregions.workplan import actions, obligations
from cityregions.workplan.models import PartnerReport, ProgressEntry
from partners.models import Notification
from tests import make
from tests.reports.conftest import activity, filled_in

pytestmark = pytest.mark.django_db


def titles(rows):
    return [str(row) for row in rows]


@pytest.mark.parametrize(
    ("starts", "ends", "asked"),
    [
        ("2013-07", "2013-12", True),
        ("2013-12-31", "2014-06", True),
        ("2012", "2013-07-01", True),
        ("2012", "2013-06-30", False),
        ("2014-01", "2014-06", False),
        (None, None, True),
    ],
)
def test_a_report_asks_for_the_activities_of_its_period(graz, torino, period, starts, ends, asked):
    phase = make.phase(starts_on="2013", ends_on="2014")
    activity(graz, title="Own", phase=phase, starts_on=starts, ends_on=ends)
    activity(torino, title="Others'", phase=phase)
    assert titles(obligations.activities(graz, period)) == (["Own"] if asked else [])


def test_an_activity_that_was_not_reported_as_done_is_asked_for_again(graz, period):
    late, done = (activity(graz, title=title, starts_on="2013-01", ends_on="2013-06") for title in ("Late", "Done"))
    earlier = make.report(period=first_half(), partner=graz, status="accepted")
    make.progress_entry(report=earlier, activity=late, percent=80)
    make.progress_entry(report=earlier, activity=done, percent=100)
    assert titles(obligations.activities(graz, period)) == ["Late"]


def first_half():
    return make.period(starts_on="2013-01-01", ends_on="2013-06-30", due_on="2013-07-31")


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"due_on": "2013-12"}, True),
        ({"due_on": "2014-01"}, False),
        ({"due_on": "2013-03"}, True),
        ({"due_on": "2013-03", "delivered_on": "2013-06-30"}, False),
        ({"due_on": "2013-03", "delivered_on": "2013-07"}, True),
        ({"due_on": "2014-03", "delivered_on": "2013-12-31"}, True),
    ],
)
def test_a_report_asks_for_the_outputs_that_are_owed_by_its_end(graz, mapping, period, fields, asked):
    make.output(title="Map", activity=mapping, area=graz.area, **{"status": "draft"} | fields)
    make.output(title="Elsewhere", activity=mapping, area=make.area(), status="draft", due_on="2013-12")
    assert titles(obligations.outputs(graz, period)) == (["Map"] if asked else [])


def test_one_click_takes_what_the_plan_asks_for_and_again_what_is_new(client, anna, graz, mapping, period):
    client.force_login(anna)
    start = reverse("report-start", args=[period.slug, graz.slug])
    report_page = client.post(start)
    report = PartnerReport.objects.get()
    assert report_page.url == reverse("report-edit", args=[report.pk])
    assert titles(entry.activity for entry in report.progress_entries.all()) == ["Mapping"]
    ProgressEntry.objects.update(percent=10)
    activity(graz, title="Study")
    page = client.get(report_page.url).content.decode()
    assert "The plan asks for one thing more that the report does not speak of yet: “Study”" in " ".join(page.split())
    client.post(start)
    told = report.progress_entries.order_by("pk").values_list("activity__title", "percent")
    assert list(told) == [("Mapping", 10), ("Study", None)]


def test_only_the_partner_itself_begins_its_report(client, carlo, maria, graz, period):
    for person in (carlo, maria):
        client.force_login(person)
        assert client.post(reverse("report-start", args=[period.slug, graz.slug])).status_code == 403
    assert not PartnerReport.objects.exists()


@pytest.mark.parametrize(("locked", "status"), [(True, "draft"), (False, "accepted"), (False, "submitted")])
def test_a_report_for_a_locked_period_is_refused_with_a_sentence(client, anna, graz, period, locked, status):
    period.locked = locked
    period.save()
    if status != "draft":
        make.report(period=period, partner=graz, status=status)
    client.force_login(anna)
    answer = client.post(reverse("report-start", args=[period.slug, graz.slug]), follow=True)
    words = {"draft": "This reporting period is locked", "accepted": "is locked.", "submitted": "has been submitted"}
    assert words[status] in answer.content.decode()


def save(client, report, **changes):
    page = client.get(reverse("report-edit", args=[report.pk]))
    return client.post(reverse("report-edit", args=[report.pk]), filled_in(page, **changes))


def field(report, name):
    return f"progress_entries-{report.progress_entries.get().pk}-{name}"


def test_two_people_write_at_once_and_nothing_is_lost(client, anna, graz, report):
    bert = make.user(graz)
    address = reverse("report-edit", args=[report.pk])
    client.force_login(anna)
    annas = filled_in(client.get(address), **{f"text-{report.text.pk}-summary": "Anna's summary"})
    client.force_login(bert)
    berts = filled_in(client.get(address), **{field(report, "text"): "Bert's words"})
    assert client.post(address, berts).status_code == 302
    client.force_login(anna)
    assert client.post(address, annas).status_code == 302
    report.text.refresh_from_db()
    assert (report.text.summary, report.progress_entries.get().text) == ("Anna's summary", "Bert's words")


def test_a_per_cent_over_a_hundred_is_told_beside_the_field_and_nothing_is_stored(client, anna, report):
    client.force_login(anna)
    answer = save(client, report, **{field(report, "percent"): "101", f"text-{report.text.pk}-summary": "New words"})
    form = answer.context["editor"].lists[1].forms[0]
    assert (answer.status_code, form.errors["percent"]) == (422, ["A progress lies between 0 and 100 per cent."])
    assert "New words" in answer.content.decode()
    report.text.refresh_from_db()
    assert "New words" not in report.text.summary


@pytest.mark.parametrize("before", ["submitted", "accepted"])
def test_a_per_cent_that_goes_down_without_a_word_is_told_beside_the_field(client, anna, graz, mapping, report, before):
    earlier = make.report(period=first_half(), partner=graz, status=before)
    make.progress_entry(report=earlier, activity=mapping, percent=60, text="What was told then")
    client.force_login(anna)
    page = client.get(reverse("report-edit", args=[report.pk])).content.decode()
    assert ("60 %" in page, "What was told then" in page) == (True, True)
    silent = {field(report, "percent"): "50", field(report, "text"): " "}
    answer = save(client, report, **silent)
    form = answer.context["editor"].lists[1].forms[0]
    assert form.errors == {"text": ["The progress went down from 60 to 50 per cent: say why."]}
    assert save(client, report, **silent | {field(report, "text"): "Two towns left"}).status_code == 302


def test_no_per_cent_goes_down_without_a_word_in_whatever_order_reports_are_submitted(graz, anna, mapping, report):
    entry = report.progress_entries.get()
    entry.text = ""
    entry.save()
    assert actions.gaps(report) == ["Say in a few words why it is not fully achieved: “Mapping”."]
    entry.extent = "fully"
    entry.save()
    assert actions.gaps(report) == []
    earlier = make.report(period=first_half(), partner=graz, status="submitted")
    make.progress_entry(report=earlier, activity=mapping, percent=60)
    with pytest.raises(ValidationError) as refused:
        actions.submit(report, anna)
    assert refused.value.messages == ["Say in a few words why the progress went down: “Mapping”."]


def test_progress_may_be_told_for_the_first_day_of_the_period(report):
    entry = report.progress_entries.get()
    entry.reported_on = date(2013, 7, 1)
    entry.full_clean()


@pytest.mark.parametrize("day", [(2013, 6, 30), (2014, 1, 1), (9999, 12, 31)])
def test_progress_is_told_for_a_day_of_the_period(report, day):
    entry = report.progress_entries.get()
    entry.reported_on = date(*day)
    with pytest.raises(ValidationError) as refused:
        entry.full_clean()
    said = ["This day is not in the period: it lasts from 1 July 2013 to 31 December 2013."]
    assert refused.value.message_dict == {"reported_on": said}


@pytest.mark.parametrize("status", ["draft", "accepted"])
def test_when_the_end_of_a_period_moves_what_is_told_for_it_moves_along_unless_it_is_accepted(report, status):
    report.status = status
    report.save()
    report.period.ends_on = date(2013, 11, 30)
    report.period.save()
    entry = report.progress_entries.get()
    told = {"draft": date(2013, 11, 30), "accepted": date(2013, 12, 31)}
    assert (entry.reported_on, entry.history.first().reported_on) == (told[status], told[status])


def test_a_note_that_is_too_long_is_told_and_stands_there_whole(client, anna, maria, report):
    actions.submit(report, anna)
    client.force_login(maria)
    note = "x" * 4001
    answer = client.post(report.get_absolute_url(), {"step": "send_back", "note": note})
    assert (answer.status_code, note in answer.content.decode()) == (422, True)
    assert answer.context["wrong"] == ["Ensure this value has at most 4000 characters (it has 4001)."]
    report.refresh_from_db()
    assert report.status == "submitted"


def test_in_a_locked_period_nothing_is_sent_back(anna, maria, report):
    actions.submit(report, anna)
    report.period.locked = True
    report.period.save()
    with pytest.raises(ValidationError, match="This reporting period is locked"):
        actions.send_back(report, maria, "More")
    assert actions.accept(report, maria).status == "accepted"


def test_a_part_that_the_plan_does_not_know_is_not_added(client, anna, report):
    client.force_login(anna)
    answer = save(client, report, progress_entries=["new1"], **{"progress_entries-new1-text": "Smuggled"})
    assert answer.status_code == 422
    assert report.progress_entries.count() == 1


def test_what_is_missing_is_told_in_sentences(client, anna, graz, mapping, period):
    report = actions.begin(period, graz)
    activity(graz, title="Study")
    client.force_login(anna)
    answer = client.post(report.get_absolute_url(), {"step": "submit"})
    assert (answer.status_code, answer.context["wrong"]) == (
        422,
        [
            "The summary of the work is missing.",
            "Say how far it is in per cent: “Mapping”.",
            "Say whether it is fully, partly or not achieved: “Mapping”.",
            "The plan asks for more than the report speaks of, take it over first: “Study”.",
        ],
    )
    report.refresh_from_db()
    assert report.status == "draft"


def test_from_submitting_to_the_locked_report(client, anna, carlo, maria, report, mapping):
    client.force_login(anna)
    assert client.post(report.get_absolute_url(), {"step": "submit"}).status_code == 302
    assert refused(client, report).startswith("This report has been submitted: it is changed again only if")
    client.force_login(carlo)
    assert client.post(report.get_absolute_url(), {"step": "accept"}).status_code == 403
    client.force_login(maria)
    answer = client.post(report.get_absolute_url(), {"step": "send_back", "note": " "})
    assert answer.context["wrong"] == ["Say what is to be mended when you send a report back."]
    assert client.post(report.get_absolute_url(), {"step": "send_back", "note": "Say more"}).status_code == 302
    assert list(anna.notifications.values_list("reason", "text")) == [("sent_back", "Say more")]
    client.force_login(anna)
    assert "Say more" in client.get(reverse("report-edit", args=[report.pk])).content.decode()
    assert save(client, report, **{field(report, "text"): "More"}).status_code == 302
    client.post(report.get_absolute_url(), {"step": "submit"})
    assert not ProgressEntry.objects.counting("2014-01-10").exists()
    client.force_login(maria)
    client.post(report.get_absolute_url(), {"step": "accept"})
    assert [entry.percent for entry in ProgressEntry.objects.counting("2014-01-10")] == [40]
    client.force_login(anna)
    assert refused(client, report) == "This report has been accepted and is locked."
    assert list(Notification.objects.unread().values_list("user", "reason")) == [(anna.pk, "accepted")]


def refused(client, report):
    answer = client.get(reverse("report-edit", args=[report.pk]))
    assert answer.status_code == 403
    return answer.context["message"]


def test_what_was_typed_into_a_report_that_was_handed_in_meanwhile_is_shown_to_be_copied(client, anna, maria, report):
    client.force_login(anna)
    address = reverse("report-edit", args=[report.pk])
    typed = filled_in(client.get(address), **{field(report, "text"): "Typed too late"})
    actions.submit(report, anna)
    answer = client.post(address, typed)
    assert (answer.status_code, "Typed too late" in answer.content.decode()) == (403, True)
    assert report.progress_entries.get().text != "Typed too late"


def test_a_report_is_decided_once(anna, maria, report):
    actions.submit(report, anna)
    actions.accept(report, maria)
    for again in (lambda: actions.accept(report, maria), lambda: actions.send_back(report, maria, "No")):
        with pytest.raises(ValidationError, match="only what has been submitted can be accepted or sent back"):
            again()
    with pytest.raises(ValidationError, match="accepted and is locked"):
        actions.submit(report, anna)


@pytest.mark.parametrize("part", ["text", "progress_entries"])
def test_no_form_gets_past_the_lock(anna, maria, report, part):
    actions.submit(report, anna)
    row = report.text if part == "text" else report.progress_entries.get()
    row.report.refresh_from_db()
    with pytest.raises(ValidationError, match="has been submitted"):
        row.full_clean()


def test_the_form_costs_the_same_however_many_activities(client, django_assert_max_num_queries, anna, graz, report):
    client.force_login(anna)
    address = reverse("report-edit", args=[report.pk])
    client.get(address)
    for _number in range(5):
        activity(graz)
    actions.begin(report.period, graz)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    for _number in range(20):
        activity(graz)
    actions.begin(report.period, graz)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


@pytest.mark.parametrize(
    ("status", "locked", "sentence"),
    [
        ("accepted", False, "This report has been accepted and is locked."),
        ("draft", True, "This reporting period is locked: no report on it is started or changed any more."),
    ],
)
def test_a_program_is_told_why_a_report_is_closed(client, anna, report, period, status, locked, sentence):
    type(report).objects.filter(pk=report.pk).update(status=status)
    type(period).objects.filter(pk=period.pk).update(locked=locked)
    address = f"/api/v1/progress-entries/{report.progress_entries.get().pk}/"
    make.sign_in(client, anna)
    etag = client.get(address).headers["ETag"]
    answer = client.patch(address, {"percent": 50}, "application/json", headers={"If-Match": etag})
    assert (answer.status_code, answer.json()["detail"]) == (403, sentence)


def test_what_is_needed_to_submit_is_not_called_optional(client, anna, report):
    make.sign_in(client, anna)
    page = client.get(f"/reports/{report.pk}/edit/").content.decode()
    labels = re.findall(r"<label [^>]*>([^<]+?)( <span class=\"optional\">|</label>)", page)
    marked = {name: "optional" in after for name, after in labels}
    asked = ("Summary of the work", "Progress in per cent", "Achieved", "Problems and deviations", "What was done")
    assert [marked[name] for name in asked] == [False, False, False, True, True]


def test_what_is_taken_from_the_plan_names_the_request_that_took_it(client, anna, graz, mapping, period):
    make.output(activity=mapping, due_on="2013-12")
    client.force_login(anna)
    answer = client.post(reverse("report-start", args=[period.slug, graz.slug]), headers={"x-request-id": "begun-1"})
    report = PartnerReport.objects.get()
    lines = [entry.history.get() for entry in (*report.progress_entries.all(), *report.output_entries.all())]
    assert (answer.status_code, [line.history_request_id for line in lines]) == (302, ["begun-1"] * 2)
