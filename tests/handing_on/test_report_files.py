"""The report to hand on: tagged PDF, spreadsheet and text document, for each reader what that reader may see."""

import io
import subprocess
import tracemalloc
from datetime import date, timedelta

import docx
import pypdf
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from docx.oxml.ns import qn
from openpyxl import load_workbook

from cityregions.project.reports import making, pdf, progress_report, word
from cityregions.project.reports.sheets import as_xlsx
from cityregions.records import work as background
from cityregions.records.work import Work
from tests import make
from tests.guards.anatomy import Page

pytestmark = pytest.mark.django_db
FULL = pytest.mark.full
LANGUAGES = {"": "en", "/de": "de", "/pl": "pl", "/cs": "cs", "/it": "it"}
EVIL = "=HYPERLINK(“x”)"


@pytest.fixture
def plan():
    """A small project with one accepted report, one draft, and things that are not published."""
    make.project(
        acronym="City Regions", name="City Regions", funding_statement={"en": "Paid by all.", "de": "Von allen."}
    )
    area = make.area(name="Graz")
    graz = make.partner(slug="graz", name="City of Graz", partner_number="PP5", area=area)
    turin = make.partner(slug="turin", name="City of Turin", partner_number="PP9")
    phase = make.phase(number=1, name="Mapping", slug="mapping", starts_on="2013", ends_on="2013")
    activity = make.activity(title="Stakeholder mapping", phase=phase, responsible=[graz, turin])
    make.output(title="Map of Graz", number="1.1.1", area=area, activity=activity, delivered_on="2013-11-05")
    make.output(title="Secret draft", status="draft", activity=activity, due_on="2013-10-01")
    make.event(title="Kick-off", starts_on="2013-09-01", place="Leipzig")
    make.budget_line(partner=graz, cost_line="staff", amount_eur="1000.00")
    period = make.period(slug="half-2", name="Period 2")
    report = make.report(period=period, partner=graz, status="accepted")
    make.report_text(
        report=report, summary="We mapped everybody.", problems="Two were late.", next_steps="To rate them."
    )
    make.progress_entry(report=report, activity=activity, percent=60, extent="partly", text="Fifty interviews.")
    make.reported_cost(report=report, cost_line="staff", amount_eur="400.00")
    draft = make.report(period=period, partner=turin)
    make.report_text(report=draft, summary="Whispered draft.")
    make.progress_entry(report=draft, activity=activity, percent=90, text="Whispered progress.")
    return {"graz": graz, "turin": turin, "area": area, "period": period, "activity": activity}


def reader(answer):
    assert answer.status_code == 200
    return pypdf.PdfReader(io.BytesIO(answer.content))


def words(found):
    return " ".join(" ".join(page.extract_text() for page in found.pages).split())


def titles(outline):
    return [each for some in outline for each in (titles(some) if isinstance(some, list) else [some["/Title"]])]


@pytest.mark.parametrize(
    ("prefix", "language"),
    [pytest.param(*each, marks=FULL if each[0] else ()) for each in LANGUAGES.items()],
)
def test_the_pdf_is_tagged_and_says_its_title_and_language(plan, client, prefix, language):
    answer = client.get(f"{prefix}/workplan/report.pdf?on=2013-12-31")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert 'filename="city-regions-report-2013-12-31.pdf"' in answer.headers["Content-Disposition"]
    found = reader(answer)
    root = found.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert "City Regions" in found.metadata.title
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert ("Von allen." if language == "de" else "Paid by all.") in words(found)


