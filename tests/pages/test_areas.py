"""Pages of the metropolitan areas: what they show, and to whom."""

import pytest

from tests import make
from tests.pages.reading import section, slugs, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def graz():
    return make.area(slug="graz", name="Graz", name_local="Stadtregion Graz", country="AT", core_city="Graz")


def unpublished_in(area):
    """Something of every kind that the public must not read yet, each called Secret."""
    make.pilot(area=area, title="Secret pilot", published=False)
    make.practice(area=area, name="Secret practice", published=False)
    make.agreement(area=area, title="Secret agreement", published=False)
    make.stakeholder_map(area=area, name="Secret map", published=False)
    make.output(area=area, title="Secret output", status="draft")
    make.conclusion(area=area, statement="Secret conclusion", published=False)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["graz", "torino", "wroclaw"]),
        ("?country=IT", ["torino"]),
        ("?country=IT&country=PL", ["torino", "wroclaw"]),
        ("?search=WROCLAW", ["wroclaw"]),
        ("?search=nowhere", []),
        ("?ordering=country", ["graz", "torino", "wroclaw"]),
    ],
)
def test_the_areas_are_narrowed_down_by_country_and_words(client, graz, query, expected):
    make.area(slug="torino", name="Turin", country="IT")
    make.area(slug="wroclaw", name="Wrocław", country="PL")
    assert slugs(client.get(f"/areas/{query}")) == expected


@pytest.mark.parametrize("query", ["?contry=AT", "?country=XX", "?ordering=size", "?page=2"])
def test_a_list_refuses_what_it_does_not_know(client, graz, query):
    assert client.get(f"/areas/{query}").status_code in {400, 404}


def test_an_empty_list_says_what_to_do_next(client):
    assert "No area is recorded yet Coordinators add areas in the admin" in text(client.get("/areas/"))


def test_a_search_without_a_match_leads_back_to_all(client, graz):
    page = client.get("/areas/?search=nowhere")
    assert "No area matches" in text(page)
    assert 'href="/areas/"' in page.content.decode()


def test_both_names_show_the_local_one_in_its_language(client, graz):
    for address in ("/areas/", "/areas/graz/"):
        assert 'lang="de">Stadtregion Graz<' in client.get(address).content.decode()


def test_an_area_with_two_centres_names_both(client):
    make.area(slug="halle-leipzig", core_city="Leipzig", second_core_city="Halle (Saale)")
    assert "Core cities Leipzig and Halle (Saale)" in text(client.get("/areas/"))
    assert "Core city Leipzig Second core city Halle (Saale)" in text(client.get("/areas/halle-leipzig/"))


def test_an_area_shows_its_facts_with_their_years(client):
    make.area(
        slug="graz",
        population=460_000,
        population_year=2012,
        municipalities=58,
        nuts=["AT221", "AT225"],
        fua_code="AT002L1",
        latitude=47.0707,
        longitude=15.4395,
    )
    page = text(client.get("/areas/graz/"))
    for fact in (
        "People in the area 460,000 2012",
        "Municipalities 58 core city included",
        "NUTS AT221, AT225",
        "Functional urban area AT002L1",
        "Coordinates 47.0707° N, 15.4395° E",
    ):
        assert fact in page


def test_an_area_without_coordinates_has_no_map(client, graz):
    assert "Where it is" not in text(client.get("/areas/graz/"))


def test_an_area_leads_to_everything_in_it(client, graz):
    make.partner(area=graz, name="City of Graz", left_on="2013-12")
    make.pilot(area=graz, title="Gentle mobility", theme="Public transport")
    make.activity_area(activity=make.activity(title="Stakeholder mapping"), area=graz, expected_output="a mapping")
    make.output(area=graz, title="Mobility concept", kind="study", delivered_on="2014-11")
    make.event(area=graz, title="Conference", starts_on="2013-03-04", ends_on="2013-03-06")
    make.practice(area=graz, name="Styrian suburban railway", outcome="success")
    make.agreement(area=graz, title="Bus network", status="proposed")
    make.conclusion(area=graz, statement="Buses need consent.")
    page = client.get("/areas/graz/")
    assert section(page, "Partners") == "Partners 1 City of Graz core city takes part until December 2013"
    assert section(page, "Pilot") == "Pilot 1 Gentle mobility Public transport"
    assert "Stakeholder mapping" in section(page, "What the work plan does here")
    assert "a mapping" in section(page, "What the work plan does here")
    assert section(page, "Outputs") == "Outputs 1 Mobility concept study November 2014"
    assert section(page, "Events") == "Events 1 Conference meeting 4 March 2013 – 6 March 2013"
    assert section(page, "Practices") == "Practices 1 Styrian suburban railway outcome: success informal coordination"
    assert section(page, "Agreements") == "Agreements 1 Bus network proposed"
    assert section(page, "Policy conclusions") == "Policy conclusions 1 Buses need consent."


def test_the_stakeholders_of_an_area_are_counted_by_category_and_lead_to_the_list(client, graz):
    make.stakeholder(area=graz, category="citizens")
    make.stakeholder(area=graz, category="agency")
    make.stakeholder(area=graz, category="agency")
    make.stakeholder(area=graz, category="")
    make.stakeholder(category="business")
    page = client.get("/areas/graz/")
    assert page.context["categories"] == [
        ("agency", 2, "/stakeholders/?area=graz&category=agency"),
        ("citizens", 1, "/stakeholders/?area=graz&category=citizens"),
        ("category not known", 1, ""),
    ]
    for _label, number, address in page.context["categories"][:2]:
        assert len(slugs(client.get(address))) == number


def test_only_the_newest_outputs_of_an_area_stand_on_its_page(client, graz):
    for year in range(2001, 2010):
        make.output(area=graz, title=f"Output of {year}", delivered_on=str(year))
    outputs = section(client.get("/areas/graz/"), "Outputs")
    assert outputs.startswith("Outputs 9 Output of 2009")
    assert "Output of 2001" not in outputs
    assert outputs.endswith("All outputs of this area")


def test_a_visitor_sees_nothing_unpublished_of_an_area(client, graz):
    unpublished_in(graz)
    assert "Secret" not in text(client.get("/areas/graz/"))


def test_the_partnership_sees_what_is_not_published_yet(client, graz):
    unpublished_in(graz)
    client.force_login(make.user(partner=make.partner()))
    page = text(client.get("/areas/graz/"))
    for kind in ("pilot", "practice", "agreement", "map", "output", "conclusion"):
        assert f"Secret {kind}" in page


def test_an_area_says_what_is_missing(client, graz):
    page = client.get("/areas/graz/")
    assert section(page, "Pilot") == "Pilot No pilot is published yet."
    assert "No stakeholder is recorded yet." in section(page, "Stakeholders")


def test_where_it_is_known_from_shows(client):
    make.area(
        slug="graz", source="https://www.graz.at/x", confidence="public", extra={"municipalities_note": "see 2010"}
    )
    page = text(client.get("/areas/graz/"))
    assert "Where this is from graz.at stated by a public page" in page
    assert "Municipalities note see 2010" in page


def test_an_area_that_does_not_exist_is_not_found(client):
    assert client.get("/areas/nowhere/").status_code == 404
