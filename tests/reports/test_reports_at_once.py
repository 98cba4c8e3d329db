"""Two people at the same moment: a report is submitted once, and nothing is written into one that is handed in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cityregions.workplan import actions
from cityregions.workplan.models import PartnerReport
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*steps):
    """Runs the steps at the same moment; returns the first words of what each was refused with, or None."""
    start = Barrier(len(steps))

    def run(step):
        start.wait()
        try:
            step()
        except ValidationError as error:
            return error.messages[0].partition(":")[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as hands:
        return list(hands.map(run, steps))


def test_a_report_is_submitted_once(anna, graz, report):
    bert = make.user(graz)
    refused = at_once(*(lambda person=person: actions.submit(report, person) for person in (anna, bert)))
    assert sorted(refused, key=str) == [None, "This report has been submitted"]
    assert report.history.filter(status="submitted").count() == 1


def test_a_report_is_begun_once_and_speaks_of_everything_once(anna, graz, mapping, period):
    assert at_once(*[lambda: actions.begin(period, graz)] * 4) == [None] * 4
    report = PartnerReport.objects.get()
    assert [entry.activity for entry in report.progress_entries.all()] == [mapping]


def test_a_report_that_is_being_begun_is_not_withdrawn(graz, mapping, period):
    report = make.report(period=period, partner=graz)
    assert at_once(lambda: actions.begin(period, graz), lambda: actions.withdraw(report)) == [None] * 2
    # Whoever came first: it is there, with what the plan asks for.
    assert [entry.activity for entry in PartnerReport.objects.get().progress_entries.all()] == [mapping]


def test_a_report_is_accepted_or_sent_back_and_not_both(anna, maria, report):
    actions.submit(report, anna)
    refused = at_once(lambda: actions.accept(report, maria), lambda: actions.send_back(report, maria, "More"))
    assert len([words for words in refused if words]) == 1
    assert report.history.filter(status__in=["accepted", "sent_back"]).count() == 1