def tags(found):
    """How often each kind of element stands in the tree that screen readers read, and the texts for pictures."""
    kinds, texts, todo = {}, [], [found.trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        node = todo.pop().get_object()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            kinds[node.get("/S")] = kinds.get(node.get("/S"), 0) + 1
            texts += [node["/Alt"]] if "/Alt" in node else []
            todo += [node["/K"]] if "/K" in node and not isinstance(node["/K"], int) else []
    return kinds, texts


@FULL
def test_headings_table_heads_bookmarks_and_the_emblem_are_there_for_those_who_listen(plan, client):
    found = reader(client.get("/workplan/report.pdf?on=2013-12-31"))
    kinds, texts = tags(found)
    assert kinds["/H1"] >= 5
    assert kinds["/TH"] >= 20
    assert texts == ["Emblem of the European Union: twelve gold stars in a circle on a blue field"]
    listed = [title.split(" ", 1)[1] for title in titles(found.outline)]
    assert listed[:3] == ["How far the project is", "Phase 1: Mapping", "Outputs"]
    assert "1 / " in words(found)


def test_a_visitor_reads_what_is_published_and_nothing_else(plan, client):
    told = words(reader(client.get("/workplan/report.pdf?on=2013-12-31")))
    assert "Map of Graz" in told
    assert "1 of 2 partners reported" in told
    for secret in ("Secret draft", "Fifty interviews", "We mapped", "Whispered", "400.00", "Period 2"):
        assert secret not in told


@FULL
def test_the_partnership_reads_what_was_accepted_and_no_draft(plan, client):
    client.force_login(make.user(plan["graz"]))
    told = words(reader(client.get("/workplan/report.pdf?period=half-2")))
    for said in ("Secret draft", "Fifty interviews", "We mapped everybody", "Two were late", "To rate them", "400.00"):
        assert said in told
    assert "Whispered" not in told


def test_the_writer_of_a_draft_does_not_find_it_in_the_joint_report_either(plan, client):
    client.force_login(make.user(plan["turin"]))
    assert "Whispered" not in words(reader(client.get("/workplan/report.pdf?period=half-2")))


@pytest.mark.parametrize("extension", ["pdf", pytest.param("xlsx", marks=FULL), pytest.param("docx", marks=FULL)])
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("on=2013-12-31&period=half-2", "give either"),
        ("on=yesterday", "is not a date"),
        ("on=2013-02-30", "is not a date"),
        ("period=half-9", "half-9"),
        ("of=2013", "The report knows no"),
        ("on=2013&on=2014", "give it once"),
    ],
)
def test_what_it_does_not_understand_is_told(plan, client, extension, query, sentence):
    client.force_login(make.user(coordinator=True))
    answer = client.get(f"/workplan/report.{extension}?{query}")
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert Page(answer.content.decode()).all("h1")


def test_periods_are_not_there_for_visitors(plan, client):
    page = client.get("/workplan/report.pdf?period=half-2")
    assert page.status_code == 400
    assert "<code>half-2</code>" not in page.content.decode()


@pytest.mark.parametrize(
    "name",
    ["中文 and 😀", "tab\tand\u202ereversed", '#import "x" $math$ *bold* <label> @ref', "Київ, Αθήνα, Łódź", "\u0301x"],
)
@FULL
@pytest.mark.parametrize("extension", ["pdf", "xlsx", "docx"])
def test_whatever_a_title_holds_there_is_a_report(plan, client, name, extension):
    plan["activity"].title = name
    plan["activity"].save()
    assert client.get(f"/workplan/report.{extension}").status_code == 200


@FULL
def test_titles_are_words_and_never_markup(plan, client):
    plan["activity"].title = "*bold* #let x = 1"
    plan["activity"].save()
    assert "*bold* #let x = 1" in words(reader(client.get("/workplan/report.pdf?on=2013-12-31")))


@FULL
def test_the_font_has_every_letter_that_is_let_through(settings):
    letters = "".join(chr(code) for code in range(0x20, 0x3000) if not pdf.WRITABLE.match(chr(code)))
    document = progress_report.Document("T", "S", "A", "F")
    document.facts([("x", "y")])
    document.text(" ".join(letters))
    assert len(letters) > 500
    assert pdf.as_pdf(document).startswith(b"%PDF-")


def test_a_pdf_without_what_screen_readers_need_is_an_error_and_no_file(capfd):
    document = progress_report.Document("", "S", "A", "F")
    document.facts([("x", "y")])
    with pytest.raises(subprocess.CalledProcessError):
        pdf.as_pdf(document)
    assert "missing document title" in capfd.readouterr().err


