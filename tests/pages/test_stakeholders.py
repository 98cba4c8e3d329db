"""Pages of the stakeholders: what they show, and to whom."""

import pytest

from tests import make
from tests.pages.reading import section, slugs, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def graz():
    return make.area(slug="graz", name="Graz", country="AT")


@pytest.fixture
def stakeholders(graz):
    make.stakeholder(slug="bim", name="B.I.M.", area=graz, category="business", level="regional", sector="private")
    make.stakeholder(slug="city", name="City", area=graz, category="public_authority", partner=make.partner(area=graz))
    make.stakeholder(slug="towns", name="Towns", category="public_authority", level="municipal", is_group=True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["bim", "city", "towns"]),
        ("?area=graz", ["bim", "city"]),
        ("?area=whole_project", ["towns"]),
        ("?category=business", ["bim"]),
        ("?category=business&category=public_authority", ["bim", "city", "towns"]),
        ("?level=municipal", ["towns"]),
        ("?sector=private", ["bim"]),
        ("?is_partner=true", ["city"]),
        ("?is_partner=false", ["bim", "towns"]),
        ("?is_group=true", ["towns"]),
        ("?search=towns", ["towns"]),
        ("?ordering=level", ["city", "towns", "bim"]),
    ],
)
def test_stakeholders_are_narrowed_down(client, stakeholders, query, expected):
    assert slugs(client.get(f"/stakeholders/{query}")) == expected


def test_stakeholders_of_a_map_are_found(client, stakeholders):
    entry = make.entry(stakeholder_map=make.stakeholder_map(slug="mobility"))
    assert slugs(client.get("/stakeholders/?map=mobility")) == [entry.stakeholder.slug]


def test_an_unpublished_map_is_unknown_to_the_filter_of_a_visitor(client):
    make.stakeholder_map(slug="secret", published=False)
    page = client.get("/stakeholders/?map=secret")
    assert page.status_code == 400


def test_the_list_goes_on_after_fifty(client, graz):
    for _number in range(51):
        make.stakeholder(area=graz)
    assert len(slugs(client.get("/stakeholders/"))) == 50
    assert len(slugs(client.get("/stakeholders/?page=2&area=graz"))) == 1
    for page, status in (("3", 404), ("٢", 404), ("+2", 404), ("last", 200)):
        assert client.get(f"/stakeholders/?page={page}").status_code == status


@pytest.mark.parametrize(
    ("kind", "outward", "inward"),
    [
        ("member_of", "is a member of", "has as a member"),
        ("cooperates_with", "cooperates with", "cooperates with"),
        ("owns", "owns", "is owned by"),
        ("commissions", "commissions", "is commissioned by"),
        ("supervises", "supervises", "is supervised by"),
        ("funds", "funds", "is funded by"),
    ],
)
def test_a_relation_is_told_from_both_sides(client, kind, outward, inward):
    first, second = make.stakeholder(slug="first", name="First"), make.stakeholder(slug="second", name="Second")
    make.relation(from_stakeholder=first, to_stakeholder=second, kind=kind)
    assert section(client.get("/stakeholders/first/"), "Relations") == f"Relations 1 {outward} Second"
    assert section(client.get("/stakeholders/second/"), "Relations") == f"Relations 1 {inward} First"


def test_a_relation_says_since_when_and_where_it_is_known_from(client):
    make.relation(
        from_stakeholder=make.stakeholder(slug="city"),
        to_stakeholder=make.stakeholder(name="Association"),
        since="2007",
        until="2013-12",
        note="Joint Declaration",
        weight=4,
        source="https://example.org/x",
        confidence="derived",
        extra={"since_note": "as announced"},
    )
    assert section(client.get("/stakeholders/city/"), "Relations") == (
        "Relations 1 is a member of Association 2007 – December 2013 Joint Declaration strength 4 of 5"
        " Since note: as announced Source: example.org · inferred from the source"
    )


def test_relations_stand_in_the_order_of_kind_and_name(client):
    city = make.stakeholder(slug="city")
    for name, kind in (("Zeta", "owns"), ("Beta", "member_of"), ("Alpha", "owns"), ("Gamma", "cooperates_with")):
        make.relation(from_stakeholder=city, to_stakeholder=make.stakeholder(name=name), kind=kind)
    assert section(client.get("/stakeholders/city/"), "Relations") == (
        "Relations 4 is a member of Beta cooperates with Gamma owns Alpha owns Zeta"
    )


