"""The commands and programs in docs/api.md do what they say, as they stand there, against a portal that runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from knox.models import get_token_model

from tests import make, project
from tests.outputs import samples

pytestmark = pytest.mark.full
DOCS = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()
BLOCK = re.compile(r"^```(sh|python)\n(.*?)\n```$(?:\n```(?:json|text)\n(.*?)\n```$)?", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^###? (.+)$", re.MULTILINE)
PROGRAMS = {"sh": ["bash", "-eo", "pipefail", "-c"], "python": [sys.executable, "-c"]}


def jobs():
    """Whatever in the file asks the portal at `PORTAL`: its heading, language, text, and its output if it is told."""
    places = [(heading.start(), heading[1]) for heading in HEADING.finditer(DOCS)]
    for block in BLOCK.finditer(DOCS):
        language, text, output = block.groups()
        if "PORTAL" in text and not text.startswith("export "):
            yield [name for start, name in places if start < block.start()][-1], language, text, output


def test_at_least_ten_jobs_are_told_in_both_languages():
    told = [(heading, language) for heading, language, _text, _output in jobs()]
    assert len({heading for heading, language in told if (heading, "sh") in told and (heading, "python") in told}) >= 10


def test_every_job_does_what_it_says(transactional_db, live_server, tmp_path):
    project.load()
    token, key = get_token_model().objects.create(user=make.user(coordinator=True))
    token.read_only = False
    token.save()
    (tmp_path / "studie.pdf").write_bytes(samples.pdf())
    environment = {"PORTAL": live_server.url, "TOKEN": key, "PATH": os.environ["PATH"]}
    wrong = []
    for heading, language, text, output in jobs():
        command = [*PROGRAMS[language], text]
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        as_told = ran.stdout and (output is None or ran.stdout.strip() == output.strip())
        if ran.returncode or not as_told or '"status":4' in ran.stdout.replace(output or "", ""):
            wrong.append(f"{heading}, in {language}: {ran.returncode}\n{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}")
    assert not wrong, "\n\n".join(wrong)
