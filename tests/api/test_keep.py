"""The data for keep.eu: what is public, in its fields, as JSON, XML and Excel; what nobody knows is said to be so."""

import json
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from lxml import etree
from openpyxl import load_workbook

from cityregions.project.keep.fields import TABLES
from tests import make
from tests.pages.reading import links

pytestmark = pytest.mark.django_db
NAMESPACE = {"k": "urn:cityregions:keep:1"}
XSD = Path(settings.BASE_DIR) / "static" / "schemas" / "keep.xsd"


@pytest.fixture(scope="module")
def xsd():
    return etree.XMLSchema(etree.parse(XSD))


@pytest.fixture
def told():
    """A small project: a published study with a file and a draft of it, one that others keep, and a draft."""
    lead = make.partner(slug="lead", name="City of Graz", name_local="Stadt Graz", partner_number="LP", role="lead")
    make.partner(slug="ten", name="=SUM(A1)", partner_number="PP10", left_on="2013-12", area=make.area(nuts=["AT221"]))
    make.partner(slug="nine", partner_number="PP9", cofinancing_rate=85)
    make.budget(partner=lead, amount_eur="170000.50")
    make.stakeholder(partner=lead, sector="public")
    make.project(
        acronym="City Regions",
        programme="CENTRAL EUROPE Programme 2007-2013",
        objective="Cooperate.",
        rationale="x" * 1600,
        further_aim="And go on.",
        starts_on="2012-07-01",
        ends_on="2014-12-31",
        cofinancing_rate=75,
        lead_partner=lead,
        extra={"name_cs": "Městské regiony", "note": "n"},
        funding_statement={"en": "Paid by the ERDF.", "de": "Vom EFRE bezahlt."},
    )
    study = make.output(slug="study", title="Study", kind="study", delivered_on="2014-03")
    file = make.output_file(output=study, language="pl", name="studie.pdf", published=True)
    make.output_file(output=study, language="pl", version=2, name="secret-draft.pdf")
    make.output(slug="there", title="There", kind="newsletter", url="https://www.example.org/n.pdf", languages="de, en")
    make.output(slug="nowhere", title="Nowhere")
    make.output(slug="secret", title="Secret study", status="draft", url="https://www.example.org/secret")
    pilot = make.pilot(title="Trams")
    make.result(pilot=pilot, text="They run.")
    make.result(pilot=make.pilot(title="Secret", published=False), text="Secret result")
    return SimpleNamespace(file=file)


def test_what_is_known_stands_in_the_fields_of_keep(get, told):
    status, body = get("keep/")
    assert (status, body["funding_statement"]) == (200, "Paid by the ERDF.")
    project = body["project"]
    assert (project["period"], project["status"], project["starts_on"]) == ("2007-2013", "closed", "2012-07-01")
    assert project["title_other"] == {"cs": "Městské regiony"}
    assert project["description_en"] == "Cooperate.\n\nAnd go on."
    assert project["results_en"] == "Trams: They run."
    assert [partner["slug"] for partner in body["partners"]] == ["lead", "nine", "ten"]
    lead, nine, ten = body["partners"]
    assert (lead["lead"], lead["public_or_private"], lead["budget_eur"]) == (True, "public", 170000.5)
    assert (nine["lead"], nine["cofinancing_rate"], ten["cofinancing_rate"]) == (False, 85, 75)
    assert (nine["left_on"], ten["left_on"], ten["nuts"], ten["country"]) == ("2014-12-31", "2013-12", ["AT221"], "AT")
    study, there = body["documents"]
    assert (study["type"], study["languages"], study["published_on"]) == ("study/survey", ["pl"], "2014-03")
    assert study["url"] == f"http://testserver/outputs/files/{told.file.pk}/"
    assert (study["file_name"], study["sha256"], study["size"]) == ("studie.pdf", told.file.digest, told.file.size)
    assert (there["url"], there["type"], there["languages"]) == ("https://www.example.org/n.pdf", "", ["de", "en"])


def test_what_nobody_knows_is_empty_and_listed_and_nothing_else_is(get, told):
    body = get("keep/")[1]
    listed = {(each["table"], each["field"]): (each["empty"], each["of"]) for each in body["not_known"]}
    for field in ("keep_id", "call", "themes", "eu_funding_eur", "infrastructure"):
        assert (listed["project", field], bool(body["project"][field])) == ((1, 1), False)
    assert listed["partners", "latitude"] == (3, 3)
    assert listed["partners", "budget_eur"] == (2, 3)
    assert listed["documents", "type"] == (1, 2)
    assert not {("project", "acronym"), ("partners", "lead"), ("documents", "url")} & set(listed)


