"""Requests that nobody thought of, right and wrong, made of the description: no fault, no answer outside of it.

`make fuzz` asks thousands of them; here there are as many as fit into `FUZZ_SECONDS` for each role.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from knox.models import get_token_model

from partners.models import Partner
from tests import make, project

pytestmark = pytest.mark.full
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
SECONDS = int(os.environ.get("FUZZ_SECONDS", "8"))
# Beyond a moment, the cases that try every edge of each parameter are asked as well; they take minutes.
PHASES = "examples,fuzzing" if SECONDS < 60 else "examples,coverage,fuzzing"


def token_of(person):
    token, key = get_token_model().objects.create(user=person)
    token.read_only = False
    token.save()
    return key


@pytest.mark.parametrize("role", ["visitor", "staff", "coordinator"])
def test_nothing_that_is_sent_is_too_much(transactional_db, live_server, tmp_path, role):
    project.load()
    people = {
        "staff": lambda: make.user(Partner.objects.get(slug="city-of-graz")),
        "coordinator": lambda: make.user(coordinator=True),
    }
    known = [] if role == "visitor" else ["--header", f"Authorization: Bearer {token_of(people[role]())}"]
    command = [SCHEMATHESIS, "--config-file", Path(__file__).with_name("schemathesis.toml"), "run"]
    command += [f"{live_server.url}/api/v1/schema/", *known, "--checks", "all", "--phases", PHASES]
    command += ["--max-time", str(SECONDS), "--max-examples", str(max(1, SECONDS // 20)), "--seed", "1"]
    command += ["--no-shrink", "--continue-on-failure", "--no-color"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr
