"""Files that come in: every layout is recognised, and whatever is wrong with one is told row by row."""

import io
import struct
import zipfile
from datetime import date, datetime

import pytest
from django.utils import translation
from openpyxl import Workbook

from stakeholders.exchange.layouts import is_personal
from stakeholders.exchange.values import value_for
from stakeholders.models import Relation, Stakeholder
from tests import make
from tests.exchange.importing import Way, words_of, workbook

pytestmark = pytest.mark.django_db

KUMU = {
    "Elements": [
        ["Label", "Type", "Description", "Tags", "Image", "URL", "Email", "Sector", "Location"],
        [
            "City of Graz",
            "public authority",
            "decides",
            "a|b",
            None,
            "https://graz.at",
            "mayor@graz.at",
            "public",
            "47,07; 15,44",
        ],
        ["Holding Graz", "utility", None, None, None, None, None, None, None],
    ],
    "Connections": [
        ["From", "To", "Type", "Label", "Description", "Strength", "direction"],
        ["City of Graz", "Holding Graz", "owns", "short", "since its founding", 5, "directed"],
    ],
    "Old ones (ignore)": [["Label"], ["Nobody"]],
}
ONODO = {
    "Nodes": [
        ["Name", "Type", "Description", "Visible"],
        ["City of Graz", "agency", "decides", 1],
        ["Holding Graz", "", "", 1],
    ],
    "Relations": [
        ["Source", "Type", "Target", "Directed", "At", "From", "To"],
        ["City of Graz", "owns", "Holding Graz", 1, None, "2011", None],
    ],
}


@pytest.fixture
def way(client):
    return Way(client)


def names():
    return sorted(Stakeholder.objects.values_list("name", flat=True))


def relations():
    rows = Relation.objects.select_related("from_stakeholder", "to_stakeholder")
    return [
        (row.from_stakeholder.name, row.kind, row.to_stakeholder.name, row.since, row.weight, row.note) for row in rows
    ]


def test_a_workbook_of_kumu_is_recognised(way):
    page = words_of(way.hand_in(workbook(**KUMU)))
    assert "layout of Kumu" in page
    assert "what stands under “Email” is left out" in page
    assert "mayor@graz.at" not in str(way.imported.tables)
    way.apply()
    assert names() == ["City of Graz", "Holding Graz"]
    assert relations() == [("City of Graz", "owns", "Holding Graz", None, 5, "since its founding")]
    city = Stakeholder.objects.get(name="City of Graz")
    assert (city.category, city.role, city.website, city.sector, city.latitude, city.longitude) == (
        "public_authority",
        "decides",
        "https://graz.at",
        "public",
        47.07,
        15.44,
    )


def test_a_workbook_of_onodo_is_recognised(way):
    assert "layout of Onodo" in words_of(way.hand_in(workbook(**ONODO)))
    way.apply()
    assert relations() == [("City of Graz", "owns", "Holding Graz", "2011", None, "")]


def test_two_files_of_gephi_are_recognised(way):
    nodes = "Id,Label,timeset,Category\n0,City of Graz,,agency\n1,Holding Graz,,utility\n"
    edges = "Source,Target,Type,Id,Label,Weight,Kind\n0,1,Directed,0,owns,3,owns\n"
    page = words_of(way.hand_in(("nodes.csv", nodes), ("edges.csv", edges)))
    assert "nodes: layout of Gephi" in page
    way.apply()
    assert relations() == [("City of Graz", "owns", "Holding Graz", None, 3, "")]
    assert sorted(Stakeholder.objects.values_list("slug", flat=True)) == ["city-of-graz", "holding-graz"]
    way.hand_in(("nodes.csv", nodes), ("edges.csv", edges))
    assert way.imported.counts == {"stakeholders": {"unchanged": 2}, "relations": {"unchanged": 1}, "partly": 0}


