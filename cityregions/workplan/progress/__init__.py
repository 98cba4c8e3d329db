"""Progress: how far the work plan has come on a day, and what each number is made of."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from .activities import ActivityProgress, PhaseProgress, Told
from .numbers import DUE_SOON, share, whole
from .plan import Plan, plan_on

__all__ = [
    "DUE_SOON",
    "ActivityProgress",
    "PhaseProgress",
    "Plan",
    "Told",
    "count_ahead",
    "of_activity",
    "of_phases",
    "plan_on",
    "share",
    "whole",
]


def of_phases(user, on):
    """The project's phases with their activities, as far as `user` may see them, as they stood on the day `on`."""
    return plan_on(user, on).phases


def of_activity(activity, user, on):
    """The same for one activity."""
    return plan_on(user, on).by_activity[activity.pk]


def count_ahead():
    """Counts the plan of today, as visitors and as coordinators see it, before anybody asks."""
    for reader in (AnonymousUser(), get_user_model()(is_staff=True)):
        plan_on(reader, timezone.localdate())
