"""What the tests of editing share: an area, its staff, and a browser that fills in forms as people see them."""

import pytest

from tests import make
from tests.editing.forms import Browser


@pytest.fixture
def graz(db):
    return make.area(slug="graz", name="Graz")


@pytest.fixture
def staff(graz):
    """Anna, of a partner in Graz."""
    return make.user(partner=make.partner(area=graz, slug="city-of-graz"), name="Anna")


@pytest.fixture
def colleague(graz):
    """Ben, of another partner in Graz."""
    return make.user(partner=make.partner(area=graz, slug="region-graz"), name="Ben")


@pytest.fixture
def stranger(db):
    """Carla, of a partner in Turin."""
    return make.user(partner=make.partner(area=make.area(slug="turin", name="Turin")), name="Carla")


@pytest.fixture
def coordinator(db):
    return make.user(coordinator=True, name="Dora")


@pytest.fixture
def anna(staff):
    return Browser(staff)


@pytest.fixture
def ben(colleague):
    return Browser(colleague)


@pytest.fixture
def carla(stranger):
    return Browser(stranger)


@pytest.fixture
def dora(coordinator):
    return Browser(coordinator)
