"""Pages of the agreements: what they show, and to whom."""

import pytest

from tests import make
from tests.pages.reading import section, slugs, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreements():
    graz = make.area(slug="graz", name="Graz", country="AT")
    make.agreement(slug="pact", title="Pact", area=graz, status="signed", agreed_on="2013", within_project=False)
    make.agreement(slug="buses", title="Buses", status="proposed", form="memorandum", agreed_on="2014-12-10")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["buses", "pact"]),
        ("?status=signed", ["pact"]),
        ("?status=signed&status=proposed", ["buses", "pact"]),
        ("?area=graz", ["pact"]),
        ("?area=whole_project", ["buses"]),
        ("?within_project=true", ["buses"]),
        ("?within_project=false", ["pact"]),
        ("?form=memorandum", ["buses"]),
        ("?agreed_before=2014", ["pact"]),
        ("?agreed_after=2014", ["buses"]),
        ("?search=pact", ["pact"]),
        ("?ordering=-agreed_on", ["buses", "pact"]),
    ],
)
def test_agreements_are_narrowed_down(client, agreements, query, expected):
    assert slugs(client.get(f"/agreements/{query}")) == expected


@pytest.mark.parametrize("query", ["?within_project=maybe", "?status=torn", "?agreed_after=soon", "?partner=x"])
def test_an_unknown_filter_or_value_is_refused(client, agreements, query):
    assert client.get(f"/agreements/{query}").status_code == 400


def test_the_list_says_area_date_status_and_number_of_parties(client, agreements):
    make.party(agreement=make.agreement(title="Three", agreed_on="2014-03"))
    page = text(client.get("/agreements/"))
    assert "Pact Graz 2013 signed no, beside it" in page
    assert "Three Whole project March 2014 proposed 1 yes" in page


def test_both_titles_show_the_original_one_in_its_language(client):
    make.agreement(slug="pact", title="Declaration", title_local="Erklärung", area=make.area(country="DE"))
    for address in ("/agreements/", "/agreements/pact/"):
        assert 'lang="de">Erklärung<' in client.get(address).content.decode()


def test_the_parties_show_in_their_order_with_the_day_they_signed(client):
    agreement = make.agreement(slug="pact", parties_note="and many municipalities")
    make.party(agreement=agreement, stakeholder=make.stakeholder(name="Zeta"), signed_on="2010-11-01")
    make.party(agreement=agreement, stakeholder=make.stakeholder(name="Alpha"))
    assert section(client.get("/agreements/pact/"), "Parties") == (
        "Parties 2 Zeta agency signed: 1 November 2010 Alpha agency and many municipalities"
    )


def test_the_status_shows_with_its_source(client):
    make.agreement(
        slug="pact",
        status="signed",
        field_sources={"status_source": "https://aktion-flaeche.de/node/31", "status_confidence": "derived"},
        summary="They go on together.",
        form="memorandum",
        agreed_on="2014-11",
        within_project=False,
    )
    page = text(client.get("/agreements/pact/"))
    assert "Status signed inferred from the source Source: aktion-flaeche.de" in page
    assert "They go on together." in page
    assert "Date November 2014 Form memorandum" in page
    assert "no, it stands beside the project" in page


def test_the_pilots_it_came_from_are_found_directly_and_through_its_text(client):
    agreement = make.agreement(slug="pact")
    make.pilot(title="Direct", agreements=[agreement])
    through_text = make.pilot(title="Through its text")
    make.output(title="The text", agreement=agreement, pilot=through_text)
    make.output(title="Its annex", agreement=agreement, pilot=through_text)
    page = client.get("/agreements/pact/")
    assert [pilot.title for pilot in page.context["pilots"]] == ["Direct", "Through its text"]
    assert section(page, "Its text") == "Its text 2 Its annex analysis The text analysis"


def test_a_visitor_sees_nothing_unpublished_of_an_agreement(client):
    agreement = make.agreement(slug="pact")
    make.pilot(title="Secret pilot", agreements=[agreement], published=False)
    make.output(title="Secret text", agreement=agreement, status="draft", pilot=make.pilot(title="Behind a secret"))
    page = text(client.get("/agreements/pact/"))
    assert "Secret" not in page
    assert "Behind a secret" not in page


def test_an_unpublished_agreement_is_for_the_partnership_only(client):
    make.agreement(slug="secret", title="Secret", published=False)
    assert client.get("/agreements/secret/").status_code == 404
    assert slugs(client.get("/agreements/")) == []
    client.force_login(make.user(partner=make.partner()))
    assert slugs(client.get("/agreements/")) == ["secret"]
    assert "only the partnership can read it" in text(client.get("/agreements/secret/"))


def test_agreements_of_nobody_say_what_to_do_next(client):
    make.agreement(slug="pact")
    assert "No party is recorded yet." in section(client.get("/agreements/pact/"), "Parties")
    assert "No agreement matches" in text(client.get("/agreements/?status=ended"))
