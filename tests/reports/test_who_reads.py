"""Nobody outside the partner reads what stands in a draft, wherever it is asked for; visitors never find a report."""

import json

import pytest
from django.urls import reverse

from cityregions.records.history.tables import tables
from cityregions.records.models import Draft
from cityregions.workplan import actions
from cityregions.workplan.joint import JointReport
from tests import make
from tests.reports.conftest import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(anna, carlo, maria, graz):
    contact = make.user()
    make.contact(stakeholder=make.stakeholder(area=graz.area), user=contact)
    return {"visitor": None, "contact": contact, "anna": anna, "carlo": carlo, "maria": maria}


def addresses(report):
    entry, file = report.progress_entries.get(), report.files.get()
    numbers = [
        (record._meta.app_label, record.history.first().history_id, table)
        for record, table in ((report.text, "report-text"), (entry, "progress-entry"), (file, "evidence-file"))
    ]
    return [
        reverse("report-list"),
        f"{reverse('report-list')}?search={SECRET}",
        report.period.get_absolute_url(),
        reverse("period-joint", args=[report.period.slug]),
        report.get_absolute_url(),
        reverse("report-edit", args=[report.pk]),
        reverse("evidence-new", args=[report.pk]),
        reverse("evidence-delete", args=[file.pk]),
        entry.activity.get_absolute_url(),
        reverse("workplan"),
        reverse("desk"),
        reverse("my-data"),
        f"{reverse('search')}?q={SECRET}",
        reverse("history"),
        *(f"{reverse('history')}?record={tables()[noun].address(row)}" for noun, row in rows(report)),
        *(reverse("history-put-back", args=[noun, number]) for _label, number, noun in numbers),
        "/api/v1/partner-reports/?expand=progress_entries,partner,period",
        f"/api/v1/partner-reports/{report.pk}/",
        "/api/v1/partner-reports/?fields=id,text,output_entries,progress_entries",
        f"/api/v1/partner-reports/?search={SECRET}",
        "/api/v1/progress-entries/?expand=report,activity,partner",
        f"/api/v1/progress-entries/{entry.pk}/",
        "/api/v1/evidence-files/?expand=report,activity",
        f"/api/v1/evidence-files/{file.pk}/",
        "/api/v1/history/",
        f"/api/v1/search/?q={SECRET}",
        reverse("admin:workplan_partnerreport_changelist"),
        reverse("admin:workplan_partnerreport_change", args=[report.pk]),
        reverse("admin:workplan_partnerreport_history", args=[report.pk]),
        f"{reverse('admin:workplan_partnerreport_changelist')}?q={SECRET}",
    ]


def rows(report):
    return [
        ("partner-report", report),
        ("report-text", report.text),
        ("progress-entry", report.progress_entries.get()),
        ("evidence-file", report.files.get()),
    ]


def readers(client, people, report, places=addresses):
    """Who finds the secret, and where."""
    found = {}
    for name, person in people.items():
        client.logout()
        if person:
            make.sign_in(client, person)
        for address in places(report):
            body = client.get(address).content.decode()
            # What somebody asks for is repeated on the page.
            if f"{SECRET} " in body:
                found.setdefault(name, []).append(address)
    return found


def most_telling(report):
    return [
        report.get_absolute_url(),
        reverse("history"),
        f"/api/v1/partner-reports/{report.pk}/?expand=progress_entries",
        "/api/v1/progress-entries/",
        "/api/v1/evidence-files/",
        reverse("period-joint", args=[report.period.slug]),
    ]


def test_what_stands_in_a_draft_is_for_the_own_partner(client, people, report):
    asked = {name: people[name] for name in ("anna", "carlo", "maria")}
    assert set(readers(client, asked, report, most_telling)) == {"anna"}


def test_what_is_mended_in_a_report_that_was_sent_back_is_for_the_own_partner(client, people, anna, maria, report):
    actions.submit(report, anna)
    actions.send_back(report, maria, "More")
    asked = {name: people[name] for name in ("anna", "carlo", "maria")}
    assert set(readers(client, asked, report, most_telling)) == {"anna"}