def test_kumus_own_types_are_left_out_and_kinds_are_asked_for(way):
    content = workbook(
        Elements=[["Label", "Type"], ["Ada", "Friend"], ["Bob", "Friend"]],
        Connections=[["From", "To", "Type"], ["Ada", "Bob", "likes"]],
    )
    page = words_of(way.hand_in(content))
    assert "What stands in which column?" in page
    page = words_of(way.post("columns", **chosen(way, other_kind="cooperates_with")))
    assert "Elements: the column “Type” is left out." in page
    way.apply()
    assert relations() == [("Ada", "cooperates_with", "Bob", None, None, "")]


def chosen(way, **more):
    """What the form of the columns would send as it stands."""
    fields = {"clear": "0"}
    for place, sheet in enumerate(way.imported.mapping["sheets"]):
        fields[f"kind-{place}"] = sheet["kind"]
        fields |= {f"column-{place}-{number}": name for number, name in enumerate(sheet["fields"])}
    return fields | more


@pytest.mark.parametrize("start", ["", "\ufeff", "sep=;\r\n"])
def test_csv_with_semicolons_and_decimal_commas(way, start):
    way.take_over(("graz.csv", f'{start}id;name;latitude;longitude\r\ngraz;"Graz; Stadt";47,07;15,44\r\n'))
    assert list(Stakeholder.objects.values_list("slug", "name", "latitude", "longitude")) == [
        ("graz", "Graz; Stadt", 47.07, 15.44)
    ]


def test_columns_of_an_unknown_layout_are_chosen(way):
    page = words_of(way.hand_in(("wer.csv", "Wer;Was;Geld;Telefon\nStadt Graz;Behörde;5;0316\nBürger;;1;0317\n")))
    assert "Each row tells of" in page
    assert words_of(way.post("columns", **{"kind-0": "", "clear": "0"})).count("Say what at least one") == 1
    page = words_of(way.post("columns", **{"kind-0": "stakeholders", "clear": "0"}))
    assert "Left out: it can be about people." in page
    wrong = {"kind-0": "stakeholders", "clear": "0"}
    way.imported.__class__.objects.update(
        mapping=way.imported.mapping
        | {"sheets": [{"name": "wer", "kind": "stakeholders", "layout": "", "fields": ["", "", "", ""]}]}
    )
    assert "wer: choose the column for “Name”." in words_of(way.post("columns", **wrong))
    twice = wrong | {"column-0-0": "name", "column-0-1": "name"}
    assert "two columns are chosen for “Name”" in words_of(way.post("columns", **twice))
    page = words_of(way.post("columns", **wrong | {"column-0-0": "name", "column-0-1": "role"}))
    assert "the column “Geld” is left out" in page
    way.apply()
    assert list(Stakeholder.objects.order_by("name").values_list("name", "role")) == [
        ("Bürger", ""),
        ("Stadt Graz", "Behörde"),
    ]


@pytest.mark.parametrize("language", ["en", "de", "it"])
def test_choices_are_understood_by_key_by_english_and_by_the_readers_label(language):
    field = Stakeholder._meta.get_field("level")
    with translation.override(language):
        for key, label in field.choices:
            assert {value_for(field, key), value_for(field, f" {str(label).upper()}")} == {key}
    assert value_for(field, "inter-municipal") == "inter_municipal"