def peak_of(function, *arguments):
    """The most memory in bytes that Python took for it."""
    tracemalloc.start()
    try:
        function(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_rows_of_a_long_table_are_written_one_by_one():
    rows = ([f"{number} {'x' * 10_000}"] for number in range(800))
    assert peak_of(as_xlsx, [("Long", ["Name"], rows)], "T") < 4_000_000
    document = progress_report.Document("T", "S", "A", "F")
    document.table("Long", ["Name"], [[f"{number} {'x' * 10_000}"] for number in range(800)])
    word.emblem()
    assert peak_of(word.as_docx, document) < 4_000_000


@FULL
def test_a_report_on_nothing_is_a_report(client):
    for extension in making.MEDIA_TYPES:
        assert client.get(f"/workplan/report.{extension}").status_code == 200


def sheets(answer):
    book = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}, book


def test_the_spreadsheet_follows_the_order_of_interreg(plan, client):
    client.force_login(make.user(plan["graz"]))
    told, book = sheets(client.get("/workplan/report.xlsx?period=half-2"))
    assert list(told)[1:] == [
        "Highlights",
        "Work packages",
        "Activities",
        "Outputs",
        "Events",
        "Partner reports",
        "Progress by activity",
        "Outputs by partner",
        "Expenditure",
    ]
    assert told["Highlights"][0] == ["Partner number", "Partner", "Highlights of the main achievements"]
    assert [row[1:] for row in told["Highlights"][1:]] == [row[1:3] for row in told["Partner reports"][1:]]
    assert told["Work packages"][1][:4] == ["1", "Mapping", "2013", "partly achieved"]
    assert told["Work packages"][1][5:] == ["0 %", "60 %"]
    assert told["Partner reports"][1][:4] == ["PP5", "City of Graz", "We mapped everybody.", "Two were late."]
    assert told["Progress by activity"][1][2:7] == [
        "Stakeholder mapping",
        "partly achieved",
        "–",
        "60 %",
        "Fifty interviews.",
    ]
    assert told["Expenditure"][1][2:4] == ["Staff", 400]
    assert book["Activities"].freeze_panes == "B2"
    assert "Whispered" not in str(told)


def test_before_is_what_was_accepted_before(plan, client):
    for number, (status, percent) in enumerate([("accepted", 30), ("submitted", 50)], 1):
        first, last = date(2013, number, 1), date(2013, number, 28)
        earlier = make.period(starts_on=first, ends_on=last, due_on=last)
        report = make.report(period=earlier, partner=plan["graz"], status=status)
        make.progress_entry(report=report, activity=plan["activity"], percent=percent)
    client.force_login(make.user(plan["graz"]))
    told, _book = sheets(client.get("/workplan/report.xlsx?period=half-2"))
    assert told["Progress by activity"][1][4:6] == ["30 %", "60 %"]


def test_what_nobody_reported_on_is_not_called_not_achieved(plan, client):
    make.phase(number=2, name="Ranking", starts_on="2014")
    told, _book = sheets(client.get("/workplan/report.xlsx?on=2013-12-31"))
    assert [row[3] for row in told["Work packages"][1:]] == ["partly achieved", "no report yet"]


def test_a_report_on_a_period_at_the_beginning_of_the_calendar_is_made(plan, client):
    day = date(1, 1, 1)
    make.period(slug="first", starts_on=day, ends_on=day, due_on=day)
    client.force_login(make.user(plan["graz"]))
    assert client.get("/workplan/report.xlsx?period=first").status_code == 200


def test_a_visitor_s_spreadsheet_has_no_reports(plan, client):
    told, _book = sheets(client.get("/workplan/report.xlsx?on=2013-12-31"))
    assert list(told)[1:] == ["Work packages", "Activities", "Outputs", "Events"]
    assert "Secret" not in str(told)
    assert ["Paid by all."] in [[cell for cell in row if cell] for row in told[next(iter(told))]]


