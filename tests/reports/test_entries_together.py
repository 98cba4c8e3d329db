"""Many entries of a report are checked with as many questions to the database as two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityregions.workplan.models import ProgressEntry

pytestmark = pytest.mark.django_db


def questions(report, activity, number):
    rows = [ProgressEntry(report_id=report.pk, activity=activity, percent=10) for _each in range(number)]
    with CaptureQueriesContext(connection) as asked:
        ProgressEntry.prepare_to_clean(rows)
        for row in rows:
            row.clean()
    return len(asked)


def test_the_questions_do_not_grow_with_the_entries(report, mapping):
    assert questions(report, mapping, 2) == questions(report, mapping, 20)
