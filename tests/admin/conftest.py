"""A coordinator and the browser that she edits in."""

import pytest

from tests import make


@pytest.fixture
def coordinator():
    return make.user(coordinator=True, name="Maria Coordinator", email="maria@example.org")


@pytest.fixture
def desk(client, coordinator):
    """A coordinator's browser."""
    make.sign_in(client, coordinator)
    return client