# What is wrong with a row, and the column and sentence that say so.
WRONG = {
    "no name": ({"name": None, "role": "x"}, "name", "Nobody has this id, and a new stakeholder needs a name."),
    "long name": ({"name": "x" * 201}, "name", "Ensure this value has at most 200 characters (it has 201)."),
    "category": ({"category": "Firma"}, "category", "“Firma” is not known here. Known: public_authority, agency"),
    "area": ({"area": "Atlantis"}, "area", "There is no metropolitan area “Atlantis”. Known:"),
    "website": ({"website": "graz"}, "website", "Enter a valid URL."),
    "latitude": ({"latitude": 95, "longitude": 15}, "latitude", "A latitude lies between -90 and 90 degrees."),
    "half a place": ({"latitude": 47}, "longitude", "Give both latitude and longitude, or neither."),
    "number": (
        {"latitude": "1.234,5", "longitude": 1},
        "latitude",
        "“1.234,5” is not a number: write it as 3.5 or 3,5.",
    ),
    "yes": ({"is_group": "perhaps"}, "is_group", "“perhaps” is neither yes nor no."),
    "position": ({"x": 0.5}, "y", "Give both coordinates of the position, or neither."),
    "formula": (
        {"role": '=HYPERLINK("http://x")'},
        "role",
        '“=HYPERLINK("http://x")” is a formula: write the plain value.',
    ),
    "command": ({"role": "@SUM(1+1)"}, "role", "“@SUM(1+1)” is a formula: write the plain value."),
    "pipe": ({"role": "+cmd|' /C calc'!A0"}, "role", "“+cmd|' /C calc'!A0” is a formula"),
    "formula as id": ({"id": "=1+1"}, "id", "“=1+1” is a formula: write the plain value."),
    "error": ({"role": "#REF!"}, "role", "The spreadsheet shows an error here (#REF!): write the plain value."),
    "reserved": ({"id": "new"}, "id", "The portal itself uses this address: choose another one."),
}
COLUMNS = ["id", "name", "category", "area", "website", "latitude", "longitude", "is_group", "x", "y", "role"]


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_row_is_rejected_with_its_reason(way, case):
    given, column, sentence = WRONG[case]
    row = {"name": "Wrong one"} | given
    way.hand_in(workbook(Stakeholders=[COLUMNS, [row.get(name) for name in COLUMNS], [None, "Right one"]]))
    assert [outcome for _number, _name, outcome in way.outcomes()] == ["rejected", "new"]
    [(told, reason)] = way.reasons()[2]
    assert (told, reason[: len(sentence)]) == (column, sentence)
    way.apply()
    assert names() == ["Right one"]


LINKS = {
    "to nobody": ({"to": "Nobody"}, "to", "“Nobody” is neither in this file nor on the map: add a row for it"),
    "to itself": ({"to": "a"}, "to", "A stakeholder cannot relate to itself."),
    "without an end": ({"to": None}, "to", "Name a stakeholder by its id or its name."),
    "without a kind": ({"kind": None}, "kind", "Say what kind of relation it is."),
    "unknown kind": ({"kind": "likes"}, "kind", "“likes” is not known here. Known: member_of"),
    "weight": ({"weight": 6}, "weight", "A weight lies between 1 and 5."),
    "no number": ({"weight": "9" * 400}, "weight", "“999"),
    "endless": ({"weight": "1e999"}, "weight", "“1e999” is not a number"),
    "half a weight": ({"weight": 2.5}, "weight", "“2.5” is no whole number."),
    "order": ({"since": "2014", "until": "2013"}, "until", "A relation cannot end before it begins."),
    "which month": (
        {"since": "03/04/2014"},
        "since",
        "“03/04/2014” can be a day in two months: write it as 2014-04-03 or 2014-03-04.",
    ),
    "no date": ({"since": "soon"}, "since", "“soon” is not a date: write 2014, 2014-03, 2014-03-15 or 15.03.2014."),
    "no day": ({"since": "31.02.2014"}, "since", "“31.02.2014” is not a date"),
    "to a rejected one": ({"to": "bad"}, "to", "“bad” is not taken over: see row 4 of the stakeholders."),
}
ENDS = [["id", "name", "is_group"], ["a", "Anna Town", None], ["b", "Berta Town", None], ["bad", "Bad", "perhaps"]]


@pytest.mark.parametrize("case", LINKS)
def test_a_wrong_relation_is_rejected_with_its_reason(way, case):
    given, column, sentence = LINKS[case]
    row = {"from": "a", "kind": "owns", "to": "b"} | given
    columns = ["from", "kind", "to", "weight", "since", "until"]
    way.hand_in(workbook(Stakeholders=ENDS, Relations=[columns, [row.get(name) for name in columns]]))
    [(told, reason)] = way.reasons("relations")[2]
    assert (told, reason[: len(sentence)]) == (column, sentence)


