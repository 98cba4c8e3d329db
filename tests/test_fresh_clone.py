"""What a new user and a server do with a fresh copy: one command, and the portal answers."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {"ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "SECRET_KEY"}
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in SETTINGS}

pytestmark = pytest.mark.full


@pytest.fixture
def fresh_copy(tmp_path):
    """The repository's files as they are now, without anything that was installed or made."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for name in filter(lambda name: (ROOT / name).is_file(), listed):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answer(url, **headers):
    """Status and body of a page, without following redirects; None while nothing listens."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    try:
        with urllib.request.build_opener(Stay).open(urllib.request.Request(url, headers=headers), timeout=30) as got:
            return got.status, got.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return None


@contextmanager
def serving(command, url, log, patience=300, **options):
    """Runs a server until the block ends; gives it once it answers, with its log."""
    with log.open("w") as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, **options)
    try:
        given_up = time.monotonic() + patience
        while answer(url) is None:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < given_up, log.read_text()
            time.sleep(0.05)
        yield server
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def test_one_command_serves_the_portal_and_the_second_time_installs_nothing(fresh_copy, port):
    log, url = fresh_copy / "run.log", f"http://127.0.0.1:{port}/"
    env = ENVIRONMENT | {"PYTHONDONTWRITEBYTECODE": "1"}
    run = {"command": ["make", "run", f"PORT={port}"], "url": url, "log": log, "cwd": fresh_copy, "env": env}
    with serving(**run):
        assert answer(f"{url}areas/torino/")[0] == 200
        assert "Installing the Python packages" in log.read_text()
        assert "coordinator@example.org" in log.read_text()
        assert list(fresh_copy.glob("cityregions/**/*.pyc")), "the second start would compile everything again"
    with serving(**run):
        assert answer(f"{url}areas/torino/")[0] == 200
        assert "Installing" not in log.read_text()

    # A virtual environment that broke, because its Python went away, is made anew, and is to be filled again.
    python = fresh_copy / ".venv/bin/python"
    python.unlink()
    assert "Making a virtual environment" in made(fresh_copy, ".venv/.made")
    assert python.exists()
    assert "Installing the Python packages" in made(fresh_copy, "--dry-run", "setup")


def made(folder, *what):
    """What `make` says when it makes this."""
    return subprocess.run(
        ["make", *what], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=True
    ).stdout


def test_a_server_answers_with_production_settings(fresh_copy, port):
    (fresh_copy / "node_modules").symlink_to(ROOT / "node_modules")
    env = ENVIRONMENT | {
        "DEBUG": "off",
        "SECRET_KEY": "long-and-random-for-this-test-only-" + "0123456789" * 3,
        "ALLOWED_HOSTS": "portal.example",
        "BEHIND_PROXY": "on",
        "CACHE_URL": "dbcache://cache",
        "BIND": f"127.0.0.1:{port}",
        "WORKERS": "1",
    }
    for command in ("migrate -v0", "createcachetable", "load_project", "collectstatic --no-input"):
        subprocess.run([sys.executable, "manage.py", *command.split()], cwd=fresh_copy, env=env, check=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "cityregions.wsgi"]
    url = f"http://127.0.0.1:{port}"
    visitor = {"Host": "portal.example", "X-Forwarded-Proto": "https"}
    with serving(gunicorn, f"{url}/healthz/", fresh_copy / "gunicorn.log", cwd=fresh_copy, env=env):
        status, home = answer(f"{url}/", **visitor)
        assert status == 200
        static = sorted(set(re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", home)))
        assert {file: answer(f"{url}{file}", **visitor)[0] for file in static} == dict.fromkeys(static, 200)
        assert any(re.search(r"portal\.[0-9a-f]{12}\.css$", file) for file in static)
        assert answer(f"{url}/api/v1/partners/?area=torino", **visitor)[0] == 200
        assert answer(f"{url}/healthz/", **visitor)[0] == 200
        assert answer(f"{url}/admin/login/", **visitor)[0] in {200, 302}
        assert answer(f"{url}/design/", **visitor)[0] == 404
        assert answer(f"{url}/", Host="portal.example")[0] == 301
        assert answer(f"{url}/", Host="elsewhere.example")[0] == 400
