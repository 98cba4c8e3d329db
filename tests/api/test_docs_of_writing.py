"""The examples of writing in docs/api.md do what they say."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests import make

pytestmark = pytest.mark.django_db
SECTION = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text().split("## Writing")[1].split("\n## ")[0]
CURL = re.compile(r"-X (\w+) +http://[^/]+/api/v1/(\S+)(?: -d '(.*)')?")


def test_the_commands_work_one_after_the_other(send, coordinator):
    make.output(slug="study-graz", area=make.area(slug="graz"), status="draft", url="https://example.org/study.pdf")
    told = [(method.lower(), address, json.loads(body or "null")) for method, address, body in CURL.findall(SECTION)]
    answers = [send(method, address, body) for method, address, body in told]
    assert [answer.status_code for answer in answers] == [201, 200, 204, 200]
    assert answers[0].headers["Location"].endswith("/stakeholders/verkehrsverbund/")


def test_the_bodies_work(send, coordinator):
    parts, many = [json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", SECTION, re.DOTALL)]
    part = make.milestone(pk=7, pilot=make.pilot(slug="tram"))
    answer = send("patch", "pilots/tram/", parts)
    assert [(row["id"] == part.pk, row["text"]) for row in answer.json()["milestones"]] == [
        (True, "Contract signed"),
        (False, "Report handed in"),
    ]
    for row in many:
        make.stakeholder(slug=row["slug"])
    assert [row["slug"] for row in send("patch", "stakeholders/", many).json()] == [row["slug"] for row in many]
