"""Lists as files: the whole filtered list in its order, as CSV, Excel and GeoJSON, however many rows there are."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cityregions.api import tables
from tests import make
from tests.api.nouns import LISTS, MAKERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(client):
    """The content of a file: `file("areas.csv?ordering=name")`."""

    def asked(address):
        response = client.get(f"/api/v1/{address}")
        assert response.status_code == 200, response.content
        return b"".join(response.streaming_content)

    return asked


def as_rows(content):
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def as_sheets(content):
    book = load_workbook(BytesIO(content))
    return [[[cell.value for cell in row] for row in sheet] for sheet in book]


def test_csv_has_the_keys_of_the_list_and_its_values_as_they_are(file, get):
    area = make.area(slug="here")
    make.output(slug="a", area=area, due_on="2014-03", languages="en, de", extra={"note": "ä"})
    listed = get("outputs/")[1]["results"][0]
    content = file("outputs.csv")
    assert not content.startswith(b"\xef\xbb\xbf")
    (row,) = as_rows(content)
    assert list(row) == list(listed)
    assert {name: row[name] for name in ("area", "due_on", "languages", "url", "page", "modified", "delivered_on")} == {
        **{name: listed[name] for name in ("area", "due_on", "url", "page")},
        "languages": "en; de",
        "modified": listed["modified"],
        "delivered_on": "",
    }
    assert json.loads(row["extra"]) == {"note": "ä"}


def test_the_whole_filtered_list_in_its_order(file, monkeypatch):
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    partners = [make.partner(slug=slug) for slug in ("one", "two")]
    for number in range(5):
        make.pilot(slug=f"pilot-{number}", partners=partners[: number % 3])
    make.pilot(slug="other", decision="stop")
    rows = as_rows(file("pilots.csv?ordering=-slug&fields=slug,partners&slug__startswith=pilot"))
    assert [(row["slug"], row["partners"]) for row in rows] == [
        ("pilot-4", "one"),
        ("pilot-3", ""),
        ("pilot-2", "one; two"),
        ("pilot-1", "one"),
        ("pilot-0", ""),
    ]
    assert list(as_rows(file("pilots.csv?omit=extra,source"))[0]).count("extra") == 0


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a;=1", "a;b;@x"])
def test_no_cell_is_a_formula(file, text):
    make.stakeholder(name=text, slug="who", latitude=47.0, longitude=-15.5)
    (row,) = as_rows(file("stakeholders.csv"))
    assert row["longitude"] == "-15.5"
    assert not any(part.startswith(tables.FORMULA) for part in row["name"].split(";"))
    heading, line = as_sheets(file("stakeholders.xlsx"))[0]
    cells = dict(zip(heading, line, strict=True))
    assert cells["longitude"] == -15.5
    assert not cells["name"].startswith(tables.FORMULA)


def test_excel_says_on_a_sheet_of_its_own_who_paid(file):
    make.project(funding_statement={"en": "Paid by the fund."})
    make.practice(slug="a", started_on="2013-05", ongoing=True, published=True)
    heading, line = (sheets := as_sheets(file("practices.xlsx")))[0]
    cells = dict(zip(heading, line, strict=True))
    assert (cells["slug"], cells["started_on"], cells["ongoing"]) == ("a", "2013-05", True)
    assert cells["modified"].year > 2000
    assert sheets[1][0][0] == "Paid by the fund."
    assert b"Paid" not in file("practices.csv")


def test_excel_goes_on_on_another_sheet_where_one_is_full(file, monkeypatch):
    monkeypatch.setattr(tables, "SHEET", 3)
    for name in "abcde":
        make.area(slug=name, name=name)
    sheets = as_sheets(file("areas.xlsx?fields=slug&ordering=slug"))
    assert sheets[:-1] == [[["slug"], ["a"], ["b"]], [["slug"], ["c"], ["d"]], [["slug"], ["e"]]]


def test_geojson_shows_outlines_points_and_what_has_no_place(file, get):
    ring = [[15.0, 47.0], [15.5, 47.0], [15.5, 47.5], [15.0, 47.0]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    make.area(slug="a", latitude=47.1, longitude=15.4, boundary=outline)
    make.area(slug="b", latitude=45.1, longitude=7.7, boundary=None)
    make.area(slug="c", latitude=None, longitude=None, boundary=None)
    body = json.loads(file("areas.geojson?ordering=slug"))
    assert body["type"] == "FeatureCollection"
    assert [each["geometry"] for each in body["features"]] == [
        outline,
        {"type": "Point", "coordinates": [7.7, 45.1]},
        None,
    ]
    assert [each["properties"] for each in body["features"]] == get("areas/?ordering=slug")[1]["results"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "geojson"])
def test_an_empty_list_is_a_file_too(file, suffix):
    content = file(f"stakeholders.{suffix}?fields=slug")
    if suffix == "xlsx":
        assert as_sheets(content)[0] == [["slug"]]
    else:
        assert content == {"csv": b"slug\r\n", "geojson": b'{"type":"FeatureCollection","features":[]}'}[suffix]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("areas.csv?nothing=1", 400),
        ("areas.csv?count=true", 400),
        ("areas.csv?expand=partners", 400),
        ("areas.csv?page_size=1", 400),
        ("areas.xlsx?ordering=nothing", 400),
        ("events.geojson", 404),
        ("areas.pdf", 404),
        ("project.csv", 404),
    ],
)
def test_what_a_file_does_not_know_is_refused(get, address, status):
    assert get(address)[0] == status


def test_head_and_headers(client):
    make.area()
    head, whole = client.head("/api/v1/areas.csv"), client.get("/api/v1/areas.csv")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Disposition"] == whole.headers["Content-Disposition"]
    assert whole.headers["Content-Disposition"].startswith('attachment; filename="areas-')
    assert whole.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert client.post("/api/v1/areas.csv").status_code == 405


@pytest.mark.parametrize("noun", LISTS)
def test_every_noun_is_every_file_that_it_is_said_to_be(file, client, noun):
    client.force_login(make.user(make.partner()))
    MAKERS[noun]()
    for suffix in tables.suffixes(LISTS[noun].serializer_class):
        content = file(f"{noun}.{suffix}")
        if suffix == "csv":
            assert as_rows(content)
        elif suffix == "xlsx":
            assert len(as_sheets(content)[0]) > 1
        else:
            assert json.loads(content)["features"]


def test_a_file_tells_nothing_of_hidden_rows_and_records(file, client):
    make.practice(slug="secret-practice", published=False)
    make.event(slug="visit", practice=make.practice(slug="secret-case", published=False))
    secret = make.pilot(slug="secret-pilot", published=False, area=make.area(slug="here"))
    make.output(slug="paper", pilot=secret)
    addresses = [
        "practices.csv",
        "events.csv",
        "outputs.csv",
        "areas.csv?fields=slug,pilot",
        "areas.geojson?fields=pilot",
    ]
    for address in addresses:
        assert b"secret" not in file(address), address
    assert b"secret" not in b"".join(str(as_sheets(file("events.xlsx"))).encode().split())
    client.force_login(make.user(make.partner()))
    for address in addresses:
        assert b"secret" in file(address), address


def test_lists_within_rows_are_one_query_for_each_chunk(client, monkeypatch):
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    for _each in range(5):
        make.pilot(partners=[make.partner()])
    with CaptureQueriesContext(connection) as captured:
        list(client.get("/api/v1/pilots.csv?fields=slug,partners").streaming_content)
    assert len(captured) == 1 + 3
