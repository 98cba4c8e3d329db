"""The examples in the API's description: rows of the real project, each as it is described.

`RENEW=yes pytest tests/api/test_examples.py`, which `make promises` does, writes them anew.
"""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from cityregions.workplan.models import Activity, Output
from partners.models import Partner
from stakeholders.models import Agreement, MapEntry
from tests import make
from tests.api.nouns import LISTS, MAKERS

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("contract")]
FILE = Path(settings.BASE_DIR) / "cityregions" / "api" / "examples.json"
SINGLE = {
    "project": "project/",
    "search": "search/?q=graz",
    "progress": "progress/?on=2014-03-15",
    "history": "history/?record=output/cooperation-analysis-graz&page_size=2",
}
# Of parts and lists so many stand in an example.
FEW = 2


def shortened(value):
    """The same with few of what there are many of, at an address that is nobody's."""
    if isinstance(value, dict):
        return {key: shortened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shortened(each) for each in value[:FEW]]
    return value.replace("http://testserver", "https://portal.example") if isinstance(value, str) else value


def add_what_the_sources_lack(graz):
    """Nobody published these of the project: one of each, of its real partner, outputs and activities."""
    output = Output.objects.get(slug="cooperation-analysis-graz")
    report = make.report(partner=graz, period=make.period(slug="2013-2", name="Second half of 2013"), status="accepted")
    make.report_text(report=report, summary="The map of stakeholders is drawn and discussed.")
    activity = Activity.objects.get(slug="stakeholder-mapping")
    make.progress_entry(report=report, activity=activity, percent=60, text="All municipalities have answered.")
    make.output_entry(report=report, output=output, text="Handed in.")
    make.output_file(output=output, name="analysis-graz.txt", language="en", version=1, published=True)
    remark = {"paragraph": "2.1", "text": "The Regionext law is of 2012."}
    make.comment(output=output, partner=graz, **remark)
    make.endorsement(output=output, partner=graz)
    make.compliance_check(output=output)
    make.evidence_file(progress_entry=report.progress_entries.get())
    make.reviewer(output=output)
    make.engagement_action(
        stakeholder=graz.stakeholder,
        level="consult",
        what="Ask its council about regional trains.",
        due_on="2014-05-02",
    )
    pact = Agreement.objects.order_by("slug").first()
    version = make.agreement_version(agreement=pact, text="We meet twice a year.", note="First draft.")
    make.party_endorsement(party=pact.parties.first() or make.party(agreement=pact), version=version)
    make.assessment(entry=MapEntry.objects.order_by("pk").first())


def write_them_anew(the_project, client):
    graz = Partner.objects.get(slug="city-of-graz")
    client.force_login(make.user(graz, coordinator=True))
    found = {noun: client.get(f"/api/v1/{address}").json() for noun, address in SINGLE.items()}
    add_what_the_sources_lack(graz)
    for noun in LISTS:
        rows = client.get(f"/api/v1/{noun}/?page_size=1").json()["results"]
        if not rows:
            MAKERS[noun]()
            rows = client.get(f"/api/v1/{noun}/?page_size=1").json()["results"]
        found[noun] = client.get(rows[0]["url"]).json() if rows else {}
    FILE.write_text(json.dumps(shortened(found), ensure_ascii=False, indent=1, sort_keys=True) + "\n")


if os.environ.get("RENEW"):
    test_the_examples_are_written_anew = write_them_anew


@pytest.fixture(scope="module")
def schema(django_db_setup):
    from cityregions.api.views import description

    return json.loads(json.dumps(description("en")))


def test_every_row_and_body_has_an_example_that_is_as_described(schema):
    schemas = schema["components"]["schemas"]
    rows = [viewset.serializer_class.__name__.removesuffix("Serializer") for viewset in LISTS.values()]
    told = {name: each["examples"] for name, each in schemas.items() if "examples" in each}
    assert set(rows) <= set(told)
    wrong = [
        f"{name}: {error.message[:200]}"
        for name, examples in told.items()
        for example in examples
        for error in Draft202012Validator({**schemas[name], "components": schema["components"]}).iter_errors(example)
    ]
    assert wrong == []
    assert [name for name in rows if set(told[name][0]) != set(schemas[name]["properties"])] == []


def test_every_parameter_has_an_example_that_is_as_described(schema):
    wrong = []
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            for each in operation["parameters"]:
                parameter = (
                    schema["components"]["parameters"][each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each
                )
                described = Draft202012Validator({**parameter["schema"], "components": schema["components"]})
                if "example" not in parameter or not described.is_valid(parameter["example"]):
                    wrong.append((method, path, parameter["name"], parameter.get("example")))
    assert wrong == []
