"""Files are handed in by those who may, told by their content, kept once; what is wrong is told beside the field."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cityregions.records.files import archives, formats
from cityregions.records.files import store as the_store
from cityregions.workplan.models import OutputFile
from tests import make
from tests.outputs import samples

pytestmark = pytest.mark.django_db
BOUNDARY = "----portal"


@pytest.fixture
def draft(place, store):
    return make.output(slug="study", status="draft", area=place.graz.area)


@pytest.fixture
def graz(client, place, draft):
    client.force_login(place.graz.staff)
    return client


def body(name, content, **fields):
    """A form with a file as browsers send it, whatever its name."""
    start = f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
    lines = [f'{start}name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    quoted = name.replace("\\", "\\\\").replace('"', "%22")
    lines.append(f'{start}name="file"; filename="{quoted}"\r\n')
    head = "".join(lines).encode() + b"Content-Type: application/octet-stream\r\n\r\n"
    return head + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def send(client, name, content, slug="study", **fields):
    told = body(name, content, **{"language": "en", "version": "", "accessible": "unknown"} | fields)
    address = reverse("file-new", args=[slug])
    return client.generic("POST", address, told, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def said(response):
    """What is said beside the fields."""
    lists = re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', response.content.decode(), re.DOTALL)
    return [unescape(text) for each in lists for text in re.findall(r"<li>(.*?)</li>", each, re.DOTALL)]


def kept(store):
    """Every file beneath the store, those on their way included."""
    return sorted(path.name for path in store.rglob("*") if path.is_file() and path.name != ".lock")


@pytest.mark.parametrize("name", samples.GOOD)
def test_a_file_is_kept_as_what_its_content_is(graz, store, name):
    content = samples.GOOD[name]()
    response = send(graz, name, content, accessible="yes")
    assert response.status_code == 302, said(response)
    file = OutputFile.objects.get()
    assert (file.name, file.format, file.size) == (name, formats.extension_of(name), len(content))
    assert (file.version, file.language, file.accessible, file.published) == (1, "en", "yes", False)
    assert the_store.path_of(file.digest).read_bytes() == content
    assert kept(store) == [file.digest]


def check_bad(client, store, case):
    name, content, sentence = samples.BAD[case]
    response = send(client, name, content(), language="pl", version="7")
    assert (response.status_code, said(response)) == (422, [sentence])
    # What was entered stands there still.
    assert 'value="7"' in response.content.decode()
    assert '<option value="pl" selected>' in response.content.decode()
    assert (OutputFile.objects.count(), kept(store)) == (0, [])


@pytest.fixture
def low_limit(monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 8 * archives.MEGABYTE)


@pytest.mark.parametrize("case", samples.QUICK)
def test_what_is_wrong_with_a_file_is_told_beside_it_and_nothing_is_kept(graz, store, low_limit, case):
    check_bad(graz, store, case)


@pytest.mark.full
@pytest.mark.parametrize("case", sorted(samples.BAD.keys() - set(samples.QUICK)))
def test_all_else_that_can_be_wrong_with_a_file_is_told_too(graz, store, low_limit, case):
    check_bad(graz, store, case)


@pytest.mark.full
def test_a_bomb_of_a_gigabyte_is_refused_and_a_large_table_is_not(graz, store):
    assert said(send(graz, "table.xlsx", samples.bomb(1024))) == [samples.BAD["zip bomb"][2]]
    assert send(graz, "table.xlsx", samples.bomb(100)).status_code == 302


def test_the_same_content_is_kept_once_and_goes_with_the_last_row(graz, store, django_capture_on_commit_callbacks):
    for version in (1, 2):
        assert send(graz, f"study-{version}.pdf", samples.pdf()).status_code == 302
    first, second = OutputFile.objects.order_by("version")
    assert (first.version, second.version, first.digest) == (1, 2, second.digest)
    assert kept(store) == [first.digest]
    with django_capture_on_commit_callbacks(execute=True):
        first.delete()
    assert kept(store) == [second.digest]
    with django_capture_on_commit_callbacks(execute=True):
        second.output.delete()
    assert kept(store) == []


def test_a_second_file_of_one_version_is_refused_beside_the_version_and_leaves_nothing(graz, store):
    send(graz, "study.pdf", samples.pdf())
    response = send(graz, "other.pdf", samples.pdf() + b"\n%%EOF", version="1")
    assert said(response) == ["There is such a file in this language and version: give it a new version."]
    assert kept(store) == [OutputFile.objects.get().digest]


def test_without_a_file_the_form_asks_for_one(graz):
    response = graz.post(reverse("file-new", args=["study"]), {"language": "en", "accessible": "no"})
    assert (response.status_code, said(response)) == (422, ["Choose a file."])


def test_what_grows_too_large_on_the_way_is_not_kept(graz, store, settings):
    settings.LARGEST_FILE = 10_000
    response = send(graz, "notes.txt", b"a" * 20_000)
    assert said(response) == ["The file is larger than 9.8\xa0KB: make it smaller, or ask a coordinator."]
    assert kept(store) == []


def test_a_disk_that_takes_no_more_is_told_and_nothing_is_kept(graz, store, monkeypatch):
    def full(self, piece):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(the_store.Incoming, "write", full)
    sentence = "The portal could not store the file: its disk is full. Nothing was saved; tell a coordinator."
    assert said(send(graz, "study.pdf", samples.pdf())) == [sentence]
    assert (OutputFile.objects.count(), kept(store)) == (0, [])


def test_a_connection_that_breaks_off_leaves_nothing(graz, store):
    told = body("study.pdf", samples.pdf(), language="en")[:-60]
    response = graz.generic(
        "POST", reverse("file-new", args=["study"]), told, content_type=f"multipart/form-data; boundary={BOUNDARY}"
    )
    assert (response.status_code, OutputFile.objects.count(), kept(store)) == (422, 0, [])


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *args):
        raise AssertionError("The body was read before it was known that its sender may send it.")

    readline = read


@pytest.mark.parametrize(
    ("who", "length", "status"),
    [("visitor", 1000, 302), ("turin", 1000, 403), ("stranger", 1000, 404), ("graz", 10**9, 413)],
)
def test_nothing_is_read_of_what_may_not_be_handed_in(place, draft, who, length, status):
    people = {"visitor": None, "turin": place.turin.staff, "stranger": make.user(), "graz": place.graz.staff}
    client = Client(enforce_csrf_checks=True)
    if people[who]:
        client.force_login(people[who])
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    sent = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind}
    response = client.generic("POST", reverse("file-new", args=["study"]), **sent)
    assert response.status_code == status


def test_the_token_of_the_form_is_asked_for(place, draft, store):
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.graz.staff)
    assert (send(client, "study.pdf", samples.pdf()).status_code, kept(store)) == (403, [])
    address = reverse("file-new", args=["study"])
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode()).group(1)
    told = {"csrfmiddlewaretoken": token, "language": "en", "accessible": "no"}
    file = SimpleUploadedFile("study.pdf", samples.pdf())
    assert client.post(address, {**told, "file": file}).status_code == 302


def test_a_final_text_takes_no_further_files(graz, draft):
    draft.status = "final"
    draft.save()
    response = send(graz, "study.pdf", samples.pdf())
    assert (response.status_code, OutputFile.objects.count()) == (403, 0)
    assert "Its text is final" in response.content.decode()


def test_what_is_told_of_a_file_can_be_mended(graz, draft):
    file = make.output_file(output=draft, language="en", version=1)
    page = graz.get(reverse("file-edit", args=[file.pk])).content.decode()
    base = re.search(r'name="base" value="(\d+)"', page).group(1)
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    entered = {"base": base, "key": key, "language": "pl", "version": "3", "accessible": "yes"}
    assert graz.post(reverse("file-edit", args=[file.pk]), entered).status_code == 302
    file.refresh_from_db()
    assert (file.language, file.version, file.accessible) == ("pl", 3, "yes")