RATINGS = {
    "too high": ({"influence": 5.5}, "influence", "Influence lies between 1.0 and 5.0."),
    "too low": ({"interest": "0,5"}, "interest", "Interest lies between 1.0 and 5.0."),
    "two digits": (
        {"interest": 3.25},
        "interest",
        "“3.25” is finer than what is kept: write at most 1 digit behind the point.",
    ),
    "huge": ({"influence": 1e40}, "influence", "“1e+40” is not a number"),
    "attitude": ({"attitude": 3}, "attitude", "Attitude lies between -2 and +2."),
    "month": ({"assessed_on": "2014-03"}, "assessed_on", "“2014-03” is not a day: write it as 2014-03-15."),
    "missing": ({"influence": None}, "influence", "This is needed."),
}


@pytest.mark.parametrize("case", RATINGS)
def test_a_wrong_rating_is_rejected_with_its_reason(way, case):
    given, column, sentence = RATINGS[case]
    row = {"stakeholder": "a", "assessed_on": date(2014, 3, 15), "influence": 3, "interest": 3} | given
    columns = ["stakeholder", "assessed_on", "influence", "interest", "attitude"]
    way.hand_in(workbook(Stakeholders=ENDS, Ratings=[columns, [row.get(name) for name in columns]]))
    [(told, reason), *_more] = way.reasons("ratings")[2]
    assert (told, reason[: len(sentence)]) == (column, sentence)


def test_dates_in_every_unmistakable_form(way):
    written = [
        "2014-03-15",
        "15.03.2014",
        "15/03/2014",
        "03/15/2014",
        datetime(2014, 3, 15),  # noqa: DTZ001 - cells of a workbook have no time zone
        "15.3.2014",
        "2014-03-15T00:00:00",
    ]
    written += ["2014", 2014, "2014-03", "03/2014"]
    rows = [["a", "owns", "b", since, f"20{number + 20}"] for number, since in enumerate(written)]
    way.hand_in(workbook(Stakeholders=ENDS, Relations=[["from", "kind", "to", "since", "until"], *rows]))
    assert way.reasons("relations") == {}
    way.apply()
    dates = Relation.objects.order_by("until").values_list("since", flat=True)
    assert list(dates) == ["2014-03-15"] * 7 + ["2014", "2014", "2014-03", "2014-03"]


def test_two_rows_with_one_id_or_name(way):
    rows = [["a", "Anna Town"], ["a", "Otto Town"], [None, "Karl Town"], [None, "karl town"]]
    way.hand_in(workbook(Stakeholders=[["id", "name"], *rows]))
    assert way.reasons() == {3: [("id", "Row 2 has the same id.")], 5: [("name", "Row 4 has the same name.")]}


def test_a_name_that_several_have_is_not_guessed(way):
    for slug in ("graz-1", "graz-2"):
        make.stakeholder(slug=slug, name="Graz", area=way.map.area)
    way.hand_in(workbook(Stakeholders=[["name", "level"], ["Graz", "municipal"]]))
    assert way.reasons() == {
        2: [("name", "Several stakeholders are called this (graz-1, graz-2): write the id of the one you mean.")]
    }


def test_the_same_relation_twice_and_from_the_other_side(way):
    rows = [["a", "cooperates_with", "b"], ["b", "cooperates_with", "a"], ["a", "owns", "b"], ["a", "owns", "b"]]
    way.hand_in(workbook(Stakeholders=ENDS, Relations=[["from", "kind", "to"], *rows]))
    assert way.reasons("relations") == {
        3: [("to", "This cooperation is recorded already, from the other side.")],
        5: [("kind", "This relation is recorded already and still holds.")],
    }


def test_unknown_columns_are_told_and_left_out_even_two_hundred(way):
    columns = ["id", "name", *(f"extra {number}" for number in range(200))]
    page = words_of(way.hand_in(workbook(Stakeholders=[columns, ["a", "Anna", *range(200)]])))
    assert "“extra 19” and 180 more are left out" in page
    assert way.outcomes() == [(2, "Anna", "new")]


