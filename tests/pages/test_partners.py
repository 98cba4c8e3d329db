"""Pages of the partners: what they show, and to whom."""

import re

import pytest

from tests import make
from tests.pages.reading import section, slugs, text, words

pytestmark = pytest.mark.django_db


def cells(response):
    """The cells of a table but for the names, in their order."""
    found = re.findall(r"<td data-label[^>]*>(.*?)</td>", response.content.decode(), re.DOTALL)
    return [words(cell) for cell in found]


@pytest.fixture
def partners():
    prague = make.area(slug="prague-9", name="Prague 9", country="CZ")
    lead = make.partner(slug="leipzig", name="City of Leipzig", role="lead", kind="city", partner_number="LP")
    left = make.partner(slug="rda", name="Agency", kind="metropolitan_body", area=prague, left_on="2013-12")
    return lead, left


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["rda", "leipzig"]),
        ("?area=prague-9", ["rda"]),
        ("?kind=city", ["leipzig"]),
        ("?role=lead&role=associated", ["leipzig"]),
        ("?active_on=2013-12-31", ["rda", "leipzig"]),
        ("?active_on=2014-01-01", ["leipzig"]),
        ("?search=leipzig", ["leipzig"]),
        ("?ordering=number", ["rda", "leipzig"]),
    ],
)
def test_partners_are_narrowed_down(client, partners, query, expected):
    assert slugs(client.get(f"/partners/{query}")) == expected


@pytest.mark.parametrize("query", ["?aera=prague-9", "?kind=village", "?active_on=yesterday", "?ordering=budget"])
def test_an_unknown_filter_or_value_is_refused(client, partners, query):
    assert client.get(f"/partners/{query}").status_code == 400


def test_the_table_says_number_role_kind_area_and_until_when(client, partners):
    assert cells(client.get("/partners/?area=prague-9")) == [
        "",
        "partner",
        "metropolitan body",
        "Prague 9",
        "until December 2013",
    ]


def test_a_partner_without_dates_takes_part_throughout(client, partners):
    assert cells(client.get("/partners/?role=lead"))[-1] == "throughout"


def test_a_partner_that_left_says_so_plainly(client, partners):
    assert "This partner left the project: it took part until December 2013." in text(client.get("/partners/rda/"))
    assert "left the project" not in text(client.get("/partners/leipzig/"))


def test_both_names_show_the_original_one_in_its_language(client):
    make.partner(slug="graz", name="City of Graz", name_local="Stadt Graz")
    for address in ("/partners/", "/partners/graz/"):
        assert 'lang="de">Stadt Graz<' in client.get(address).content.decode()


def test_a_partner_shows_its_facts(client):
    partner = make.partner(
        slug="graz",
        partner_number="PP9",
        founded="1994",
        contact_unit="Department of Finance",
        address="Europaplatz 20, Graz",
        website="https://www.graz.at",
        cofinancing_rate="85.00",
        later="It became part of the regional association.",
    )
    make.budget(
        partner=partner, amount_eur="170000.00", text="for all three years", source="https://example.org/budget"
    )
    page = text(client.get("/partners/graz/"))
    for fact in (
        "Partner number PP9",
        "Kind core city",
        "Takes part throughout the project",
        "Founded 1994",
        "Contact unit Department of Finance",
        "Address Europaplatz 20, Graz",
        "Website graz.at",
        "Co-financing rate 85 %",
        "Budget 170,000 € for all three years Source: example.org",
        "After the project It became part of the regional association.",
    ):
        assert fact in page


def test_a_partner_leads_to_its_work_and_its_stakeholder_record(client):
    partner = make.partner(slug="graz", name="City of Graz")
    stakeholder = make.stakeholder(slug="city-of-graz", name="City of Graz", partner=partner, category="agency")
    make.relation(from_stakeholder=stakeholder, to_stakeholder=make.stakeholder(name="Verbund"), kind="owns")
    make.party(stakeholder=stakeholder, agreement=make.agreement(title="Bus network"))
    make.event(title="Conference", host=stakeholder, co_hosts=[stakeholder])
    make.event(title="Workshop", co_hosts=[stakeholder])
    make.output(title="Concept", author=stakeholder)
    make.pilot(title="Gentle mobility", partners=[partner])
    make.practice(name="Lyon", visited_by=[partner])
    make.activity(title="Mapping", responsible=[partner])
    page = client.get("/partners/graz/")
    assert section(page, "Relations") == "Relations 1 owns Verbund"
    assert section(page, "Agreements it is party to") == "Agreements it is party to 1 Bus network proposed"
    assert section(page, "Events it hosted") == "Events it hosted 2 Conference meeting Workshop meeting"
    assert section(page, "Outputs it wrote") == "Outputs it wrote 1 Concept analysis"
    assert section(page, "Pilot") == "Pilot 1 Gentle mobility Public transport"
    assert section(page, "Practices it visited").startswith("Practices it visited 1 Lyon")
    assert section(page, "Activities it answers for").startswith("Activities it answers for 1 Mapping")
    assert 'href="/stakeholders/city-of-graz/"' in page.content.decode()


def test_a_visitor_sees_nothing_unpublished_of_a_partner(client):
    partner = make.partner(slug="graz")
    stakeholder = make.stakeholder(partner=partner)
    make.party(stakeholder=stakeholder, agreement=make.agreement(title="Secret agreement", published=False))
    make.output(title="Secret output", author=stakeholder, status="in_review")
    make.pilot(title="Secret pilot", partners=[partner], published=False)
    make.practice(name="Secret practice", visited_by=[partner], published=False)
    assert "Secret" not in text(client.get("/partners/graz/"))


def test_those_who_may_change_a_partner_find_the_way_to_its_form(client):
    partner = make.partner(slug="graz")
    assert "/partners/graz/edit/" not in client.get("/partners/graz/").content.decode()
    client.force_login(make.user(partner=make.partner()))
    assert "/partners/graz/edit/" not in client.get("/partners/graz/").content.decode()
    for person in (make.user(partner=partner), make.user(coordinator=True)):
        client.force_login(person)
        assert "/partners/graz/edit/" in client.get("/partners/graz/").content.decode()


def test_people_of_a_partner_are_never_named(client):
    partner = make.partner(slug="graz")
    make.user(partner=partner, email="secret@example.org", name="Secret Person")
    page = text(client.get("/partners/graz/"))
    assert "secret@example.org" not in page
    assert "Secret Person" not in page


def test_the_pages_of_one_organisation_are_told_apart_by_their_titles(client):
    partner = make.partner(slug="graz", name="City of Graz")
    make.stakeholder(slug="graz", name="City of Graz", partner=partner)
    pages = [client.get(path).content.decode() for path in ("/partners/graz/", "/stakeholders/graz/")]
    titles = [re.search(r"<title>(.*?)</title>", page)[1] for page in pages]
    assert [title.split(" · ")[:2] for title in titles] == [
        ["City of Graz", "Partners"],
        ["City of Graz", "Stakeholders"],
    ]
