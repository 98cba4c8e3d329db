"""The budget: planned by all to be seen, reported by the partnership, the fund's share to the cent."""

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests import make
from tests.guards.anatomy import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget():
    """A Polish partner at 85 per cent and an Austrian one at the project's 75, with one accepted report."""
    make.project(cofinancing_rate=Decimal("75.00"))
    graz = make.partner(slug="graz", name="City of Graz", partner_number="PP5", area=make.area(slug="graz"))
    wroclaw = make.partner(
        slug="wroclaw", name="City of Wrocław", partner_number="PP3", cofinancing_rate=Decimal("85.00")
    )
    make.budget_line(partner=graz, cost_line="staff", amount_eur="100000.01")
    make.budget_line(partner=graz, cost_line="travel", amount_eur="0.02")
    make.budget_line(partner=wroclaw, cost_line="staff", amount_eur="50000.00")
    period = make.period(slug="half-1", name="Period 1")
    accepted = make.report(partner=graz, period=period, status="accepted")
    make.reported_cost(report=accepted, cost_line="staff", amount_eur="20000.00")
    submitted = make.report(partner=wroclaw, period=period, status="submitted")
    make.reported_cost(report=submitted, cost_line="staff", amount_eur="7777.00")
    return {"graz": graz, "wroclaw": wroclaw, "period": period}


def cells(client, query=""):
    """The rows of the tables as texts, by their heads."""
    answer = client.get(f"/budget/{query}")
    assert answer.status_code == 200
    found = answer.context["budget"]
    return {each.partner.slug: each.total for each in found.partners}, answer


def as_tuple(amounts):
    return tuple(map(str, (amounts.planned, amounts.planned_share, amounts.reported, amounts.reported_share)))


def test_each_partner_has_its_own_rate_and_shares_are_rounded_on_each_line(budget, client):
    told, _answer = cells(client)
    # 75 % of 100000.01 is 75000.0075, of 0.02 it is 0.015: half a cent is rounded up.
    assert as_tuple(told["graz"]) == ("100000.03", "75000.03", "0.00", "0.00")
    assert as_tuple(told["wroclaw"]) == ("50000.00", "42500.00", "0.00", "0.00")


def test_totals_by_partner_and_by_cost_line_agree(budget, client):
    found = cells(client)[1].context["budget"]
    by_line = dict(found.by_cost_line)
    assert [(name, str(amounts.planned)) for name, amounts in by_line.items()] == [
        ("Staff", "150000.01"),
        ("Travel and accommodation", "0.02"),
    ]
    assert sum(amounts.planned_share for amounts in by_line.values()) == found.total.planned_share


def test_what_was_spent_counts_when_the_report_is_accepted(budget, client):
    client.force_login(make.user(budget["wroclaw"]))
    told, answer = cells(client)
    assert as_tuple(told["graz"])[2:] == ("20000.00", "15000.00")
    assert as_tuple(told["wroclaw"])[2:] == ("0.00", "0.00")
    periods = [(period.slug, str(amounts.reported), n) for period, amounts, n in answer.context["budget"].by_period]
    assert periods == [("half-1", "20000.00", 1)]
    assert "7777" not in answer.content.decode()


def test_a_visitor_sees_what_is_planned_and_nothing_of_what_was_spent(budget, client):
    page = cells(client)[1].content.decode()
    assert "100,000.03" in page
    assert "Period 1" not in page
    assert "20,000" not in page
    assert "which only the partnership reads" in page


def test_a_contact_sees_no_more_than_a_visitor(budget, client):
    person = make.user()
    make.contact(user=person, email=person.email)
    client.force_login(person)
    assert "20,000" not in cells(client)[1].content.decode()


def test_a_whole_amount_that_is_not_divided_up_counts_as_such(client):
    make.project(cofinancing_rate=Decimal("75.00"))
    make.budget(partner=make.partner(slug="graz"), amount_eur="1000.00")
    told, answer = cells(client)
    assert as_tuple(told["graz"])[:2] == ("1000.00", "750.00")
    assert "Not divided up" in answer.content.decode()
    assert as_tuple(cells(client, "?cost_line=staff")[0]["graz"])[:2] == ("0.00", "0.00")


def test_without_a_rate_no_share_is_made_up(client):
    make.project()
    make.budget_line(partner=make.partner(slug="graz"))
    told, answer = cells(client)
    assert told["graz"].planned_share is None
    assert "not known" in answer.content.decode()


def test_lines_that_exceed_the_whole_amount_and_costs_that_exceed_the_plan_are_told(budget, client):
    make.budget(partner=budget["wroclaw"], amount_eur="49999.99")
    report = make.report(partner=budget["wroclaw"], status="accepted")
    make.reported_cost(report=report, cost_line="equipment", amount_eur="50000.01")
    client.force_login(make.user(coordinator=True))
    page = cells(client)[1].content.decode()
    assert "more than the 49,999.99 € that are stated for the whole" in page
    assert page.count("over budget") == 1


@pytest.mark.parametrize(
    ("query", "slugs", "planned"),
    [
        ("?partner=graz", ["graz"], "100000.03"),
        ("?area=graz", ["graz"], "100000.03"),
        ("?cost_line=staff", ["wroclaw", "graz"], "150000.01"),
        ("?cost_line=travel&cost_line=works&partner=graz", ["graz"], "0.02"),
    ],
)
def test_it_can_be_narrowed_down(budget, client, query, slugs, planned):
    told, answer = cells(client, query)
    assert (list(told), str(answer.context["budget"].total.planned)) == (slugs, planned)


