"""The description of the API and what the endpoints answer are the same thing."""

import copy
import json
from functools import cache

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from cityregions.api.parameters import expandable
from tests import make
from tests.api.nouns import LISTS, full_report

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("contract")]


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker):
    from django.test import Client

    return json.loads(Client().get("/api/v1/schema/").content)


def closed(node):
    """The same description, under which an object has no keys but those described."""
    if isinstance(node, dict):
        strict = {"additionalProperties": False} if "properties" in node and "type" in node else {}
        return {key: closed(value) for key, value in node.items()} | strict
    return [closed(value) for value in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def faults(schema):
    strict = closed(copy.deepcopy(schema))

    @cache
    def validator(path, status, media_type):
        described = strict["paths"][path]["get"]["responses"][status]["content"][media_type]["schema"]
        return Draft202012Validator({**described, "components": strict["components"]})

    def found(path, body, status="200", media_type="application/json"):
        errors = validator(path, status, media_type).iter_errors(body)
        return [f"{path} {error.json_path}: {error.message[:200]}" for error in errors]

    return found


def properties(schema, noun):
    reference = schema["paths"][f"/api/v1/{noun}/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    component = schema["components"]["schemas"][reference["$ref"].rsplit("/", 1)[1]]
    row = component["properties"]["results"]["items"]["$ref"].rsplit("/", 1)[1]
    return list(schema["components"]["schemas"][row]["properties"])


def parameters(schema, path):
    """The parameters of an address, those described elsewhere as well."""
    told, shared = schema["paths"][path]["get"]["parameters"], schema["components"]["parameters"]
    return [shared[each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each for each in told]


def test_the_description_is_valid_and_complete():
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")


def test_every_noun_of_the_design_answers(get):
    named = set(get("")[1])
    nouns = """areas partners stakeholders relations stakeholder-maps map-entries map-snapshots assessments agreements
        parties engagement-actions practices pilots interventions milestones phases activities outputs events
        policy-conclusions
        reporting-periods partner-reports progress-entries evidence-files output-files comments endorsements
        compliance-checks reviewers project progress history changes search keep schema docs"""
    assert named == set(nouns.split())


@pytest.mark.full
def test_every_list_and_detail_of_the_real_project_is_as_described(the_project, client, get, schema, faults):
    make.assessment()
    make.party_endorsement()
    for maker in (
        make.engagement_action,
        make.output_file,
        make.comment,
        make.endorsement,
        make.compliance_check,
        make.reviewer,
    ):
        maker()
    make.snapshot(published=True)
    report = full_report()
    make.evidence_file(progress_entry=report.progress_entries.get())
    client.force_login(make.user(report.partner))
    found, lookups = [], {}
    for noun, viewset in LISTS.items():
        nested = ",".join(expandable(viewset.serializer_class))
        key = f"/api/v1/{noun}/{{{'id' if viewset.lookup_field == 'pk' else 'slug'}}}/"
        lookups[noun] = next(path for path in schema["paths"] if path.startswith(f"/api/v1/{noun}/{{")), key
        for parameters in ("count=true", f"page_size=1000&expand={nested}"):
            status, body = get(f"{noun}/?{parameters}")
            assert status == 200
            assert body["results"], f"{noun} has no rows to compare"
            found += faults(f"/api/v1/{noun}/", body)
        for row in body["results"][:10]:
            status, detail = get(row["url"])
            assert (status, list(detail)) == (200, properties(schema, noun))
            found += faults(lookups[noun][0], detail)
    assert found == []


@pytest.mark.parametrize(
    "address",
    ["project/", "project/?expand=lead_partner,secretariat", "search/?q=graz", "keep/", "changes/"],
)
def test_single_answers_are_as_described(the_project, get, faults, address):
    status, body = get(address)
    assert (status, faults(f"/api/v1/{address.split('?')[0]}", body)) == (200, [])


def test_a_problem_is_as_described(get, faults):
    status, body = get("partners/?aera=torino")
    assert faults("/api/v1/partners/", body, str(status), "application/problem+json") == []


def test_every_parameter_that_is_described_is_known_and_the_other_way_round(get, schema):
    for noun in LISTS:
        for address, path in ((f"{noun}/", f"{noun}/"), (f"{noun}.csv", f"{noun}.{{suffix}}")):
            described = {p["name"] for p in parameters(schema, f"/api/v1/{path}") if p["in"] == "query"}
            known = set(get(f"{address}?nothing=1")[1]["errors"][0]["known"])
            assert described | {"expand"} == known | {"expand"}, address


@pytest.mark.full
def test_every_order_that_is_described_works(get, schema):
    for noun in LISTS:
        told = parameters(schema, f"/api/v1/{noun}/")
        words = next(p for p in told if p["name"] == "ordering")["schema"]["items"]["enum"]
        for word in words:
            assert get(f"{noun}/?ordering={word}")[0] == 200, (noun, word)


def test_nothing_personal_is_described_or_told(get, schema):
    rating = make.assessment(assessed_by=make.user(email="someone@example.org"))
    told = json.dumps([get("assessments/"), get(f"assessments/{rating.pk}/")])
    for secret in ("assessed_by", "search_text", "email", "someone"):
        assert secret not in told
        assert (secret in json.dumps(list(schema["components"]["schemas"].items()))) is False, secret
