"""What the build promises: exact pins with reasons, nothing unused, no addresses, and clear words when a step fails."""

import json
import os
import re
import shutil
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LINE = re.compile(r"(?P<pin>[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][0-9.a-z]*)  # (?P<reason>\S.*)")
# How a package is used that no Python file imports.
USED_BY_NAME = {
    "djade": "bin/djade",
    "gunicorn": "-m gunicorn",
    "openapi-python-client": "openapi-python-client",
    "polib": "import polib",
    "psycopg2-binary": "DATABASE_URL",
    "pytest-django": "DJANGO_SETTINGS_MODULE",
    "pytest-xdist": "-n auto",
    "redis": "rediscache:",
    "ruff": "-m ruff",
    "tzdata": "TIME_ZONE",
}


def blocks(name):
    """The lines of a requirements file: what is used directly, and what that needs."""
    text = (ROOT / name).read_text().removeprefix("-r requirements.txt\n\n")
    return [block.splitlines()[1:] for block in text.strip().split("\n\n")]


def pins(name, block):
    return [Requirement(LINE.fullmatch(line)["pin"]) for line in blocks(name)[block]]


def names(requirements):
    return {canonicalize_name(requirement.name) for requirement in requirements}


def needed_by(requirements):
    """Everything that these packages need, and what that needs in turn, as the installed packages say."""
    found, todo = set(), list(requirements)
    while todo:
        requirement = todo.pop()
        for need in map(Requirement, metadata.requires(requirement.name) or []):
            extras = [{"extra": extra} for extra in ("", *requirement.extras)]
            applies = need.marker is None or any(map(need.marker.evaluate, extras))
            if applies and str(need) not in found:
                found.add(str(need))
                todo.append(need)
    return names(map(Requirement, found))


@cache
def own_files():
    """Every text file of the repository, the ones not yet committed among them."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    texts = {}
    for name in sorted(set(listed)):
        try:
            texts[name] = (ROOT / name).read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return texts


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_says_why(name):
    assert [line for block in blocks(name) for line in block if not LINE.fullmatch(line)] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_in_alphabetical_order(name):
    for block in blocks(name):
        assert block == sorted(block, key=lambda line: line.partition("==")[0].partition("[")[0])


def test_the_pins_are_what_the_portal_needs_and_no_more():
    direct = pins("requirements.txt", 0)
    assert names(pins("requirements.txt", 1)) == needed_by(direct) - names(direct)


def test_the_pins_of_the_tests_are_what_they_need_and_no_more():
    portal = names(pins("requirements.txt", 0) + pins("requirements.txt", 1))
    direct = pins("requirements-dev.txt", 0)
    assert names(pins("requirements-dev.txt", 1)) == needed_by(direct) - names(direct) - portal


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_installed_is_what_is_pinned(name):
    pinned = pins(name, 0) + pins(name, 1)
    assert [str(pin) for pin in pinned if metadata.version(pin.name) not in pin.specifier] == []


def is_used(requirement):
    named = USED_BY_NAME.get(requirement.name)
    if named:
        return any(named in text for name, text in own_files().items() if name != "tests/test_build.py")
    modules = [module for module, owners in modules_of().items() if requirement.name in owners]
    used = re.compile(rf"^\s*(from|import) ({'|'.join(modules)})\b|\"({'|'.join(modules)})[.\"]", re.MULTILINE)
    return any(used.search(text) for name, text in own_files().items() if name.endswith(".py"))


@cache
def modules_of():
    listed = metadata.packages_distributions().items()
    return {module: {canonicalize_name(owner) for owner in owners} for module, owners in listed}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_direct_requirement_is_used(name):
    assert [requirement.name for requirement in pins(name, 0) if not is_used(requirement)] == []


def test_every_front_end_package_is_pinned_and_used():
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    pages = "".join(text for name, text in own_files().items() if not name.startswith("package"))
    assert [name for name in wanted if name not in pages] == []
    assert [version for version in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_the_lock_file_has_a_hash_for_each_package_and_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_no_file_names_where_packages_are_downloaded_from():
    hosts = re.compile(r"pypi\.org|pythonhosted|npmjs\.(org|com)|--(extra-)?index-url|--find-links")
    assert [name for name, text in own_files().items() if hosts.search(text) and name != "tests/test_build.py"] == []


def test_the_readme_names_both_commands():
    readme = (ROOT / "README.md").read_text()
    assert "make run" in readme
    assert "make test" in readme


def make(target, folder, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(["make", *target.split()], cwd=folder, env=kept | environment, capture_output=True, text=True)


@pytest.fixture
def bare_folder(tmp_path):
    """The build files alone, as in a clone where nothing is set up."""
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_a_machine_without_python_gets_one_sentence(bare_folder):
    done = make("run PYTHON=/nowhere/python", bare_folder)
    assert done.returncode == 2
    assert done.stdout == (
        "The portal needs Python 3.11, and '/nowhere/python' is not that; "
        "install it, or say where it is: make run PYTHON=/path/to/python3.11\n"
    )


@pytest.mark.full
def test_a_machine_without_network_gets_a_sentence_and_may_try_again(bare_folder):
    done = make("run", bare_folder, PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 2
    assert done.stdout.splitlines()[-1] == (
        "The Python packages could not be installed; the lines above say why. "
        "Check the network and run the command again."
    )
    assert [stamp.name for stamp in bare_folder.glob(".venv/.*")] == [".made"]


def test_every_text_to_translate_is_called_by_a_name_that_the_collection_of_texts_finds():
    renamed = re.compile(r"\b(?:n|p|np)?gettext(?:_lazy)? as (?!_\b)\w+")
    assert [name for name, text in own_files().items() if name.endswith(".py") and renamed.search(text)] == []
