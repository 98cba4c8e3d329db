"""Files are downloaded whole or in parts, by those who see them, and run nothing in anybody's browser."""

import pytest
from django.urls import reverse

from cityregions.records.files import store as the_store
from cityregions.workplan.models import OutputFile
from tests import make

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 4


@pytest.fixture
def file(store):
    output = make.output(slug="study")
    return make.output_file(CONTENT, output=output, name="Übersicht „1“.pdf", format="pdf", published=True)


def fetch(client, file, **headers):
    return client.get(reverse("output-file", args=[file.pk]), headers=headers)


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_file_is_saved_and_never_shown(client, file):
    response = fetch(client, file)
    assert (response.status_code, content(response)) == (200, CONTENT)
    assert {name: response.headers[name] for name in ("Content-Type", "Content-Length", "Accept-Ranges", "ETag")} == {
        "Content-Type": "application/pdf",
        "Content-Length": "1024",
        "Accept-Ranges": "bytes",
        "ETag": f'"{file.digest}"',
    }
    assert response.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%C3%9Cbersicht%20%E2%80%9E1%E2%80%9C.pdf"
    )
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-", 0, 1024),
        ("bytes=0-0", 0, 1),
        ("bytes=1000-", 1000, 1024),
        ("bytes=1000-5000", 1000, 1024),
        ("bytes=1023-1023", 1023, 1024),
        ("bytes=-24", 1000, 1024),
        ("bytes=-5000", 0, 1024),
    ],
)
def test_a_part_is_given_as_asked_for(client, file, wanted, start, end):
    response = fetch(client, file, range=wanted)
    assert content(response) == CONTENT[start:end]
    assert response.headers["Content-Length"] == str(end - start)
    if (start, end) == (0, 1024):
        assert response.status_code == 200
    else:
        assert (response.status_code, response.headers["Content-Range"]) == (206, f"bytes {start}-{end - 1}/1024")


@pytest.mark.parametrize("wanted", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_what_lies_beyond_the_end_is_refused(client, file, wanted):
    response = fetch(client, file, range=wanted)
    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */1024")


@pytest.mark.parametrize("wanted", ["bytes=5-2", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=٣-"])
def test_what_is_no_part_is_answered_with_the_whole(client, file, wanted):
    response = fetch(client, file, range=wanted)
    assert (response.status_code, content(response)) == (200, CONTENT)


def test_a_download_goes_on_only_if_the_file_is_the_same(client, file):
    same = fetch(client, file, range="bytes=1000-", if_range=f'"{file.digest}"')
    other = fetch(client, file, range="bytes=1000-", if_range='"another"')
    dated = fetch(client, file, range="bytes=1000-", if_range="Sat, 15 Mar 2014 10:00:00 GMT")
    weak = fetch(client, file, range="bytes=1000-", if_range=f'W/"{file.digest}"')
    assert [same.status_code, other.status_code, dated.status_code, weak.status_code] == [206, 200, 200, 200]
    assert fetch(client, file, if_none_match=f'"{file.digest}"').status_code == 304


def test_the_head_alone_is_told_without_the_file(client, file):
    response = client.head(reverse("output-file", args=[file.pk]), headers={"range": "bytes=1-2"})
    assert (response.status_code, response.headers["Content-Length"]) == (200, "1024")


@pytest.mark.parametrize(
    ("status", "published", "seen"),
    [("draft", False, False), ("final", True, False), ("published", False, False), ("published", True, True)],
)
def test_drafts_are_for_the_partnership(client, place, store, status, published, seen):
    file = make.output_file(output=make.output(status=status), published=published)
    page = reverse("output-detail", args=[file.output.slug])
    assert fetch(client, file).status_code == (200 if seen else 404)
    assert (file.name in client.get(page).content.decode()) == seen
    client.force_login(place.turin.staff)
    assert fetch(client, file).status_code == 200
    assert file.name in client.get(page).content.decode()


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, file):
    the_store.path_of(OutputFile.objects.get().digest).unlink()
    assert fetch(client, file).status_code == 404


def test_the_page_says_format_and_size_beside_the_link(client, file):
    page = client.get(reverse("output-detail", args=["study"])).content.decode()
    assert "PDF, 1.0\xa0KB" in page
