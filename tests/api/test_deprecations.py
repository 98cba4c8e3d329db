"""Whatever will go away says so, in the answers that it concerns and in the description."""

from datetime import date

import pytest

from cityregions.api import plans
from cityregions.api.deprecations import Deprecation
from cityregions.api.views import description
from partners.api import PartnerViewSet
from tests import make

pytestmark = pytest.mark.django_db
ON = {"since": date(2026, 12, 1), "until": date(2027, 12, 1), "told_at": "https://portal.example/api/v1/docs/"}
HEADERS = {
    "Deprecation": "@1796083200",
    "Sunset": "Wed, 01 Dec 2027 00:00:00 GMT",
    "Link": '<https://portal.example/api/v1/docs/>; rel="deprecation"; type="text/html"',
}


@pytest.fixture
def deprecate(monkeypatch):
    def declared(kind, name=""):
        plans.forget()
        monkeypatch.setattr(PartnerViewSet, "deprecated", (Deprecation(**ON, kind=kind, name=name),))
        return description.__wrapped__("en")

    yield declared
    plans.forget()


@pytest.mark.parametrize(
    ("kind", "name", "concerned", "others"),
    [
        ("noun", "", ["partners/", "partners/body/", "partners/nobody/"], ["areas/"]),
        ("parameter", "role", ["partners/?role=partner"], ["partners/", "partners/?kind=core_city"]),
        (
            "key",
            "founded",
            ["partners/", "partners/body/", "partners/?fields=founded"],
            ["partners/?fields=name", "partners/body/?omit=founded", "areas/"],
        ),
    ],
)
def test_answers_that_it_concerns_say_so(client, deprecate, kind, name, concerned, others):
    make.partner(slug="body")
    deprecate(kind, name)
    for address in concerned:
        told = client.get(f"/api/v1/{address}").headers
        assert {header: told.get(header) for header in HEADERS} == HEADERS, address
    for address in others:
        assert not {*HEADERS} & {*client.get(f"/api/v1/{address}").headers}, address


def deprecated(node, path=""):
    """Where in the description something is marked."""
    if isinstance(node, dict):
        yield from ([path] if node.get("deprecated") is True else [])
        for name, each in node.items():
            yield from deprecated(each, f"{path}/{name}")
    for number, each in enumerate(node if isinstance(node, list) else ()):
        yield from deprecated(each, f"{path}/{each.get('name', number) if isinstance(each, dict) else number}")


def test_the_description_marks_it(deprecate):
    assert list(deprecated(description.__wrapped__("en"))) == []
    marked = list(deprecated(deprecate("parameter", "role")))
    assert [path.rpartition("/")[2].lower() for path in marked] == ["role"]
    assert {path.split("/")[3] for path in deprecated(deprecate("key", "founded"))} == {
        "Partner",
        "PartnerWrite",
        "PartnerChange",
        "PartnerChangeOfOne",
    }
    assert {path.split("/")[5].partition(".")[0] for path in deprecated(deprecate("noun"))} == {"partners"}
