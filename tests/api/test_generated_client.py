"""A client that a stock generator makes of the description works, and knows every mistake by its type."""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from knox.models import get_token_model

from stakeholders.models import Stakeholder
from tests import make

pytestmark = pytest.mark.full
GENERATOR = Path(sys.executable).with_name("openapi-python-client")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """The generated package, made without a warning: nothing of the description was left out."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "schema.json").write_bytes(Client().get("/api/v1/schema/").content)
    # The generator knows files of these kinds when it is told that they are files.
    files = "application/xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    told = {"post_hooks": [], "content_type_overrides": dict.fromkeys(files, "application/octet-stream")}
    (folder / "settings.yaml").write_text(json.dumps(told))
    command = [GENERATOR, "generate", "--path", "schema.json", "--config", "settings.yaml"]
    command += ["--meta", "none", "--output-path", "portal_client", "--fail-on-warning"]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    described = json.loads((folder / "schema.json").read_text())["paths"]
    calls = sum(len(item) for item in described.values())
    assert len(list(folder.glob("portal_client/api/*/[a-z]*.py"))) == calls
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"portal_client.{name}")
    sys.path.remove(str(folder))


@pytest.fixture
def connection_of(library, transactional_db, live_server):
    def opened(person):
        token, key = get_token_model().objects.create(user=person)
        token.read_only = False
        token.save()
        return library("client").AuthenticatedClient(live_server.url, key)

    return opened


def test_it_reads_creates_changes_and_deletes(library, connection_of):
    for number in range(5):
        make.stakeholder(slug=f"body-{number}", area=make.area(slug="graz") if number == 0 else None)
    models = library("models")
    verbs = ["list", "retrieve", "create", "update", "delete"]
    api = {verb: library(f"api.stakeholders.stakeholders_{verb}") for verb in verbs}
    with connection_of(make.user(coordinator=True)) as connection:
        in_graz = api["list"].sync(client=connection, area=["graz"], count=True)
        assert (in_graz.count, [row.slug for row in in_graz.results]) == (1, ["body-0"])

        slugs, cursor = [], {}
        while cursor is not None:
            page = api["list"].sync(client=connection, page_size=2, **cursor)
            slugs += [row.slug for row in page.results]
            cursor = {"cursor": parse_qs(urlsplit(page.next_).query)["cursor"][0]} if page.next_ else None
        assert sorted(slugs) == [f"body-{number}" for number in range(5)]

        new = models.StakeholderWrite(name="Verkehrsverbund", area="graz")
        created = api["create"].sync_detailed(client=connection, body=new)
        assert (created.status_code, created.parsed.slug, created.parsed.area) == (201, "verkehrsverbund", "graz")

        read = api["retrieve"].sync_detailed(client=connection, slug="verkehrsverbund")
        change, tag = models.StakeholderChange(role="Runs the buses"), read.headers["ETag"]
        update = {"client": connection, "slug": "verkehrsverbund", "body": change, "if_match": tag}
        assert api["update"].sync(**update).role == "Runs the buses"

        second = api["update"].sync_detailed(**{**update, "body": models.StakeholderChange(role="Runs the trams")})
        assert (second.status_code, type(second.parsed)) == (412, models.Problem)
        assert [error.code for error in second.parsed.errors] == ["changed"]

        assert api["delete"].sync_detailed(client=connection, slug="verkehrsverbund").status_code == 204
        gone = api["retrieve"].sync(client=connection, slug="verkehrsverbund")
        assert (type(gone), gone.status) == (models.Problem, 404)
    assert Stakeholder.objects.count() == 5


def test_it_sends_parts_with_their_whole(library, connection_of):
    make.pilot(slug="tram")
    models, update = library("models"), library("api.pilots.pilots_update")
    with connection_of(make.user(coordinator=True)) as connection:
        part = models.PilotMilestoneWrite(text="Contract signed", reached_on="2014-03")
        changed = update.sync(client=connection, slug="tram", body=models.PilotChange(milestones=[part]))
    assert [(each.text, each.reached_on) for each in changed.milestones] == [("Contract signed", "2014-03")]
