"""The README names every setting, every command and every group of addresses."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.guards import walk

BASE = Path(settings.BASE_DIR)
README = (BASE / "README.md").read_text() if (BASE / "README.md").exists() else ""


def settings_read():
    """The names in every call of read(…) and read_switch(…) in the settings."""
    tree = ast.parse((BASE / "cityregions" / "settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    readers = [call for call in calls if call.func.id.startswith("read") and call.args]
    return sorted({call.args[0].value for call in readers if isinstance(call.args[0], ast.Constant)})


def own_commands():
    return sorted(name for name, app in get_commands().items() if app in walk.OUR_PACKAGES)


def groups():
    """The first part of every address, e.g. `/areas/`."""
    first = {route.pattern.replace("^", "").split("/")[0] for route in walk.routes()}
    return sorted(f"/{part}" if "." in part else f"/{part}/" for part in first if part and not re.search(r"[<(]", part))


def named(word):
    """As a word of its own: `load` is not named by `load_project`."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", README)


@pytest.mark.parametrize("name", settings_read())
def test_it_names_every_setting(name):
    assert named(name)


@pytest.mark.parametrize("name", own_commands())
def test_it_names_every_command(name):
    assert named(name)


@pytest.mark.parametrize("group", groups())
def test_it_names_every_group_of_addresses(group):
    assert f"`{group}" in README


def test_the_lists_are_not_empty():
    assert {"SECRET_KEY", "DATABASE_URL"} <= set(settings_read())
    assert {"load_project", "dump_project"} <= set(own_commands())
    assert {"/areas/", "/api/", "/healthz/"} <= set(groups())
