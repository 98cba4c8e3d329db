"""What is due from whom: by what each may change, the longest overdue first."""

from datetime import date

import pytest

from cityregions.records.duties import due_from, own
from tests import make

pytestmark = pytest.mark.django_db

TODAY = date(2014, 3, 12)


def titles(duties):
    return [duty.title for duty in duties]


@pytest.fixture
def graz():
    return make.area(name="Graz")


@pytest.fixture
def anna(graz):
    return make.user(partner=make.partner(area=graz))


def test_outputs_of_the_own_area_are_due_the_longest_overdue_first(anna, graz):
    make.output(title="Without a day", area=graz, status="draft")
    make.output(title="In May", area=graz, status="draft", due_on="2014-05")
    make.output(title="Since February", area=graz, status="in_review", due_on="2014-02")
    make.output(title="Since January", area=graz, status="draft", due_on="2014-01-31")
    make.output(title="Elsewhere", area=make.area(), status="draft", due_on="2014-01")
    make.output(title="Of the whole project", status="draft", due_on="2014-01")
    assert titles(due_from(anna, TODAY)) == ["Since January", "Since February", "In May", "Without a day"]


@pytest.mark.parametrize(
    "handed_in",
    [{"status": "published"}, {"status": "endorsed"}, {"status": "draft", "delivered_on": "2014-02-01"}],
)
def test_what_is_handed_in_is_due_no_more(anna, graz, handed_in):
    make.output(area=graz, due_on="2014-01", **handed_in)
    assert due_from(anna, TODAY) == []


def test_an_output_without_a_day_is_due_when_its_activity_ends(anna, graz):
    activity = make.activity(phase=make.phase(ends_on="2014-12"), ends_on="2014-02")
    make.output(area=graz, status="draft", activity=activity)
    assert [duty.day for duty in due_from(anna, TODAY)] == [date(2014, 2, 28)]


@pytest.mark.parametrize(
    ("due", "late", "told"),
    [
        ("2014-03-11", True, "late"),
        ("2014-03-12", False, "due"),
        ("2014-03-26", False, "due"),
        ("2014-03-27", False, ""),
        (None, False, ""),
    ],
)
def test_what_was_due_before_today_is_late_and_what_is_due_in_two_weeks_is_told(anna, graz, due, late, told):
    make.output(area=graz, status="draft", due_on=due)
    assert [(duty.is_late(TODAY), duty.told_as(TODAY)) for duty in due_from(anna, TODAY)] == [(late, told)]


@pytest.mark.parametrize(("review_on", "expected"), [(date(2014, 3, 26), ["Eva (Museum)"]), (date(2014, 3, 27), [])])
def test_contacts_of_the_own_area_are_to_be_reviewed_two_weeks_ahead(anna, graz, review_on, expected):
    museum = make.stakeholder(name="Museum", area=graz)
    make.contact(name="Eva", stakeholder=museum, review_on=review_on)
    make.contact(name="Udo", stakeholder=make.stakeholder(area=make.area()), review_on=review_on)
    assert titles(due_from(anna, TODAY)) == expected


def test_people_are_told_of_the_organisation_and_not_of_the_person(anna, graz):
    museum = make.stakeholder(name="Museum", area=graz)
    make.contact(name="Eva", stakeholder=museum, review_on=TODAY)
    assert [(duty.record, duty.told_as(TODAY)) for duty in due_from(anna, TODAY)] == [(museum, "review")]


@pytest.mark.parametrize("status", ["accepted", "refused"])
def test_corrections_wait_until_they_are_answered(anna, graz, status):
    make.correction(stakeholder=make.stakeholder(name="Museum", area=graz))
    make.correction(stakeholder=make.stakeholder(name="Zoo", area=graz), status=status)
    make.correction(stakeholder=make.stakeholder(area=make.area()))
    assert titles(due_from(anna, TODAY)) == ["Museum"]


def test_a_coordinator_may_change_everything_but_answers_for_what_belongs_to_no_area(graz):
    maria = make.user(coordinator=True)
    make.output(title="Whole project", status="draft", due_on="2014-02")
    make.output(title="Graz", area=graz, status="draft", due_on="2014-01")
    assert titles(due_from(maria, TODAY)) == ["Graz", "Whole project"]
    assert titles(own(maria, TODAY)) == ["Whole project"]


def test_nothing_is_due_from_somebody_who_works_for_no_partner(graz):
    make.output(area=graz, status="draft", due_on="2014-02")
    assert due_from(make.user(), TODAY) == []


def test_of_two_partners_of_an_area_the_one_that_answers_for_the_activity_hands_in_its_outputs(anna, graz):
    region = make.partner(area=graz, name="Region")
    activity = make.activity(responsible=[region])
    make.output(title="Study", area=graz, status="draft", activity=activity, due_on="2014-03-12")
    assert titles(due_from(anna, TODAY)) == ["Study"]
    ben = make.user(partner=region)
    assert (titles(due_from(anna, TODAY)), titles(due_from(ben, TODAY))) == ([], ["Study"])
    activity.responsible.add(anna.memberships.get().partner)
    assert titles(due_from(anna, TODAY)) == ["Study"]