def test_a_stakeholder_without_relations_says_so(client):
    make.stakeholder(slug="city")
    assert "No relation to another stakeholder is recorded yet." in text(client.get("/stakeholders/city/"))


def test_a_stakeholder_shows_its_facts(client, graz):
    make.stakeholder(
        slug="towns",
        name="Towns",
        area=graz,
        category="public_authority",
        organisation_type="local_authority",
        sector="public",
        level="municipal",
        municipality="Fernitz",
        address="Main street 1",
        website="https://www.fernitz.at",
        latitude=47.0,
        longitude=15.5,
        is_group=True,
        role="They run the schools.",
        partner=make.partner(slug="city", role="lead"),
    )
    page = text(client.get("/stakeholders/towns/"))
    for fact in (
        "Public authority Graz Towns They run the schools.",
        "In the project lead partner",
        "Interreg type local public authority",
        "Sector public",
        "Level municipal",
        "Group stands for several organisations",
        "Municipality Fernitz",
        "Address Main street 1",
        "Website fernitz.at",
        "Coordinates 47.0000° N, 15.5000° E",
    ):
        assert fact in page


def test_a_stakeholder_leads_to_all_it_has_to_do_with(client):
    bim = make.stakeholder(slug="bim", name="B.I.M.")
    make.entry(stakeholder=bim, stakeholder_map=make.stakeholder_map(name="Map of mobility"))
    make.party(stakeholder=bim, agreement=make.agreement(title="Pact", status="signed"), signed_on="2014-11-12")
    make.pilot(title="Mobility", stakeholders=[bim])
    make.pilot(title="Parking", contractor=bim, contract_number="13-P2-26")
    make.expert(pilot=make.pilot(title="Land"), organisation=bim, text="Advice on law")
    make.practice(name="Railway", organisations=[bim])
    make.event(title="Hosted", host=bim)
    make.event(title="Attended", participant_organisations=[bim])
    make.event(title="Addressed", speaker_organisations=[bim])
    make.output(title="Study", author=bim)
    page = client.get("/stakeholders/bim/")
    assert "Stakeholder map Map of mobility" in text(page)
    assert "Pact signed signed on its part: 12 November 2014" in section(page, "Agreements it is party to")
    assert section(page, "Pilots it takes part in") == "Pilots it takes part in 1 Mobility Public transport"
    assert section(page, "Contracts and expertise") == (
        "Contracts and expertise Contractor of Parking Contract 13-P2-26 Expert for Land Advice on law"
    )
    assert section(page, "Practices it takes part in").startswith("Practices it takes part in 1 Railway")
    assert section(page, "Events it hosted") == "Events it hosted 1 Hosted meeting"
    assert section(page, "Events it attended") == "Events it attended 1 Attended meeting"
    assert section(page, "Events it spoke at") == "Events it spoke at 1 Addressed meeting"
    assert section(page, "Outputs it wrote") == "Outputs it wrote 1 Study analysis"


def test_the_secretariat_is_named_as_such(client):
    make.project(secretariat=make.stakeholder(slug="office"))
    make.stakeholder(slug="other")
    assert "Secretariat runs the project’s office" in text(client.get("/stakeholders/office/"))
    assert "Secretariat" not in text(client.get("/stakeholders/other/"))


def test_a_visitor_sees_nothing_unpublished_of_a_stakeholder(client):
    bim = make.stakeholder(slug="bim")
    make.entry(stakeholder=bim, stakeholder_map=make.stakeholder_map(name="Secret map", published=False))
    make.party(stakeholder=bim, agreement=make.agreement(title="Secret agreement", published=False))
    make.pilot(title="Secret pilot", stakeholders=[bim], published=False)
    make.pilot(title="Secret contract", contractor=bim, published=False)
    make.expert(pilot=make.pilot(title="Secret land", published=False), organisation=bim, text="Secret advice")
    make.practice(name="Secret practice", organisations=[bim], published=False)
    make.output(title="Secret output", author=bim, status="draft")
    assert "Secret" not in text(client.get("/stakeholders/bim/"))
