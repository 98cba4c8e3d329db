"""Who sees and changes which stakeholders: they are public, maps and agreements once published, contacts never.

Staff of an area change what belongs to it; a contact sees its own organisation's entries and agreements, too.
"""

from django.db.models import Q

from cityregions.records.rights import EVERYTHING, NOTHING, state

from .models import (
    Agreement,
    Assessment,
    Contact,
    Correction,
    MapEntry,
    MapSnapshot,
    Party,
    Relation,
    Stakeholder,
    StakeholderMap,
)


def of_own_area(path=""):
    """The condition that a row, or what it belongs to, lies in an area that the person works for."""
    return lambda user: Q(**{f"{path}area__in": user.current_areas})


def either_end_in_own_area(user):
    areas = user.current_areas
    return Q(from_stakeholder__area__in=areas) | Q(to_stakeholder__area__in=areas)


def own_area_or_published(user):
    return Q(entry__stakeholder_map__area__in=user.current_areas) | Q(entry__stakeholder_map__published=True)


def own_ratings(user):
    """One changes one's own ratings, on the maps of one's own areas."""
    return Q(entry__stakeholder_map__area__in=user.current_areas, assessed_by=user)


def represented(user):
    return Stakeholder.objects.filter(contacts__user=user).values("pk")


def may_propose(user, stakeholder):
    """Whether this person proposes corrections to the entry: the contacts of the organisation do."""
    return user.is_authenticated and user.is_active and stakeholder.contacts.filter(user=user).exists()


def party_to(user):
    return Party.objects.filter(stakeholder__in=represented(user)).values("agreement")


state(Stakeholder, public=EVERYTHING, change=of_own_area())
state(Relation, public=EVERYTHING, change=either_end_in_own_area)
state(StakeholderMap, public=Q(published=True), change=of_own_area())
state(
    MapEntry,
    public=Q(stakeholder_map__published=True),
    contact=lambda user: Q(stakeholder__in=represented(user)),
    change=of_own_area("stakeholder_map__"),
)
state(
    Assessment,
    public=Q(entry__stakeholder_map__published=True),
    partnership=own_area_or_published,
    change=own_ratings,
)
# They are taken, published and withdrawn on their pages; what they hold changes for nobody.
state(
    MapSnapshot,
    public=Q(published=True),
    partnership=lambda user: Q(stakeholder_map__area__in=user.current_areas) | Q(published=True),
    coordinator_change=NOTHING,
)
state(
    Agreement,
    public=Q(published=True),
    contact=lambda user: Q(pk__in=party_to(user)),
    change=of_own_area(),
)
state(
    Party,
    public=Q(agreement__published=True),
    contact=lambda user: Q(agreement__in=party_to(user)),
    change=of_own_area("agreement__"),
)
state(
    Contact,
    public=NOTHING,
    partnership=of_own_area("stakeholder__"),
    contact=lambda user: Q(user=user),
    change=of_own_area("stakeholder__"),
)
state(
    Correction,
    public=NOTHING,
    partnership=of_own_area("stakeholder__"),
    contact=lambda user: Q(proposed_by=user),
    change=of_own_area("stakeholder__"),
)
