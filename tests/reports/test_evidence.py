"""Evidence: files beside the lines of a report, attached by its partner, read by who reads the report, then locked."""

import re
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cityregions.records.files import store as the_store
from cityregions.workplan import actions
from cityregions.workplan.models import EvidenceFile
from tests import make
from tests.outputs import samples

pytestmark = pytest.mark.django_db
FILES = "/api/v1/evidence-files/"


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def begun(period, graz, mapping):
    make.output(activity=mapping, due_on="2013-12", slug="map", title="Map of stakeholders")
    report = actions.begin(period, graz)
    report.text.summary = "Done"
    report.text.save()
    report.progress_entries.update(percent=100, extent="fully")
    report.output_entries.update(extent="fully")
    return report


def attach(client, person, report, line="activity-0", name="minutes.pdf", content=None):
    make.sign_in(client, person)
    content = samples.GOOD["study.pdf"]() if content is None else content
    fields = {"line": line, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("evidence-new", args=[report.pk]), fields)


def lines(report):
    return (
        f"activity-{report.progress_entries.get().activity_id}",
        f"output-{report.output_entries.get().output_id}",
    )


def kept(store):
    return sorted(path.name for path in store.rglob("*") if path.is_file() and path.name != ".lock")


def test_one_file_is_attached_to_two_lines_and_kept_once(client, anna, begun, store):
    answers = [attach(client, anna, begun, line) for line in lines(begun)]
    assert [answer.status_code for answer in answers] == [302, 302]
    first, second = EvidenceFile.objects.order_by("pk")
    assert (first.line, second.line) == (begun.progress_entries.get(), begun.output_entries.get())
    assert (first.report, first.name, first.format) == (begun, "minutes.pdf", "pdf")
    assert (kept(store), first.history.get().history_user) == ([first.digest], anna)
    for page in (begun.get_absolute_url(), reverse("report-edit", args=[begun.pk])):
        told = client.get(page).content.decode()
        assert re.findall(r'href="(/reports/evidence/\d+/)" download', told) == [
            first.get_absolute_url(),
            second.get_absolute_url(),
        ]
        assert told.count(">PDF, ") == 2


# The rest of them, and names with paths, with the uploads of outputs: they go the same way.
@pytest.mark.parametrize("case", ["empty", *list(samples.BAD)[1:3]])
def test_what_is_not_what_its_name_says_is_not_kept(client, anna, begun, store, case):
    name, content, _sentence = samples.BAD[case]
    answer = attach(client, anna, begun, lines(begun)[0], name, content())
    assert (answer.status_code, EvidenceFile.objects.count(), kept(store)) == (422, 0, [])


def test_the_same_file_twice_on_a_line_or_without_a_line_is_refused_beside_its_field(client, anna, begun, store):
    line = lines(begun)[0]
    attach(client, anna, begun, line)
    again, nowhere = attach(client, anna, begun, line), attach(client, anna, begun, "activity-999999")
    assert again.context["form"].errors == {"file": ["This file is attached here already."]}
    assert (nowhere.status_code, list(nowhere.context["form"].errors)) == (422, ["line"])
    assert len(kept(store)) == 1


@pytest.mark.parametrize("person", ["carlo", "maria"])
def test_only_the_own_partner_attaches(client, request, begun, store, person):
    answer = attach(client, request.getfixturevalue(person), begun, lines(begun)[0])
    assert (answer.status_code, kept(store)) == (403, [])


def test_who_reads_it_is_who_reads_the_report(client, anna, carlo, maria, begun):
    file = make.evidence_file(b"0123456789", progress_entry=begun.progress_entries.get())
    people = {"visitor": None, "anna": anna, "carlo": carlo, "maria": maria}

    def readers():
        found = {}
        for name, person in people.items():
            client.logout()
            if person:
                make.sign_in(client, person)
            found[name] = client.get(file.get_absolute_url(), headers={"range": "bytes=2-4"}).status_code
        return found

    assert readers() == {"visitor": 404, "anna": 206, "carlo": 404, "maria": 404}
    actions.submit(begun, anna)
    assert readers() == {"visitor": 404, "anna": 206, "carlo": 206, "maria": 206}
    actions.send_back(begun, maria, "More")
    assert readers() == {"visitor": 404, "anna": 206, "carlo": 404, "maria": 404}
    make.sign_in(client, anna)
    answer = client.get(file.get_absolute_url(), headers={"range": "bytes=2-4"})
    assert (answer.getvalue(), answer.headers["Content-Range"]) == (b"234", "bytes 2-4/10")


def test_it_is_locked_with_the_report(client, anna, maria, begun, store):
    file = make.evidence_file(progress_entry=begun.progress_entries.get())
    actions.submit(begun, anna)
    actions.accept(begun, maria)
    assert attach(client, anna, begun, lines(begun)[0]).status_code == 403
    assert client.post(reverse("evidence-delete", args=[file.pk])).status_code == 403
    assert "Attach a file" not in client.get(begun.get_absolute_url()).content.decode()
    assert kept(store) == [file.digest]


