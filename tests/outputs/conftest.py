"""What the tests of outputs share: an area with its partner's people, and a lead partner that coordinates."""

from types import SimpleNamespace

import pytest

from tests import make


@pytest.fixture
def store(tmp_path, settings):
    """An empty store of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def place():
    """Two areas with a partner and a member of staff each, and a coordinator who works for no partner."""
    found = {"coordinator": make.user(coordinator=True, name="Konrad")}
    for name in ("Graz", "Turin"):
        area = make.area(name=name, slug=name.lower())
        partner = make.partner(name=f"City of {name}", slug=f"city-of-{name.lower()}", area=area)
        found[name.lower()] = SimpleNamespace(
            area=area, partner=partner, staff=make.user(partner, name=f"{name} staff")
        )
    return SimpleNamespace(**found)
