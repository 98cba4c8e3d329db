"""The documentation of the API as people see it: one noun at a time, quick, without a third party."""

import json

import pytest
from django.test import Client

from cityregions.api.excerpts import unfilled
from stakeholders.models import Stakeholder
from tests import make
from tests.guards.anatomy import Page

pytestmark = pytest.mark.django_db
DOCS = "/api/v1/docs/"
# Letters of a description that a browser shows at once; with all 700,000 before it, it takes ten seconds and more.
SMALL = 120_000


def references(node):
    if isinstance(node, list):
        return set().union(*map(references, node))
    if not isinstance(node, dict):
        return set()
    return {text for key, text in node.items() if key == "$ref"}.union(*map(references, node.values()))


def noun_of(path):
    """The noun stands before the file's kind as well."""
    return path.split("/")[3].partition(".")[0]


def test_each_noun_has_its_own_description(get):
    whole = get("schema/")[1]
    for noun in {noun_of(path) for path in whole["paths"]}:
        status, own = get(f"schema/?noun={noun}")
        kinds = own["components"]
        assert status == 200
        assert own["paths"] == unfilled({path: each for path, each in whole["paths"].items() if noun_of(path) == noun})
        # What has an example is filled in by the page, and sent.
        parameters = kinds.get("parameters", {})
        assert [name for name, each in parameters.items() if "example" in each and not each.get("required")] == []
        held = {f"#/components/{kind}/{name}" for kind in kinds if kind != "securitySchemes" for name in kinds[kind]}
        assert references(own) == held, noun
        assert own["openapi"] == whole["openapi"]
        assert len(json.dumps(own)) < SMALL, noun


def test_the_rows_of_other_nouns_are_named_and_not_described_again(get):
    schemas = get("schema/?noun=partners")[1]["components"]["schemas"]
    assert schemas["Area"] == {"type": "object", "description": "A row of areas, as described there."}
    assert "partner_number" in schemas["Partner"]["properties"]


@pytest.mark.parametrize("query", ["noun=nothing", "noun=", "noun=areas&noun=partners"])
def test_a_noun_that_there_is_not_is_refused(get, query):
    status, body = get(f"schema/?{query}")
    assert (status, body["errors"][0]["parameter"]) == (400, "noun")


def test_the_page_leads_to_every_noun(client, get):
    page = Page(client.get(f"{DOCS}?noun=events").text)
    nouns = [link["href"].removeprefix("?noun=") for link, _text in page.all("a") if link["href"].startswith("?noun=")]
    assert set(nouns) == set(get("")[1]) - {"schema", "docs"}
    assert [
        text for link, text in page.all("a") if link.get("aria-current") == "page" and "?noun=" in link["href"]
    ] == ["events"]
    unknown = client.get(f"{DOCS}?noun=nothing")
    assert (unknown.status_code, unknown.headers["Content-Type"]) == (404, "application/problem+json")
    assert unknown.json()["status"] == 404


@pytest.mark.browser
@pytest.mark.full
def test_it_opens_and_tries_what_is_asked(page, transactional_db):
    make.partner(slug="body")
    page.goto(DOCS)
    page.get_by_role("link", name="partners", exact=True).click()
    page.locator("#operations-partners-partners_list .opblock-summary-control").press("Enter")
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table", has_text="body").wait_for()


@pytest.mark.browser
@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_is_signed_in_writes_there(open_page, transactional_db, live_server, scheme):
    person = make.user(coordinator=True)
    page = open_page(color_scheme=scheme, viewport={"width": 390, "height": 800})
    page.context.add_cookies([session_of(person, live_server.url)])
    page.goto(f"{DOCS}?noun=stakeholders#/stakeholders/stakeholders_create")
    page.get_by_role("button", name="Try it out").click()
    page.locator(".body-param__text").fill('{"name": "Verkehrsverbund"}')
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table .response-col_status", has_text="201").wait_for()
    assert Stakeholder.objects.get().name == "Verkehrsverbund"
    assert page.evaluate("document.documentElement.classList.contains('dark-mode')") is (scheme == "dark")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def session_of(person, url):
    client = Client()
    make.sign_in(client, person)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
