"""Ratings of several people: their mean, how far they lie apart, quadrants at the border, classes of salience."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from stakeholders.maps.ratings import Quadrant, Salience
from stakeholders.maps.reading import ratings_of
from tests import make

pytestmark = pytest.mark.django_db


def rating(*scores, **fields):
    """What a visitor learns of a stakeholder that so many people have rated."""
    entry = make.entry()
    for influence, interest in scores:
        make.assessment(entry=entry, influence=Decimal(str(influence)), interest=Decimal(str(interest)), **fields)
    return ratings_of(entry.stakeholder_map, AnonymousUser())[entry.pk]


def test_the_mean_stands_with_the_lowest_and_the_highest():
    found = rating((2.0, 1.0), (3.0, 4.0), (5.0, 4.0))
    assert (found.people, found.influence, found.interest) == (3, 3.33, 3.0)
    assert (found.influence_low, found.influence_high) == (2.0, 5.0)
    assert (found.interest_low, found.interest_high) == (1.0, 4.0)
    assert found.is_apart
    assert found.is_disputed


def test_one_person_alone_is_not_apart():
    found = rating((4.0, 2.0))
    assert not found.is_apart
    assert not found.is_disputed


@pytest.mark.parametrize(
    ("influence", "interest", "quadrant"),
    [
        (3.0, 3.0, Quadrant.MONITOR),
        (3.1, 3.0, Quadrant.KEEP_SATISFIED),
        (3.0, 3.1, Quadrant.KEEP_INFORMED),
        (3.1, 3.1, Quadrant.MANAGE_CLOSELY),
        (1.0, 5.0, Quadrant.KEEP_INFORMED),
    ],
)
def test_only_above_three_is_high(influence, interest, quadrant):
    assert rating((influence, interest)).quadrant == quadrant


def test_a_mean_of_exactly_three_is_not_high():
    assert rating((2.0, 2.0), (4.0, 4.0)).quadrant == Quadrant.MONITOR


@pytest.mark.parametrize(
    ("influence", "legitimacy", "urgency", "salience"),
    [
        (4.0, True, True, Salience.DEFINITIVE),
        (4.0, True, False, Salience.DOMINANT),
        (4.0, False, True, Salience.DANGEROUS),
        (4.0, False, False, Salience.DORMANT),
        (3.0, True, True, Salience.DEPENDENT),
        (3.0, True, False, Salience.DISCRETIONARY),
        (3.0, False, True, Salience.DEMANDING),
        (3.0, False, False, Salience.NONE),
        (4.0, None, True, None),
        (4.0, True, None, None),
    ],
)
def test_salience_follows_power_legitimacy_and_urgency(influence, legitimacy, urgency, salience):
    assert rating((influence, 3.0), legitimacy=legitimacy, urgency=urgency).salience == salience


def test_as_many_that_say_yes_as_no_say_nothing():
    entry = make.entry()
    make.assessment(entry=entry, legitimacy=True, urgency=True)
    make.assessment(entry=entry, legitimacy=False, urgency=True, attitude=2)
    found = ratings_of(entry.stakeholder_map, AnonymousUser())[entry.pk]
    assert (found.legitimacy, found.urgency, found.attitude) == (None, True, 2)


def test_of_each_person_the_latest_counts_up_to_the_day_that_is_asked_for():
    entry, who = make.entry(), make.user()
    for day, influence in ((date(2013, 3, 15), "2.0"), (date(2014, 9, 1), "4.0")):
        make.assessment(entry=entry, assessed_by=who, assessed_on=day, influence=Decimal(influence))
    make.assessment(entry=entry, assessed_on=date(2014, 1, 1), influence=Decimal("1.0"))

    def found(on=None):
        rating = ratings_of(entry.stakeholder_map, AnonymousUser(), on).get(entry.pk)
        return rating and (rating.people, rating.influence, rating.first_on, rating.last_on)

    assert found() == (2, 2.5, "2014-01-01", "2014-09-01")
    assert found(date(2014, 8, 31)) == (2, 1.5, "2013-03-15", "2014-01-01")
    assert found(date(2013, 12, 31)) == (1, 2.0, "2013-03-15", "2013-03-15")
    assert found(date(2012, 1, 1)) is None


def test_ratings_of_people_who_have_left_count_each():
    entry = make.entry()
    for day, influence in ((date(2013, 3, 15), "2.0"), (date(2014, 9, 1), "4.0")):
        make.assessment(entry=entry, assessed_by=None, assessed_on=day, influence=Decimal(influence))
    assert ratings_of(entry.stakeholder_map, AnonymousUser())[entry.pk].people == 2