@FULL
@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(plan, client, name):
    make.event(title=name, starts_on="2013-10-01")
    _told, book = sheets(client.get("/workplan/report.xlsx?on=2013-12-31"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert f"'{name}" in {cell.value for cell in cells}


def text_document(answer):
    return docx.Document(io.BytesIO(answer.content))


def test_the_text_document_has_headings_table_heads_title_and_language(plan, client):
    client.force_login(make.user(plan["graz"]))
    found = text_document(client.get("/de/workplan/report.docx?period=half-2"))
    assert found.core_properties.language == "de-DE"
    assert "City Regions" in found.core_properties.title
    headings = [each.text for each in found.paragraphs if each.style.name == "Heading 1"]
    assert len(headings) >= 5
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in found.tables)
    told = " ".join(each.text for each in found.paragraphs)
    assert "We mapped everybody." in told
    assert "Von allen." in told
    assert "Whispered" not in told + str([[cell.text for cell in row.cells] for t in found.tables for row in t.rows])


@FULL
def test_the_text_document_follows_the_order_of_interreg(plan, client):
    client.force_login(make.user(plan["graz"]))
    found = text_document(client.get("/workplan/report.docx?period=half-2"))
    headings = [each.text for each in found.paragraphs if each.style.name in {"Heading 1", "Heading 2"}]
    own = headings[headings.index("Partner report: City of Graz") + 1 :]
    assert own[:7] == [
        "Summary of the work",
        "Problems and deviations",
        "Target groups reached",
        "Next steps",
        "Progress by activity",
        "Outputs and deliverables",
        "Expenditure",
    ]


@FULL
def test_a_long_table_is_cut_on_paper_and_says_so(plan, monkeypatch, client):
    monkeypatch.setattr(progress_report, "MOST_ROWS", 1)
    make.event(title="Second", starts_on="2013-10-01")
    assert "The first 1 of 2: all of them are in this report as a spreadsheet." in words(
        reader(client.get("/workplan/report.pdf?on=2013-12-31"))
    )


@pytest.mark.django_db(transaction=True)
def test_a_large_report_is_made_in_the_background(plan, client, monkeypatch):
    monkeypatch.setattr(making, "AT_ONCE", 1)
    person = make.user(plan["graz"])
    client.force_login(person)
    begun = client.get("/workplan/report.pdf?period=half-2")
    work = Work.objects.get()
    assert (begun.status_code, begun.url, work.owner) == (302, f"/work/{work.pk}/", person)
    assert client.get("/workplan/report.pdf?period=half-2").url == begun.url
    call_command("work", once=True)
    assert "It is ready." in client.get(begun.url).content.decode()
    assert "Fifty interviews" in words(reader(client.get(f"{begun.url}result/")))
    client.logout()
    assert client.get(f"{begun.url}result/").status_code == 404


def test_visitors_do_not_fill_the_queue(plan, client, monkeypatch):
    monkeypatch.setattr(making, "AT_ONCE", 1)
    monkeypatch.setattr(background, "MOST_OF_VISITORS", 2)
    assert client.head("/workplan/report.pdf?on=2013-01-01").headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not Work.objects.exists()
    answers = [client.get(f"/workplan/report.pdf?on=2013-01-0{day}") for day in (1, 2, 3, 1)]
    assert [answer.status_code for answer in answers] == [302, 302, 503, 302]
    assert answers[2].headers["Retry-After"] == "120"
    assert "Try again in a few minutes." in answers[2].content.decode()
    assert 'rel="nofollow"' in client.get("/workplan/").content.decode().partition("/workplan/report.pdf")[2][:60]
    client.force_login(make.user(plan["graz"]))
    assert client.get("/workplan/report.pdf?on=2013-01-03").status_code == 302


@pytest.mark.parametrize("changed", ["output", "entry", "text", "cost", "budget"])
def test_it_is_made_anew_when_something_in_it_changed(plan, changed):
    person = make.user(plan["graz"])
    before = making.version(person)
    assert making.version(person) == before
    if changed == "output":
        make.output()
    elif changed == "entry":
        make.progress_entry()
    elif changed == "text":
        make.report_text()
    elif changed == "cost":
        make.reported_cost()
    else:
        make.budget_line()
    assert making.version(person) != before


@FULL
def test_what_a_visitor_is_told_costs_the_same_for_more_rows(plan, django_assert_max_num_queries):
    def made():
        return making.make(making.content_of(AnonymousUser(), date(2013, 12, 31)), "pdf")

    made()
    for _number in range(5):
        make.output(activity=plan["activity"])
        make.event(starts_on=date(2013, 9, 1) + timedelta(days=1), host=make.stakeholder())
    with django_assert_max_num_queries(60):
        made()
