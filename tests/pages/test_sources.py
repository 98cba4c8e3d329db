"""Sources: where they disagree, what they do not tell, and how sure the facts are."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


def sources(client, query=""):
    return client.get(f"/sources/{query}").content.decode()


def test_a_conflict_is_told_with_all_sides(client):
    make.conflict(
        slug="erdf-rate",
        topic="ERDF rate",
        project_page_says="75 % of project costs.",
        others_say="Prague 9 gives 85 %.",
        resolution="75 % at project level.",
        sources=["https://www.praha9.cz/o-city-regions", "Minutes on paper"],
        confidence="derived",
    )
    page = sources(client)
    for text in ("ERDF rate", "75 % of project costs.", "Prague 9 gives 85 %.", "75 % at project level.", "praha9.cz"):
        assert text in page
    assert 'id="erdf-rate"' in page
    assert 'href="#erdf-rate"' in page
    assert "Minutes on paper" in page
    assert "inferred from the source" in page


def test_gaps_are_told(client):
    make.gap(text="Population of the Wrocław area in 2014.")
    assert "Population of the Wrocław area in 2014." in sources(client)


def test_records_are_counted_by_how_sure_they_are(client):
    for confidence in ("project", "public", "public", ""):
        make.event(confidence=confidence)
    make.output(status="draft", confidence="project")
    rows = client.get("/sources/").context["table"]
    assert [(row["label"], [number for number, label in row["numbers"]], row["total"]) for row in rows] == [
        ("Events", [1, 2, 0, 1], 4)
    ]


def test_what_is_not_published_is_not_counted_for_visitors(client):
    make.output(status="draft", confidence="project")
    client.force_login(make.user(coordinator=True), backend="django.contrib.auth.backends.ModelBackend")
    assert [row["label"] for row in client.get("/sources/").context["table"]] == ["Outputs"]
    client.logout()
    assert client.get("/sources/").context["table"] == []


def test_what_the_facts_say_of_themselves_is_shown(client):
    make.project(facts_meta={"confidence_values": {"derived": "inferred by the compiler"}})
    assert "inferred by the compiler" in sources(client)


def test_conflicts_and_gaps_are_searched_without_accents(client):
    make.conflict(topic="Wrocław pilot theme")
    make.conflict(topic="Number of partners")
    make.gap(text="Titles in Wrocław")
    make.gap(text="Dates")
    answer = client.get("/sources/?search=wroclaw")
    assert [str(conflict) for conflict in answer.context["object_list"]] == ["Wrocław pilot theme"]
    assert [str(gap) for gap in answer.context["gaps"]] == ["Titles in Wrocław"]


def test_without_any_it_says_so(client):
    page = sources(client)
    assert "No disagreement between the sources here" in page
    assert "No gap is recorded" in page


def test_a_conflict_leads_to_its_place(client):
    assert make.conflict(slug="phases").get_absolute_url() == "/sources/#phases"


@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/"])
def test_statements_name_the_unit_in_charge(client, address):
    assert "whoever runs this portal" in client.get(address).content.decode()
    lead = make.partner(name="City of Leipzig", contact_unit="City Planning Office", address="Ring 4")
    make.project(lead_partner=lead)
    page = client.get(address).content.decode()
    for text in ("City of Leipzig", "City Planning Office", "Ring 4"):
        assert text in page


def test_the_privacy_page_names_the_cookies_as_they_are(client, settings):
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_AGE = "our-session", 3 * 86400
    page = client.get("/privacy/").content.decode()
    assert "our-session" in page
    assert "3 days" in page