def test_more_columns_than_any_map_has_are_refused(way):
    page = words_of(way.hand_in(workbook(Stakeholders=[[f"column {number}" for number in range(300)], ["x"]])))
    assert "“Stakeholders” has 300 columns" in page


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers(way):
    content = workbook(Stakeholders=[[], ["id", "name"], *[[] for _row in range(3000)], ["a", "Anna"], [None, ""]])
    way.hand_in(content)
    assert way.outcomes() == [(3003, "Anna", "new")]


def test_cells_beside_the_columns_are_not_lost_silently(way):
    way.hand_in(("a.csv", "id,name\na,Anna,Graz\nb,Berta,\n"))
    assert way.outcomes() == [(2, "", "rejected"), (3, "Berta", "new")]
    assert "more cells than the first row has columns" in way.reasons()[2][0][1]


def test_a_csv_that_breaks_off_is_told(way):
    way.hand_in(("a.csv", "id,name,role\na,Anna,\nb,Ber"))
    assert "The file breaks off in this row" in way.reasons()[3][0][1]
    page = words_of(way.hand_in(("a.csv", 'id,name,role\na,Anna,\nb,"Ber')))
    assert "“a.csv” breaks off or has a stray quotation mark at line 3" in page
    assert way.imported.state == "failed"


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (600 * 1024 * 1024))
    return file.getvalue()


def with_macro():
    file = io.BytesIO(workbook(Stakeholders=[["id", "name"]]))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return file.getvalue()


def encrypted_entries():
    content = bytearray(workbook(Stakeholders=[["id", "name"]]))
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8 : at + 10] = struct.pack("<H", 1)
        at += 4
    return bytes(content)


def no_workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
    return file.getvalue()


BROKEN = {
    "locked": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "a.xlsx",
        "is locked with a password, or is a workbook of before 2007",
    ),
    "old": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "a.xls",
        "is locked with a password, or is a workbook of before 2007",
    ),
    "macro": (with_macro, "a.xlsx", "This document holds macros."),
    "macro by name": (lambda: workbook(A=[["name"]]), "a.xlsm", "“a.xlsm” may hold macros"),
    "locked entries": (encrypted_entries, "a.xlsx", "This file is locked with a password"),
    "half": (
        lambda: workbook(A=[["name"], *[[f"n {n}"] for n in range(99)]])[:-900],
        "a.xlsx",
        "This file is not whole",
    ),
    "text as workbook": (lambda: b"id,name\n", "a.xlsx", "By its name this is a XLSX, but its content is not."),
    "workbook as text": (lambda: workbook(A=[["name"]]), "a.csv", "By its name this is a CSV"),
    "other format": (lambda: b"%PDF-1.4", "a.pdf", "“a.pdf” is neither XLSX nor CSV"),
    "not UTF-8": (lambda: "id,name\na,Bürger\n".encode("latin-1"), "a.csv", "This text is not in UTF-8."),
    "empty": (lambda: b"", "a.csv", "The submitted file is empty."),
    "only a head": (lambda: b"id,name\n", "a.csv", "There are no rows in this file"),
    "no workbook": (no_workbook, "a.xlsx", "cannot be read as a workbook"),
    "bomb": (bomb, "a.xlsx", "Unpacked, this file is far larger than any document"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_with_what_to_do(way, case):
    make_content, name, sentence = BROKEN[case]
    page = words_of(way.hand_in((name, make_content())))
    assert sentence in page
    assert not Stakeholder.objects.exists()


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        ("+43 316", "'+43 316"),
        ("a;=b", "a;'=b"),
        ("ask a@graz.at or b@graz.at", "ask [e-mail address left out] or [e-mail address left out]"),
        ("two\r\nlines ", "two\nlines"),
    ],
)
def test_what_an_export_writes_for_a_text_is_no_change(way, kept, written):
    row = make.stakeholder(slug="a", name="Anna", role=kept, area=way.map.area)
    make.entry(stakeholder_map=way.map, stakeholder=row)
    way.hand_in(workbook(Stakeholders=[["id", "name", "role"], ["a", "Anna", written]]))
    assert way.outcomes() == [(2, "Anna", "unchanged")]


