"""Exports: every list as the screen shows it, for spreadsheets."""

import csv
import io
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cityregions.web.pages import PAGE_SIZE, ListPage
from partners.models import Invitation, Membership, User
from stakeholders.models import Contact
from tests import make
from tests.guards import walk
from tests.guards.world import MAKERS

pytestmark = pytest.mark.django_db

LISTS = [route for route in walk.lists() if issubclass(route.view, ListPage)]
PERSONAL = {User, Membership, Invitation, Contact}
# Accounts are no records: people are never in an export.
WITHOUT = {"people"}


def sheet(answer):
    return list(book(answer).worksheets[0].values)


def book(answer):
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def lines(answer):
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_every_list_has_an_export_and_none_of_people():
    assert {route.name for route in LISTS if not route.view.exported} == WITHOUT
    assert not [route.name for route in LISTS if route.view.exported and route.model in PERSONAL]


def test_it_holds_what_the_screen_shows_in_its_order_and_in_words(client):
    make.project(funding_statement={"en": "Paid by the ERDF."})
    graz = make.area(name="Graz", slug="graz")
    make.event(slug="b", title="Budget day", starts_on="2013-05", area=graz)
    make.event(slug="a", title="Annual day", starts_on="2014-03-15", area=graz)
    make.event(title="Elsewhere")
    heading, *rows = lines(client.get("/events/?area=graz&ordering=title&format=csv"))
    assert heading[:5] == ["Title", "Original title", "Kind", "Metropolitan area", "Start"]
    assert [row[0] for row in rows if row] == ["Annual day", "Budget day", "Paid by the ERDF."]
    assert rows[0][2:5] == ["meeting", "Graz", "2014-03-15"]
    assert rows[0][-1].endswith("/events/a/")


def test_days_are_dates_in_a_workbook_and_months_are_text(client):
    make.project(funding_statement={"en": "Paid by the ERDF."})
    make.event(title="Day", starts_on="2014-03-15", participants=60)
    make.event(title="Month", starts_on="2014-03")
    answer = client.get("/events/?ordering=title&format=xlsx")
    workbook = book(answer)
    first, about = workbook.worksheets
    assert first.freeze_panes == "A2"
    assert [row[4] for row in list(first.values)[1:]] == [datetime.fromisoformat("2014-03-15"), "2014-03"]
    assert [row[8] for row in list(first.values)[1:]] == [60, None]
    assert about["A1"].value == "Paid by the ERDF."
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="events-')


def test_it_is_in_the_readers_language(client):
    make.event(kind="meeting")
    (heading, row, *_rest) = lines(client.get("/de/events/?format=csv"))
    assert heading[0] == "Titel"
    assert "/de/events/" in row[-1]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_no_cell_is_a_formula(client, start):
    make.event(title=f"{start}HYPERLINK(1)", place="a\x0bb\uffff")
    told = f"'{start}HYPERLINK(1)".replace("\t=", "\t'=")
    assert lines(client.get("/events/?format=csv"))[1][0] == told
    cell = book(client.get("/events/?format=xlsx")).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (f"'{start}HYPERLINK(1)", "s")


@pytest.mark.parametrize(
    "query",
    [
        "format=pdf",
        "format=",
        "format=csv&colour=red",
        "format=csv&kind=party",
        "format=csv&format=xlsx",
        "search=a&search=b",
    ],
)
def test_what_it_does_not_know_is_refused(client, query):
    assert client.get(f"/events/?{query}").status_code == 400


def test_no_cell_is_a_formula_where_lines_are_divided_at_semicolons(client):
    make.event(title="a;=HYPERLINK(1)", place="b\t@c; -d")
    row = lines(client.get("/events/?format=csv"))[1]
    assert [row[0], "b\t'@c; -d" in row] == ["a;'=HYPERLINK(1)", True]
    assert book(client.get("/events/?format=xlsx")).worksheets[0]["A2"].value == "a;=HYPERLINK(1)"


def test_all_pages_are_in_it_and_the_link_keeps_the_filters(client):
    for _each in range(PAGE_SIZE + 1):
        make.event()
    page = client.get("/events/?kind=meeting&page=2").content.decode()
    assert 'href="?kind=meeting&amp;format=csv"' in page
    assert len(sheet(client.get("/events/?kind=meeting&format=xlsx"))) == 1 + PAGE_SIZE + 1


def test_drafts_are_not_in_a_visitors_export(client):
    make.output(title="Draft", status="draft")
    make.output(title="Paper", status="published")
    assert [row[1] for row in sheet(client.get("/outputs/?format=xlsx"))[1:]] == ["Paper"]


def test_it_holds_what_a_list_works_out_for_its_table(client):
    make.sign_in(client, make.user(coordinator=True))
    partner, period = make.partner(name="City of Graz"), make.period(name="Period 4", due_on="2014-01-31")
    make.report(partner=partner, period=period)
    rows = sheet(client.get("/reports/?format=xlsx"))
    assert rows[0][:5] == ("Partner", "Reporting period", "Due", "State", "Filled in, in per cent")
    assert rows[1][:5] == ("City of Graz", "Period 4", datetime.fromisoformat("2014-01-31"), "overdue", 0)
    agreement = make.agreement(title="Pact", within_project=True)
    for name in ("Praha", "Kladno"):
        make.party(agreement=agreement, stakeholder=make.stakeholder(name=name))
    heading, row = sheet(client.get("/agreements/?format=xlsx"))
    told = dict(zip(heading, row, strict=True))
    assert (told["Parties"], told["Within the project"]) == ("Praha; Kladno", "yes")


def test_a_list_within_a_row_holds_what_the_reader_may_see(client):
    outputs = [make.output(title="Paper"), make.output(title="Draft", status="draft")]
    make.event(outputs=outputs)
    assert dict(zip(*sheet(client.get("/events/?format=xlsx")), strict=True))["Outputs"] == "Paper"
    client.force_login(make.user(make.partner()))
    assert dict(zip(*sheet(client.get("/events/?format=xlsx")), strict=True))["Outputs"] == "Draft; Paper"


@pytest.mark.parametrize("route", [route for route in LISTS if route.name not in WITHOUT], ids=lambda route: route.name)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_it_costs_the_same_for_one_row_and_three(client, route, form):
    make.sign_in(client, make.user(coordinator=True))
    maker = MAKERS[route.model]
    address = f"{walk.address(route)}?format={form}"

    def cost():
        with CaptureQueriesContext(connection) as captured:
            b"".join(client.get(address).streaming_content)
        return len(captured)

    maker()
    cost()
    one = cost()
    maker()
    maker()
    assert cost() == one