@pytest.mark.full
@pytest.mark.parametrize("status", ["draft", "sent_back", "submitted", "accepted"])
def test_who_reads_a_report(client, people, anna, maria, report, status):
    if status != "draft":
        actions.submit(report, anna)
    if status == "sent_back":
        actions.send_back(report, maria, "More")
    if status == "accepted":
        actions.accept(report, maria)
    expected = {
        "draft": {"anna"},
        "sent_back": {"anna"},
        "submitted": {"anna", "carlo", "maria"},
        "accepted": {"anna", "carlo", "maria"},
    }
    found = readers(client, people, report)
    assert set(found) == expected[status]
    for name in set(found) - {"anna"}:
        # The page of a file's history names the file, which whoever reads the report sees.
        past = [address for address in found[name] if "history" in address and "evidence-file" not in address]
        assert not [*past, *(address for address in found[name] if "admin" in address)]


def test_others_see_that_there_is_a_draft_and_how_complete_it_is(client, carlo, maria, report):
    for person in (carlo, maria):
        client.force_login(person)
        for address in (report.period.get_absolute_url(), report.get_absolute_url(), reverse("report-list")):
            body = client.get(address).content.decode()
            assert ("City of Graz" in body, "100 %" in body) == (True, True), address
        row = client.get(f"/api/v1/partner-reports/{report.pk}/").json()
        assert (row["status"], row["text"], row["progress_entries"], row["output_entries"]) == ("draft", None, [], [])


def test_a_visitor_finds_no_report(client, report):
    pages = [reverse("report-list"), report.get_absolute_url(), report.period.get_absolute_url()]
    assert [client.get(page).status_code for page in pages] == [302] * 3
    nouns = ("partner-reports", "reporting-periods", "progress-entries")
    assert [client.get(f"/api/v1/{noun}/?count=true").json()["count"] for noun in nouns] == [0] * 3
    client.force_login(make.user())
    assert [client.get(page).status_code for page in pages] == [404] * 3


def test_what_was_written_and_deleted_before_it_was_handed_in_stays_with_the_partner(client, anna, maria, report):
    text = report.text
    text.summary = "Handed in"
    text.problems = text.next_steps = text.target_groups = ""
    text.save()
    entry = report.progress_entries.get()
    entry.text, entry.evidence = "All well", ""
    entry.save()
    actions.submit(report, anna)
    for person, seen in ((maria, False), (anna, True)):
        client.force_login(person)
        history = client.get(f"{reverse('history')}?record=partner-report/{report.pk}").content.decode()
        api = json.dumps(client.get("/api/v1/history/").json())
        assert (SECRET in history, SECRET in api) == (seen, seen)


def test_a_draft_of_the_form_is_of_the_person_alone(client, anna, graz, report):
    Draft.objects.create(user=anna, form=reverse("report-edit", args=[report.pk]), fields={"x": [f"{SECRET} typed"]})
    client.force_login(make.user(graz))
    assert f"{SECRET} typed" not in client.get(reverse("report-edit", args=[report.pk])).content.decode()


def test_a_coordinator_does_not_put_a_locked_report_back(client, anna, maria, report):
    actions.submit(report, anna)
    actions.accept(report, maria)
    submitted = report.history.filter(status="submitted").first()
    make.sign_in(client, maria)
    address = reverse("history-put-back", args=["partner-report", submitted.history_id])
    newest = report.history.first().history_id
    client.post(address, {"reason": "Back", "newest": newest})
    report.refresh_from_db()
    assert report.status == "accepted"


def test_a_coordinator_who_works_for_a_partner_writes_its_report_and_no_other(client, maria, torino, report, period):
    make.membership(user=maria, partner=torino)
    client.force_login(maria)
    assert client.post(reverse("report-start", args=[period.slug, "torino"])).status_code == 302
    assert client.get(reverse("report-edit", args=[report.pk])).status_code == 403


def test_the_joint_report_holds_what_is_handed_in_and_nothing_of_a_draft(anna, carlo, maria, torino, report, mapping):
    mapping.responsible.add(torino)
    other = actions.begin(report.period, torino)
    other.text.summary = "In Torino"
    other.text.save()
    entry = other.progress_entries.get()
    entry.percent, entry.extent = 81, "fully"
    entry.save()
    actions.submit(other, carlo)
    for reader in (anna, carlo, maria):
        joint = JointReport(report.period, reader)
        assert [told.percent for phase in joint.phases for told in phase.activities] == [81]
        assert (joint.summary, [row.partner.slug for row in joint.missing]) == ([(torino, "In Torino")], ["graz"])
    actions.submit(report, anna)
    joint = JointReport(report.period, maria)
    (told,) = joint.phases[0].activities
    assert (told.percent, [entry.percent for entry in told.entries]) == (61, [40, 81])
    assert [(value, number) for value, _label, number in told.extents] == [("fully", 1), ("partly", 1)]
    assert JointReport(report.period, maria, only_accepted=True).phases == []
