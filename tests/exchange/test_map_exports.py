"""Files of a map: read as others read them, with the filters of the page, for those who may see it."""

import csv
import json
import re
from io import BytesIO, StringIO
from xml.etree import ElementTree

import igraph
import networkx
import pytest
from openpyxl import load_workbook

from tests import make

pytestmark = pytest.mark.django_db
FORMATS = ["xlsx", "csv", "kumu.json", "gexf", "graphml", "geojson"]
LAYOUTS = ["xlsx?layout=kumu", "xlsx?layout=onodo", "csv?layout=gephi", "csv?layout=gephi&part=relations"]
EVERY_FILE = [*FORMATS, *LAYOUTS, "csv?part=relations", "geojson?relations=true"]


@pytest.fixture
def graz():
    """Three stakeholders, between two of which there are two relations, one of them mutual, with all that is hard."""
    board = make.stakeholder_map(slug="graz", name="Graz & region", area=make.area(slug="graz"), published=True)
    city = make.stakeholder(
        slug="city_of_graz",
        name="City of Graz",
        category="public_authority",
        sector="public",
        level="municipal",
        latitude=47.07,
        longitude=15.44,
        role="=HYPERLINK(1)\nWrite to anna.muster@graz.example.org <now> \x0b",
    )
    bus = make.stakeholder(slug="bus", name="Bus; & “Tram”", category="utility", latitude=47.1, longitude=15.5)
    forum = make.stakeholder(slug="forum", name="Forum", category="citizens")
    make.contact(stakeholder=city, name="Anna Muster", email="secret@graz.example.org")
    entries = [
        make.entry(stakeholder_map=board, stakeholder=city, x=12.5, y=-3.0),
        make.entry(stakeholder_map=board, stakeholder=bus),
        make.entry(stakeholder_map=board, stakeholder=forum),
    ]
    make.relation(from_stakeholder=city, kind="owns", to_stakeholder=bus, weight=4, since="2013", until="2014-03")
    make.relation(from_stakeholder=city, kind="cooperates_with", to_stakeholder=bus, note="@SUM(1)")
    make.relation(from_stakeholder=forum, kind="member_of", to_stakeholder=city)
    for influence in ("4.0", "5.0"):
        make.assessment(entry=entries[0], influence=influence, interest="2.0", source="workshop")
    return board


def body(response):
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def read(client):
    return lambda name: body(client.get(f"/maps/graz.{name}"))


@pytest.fixture
def sheets(read):
    def reading(name):
        book = load_workbook(BytesIO(read(name)))
        return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}

    return reading


@pytest.fixture
def lines(read):
    return lambda name: list(csv.DictReader(StringIO(read(name).decode("utf-8-sig"))))


def all_text(name, content):
    """Everything that stands in a file."""
    if not name.startswith("xlsx"):
        return content.decode()
    book = load_workbook(BytesIO(content))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_the_workbook_has_the_sheets_and_columns_that_are_imported_again(graz, sheets):
    found = sheets("xlsx")
    assert list(found) == ["Stakeholders", "Relations", "Ratings", "About"]
    assert found["Relations"][0][:7] == ["id", "from", "kind", "to", "weight", "since", "until"]
    city = dict(zip(*(found["Stakeholders"][place] for place in (0, 2)), strict=True))
    assert (city["id"], city["category"], city["is_group"], city["x"]) == (
        "city_of_graz",
        "public_authority",
        "no",
        12.5,
    )
    relation = [row[1:7] for row in found["Relations"][1:] if row[2] == "owns"]
    assert relation == [["city_of_graz", "owns", "bus", 4, "2013", "2014-03"]]
    assert [row[:4] for row in found["Ratings"][1:]] == [
        ["city_of_graz", "2014-03-15", 4, 2],
        ["city_of_graz", "2014-03-15", 5, 2],
    ]