def test_the_partnership_narrows_it_down_by_period(budget, client):
    other = make.period(slug="half-2", starts_on="2014-01-01", ends_on="2014-06-30", due_on="2014-07-31")
    make.reported_cost(report=make.report(partner=budget["graz"], period=other, status="accepted"))
    client.force_login(make.user(coordinator=True))
    assert str(cells(client, "?period=half-2")[1].context["budget"].total.reported) == "100.00"


@pytest.mark.parametrize("query", ["?partner=nobody", "?cost_line=bribes", "?aera=graz", "?period=half-1"])
def test_what_it_does_not_know_is_refused(budget, client, query):
    for address in ("/budget/", "/budget/budget.csv", "/budget/budget.xlsx"):
        answer = client.get(address + query)
        assert answer.status_code == 400, address
        assert Page(answer.content.decode()).all("h1")


def test_it_is_told_in_german_with_german_numbers(budget, client):
    assert "100.000,03" in client.get("/de/budget/").content.decode()


def test_it_is_taken_along_as_a_table_without_formulae(budget, client):
    make.budget_line(partner=make.partner(name="=HYPERLINK(1)", slug="evil"))
    visitor = list(csv.reader(io.StringIO(client.get("/budget/budget.csv").content.decode("utf-8-sig"))))
    assert visitor[0][-1] == "Share of the fund in euro"
    assert "'=HYPERLINK(1)" in {row[1] for row in visitor}
    client.force_login(make.user(coordinator=True))
    answer = client.get("/budget/budget.xlsx?partner=graz")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[1:2] + row[4:] for row in rows] == [
        ["City of Graz", "staff", 100000.01, 75000.01, 20000, 15000],
        ["City of Graz", "travel and accommodation", 0.02, 0.02, 0, 0],
    ]


def test_staff_plan_their_own_partner_s_budget_by_cost_line(budget, client):
    client.force_login(make.user(budget["graz"]))
    page = client.get("/partners/graz/edit/").content.decode()
    assert "Budget by cost line" in page
    assert client.get("/partners/wroclaw/edit/").status_code == 403


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("-1", "Costs cannot be negative: enter 0, or remove the line."),
        ("12345678901.00", "Ensure that there are no more than 12 digits in total."),
        ("abc", "Enter a number."),
    ],
)
def test_a_wrong_amount_is_told_beside_its_field(budget, client, amount, sentence):
    client.force_login(make.user(budget["graz"]))
    page = client.get("/partners/graz/edit/")
    data = {"base": page.context["form"].posted_base(), "name": "City of Graz", "budget_lines": "new1"}
    data |= {"budget_lines-new1-cost_line": "works", "budget_lines-new1-amount_eur": amount}
    answer = client.post("/partners/graz/edit/", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert budget["graz"].budget_lines.count() == 2


def test_programs_read_the_plan_with_the_partner(budget, client):
    lines = client.get("/api/v1/partners/graz/").json()["budget_lines"]
    assert [(line["cost_line"], line["amount_eur"]) for line in lines] == [("staff", 100000.01), ("travel", 0.02)]


def test_a_report_says_what_was_spent_and_warns_where_it_is_more_than_planned(budget, client):
    later = make.period(slug="half-2", starts_on="2014-01-01", ends_on="2014-06-30", due_on="2014-07-31")
    report = make.report(partner=budget["graz"], period=later, status="submitted")
    make.report_text(report=report, summary="Done.")
    make.reported_cost(report=report, cost_line="staff", amount_eur="80000.01", note="Two people.")
    client.force_login(make.user(coordinator=True))
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "Two people." in page
    assert "more is reported on “staff” than was planned" not in page
    report.costs.update(amount_eur="80000.02")
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "more is reported on “staff” than was planned" in page


def test_the_partner_fills_in_its_costs_with_its_report_until_it_is_handed_in(budget, client):
    report = make.report(partner=budget["wroclaw"], period=make.period(slug="half-2"))
    client.force_login(make.user(budget["wroclaw"]))
    form = client.get(f"/reports/{report.pk}/edit/")
    assert "Costs of the period" in form.content.decode()
    data = {"base": form.context["form"].posted_base(), "costs": ["new1", "new2"], "key": "once"}
    data |= {"costs-new1-cost_line": "travel", "costs-new1-amount_eur": "12.50", "costs-new1-note": "Trains."}
    assert client.post(f"/reports/{report.pk}/edit/", data).status_code == 302
    assert [(cost.cost_line, str(cost.amount_eur)) for cost in report.costs.all()] == [("travel", "12.50")]
    page = client.get(f"/reports/{report.pk}/edit/").content.decode()
    assert "Travel" in page or "travel and accommodation" in page


@pytest.mark.parametrize(("whose", "seen"), [("graz", False), ("wroclaw", True)])
def test_costs_of_a_draft_are_read_by_the_partner_only(budget, client, whose, seen):
    report = make.report(partner=budget["wroclaw"], period=make.period(slug="half-2"))
    make.reported_cost(report=report, cost_line="travel", amount_eur="4321.00")
    client.force_login(make.user(budget[whose]))
    assert ("4,321.00" in client.get(f"/reports/{report.pk}/").content.decode()) is seen
    costs = client.get(f"/api/v1/partner-reports/{report.pk}/").json()["costs"]
    assert bool(costs) is seen
