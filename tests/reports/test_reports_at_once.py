"""Two people at the same moment: a report is submitted once, and nothing is written into one that is handed in."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from cityregions.workplan import actions
from cityregions.workplan.models import PartnerReport, ReportingPeriod
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


DATES = {"starts_on": "2014-01-01", "ends_on": "2014-06-30", "due_on": "2014-07-31"}


def posted(address, person, body, **how):
    client = Client()
    client.force_login(person)
    return client.post(address, body, **how).status_code


def by_form(person, name):
    return posted(reverse("period-new"), person, {"name": name, **DATES, "base": ""})


def by_program(person, name):
    body = json.dumps({"name": name, **DATES})
    return posted("/api/v1/reporting-periods/", person, body, content_type="application/json")


@pytest.mark.parametrize("turn", range(3))
def test_periods_that_are_made_at_the_same_moment_do_not_overlap(maria, turn):
    answers = []
    at_once(lambda: answers.append(by_form(maria, "One")), lambda: answers.append(by_program(maria, "Two")))
    assert ReportingPeriod.objects.count() == 1
    assert sorted(answers) in ([201, 422], [302, 400])


def test_two_who_divide_the_project_at_the_same_moment_make_its_periods_once(maria):
    asked = {"starts_on": "2014-01-01", "ends_on": "2014-12-31", "months": "6", "days": "31", "_make": "1"}
    answers = []
    at_once(*[lambda: answers.append(posted(reverse("period-propose"), maria, asked))] * 2)
    assert (sorted(answers), ReportingPeriod.objects.count()) == ([302, 422], 2)
