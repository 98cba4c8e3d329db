"""Who sees and changes which stakeholders: they are public, maps and agreements once published, contacts never.

Staff of an area change what belongs to it; a contact sees its own organisation's entries and agreements, too.
"""

from django.db.models import Q

from cityregions.records.rights import EVERYTHING, NOTHING, state

from .models import (
    Agreement,
    AgreementFile,
    AgreementVersion,
    Assessment,
    Contact,
    Correction,
    EngagementAction,
    Import,
    MapEntry,
    MapSnapshot,
    Party,
    PartyEndorsement,
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


def may_hold(user, area):
    """Whether stakeholders of this area, by its key, are the person's to add and change."""
    return user.is_coordinator or (area is not None and area in user.current_areas)


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


def endorsed_by_nobody(version="pk"):
    """The condition on versions, or what hangs on them, that may still change: no party stands behind them."""
    return ~Q(**{f"{version}__in": endorsed_versions()})


def endorsed_versions():
    return PartyEndorsement.objects.order_by().values("version")


def own_parties(user):
    """The condition on parties for which the person endorses."""
    return Q(pk__in=Party.objects.spoken_for_by(user).order_by().values("pk"))


def speaks_for_party(user):
    """One endorses for one’s own organisation: as its contact, or as staff of the partner that it is."""
    return Q(party__in=Party.objects.spoken_for_by(user).order_by().values("pk"))


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
state(
    Import,
    public=NOTHING,
    partnership=of_own_area("stakeholder_map__"),
    change=of_own_area("stakeholder_map__"),
)
# Who works for the area sees to it; what is planned with a stakeholder is no business of the public.
state(EngagementAction, public=NOTHING, change=of_own_area("stakeholder__"))
state(
    AgreementVersion,
    public=Q(agreement__published=True),
    contact=lambda user: Q(agreement__in=party_to(user)),
    change=lambda user: of_own_area("agreement__")(user) & endorsed_by_nobody(),
    coordinator_change=lambda user: endorsed_by_nobody(),
    add=of_own_area("agreement__"),
)
state(
    AgreementFile,
    public=Q(version__agreement__published=True),
    contact=lambda user: Q(version__agreement__in=party_to(user)),
    change=lambda user: of_own_area("version__agreement__")(user) & endorsed_by_nobody("version"),
    coordinator_change=lambda user: endorsed_by_nobody("version"),
)
# Not even coordinators endorse for others.
state(
    PartyEndorsement,
    public=Q(version__agreement__published=True),
    contact=lambda user: Q(version__agreement__in=party_to(user)),
    change=speaks_for_party,
    coordinator_change=speaks_for_party,
    contact_change=speaks_for_party,
)