def test_the_mark_of_an_address_is_never_stored(way):
    row = make.stakeholder(slug="a", name="Anna", role="ask a@graz.at", area=way.map.area)
    make.entry(stakeholder_map=way.map, stakeholder=row)
    rows = [["a", "Anna", "never ask [e-mail address left out]"]]
    way.hand_in(workbook(Stakeholders=[["id", "name", "role"], *rows]))
    assert way.reasons()[2][0][1].startswith("“[e-mail address left out]” stands for an address")


def test_an_xlsx_with_formulas_is_not_computed(way):
    book = Workbook()
    sheet = book.active
    for row in (["id", "name", "role"], ["a", "Anna", "=CONCATENATE(A2, B2)"]):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    way.hand_in(file.getvalue())
    assert way.reasons() == {2: [("role", "“=CONCATENATE(A2, B2)” is a formula: write the plain value.")]}


def test_more_than_two_files_are_refused(way):
    assert "Choose one file, or two" in words_of(way.hand_in(*[("a.csv", "id,name\na,Anna\n")] * 3))
    assert "Choose a file." in words_of(way.hand_in())


@pytest.mark.parametrize(
    "column", ["Email", "E-Mail-Adresse", "Kontaktperson", "Tel.", "First name", "Telefon (mobil)"]
)
def test_columns_about_people_are_known_by_their_names(column):
    assert is_personal(column)


@pytest.mark.parametrize("column", ["name", "Name", "Mobility", "Stakeholder", "Telecommunication", "Personal budget"])
def test_other_columns_are_not_taken_for_them(column):
    assert not is_personal(column)


def test_characters_that_no_file_can_hold_do_not_come_in(way):
    way.take_over(("a.csv", "id,name\x01,role\na,An\x0bna,de\x02cides\n"))
    assert list(Stakeholder.objects.values_list("name", "role")) == [("Anna", "decides")]


def test_an_earlier_relation_gets_its_end_and_a_number_from_elsewhere_means_nothing(way):
    rows = [["a", "owns", "b", "2011", None], ["b", "funds", "a", None, None]]
    columns = ["from", "kind", "to", "since", "until"]
    way.take_over(workbook(Stakeholders=ENDS[:3], Relations=[columns, *rows]))
    owns, funds = Relation.objects.order_by("pk")
    again = [[owns.pk, "a", "commissions", "b", "2011", "2014"], [funds.pk, "a", "owns", "b", "2011", "2015"]]
    way.hand_in(workbook(Stakeholders=ENDS[:3], Relations=[["id", *columns], *again]))
    assert [row.changes for row in way.imported.rows.filter(kind="relations").order_by("number")] == [
        [["kind", "owns", "commissions"], ["until", "", "2014"]],
        [],
    ]
    way.take_over(workbook(Relations=[columns, ["a", "owns", "b", "2011", "2014-06"]]))
    owns.refresh_from_db()
    assert (owns.until, Relation.objects.count()) == ("2014-06", 2)


def test_relations_among_others_are_not_changed_or_added(way):
    others = [make.stakeholder(slug=slug, name=slug, area=make.area()) for slug in ("x", "y")]
    for each in others:
        make.entry(stakeholder_map=way.map, stakeholder=each)
    make.relation(from_stakeholder=others[0], to_stakeholder=others[1], kind="funds")
    rows = [["x", "funds", "y", 3], ["x", "owns", "y", None]]
    way.hand_in(workbook(Relations=[["from", "kind", "to", "weight"], *rows]))
    foreign = "This belongs to another area: ask its staff or a coordinator to change it."
    assert way.reasons("relations") == {2: [("weight", foreign)], 3: [("from", foreign)]}
    assert [outcome for _row, _name, outcome in way.outcomes("relations")] == ["unchanged", "rejected"]