@pytest.mark.parametrize("role", ["visitor", "coordinator"])
def test_only_what_is_public_is_told_whoever_asks(client, told, role):
    if role == "coordinator":
        client.force_login(make.user(coordinator=True, language="de"))
    for address in ("keep/", "keep.xml"):
        text = client.get(f"/api/v1/{address}").text.lower()
        assert "secret" not in text
        assert "paid by the erdf" in text
        assert "/de/" not in text


def as_xml(client):
    answer = client.get("/api/v1/keep.xml")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml")
    return etree.fromstring(answer.content)


def test_the_xml_is_as_its_schema_says_and_holds_the_same(client, get, told, xsd):
    root, body = as_xml(client), get("keep/")[1]
    xsd.assertValid(root)
    for table, path in (("project", "k:project"), ("partners", "k:partners/k:partner"), ("documents", "k:documents/*")):
        rows = body[table] if isinstance(body[table], list) else [body[table]]
        elements = root.findall(path, NAMESPACE)
        assert len(elements) == len(rows)
        for row, element in zip(rows, elements, strict=True):
            assert [etree.QName(each).localname for each in element] == list(row)
            for child, value in zip(element, row.values(), strict=True):
                assert (child.get("known") == "false") == (value in ("", None, [], {})), (table, child.tag)
    assert root.findtext("k:project/k:acronym", namespaces=NAMESPACE) == "City Regions"
    assert root.findtext("k:partners/k:partner/k:lead", namespaces=NAMESPACE) == "true"
    assert root.find("k:project/k:title_other/k:text", NAMESPACE).get("lang") == "cs"


def test_the_schema_refuses_what_it_does_not_describe(client, told, xsd):
    for path, wrong in (("k:project/k:starts_on", "soon"), ("k:partners/k:partner/k:budget_eur", "much")):
        root = as_xml(client)
        root.find(path, NAMESPACE).text = wrong
        assert not xsd.validate(root)
    root = as_xml(client)
    root.find("k:project", NAMESPACE).remove(root.find("k:project/k:call", NAMESPACE))
    assert not xsd.validate(root)


def test_before_a_project_is_loaded_everything_is_empty_and_valid(client, get, xsd):
    xsd.assertValid(as_xml(client))
    assert get("keep/")[1]["partners"] == []


def test_text_that_xml_cannot_hold_breaks_nothing(client, told, xsd):
    make.partner(name="A\x0b<b>&", name_local="\ufffe")
    xsd.assertValid(as_xml(client))


def workbook(client):
    return load_workbook(BytesIO(client.get("/api/v1/keep.xlsx").content))


def test_the_workbook_has_a_sheet_for_each_table_and_no_formula(client, told):
    book = workbook(client)
    assert book.sheetnames == ["Data for keep.eu", "project", "partners", "documents", "not_known"]
    for table, serializer in TABLES.items():
        assert [cell.value for cell in book[table][1]] == list(serializer().fields)
    assert [cell.value for cell in book["Data for keep.eu"]["A"]][1] == "Paid by the ERDF."
    names = [row[2].value for row in book["partners"].iter_rows(min_row=2)]
    assert names[2] == "'=SUM(A1)"
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    assert [row[10].value for row in book["documents"].iter_rows(min_row=2)][1] == "https://www.example.org/n.pdf"


@pytest.mark.parametrize("address", ["keep/", "keep.xml", "keep.xlsx"])
def test_what_has_not_changed_is_not_sent_again(client, told, address):
    first = client.get(f"/api/v1/{address}")
    tag = {"if-none-match": first.headers["ETag"]}
    again = client.get(f"/api/v1/{address}", headers=tag)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag["if-none-match"])
    told.file.output.title = "Another study"
    told.file.output.save()
    assert client.get(f"/api/v1/{address}", headers=tag).status_code == 200
    assert client.get(f"/api/v1/{address}?x=1").status_code == 400


def test_the_costs_do_not_grow_with_the_rows(get, told, django_assert_num_queries):
    with django_assert_num_queries(5) as few:
        get("keep/")
    for _n in range(3):
        make.budget(partner=make.partner(area=make.area()))
        make.output_file(output=make.output(author=make.stakeholder()), published=True)
        make.result(pilot=make.pilot())
    with django_assert_num_queries(len(few)):
        get("keep/")


def test_the_page_about_sources_leads_there(client, told):
    found = links(client.get("/sources/"))
    assert {"/api/v1/keep/", "/api/v1/keep.xml", "/api/v1/keep.xlsx", "/static/schemas/keep.xsd"} <= set(found)


def test_the_real_project_is_valid(the_project, client, get, xsd):
    xsd.assertValid(as_xml(client))
    body = get("keep/")[1]
    assert (body["project"]["acronym"], len(body["partners"])) == ("City Regions", 10)
    assert body["project"]["total_budget_eur"] == 1600000
    assert len(body["project"]["description_en"]) <= 1500
    assert len(json.dumps(body["documents"])) > 1000
