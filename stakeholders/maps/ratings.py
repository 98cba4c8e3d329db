"""Ratings of a stakeholder on a map: one by each person who rated, their mean and how far they lie apart."""

from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import Avg, Count, FloatField, Max, Min, Q, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from ..models.maps import MIDDLE, Assessment

Quadrant = Assessment.Quadrant
# Means are floats, and there are many.
HIGH_ABOVE = float(MIDDLE)


class Salience(models.TextChoices):
    """Classes of stakeholders by power, legitimacy and urgency (Mitchell, Agle and Wood, 1997)."""

    DEFINITIVE = "definitive", _("definitive: power, legitimacy and urgency")
    DOMINANT = "dominant", _("dominant: power and legitimacy")
    DANGEROUS = "dangerous", _("dangerous: power and urgency")
    DEPENDENT = "dependent", _("dependent: legitimacy and urgency")
    DORMANT = "dormant", _("dormant: power alone")
    DISCRETIONARY = "discretionary", _("discretionary: legitimacy alone")
    DEMANDING = "demanding", _("demanding: urgency alone")
    NONE = "none", _("none of the three")


SALIENCE = {
    (True, True, True): Salience.DEFINITIVE,
    (True, True, False): Salience.DOMINANT,
    (True, False, True): Salience.DANGEROUS,
    (False, True, True): Salience.DEPENDENT,
    (True, False, False): Salience.DORMANT,
    (False, True, False): Salience.DISCRETIONARY,
    (False, False, True): Salience.DEMANDING,
    (False, False, False): Salience.NONE,
}
QUADRANTS = {
    (True, True): Quadrant.MANAGE_CLOSELY,
    (True, False): Quadrant.KEEP_SATISFIED,
    (False, True): Quadrant.KEEP_INFORMED,
    (False, False): Quadrant.MONITOR,
}


class Rating(NamedTuple):
    """What people think of a stakeholder: means of the latest rating of each person, scores from 1.0 to 5.0.

    `low` and `high` of a score are the furthest apart of them. `legitimacy` and `urgency` are what most of those say
    who say something, None where nobody does or as many say the one as the other.
    """

    people: int
    first_on: str
    last_on: str
    influence: float
    influence_low: float
    influence_high: float
    interest: float
    interest_low: float
    interest_high: float
    legitimacy: bool | None
    urgency: bool | None
    attitude: float | None

    @property
    def rated_on(self):
        """The day of the latest of them."""
        return date.fromisoformat(self.last_on)

    @property
    def is_apart(self):
        """Whether people gave different scores."""
        return self.influence_low < self.influence_high or self.interest_low < self.interest_high

    @property
    def quadrant(self):
        """Where the mean stands on the power/interest grid (Mendelow, 1991)."""
        return QUADRANTS[self.influence > HIGH_ABOVE, self.interest > HIGH_ABOVE]

    @property
    def salience(self):
        """Its class, or None as long as legitimacy or urgency is not known."""
        if self.legitimacy is None or self.urgency is None:
            return None
        return SALIENCE[self.influence > HIGH_ABOVE, self.legitimacy, self.urgency]

    @property
    def is_disputed(self):
        """Whether people who rated place it in different quadrants."""
        scores = (self.influence_low, self.influence_high), (self.interest_low, self.interest_high)
        return any(low <= HIGH_ABOVE < high for low, high in scores)


# As the driver gives them: to look at each number once more takes as long as to read it.
AS_IT_IS = models.TextField()


def lowest_and_highest(name):
    number, told = Cast(name, FloatField()), {"output_field": AS_IT_IS}
    return {f"{name}_sum": Sum(number, **told), f"{name}_low": Min(number, **told), f"{name}_high": Max(number, **told)}


def answers(name):
    return {f"{name}_{answer}": Count("pk", filter=Q(**{name: answer == "yes"})) for answer in ("yes", "no")}


# What is counted of the latest rating of each person, in the order in which `together` takes it.
COUNTED = {
    "people": Count("pk"),
    # As text, since it is nothing but told.
    "first_on": Cast(Min("assessed_on"), AS_IT_IS),
    "last_on": Cast(Max("assessed_on"), AS_IT_IS),
    **lowest_and_highest("influence"),
    **lowest_and_highest("interest"),
    **answers("legitimacy"),
    **answers("urgency"),
    "attitude_mean": Avg(Cast("attitude", FloatField()), output_field=AS_IT_IS),
}


def together(people, first, last, influence, low, high, interest, lower, higher, *answered):
    """One rating of what is COUNTED."""
    legitimate, illegitimate, urgent, calm, attitude = answered
    return Rating(
        people,
        first,
        last,
        round(influence / people, 2),
        low,
        high,
        round(interest / people, 2),
        lower,
        higher,
        None if legitimate == illegitimate else legitimate > illegitimate,
        None if urgent == calm else urgent > calm,
        attitude if attitude is None else round(attitude, 2),
    )