def test_a_workbook_holds_no_formula(graz, read):
    for name in ("xlsx", *(each for each in LAYOUTS if each.startswith("xlsx"))):
        book = load_workbook(BytesIO(read(name)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        assert [text for text in texts if text.startswith(("=", "@", "+", "-"))] == []
    assert any(text.startswith("'=HYPERLINK") for text in texts)


def test_lines_of_csv_hold_no_formula_even_where_they_are_divided_at_semicolons(graz, read):
    make.stakeholder(slug="evil", name="Evil; =1+1")
    make.entry(stakeholder_map=graz, stakeholder=make.stakeholder(name="Evil;=1+1"))
    for name in ("csv", "csv?part=relations", "csv?layout=gephi"):
        text = read(name).decode("utf-8-sig")
        cells = [cell for line in csv.reader(StringIO(text)) for cell in line]
        assert [cell for cell in cells if cell.startswith(("=", "@", "+")) or ";=" in cell] == []


def test_csv_gives_the_means_of_the_ratings(graz, lines):
    city = next(line for line in lines("csv") if line["id"] == "city_of_graz")
    names = ("people_rated", "influence", "influence_low", "influence_high", "quadrant")
    assert [city[name] for name in names] == ["2", "4.5", "4.0", "5.0", "keep_satisfied"]
    assert "salience" not in city


def test_salience_classes_are_for_those_who_rate(graz, client, lines):
    client.force_login(make.user(make.partner(area=graz.area)))
    assert "salience" in lines("csv")[0]
    client.force_login(make.user(make.partner()))
    assert "salience" not in lines("csv")[0]


@pytest.mark.parametrize("name", EVERY_FILE)
def test_no_file_holds_a_contact_or_an_address_of_one(graz, read, name):
    content = read(name)
    text = all_text(name, content)
    assert "City of Graz" in text or "city_of_graz" in text or "city-of-graz" in text
    assert re.findall(r"[\w.]+@[\w.]+\.\w+|Muster", text) == []


def test_kumu_reads_elements_and_connections_by_its_rules(graz, client, read):
    found = json.loads(read("kumu.json"))
    assert list(found) == ["elements", "connections"]
    elements, connections = found["elements"], found["connections"]
    ids = [each["id"] for each in elements]
    assert (len(set(ids)), len({each["id"] for each in connections})) == (3, 3)
    assert all("_" not in each["id"] and "." not in each["id"] for each in elements + connections)
    assert all({each["from"], each["to"]} <= set(ids) for each in connections)
    assert sorted(each["direction"] for each in connections) == ["directed", "directed", "mutual"]
    forbidden = {"yes", "no", "on", "off", "true", "false", "email", "e-mail"}
    names = {name.lower() for each in elements + connections for name in each}
    assert names & forbidden == set()
    assert all(isinstance(each["tags"], list) for each in elements)
    assert next(each for each in elements if each["label"] == "City of Graz")["location"] == "47.07, 15.44"


def test_kumu_reads_live_from_anywhere_without_cookies_and_is_told_when_nothing_has_changed(graz, client):
    asking = {"Origin": "https://kumu.io"}
    first = client.get("/maps/graz.kumu.json", headers=asking)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert (first.cookies, first.headers["Content-Type"]) == ({}, "application/json")
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/maps/graz.kumu.json", headers=asking | known)
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")
    make.entry(stakeholder_map=graz)
    assert client.get("/maps/graz.kumu.json", headers=known).status_code == 200
    assert "Access-Control-Allow-Origin" not in client.get("/maps/graz/", headers=asking).headers


def test_kumus_workbook_follows_its_rules(graz, sheets):
    found = sheets("xlsx?layout=kumu")
    assert found["Elements"][0][:5] == ["ID", "Label", "Type", "Description", "Tags"]
    assert found["Connections"][0][:4] == ["ID", "From", "To", "Type"]
    ids = {row[0] for row in found["Elements"][1:]}
    assert {end for row in found["Connections"][1:] for end in row[1:3]} <= ids
    assert "public|municipal" in {row[4] for row in found["Elements"][1:]}
    place = found["Connections"][0].index("Direction")
    assert {row[place] for row in found["Connections"][1:]} == {"directed", "mutual"}


def test_onodos_workbook_follows_its_rules(graz, sheets):
    make.entry(stakeholder_map=graz, stakeholder=make.stakeholder(slug="forum-2", name="Forum"))
    found = sheets("xlsx?layout=onodo")
    assert list(found)[:2] == ["Nodes", "Relations"]
    assert found["Nodes"][0][:4] == ["Name", "Type", "Description", "Visible"]
    assert found["Relations"][0][:7] == ["Source", "Type", "Target", "Directed", "At", "From", "To"]
    names = [row[0] for row in found["Nodes"][1:]]
    assert len(set(names)) == 4
    assert {end for row in found["Relations"][1:] for end in (row[0], row[2])} <= set(names)
    assert sorted(row[3] for row in found["Relations"][1:]) == [0, 1, 1]


def test_gephis_tables_follow_its_rules(graz, read, lines):
    nodes, edges = lines("csv?layout=gephi"), lines("csv?layout=gephi&part=relations")
    assert read("csv?layout=gephi").startswith(b"Id,Label,")
    assert list(edges[0])[:7] == ["Source", "Target", "Type", "Id", "Label", "Weight", "Kind"]
    ids = {node["Id"] for node in nodes}
    assert {end for edge in edges for end in (edge["Source"], edge["Target"])} <= ids
    assert sorted(edge["Type"] for edge in edges) == ["Directed", "Directed", "Undirected"]


def test_gexf_is_read_with_its_parallel_edges_weights_and_dates(graz, read):
    content = read("gexf")
    root = ElementTree.fromstring(content)
    space = "{http://gexf.net/1.3}"
    assert (root.tag, root.attrib["version"]) == (f"{space}gexf", "1.3")
    edges = {edge.get("kind"): edge for edge in root.iter(f"{space}edge")}
    owns = edges["owns"]
    assert (owns.get("start"), owns.get("end"), owns.get("weight")) == ("2013-01-01", "2014-03-31", "4.0")
    assert (edges["cooperates_with"].get("type"), owns.get("type")) == ("mutual", "directed")
    place = next(root.iter("{http://gexf.net/1.3/viz}position"))
    assert (place.get("x"), place.get("y")) == ("12.5", "3.0")
    graph = networkx.read_gexf(BytesIO(content), version="1.3")
    # It takes a mutual one for two, one each way.
    assert (len(graph), graph.number_of_edges()) == (3, 4)
    assert graph.nodes["city_of_graz"]["category"] == "public_authority"
    assert graph.nodes["city_of_graz"]["influence"] == 4.5
    assert "\n" in graph.nodes["city_of_graz"]["role"]


def test_graphml_is_read_by_networkx_and_igraph(graz, read, tmp_path):
    content = read("graphml")
    graph = networkx.read_graphml(BytesIO(content))
    assert (graph.is_directed(), graph.is_multigraph(), len(graph), graph.number_of_edges()) == (True, True, 3, 3)
    assert sorted(data["mutual"] for _one, _other, data in graph.edges(data=True)) == [False, False, True]
    assert graph.nodes["city_of_graz"]["latitude"] == 47.07
    file = tmp_path / "graz.graphml"
    file.write_bytes(content)
    same = igraph.Graph.Read_GraphML(str(file))
    assert (same.vcount(), same.ecount(), same.is_directed()) == (3, 3, True)
    assert set(same.vs["id"]) == {"city_of_graz", "bus", "forum"}
    assert sorted(same.es["kind"]) == ["cooperates_with", "member_of", "owns"]


def test_geojson_names_the_east_first_and_draws_relations_only_where_asked(graz, read):
    found = json.loads(read("geojson"))
    places = {each["id"]: each["geometry"] for each in found["features"]}
    assert places["city_of_graz"] == {"type": "Point", "coordinates": [15.44, 47.07]}
    assert (found["type"], places["forum"]) == ("FeatureCollection", None)
    drawn = json.loads(read("geojson?relations=true"))["features"]
    assert [each["geometry"]["type"] for each in drawn if each["geometry"]].count("LineString") == 2


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_holds_what_the_filters_of_the_page_leave(graz, read, name):
    text = all_text(name, read(f"{name}?category=utility&category=citizens&view=grid"))
    assert "Forum" in text
    assert "City of Graz" not in text


def test_a_file_shows_the_relations_of_a_day(graz, lines):
    assert len(lines("csv?part=relations&on=2013-06-01")) == 3
    assert len(lines("csv?part=relations&on=2015-01-01")) == 2


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("pdf", 404),
        ("json", 404),
        ("csv?colour=red", 400),
        ("csv?category=unknown", 400),
        ("xlsx?layout=gephi", 400),
        ("xlsx?part=relations", 400),
        ("geojson?relations=perhaps", 400),
        ("csv?page=2", 400),
        ("svg?view=list", 400),
        ("csv?on=yesterday", 400),
    ],
)
def test_what_is_not_known_is_told(graz, client, name, status):
    assert client.get(f"/maps/graz.{name}").status_code == status


@pytest.mark.parametrize("name", EVERY_FILE)
def test_files_of_a_draft_are_for_the_partnership_and_its_ratings_for_its_area(graz, client, read, name):
    graz.published = False
    graz.save()
    assert client.get(f"/maps/graz.{name}").status_code == 404
    client.force_login(make.user(make.partner()))
    content = all_text(name, read(name))
    assert "workshop" not in content
    assert "4.5" not in content


def test_files_are_marked_as_no_pages(graz, client):
    for name in FORMATS:
        answer = client.get(f"/maps/graz.{name}")
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert client.head(f"/maps/graz.{name}").status_code == 200
        assert client.post(f"/maps/graz.{name}").status_code in {403, 405}


def test_the_page_leads_to_every_file_with_its_filters(graz, client):
    page = client.get("/maps/graz/?view=grid&category=utility")
    for address, _label, _use in page.context["files"]:
        assert "category=utility" in address
        if ".svg" not in address:
            assert client.get(address).status_code == 200
    assert page.context["live_address"].endswith("/maps/graz.kumu.json?category=utility")
