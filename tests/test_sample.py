"""A made-up project of any size."""

import pytest
from django.core.management import CommandError, call_command

from cityregions.project.budget import Budget
from cityregions.project.models import Project
from cityregions.project.sample.making import kept_with_the_project
from cityregions.workplan.models import (
    Activity,
    AgendaItem,
    Comment,
    ComplianceCheck,
    Endorsement,
    Event,
    Minutes,
    Output,
    PartnerReport,
    PolicyConclusion,
    ProgressEntry,
    ReportingPeriod,
)
from partners.models import CostLine, Partner
from pilots.models import Pilot
from stakeholders.models import Agreement, MapEntry, Relation, Stakeholder
from tests import make

pytestmark = pytest.mark.django_db
NUMBERS = {
    "areas": 3,
    "partners_per_area": 2,
    "stakeholders": 20,
    "relations": 30,
    "map_size": 5,
    "activities": 4,
    "outputs": 7,
    "events": 6,
    "practices": 5,
    "agreements": 2,
    "pilots": 2,
    "conclusions": 3,
    "periods": 2,
    "progress_entries": 15,
}


def rows():
    """What every record says, without the moment at which it was made."""
    kinds = [(model.__name__, model.objects.order_by("pk").values()) for model in kept_with_the_project()]
    return {name: [told(row) for row in found] for name, found in kinds}


MOMENTS = {"created", "modified", "history_date", "checked_at"}


def told(row):
    return {name: value for name, value in row.items() if name not in MOMENTS}


def test_a_sample_has_the_numbers_asked_for():
    call_command("make_sample", **NUMBERS)
    counted = (Partner, Stakeholder, Relation, MapEntry, Activity, Output, Event, Agreement, Pilot, PolicyConclusion)
    assert [model.objects.count() for model in counted] == [6, 26, 30, 15, 4, 7, 6, 2, 2, 3]
    assert [model.objects.count() for model in (ReportingPeriod, PartnerReport, ProgressEntry)] == [2, 12, 15]
    assert Project.objects.the_one().is_sample


def test_a_sample_has_a_budget_of_which_some_is_spent():
    call_command("make_sample", **NUMBERS)
    budget = Budget(Project.objects.the_one(), make.user(coordinator=True))
    assert [len(each.lines) for each in budget.partners] == [len(CostLine)] * 6
    assert 0 < budget.total.reported < budget.total.planned


def test_a_sample_has_reviews_agendas_and_minutes():
    call_command("make_sample", **NUMBERS | {"outputs": 60})
    assert (AgendaItem.objects.count(), Minutes.objects.filter(published=True).count()) == (9, 2)
    reviewed = Output.objects.filter(status__in=Output.REVIEWED)
    assert 0 < Comment.objects.filter(output__in=reviewed).count() == Comment.objects.count() == reviewed.count()
    assert Endorsement.objects.filter(output__status="endorsed").exists()
    assert ComplianceCheck.objects.count() == 12


def test_the_same_numbers_and_seed_give_the_same_rows():
    call_command("make_sample", **NUMBERS)
    call_command("make_sample", **NUMBERS, seed=7, replace=True)
    first = rows()
    call_command("make_sample", **NUMBERS, seed=7, replace=True)
    assert rows() == first
    call_command("make_sample", **NUMBERS, seed=8, replace=True)
    assert rows()["Stakeholder"] != first["Stakeholder"]


def test_every_row_of_a_sample_is_valid():
    call_command("make_sample", **NUMBERS)
    for model in kept_with_the_project():
        if hasattr(model, "history"):
            for row in model.objects.all():
                check(row)


def check(row):
    """What a report holds that is handed in can no longer be written, but holds by the same rules."""
    row.clean_fields()
    row.validate_unique()
    row.validate_constraints()
    if getattr(row, "report", None) is None or row.report.is_open:
        row.clean()


def test_a_sample_can_be_searched():
    call_command("make_sample", **NUMBERS)
    assert Stakeholder.objects.search(Stakeholder.objects.first().name.upper()).exists()


def test_a_sample_never_mixes_with_a_real_project():
    make.project(acronym="Real")
    with pytest.raises(CommandError, match="This portal holds the project Real: make the sample in an empty database"):
        call_command("make_sample", replace=True)


def test_a_sample_never_mixes_with_other_records():
    make.stakeholder()
    with pytest.raises(CommandError, match="This database holds records: make the sample in an empty one"):
        call_command("make_sample")


def test_a_second_sample_replaces_the_first_only_when_told_to():
    call_command("make_sample", **NUMBERS)
    with pytest.raises(CommandError, match="There is a sample already: add --replace"):
        call_command("make_sample", **NUMBERS)


def test_accounts_outlive_a_sample():
    call_command("make_sample", **NUMBERS)
    user = make.user(partner=Partner.objects.first())
    call_command("make_sample", **NUMBERS, replace=True)
    user.refresh_from_db()
    assert list(user.memberships.all()) == []


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"areas": -1}, "--areas cannot be negative."),
        ({"areas": 0}, "--areas: a project has at least one area."),
        ({"areas": 1, "pilots": 2}, "--pilots: an area has one pilot at most, and there are 1 areas."),
        ({"areas": 1, "pilots": 1, "stakeholders": 2, "relations": 4}, "--relations: 4 stakeholders have room for 3"),
    ],
)
def test_numbers_that_cannot_be_are_refused(numbers, message):
    with pytest.raises(CommandError, match=message):
        call_command("make_sample", **numbers)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("asked", "pilots", "relations"),
    [({"areas": 2, "stakeholders": 3}, 2, 10), ({"areas": 6, "stakeholders": 40}, 5, 140)],
)
def test_numbers_that_nobody_gave_fit_those_that_somebody_gave(asked, pilots, relations):
    call_command("make_sample", partners_per_area=2, **asked)
    assert (Pilot.objects.count(), Relation.objects.count()) == (pilots, relations)


def test_a_sample_is_not_written_over_by_a_real_project():
    call_command("make_sample", **NUMBERS)
    with pytest.raises(CommandError, match="this portal holds a sample"):
        call_command("load_project")
