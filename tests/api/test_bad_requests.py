"""Addresses and rows of other people that nobody should send: a problem document, soon, and nothing is saved."""

import time

import pytest
from django.core import signing

from cityregions.areas.models import MetropolitanArea
from pilots.models import Milestone, Pilot
from tests import make

pytestmark = pytest.mark.django_db
SOON = 0.5
SIGNED_ELSEWHERE = signing.Signer(salt="elsewhere").sign_object(["stakeholders", "", 0, 0, ["a", 1]])
SIGNED_BY_NOBODY = signing.Signer(key="nobody", salt="cityregions.api.cursor").sign_object(
    ["stakeholders", "", 0, 0, ["a", 1]]
)


@pytest.mark.parametrize(
    "query",
    [
        "search=" + "a" * 2_000_000,
        "&".join(["area=graz"] * 200_000),
        "ordering=" + ",".join(["name"] * 1_500),
        "ordering=name,-name",
        "fields=" + ",".join(["x"] * 3_000),
        "page_size=" + "9" * 5_000,
        "page_size=1e3",
        "area=" + "%F0%9F%8F%99" * 500,
        "search=%ED%A0%80",
        "area=%00",
        "area[]=graz",
        "area=graz;drop",
        f"cursor={SIGNED_ELSEWHERE}",
        f"cursor={SIGNED_BY_NOBODY}",
        "cursor=" + "a" * 7_000,
        "cursor=:::",
        "cursor=.eJw:x",
    ],
)
def test_an_address_that_nobody_should_send(client, query):
    make.area(slug="graz")
    client.get("/api/v1/stakeholders/")  # the first request of all loads the portal, which is not what is timed
    began = time.perf_counter()
    answer = client.get(f"/api/v1/stakeholders/?{query}")
    assert time.perf_counter() - began < SOON
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json"), answer.content
    assert answer.json()["errors"][0]["detail"]
    assert len(answer.content) < 100_000


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writes_refuse_it_too(send, coordinator, method):
    make.area(slug="graz")
    answer = send(method, f"areas/graz/?x={'a' * 2_000_000}", {"name": "Other"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert MetropolitanArea.objects.get().name != "Other"


@pytest.mark.parametrize("method", ["patch", "put"])
def test_a_part_of_another_peoples_whole_is_not_taken_over(send, staff, method):
    own = make.pilot(slug="own", area=staff.memberships.get().partner.area)
    foreign = make.milestone(text="Theirs", pilot=make.pilot(slug="theirs", area=make.area(slug="there")))
    row = {"title": "Own", "area": "here", "theme": "Trams", "milestones": [{"id": foreign.pk, "text": "Ours now"}]}
    answer = send(method, "pilots/own/", row)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/milestones/0/id")
    assert list(Milestone.objects.values_list("pilot__slug", "text")) == [("theirs", "Theirs")]
    assert Pilot.objects.get(slug="own").title == own.title


def test_a_new_whole_takes_over_no_part_either(send, staff):
    foreign = make.milestone(text="Theirs", pilot=make.pilot(slug="theirs", area=make.area(slug="there")))
    row = {"title": "New", "area": "here", "theme": "Trams", "milestones": [{"id": foreign.pk, "text": "Ours now"}]}
    answer = send("post", "pilots/", row)
    assert answer.status_code in {400, 403}
    assert list(Milestone.objects.values_list("pilot__slug", "text")) == [("theirs", "Theirs")]
    assert [pilot.slug for pilot in Pilot.objects.all()] == ["theirs"]


def test_a_part_within_a_part_of_others_is_not_taken_over(send, staff):
    own = make.stakeholder_map(slug="own", area=staff.memberships.get().partner.area)
    entry = make.entry(stakeholder_map=own, stakeholder=make.stakeholder(slug="body-of-ours"))
    foreign = make.assessment()
    rating = {"id": foreign.pk, "influence": 5, "interest": 5, "assessed_on": "2014-03-15"}
    parts = [{"id": entry.pk, "stakeholder": "body-of-ours", "assessments": [rating]}]
    answer = send("patch", "stakeholder-maps/own/", {"entries": parts})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/entries/0/assessments/0/id")
    foreign.refresh_from_db()
    assert (foreign.influence, foreign.entry.stakeholder_map.slug == "own") == (3, False)
