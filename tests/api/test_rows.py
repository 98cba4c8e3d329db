"""What a row says: names instead of numbers, dates as they are known, parts with their whole."""

import pytest

from tests import make
from tests.api.nouns import full_area, full_pilot

pytestmark = pytest.mark.django_db


def test_a_partner(get):
    make.stakeholder(slug="bodies", partner=make.partner(slug="body", area=make.area(slug="here"), left_on="2013-12"))
    row = get("partners/body/")[1]
    assert (row["area"], row["left_on"], row["stakeholder"], row["budget"]) == ("here", "2013-12", "bodies", None)
    assert row["url"] == "http://testserver/api/v1/partners/body/"
    assert row["page"] == "http://testserver/partners/body/"


def test_the_page_is_in_the_language_of_the_reader(get):
    make.partner(slug="body")
    assert get("partners/body/", accept_language="de")[1]["page"] == "http://testserver/de/partners/body/"


def test_provenance_comes_with_the_row(get):
    told = {"source": "a page", "confidence": "public", "detail_sources": ["b"], "field_sources": {"x_source": "c"}}
    make.area(slug="here", extra={"note": "more"}, **told)
    row = get("areas/here/")[1]
    assert {name: row[name] for name in (*told, "extra")} == {**told, "extra": {"note": "more"}}


def test_a_pilot_shows_its_parts_in_their_order(get):
    pilot = full_pilot(slug="tram")
    make.milestone(pilot=pilot, text="first", position=0, reached_on="2014-03")
    make.milestone(pilot=pilot, text="last", position=9)
    row = get("pilots/tram/")[1]
    assert [part["text"] for part in row["milestones"]][-1] == "last"
    assert "2014-03" in [part["reached_on"] for part in row["milestones"]]
    parts = ("objectives", "interventions", "experts", "results", "follow_up")
    assert [len(row[name]) for name in parts] == [1, 1, 1, 1, 1]
    assert row["experts"][0]["organisation"].startswith("stakeholder-")


def test_wholes_show_their_parts(get):
    make.budget(partner=make.partner(slug="body"), amount_eur="170000.50", source="paper")
    party = make.party(
        agreement=make.agreement(slug="deal"), stakeholder=make.stakeholder(slug="who"), signed_on="2014"
    )
    owed = make.activity_area(
        activity=make.activity(slug="work"), area=make.area(slug="here"), expected_output="A study"
    )
    budget = get("partners/body/")[1]["budget"]
    assert (budget["amount_eur"], budget["source"]) == (170000.5, "paper")
    assert get("agreements/deal/")[1]["parties"] == [{"id": party.pk, "stakeholder": "who", "signed_on": "2014"}]
    assert get("activities/work/")[1]["areas"] == [{"id": owed.pk, "area": "here", "expected_output": "A study"}]


def test_an_area_names_what_belongs_to_it_on_its_detail(get):
    area = full_area()
    detail, row = get(f"areas/{area.slug}/")[1], get("areas/")[1]["results"][0]
    links = ("partners", "stakeholders", "stakeholder_maps", "agreements", "practices", "activities", "outputs")
    assert all(len(detail[name]) == 1 for name in (*links, "events", "policy_conclusions"))
    assert detail["pilot"] == area.pilot.slug
    assert not set(links) & set(row)
    asked = get(f"areas/?fields=slug,partners&search={area.name}")[1]["results"]
    assert asked == [{"slug": area.slug, "partners": detail["partners"]}]


def test_a_relation_names_both_ends_and_nothing_by_number(get):
    ends = {"from_stakeholder": make.stakeholder(slug="a"), "to_stakeholder": make.stakeholder(slug="b")}
    relation = make.relation(**ends, kind="cooperates_with")
    row = get(f"relations/{relation.pk}/")[1]
    assert (row["from_stakeholder"], row["to_stakeholder"], row["is_mutual"]) == ("a", "b", True)
    assert row["page"] == "http://testserver/stakeholders/a/"


def test_a_rating_says_where_it_stands(get):
    rating = make.assessment(influence="3.1", interest="3.0", legitimacy=True)
    row = get(f"assessments/{rating.pk}/")[1]
    assert (row["influence"], row["quadrant"], row["legitimacy"], row["urgency"]) == (
        3.1,
        "keep_satisfied",
        True,
        None,
    )


def test_languages_are_a_list(get):
    make.output(slug="paper", languages="pl, en", url="https://example.org/a.pdf")
    row = get("outputs/paper/")[1]
    assert (row["languages"], row["file_url"]) == (["pl", "en"], "https://example.org/a.pdf")


def test_fields_omit_and_expand(get):
    make.partner(slug="body", area=make.area(slug="here", name="Here"))
    assert get("partners/?fields=slug,name&omit=name")[1]["results"] == [{"slug": "body"}]
    assert "summary" not in get("areas/here/?omit=summary,url")[1]
    row = get("partners/?fields=slug&expand=area")[1]["results"][0]
    assert (row["slug"], row["area"]["slug"], row["area"]["name"]) == ("body", "here", "Here")
    assert row["area"]["url"] == "http://testserver/api/v1/areas/here/"
    assert "partners" not in row["area"]
    assert get("areas/here/?expand=partners")[1]["partners"][0]["name"].startswith("Partner")


def test_the_project(get):
    make.outcome(text="Less land used")
    make.conflict(topic="Number of partners")
    make.gap(text="Who signed")
    row = get("project/")[1]
    assert [part["text"] for part in row["expected_outcomes"]] == ["Less land used"]
    assert [part["topic"] for part in row["conflicts"]] == ["Number of partners"]
    assert [part["text"] for part in row["missing"]] == ["Who signed"]


def test_no_project_yet(get):
    assert get("project/")[0] == 404


def test_search_finds_in_every_noun(get):
    make.practice(name="Green Belt", name_local="Corona Verde", slug="corona-verde")
    body = get("search/?q=corona")[1]
    assert body["totals"] == {"practices": 1}
    assert body["results"][0]["url"] == "http://testserver/api/v1/practices/corona-verde/"
