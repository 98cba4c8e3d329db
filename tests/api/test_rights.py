"""Who sees what: rows that someone may not see are not there, and a token acts as its user."""

import json
from datetime import timedelta

import pytest
from django.urls import path
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.views import APIView

from partners.models import ApiToken
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts():
    """One unpublished row of each noun that has such rows, tied to public ones."""
    area, partner = make.area(slug="here"), make.partner(slug="body")
    pilot = make.pilot(slug="secret-pilot", area=area, partners=[partner], published=False)
    for part in (make.milestone, make.objective):
        part(pilot=pilot, text="secret")
    make.intervention(pilot=pilot, slug="secret-step")
    board = make.stakeholder_map(slug="secret-map", area=area, published=False)
    make.assessment(entry=make.entry(stakeholder_map=board, stakeholder=make.stakeholder(slug="who")))
    make.party(agreement=make.agreement(slug="secret-deal", area=area, published=False))
    make.practice(slug="secret-practice", area=area, published=False)
    make.output(slug="secret-output", area=area, status="draft", activity=make.activity(slug="work"))
    make.output(slug="paper", pilot=pilot, area=area)
    make.conclusion(slug="secret-conclusion", area=area, published=False)
    make.event(slug="visit", practice=make.practice(slug="secret-case", published=False))


HIDDEN = {
    "pilots": ["secret-pilot"],
    "interventions": ["secret-step"],
    "stakeholder-maps": ["secret-map"],
    "agreements": ["secret-deal"],
    "practices": ["secret-case", "secret-practice"],
    "outputs": ["paper", "secret-output"],
    "policy-conclusions": ["secret-conclusion"],
}
NUMBERED = ["milestones", "map-entries", "assessments", "parties"]
NESTING = [
    "areas/here/",
    "areas/here/?expand=pilot,agreements,practices,outputs,stakeholder_maps,policy_conclusions",
    "areas/?fields=pilot,agreements,practices,outputs,stakeholder_maps,policy_conclusions",
    "partners/body/?expand=pilots",
    "stakeholders/who/?expand=maps",
    "activities/work/?expand=outputs",
    "outputs/paper/?expand=pilot",
    "events/visit/?expand=practice",
    "outputs/?ordering=pilot",
    "events/?ordering=-practice&expand=practice",
]


def test_a_visitor_finds_no_trace_of_a_draft(drafts, get):
    for noun, slugs in HIDDEN.items():
        seen = [slug for slug in slugs if not slug.startswith("secret")]
        body = get(f"{noun}/?count=true")[1]
        assert ([row["slug"] for row in body["results"]], body["count"]) == (seen, len(seen)), noun
        assert [get(f"{noun}/{slug}/")[0] for slug in slugs if slug not in seen] == [404] * (len(slugs) - len(seen))
    for noun in NUMBERED:
        assert get(f"{noun}/?count=true")[1]["count"] == 0, noun
    for address in NESTING:
        status, body = get(address)
        assert status == 200
        assert "secret" not in json.dumps(body), address


def test_a_draft_cannot_be_asked_for_by_a_filter(drafts, get):
    status, body = get("milestones/?pilot=secret-pilot")
    assert status == 400
    assert "Known: " in body["detail"]
    assert body["detail"].count("secret") == 1


@pytest.mark.parametrize("coordinator", [False, True])
def test_the_partnership_sees_drafts(drafts, get, client, coordinator):
    client.force_login(make.user(coordinator=True) if coordinator else make.user(make.partner()))
    for noun, slugs in HIDDEN.items():
        rows = get(f"{noun}/?ordering=slug")[1]["results"]
        assert [row["slug"] for row in rows] == slugs, noun
        assert [get(f"{noun}/{slug}/")[0] for slug in slugs] == [200] * len(slugs)
    assert get("areas/here/")[1]["pilot"] == "secret-pilot"
    assert get("outputs/paper/?expand=pilot")[1]["pilot"]["slug"] == "secret-pilot"


def test_ratings_of_a_draft_map_are_seen_in_its_own_area_only_and_once(get, client):
    """However many partners the area has, or the person works for."""
    here = make.area()
    own, other = make.partner(area=here), make.partner(area=here)
    rating = make.assessment(entry=make.entry(stakeholder_map=make.stakeholder_map(area=here, published=False)))
    person = make.user(own)
    make.membership(user=person, partner=other)
    client.force_login(person)
    assert [row["id"] for row in get("assessments/")[1]["results"]] == [rating.pk]
    client.force_login(make.user(make.partner()))
    assert get("assessments/")[1]["results"] == []


def token(**fields):
    user = fields.pop("user", None) or make.user(make.partner())
    expiry = fields.pop("expiry", None)
    made, key = ApiToken.objects.create(user=user, expiry=expiry, prefix="cire_")
    ApiToken.objects.filter(pk=made.pk).update(**fields)
    return made, {"authorization": f"Bearer {key}"}


def test_a_token_reads_as_its_user_and_its_use_is_noted(get):
    make.practice(slug="draft", published=False)
    made, header = token()
    assert header["authorization"].startswith("Bearer cire_")
    assert [row["slug"] for row in get("practices/", **header)[1]["results"]] == ["draft"]
    made.refresh_from_db()
    assert made.last_used is not None


def test_a_token_of_nobody_an_expired_one_and_one_of_a_closed_account_are_refused(client):
    expired = token(expiry=timedelta(seconds=-1))[1]
    closed = token(user=make.user(make.partner(), is_active=False))[1]
    for header in ({"authorization": "Bearer cire_x"}, {"authorization": "Bearer \xe4"}, expired, closed):
        response = client.get("/api/v1/partners/", headers=header)
        assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer"), header
        assert response.headers["Content-Type"] == "application/problem+json"


class Writing(APIView):
    schema = None

    def post(self, request):
        return Response({})


urlpatterns = [path("api/v1/write/", Writing.as_view())]


@pytest.mark.urls("tests.api.test_rights")
@pytest.mark.parametrize(("read_only", "expected"), [(True, 403), (False, 200)])
def test_a_read_only_token_only_reads(client, read_only, expected):
    header = token(read_only=read_only)[1]
    response = client.post("/api/v1/write/", {}, headers=header, content_type="application/json")
    assert response.status_code == expected


@pytest.mark.urls("tests.api.test_rights")
def test_writing_needs_an_account(client):
    response = client.post("/api/v1/write/", {}, content_type="application/json")
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_expiry_is_checked_to_the_second(get):
    made, header = token(expiry=timedelta(hours=1))
    assert get("partners/", **header)[0] == 200
    ApiToken.objects.filter(pk=made.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    assert get("partners/", **header)[0] == 401