def test_it_goes_with_its_row(client, anna, begun, store, django_capture_on_commit_callbacks):
    file = make.evidence_file(progress_entry=begun.progress_entries.get())
    make.sign_in(client, anna)
    page = reverse("evidence-delete", args=[file.pk])
    base = client.get(page).context["base"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, {"base": base}).headers["Location"] == begun.get_absolute_url()
    assert (EvidenceFile.objects.count(), kept(store)) == (0, [])


def test_verifying_knows_it(begun, store):
    entry = begun.progress_entries.get()
    sound, gone = (make.evidence_file(text, progress_entry=entry) for text in (b"Sound", b"Gone"))
    the_store.path_of(gone.digest).unlink()
    told = StringIO()
    call_command("verify_files", stdout=told)
    assert f"Row without a file: workplan.EvidenceFile {gone.pk}, {gone} ({gone.digest})" in told.getvalue()
    assert list(EvidenceFile.objects.all()) == [sound]


def test_a_full_disk_leaves_neither_row_nor_file(client, anna, begun, store, monkeypatch):
    def full(self, piece):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(the_store.Incoming, "write", full)
    answer = attach(client, anna, begun, lines(begun)[0])
    assert answer.context["form"].errors["file"][0].startswith("The portal could not store the file")
    assert (EvidenceFile.objects.count(), kept(store)) == (0, [])


def test_the_joint_report_names_it(client, anna, carlo, begun):
    files = [
        make.evidence_file(progress_entry=begun.progress_entries.get(), name="list.txt"),
        make.evidence_file(output_entry=begun.output_entries.get(), name="map.txt"),
    ]
    actions.submit(begun, anna)
    make.sign_in(client, carlo)
    told = client.get(reverse("period-joint", args=[begun.period.slug])).content.decode()
    assert all(f'href="{file.get_absolute_url()}"' in told and file.name in told for file in files)


def send(client, person, query="", headers=None, **fields):
    client.force_login(person)
    told = {"file": SimpleUploadedFile("notes.txt", b"What was said"), **fields}
    return client.post(f"{FILES}{query}", told, headers=headers or {})


def test_programs_attach_read_and_delete(client, anna, carlo, begun, store):
    assert send(client, anna, "?dry_run=true", report=begun.pk, activity="mapping").status_code == 201
    assert (EvidenceFile.objects.count(), kept(store)) == (0, [])
    made = [send(client, anna, "", {"idempotency-key": "1"}, report=begun.pk, output="map") for _time in (1, 2)]
    assert [answer.status_code for answer in made] == [201, 201]
    row, file = made[0].json(), EvidenceFile.objects.get()
    assert (row["report"], row["activity"], row["output"], row["format"]) == (begun.pk, None, "map", "txt")
    assert (row["digest"], row["page"]) == (file.digest, f"http://testserver{file.get_absolute_url()}")
    detail = client.get(f"/api/v1/partner-reports/{begun.pk}/").json()
    assert (detail["files"], client.get(f"{FILES}?output=map").json()["results"]) == ([file.pk], [row])
    client.force_login(carlo)
    assert client.get(row["url"]).status_code == client.delete(row["url"]).status_code == 404
    assert client.get(f"/api/v1/partner-reports/{begun.pk}/").json()["files"] == []
    client.force_login(anna)
    assert (client.delete(row["url"]).status_code, EvidenceFile.objects.count()) == (204, 0)


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({}, "#/activity", "Say which activity or which output of the report it shows: one of them."),
        ({"activity": "mapping", "output": "map"}, "#/activity", "Say which activity or which output"),
        ({"activity": "nothing"}, "#/activity", "There is no such record, or you may not see it."),
        ({"output": "nothing"}, "#/output", "There is no such record, or you may not see it."),
        ({"report": 999999, "output": "map"}, "#/report", "There is no such record, or you may not see it."),
        ({"output": "map", "file": SimpleUploadedFile("a.pdf", b"No PDF")}, "#/file", ""),
    ],
)
def test_what_is_wrong_is_named_and_nothing_kept(client, anna, begun, store, fields, pointer, sentence):
    answer = send(client, anna, **{"report": begun.pk} | fields)
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["pointer"], kept(store)) == (400, pointer, [])
    assert error["detail"].startswith(sentence)


def test_programs_of_others_and_of_a_report_that_was_handed_in_are_refused(client, anna, carlo, begun, store):
    assert send(client, carlo, report=begun.pk, activity="mapping").status_code == 403
    actions.submit(begun, anna)
    answer = send(client, anna, report=begun.pk, activity="mapping")
    assert (answer.status_code, kept(store)) == (403, [])
    assert answer.json()["detail"].startswith("This report has been submitted")


@pytest.mark.parametrize("page", ["report-detail", "report-edit"])
def test_a_report_with_more_evidence_asks_no_more(client, anna, begun, page):
    make.sign_in(client, anna)
    counts = []
    for _round in range(2):
        make.evidence_file(progress_entry=begun.progress_entries.get())
        make.evidence_file(output_entry=begun.output_entries.get())
        client.get(reverse(page, args=[begun.pk]))
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse(page, args=[begun.pk]))
        counts.append(len(counted))
    assert counts[0] == counts[1]
