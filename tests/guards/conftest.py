"""What the guards share: the real project, for all tests of a file, and people of each role."""

import pytest
from django.db import transaction

from tests import project
from tests.guards import walk


@pytest.fixture(scope="module")
def the_project(django_db_setup, django_db_blocker):
    """The real project and people of each role; everything is taken back at the end of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        project.load()
        yield walk.people()
        transaction.set_rollback(True)
