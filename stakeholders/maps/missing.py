"""Who is missing on a map: kinds, levels and sectors with nobody, and those with influence whom nobody deals with."""

from collections import defaultdict
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from ..models import EngagementAction, MapEntry, Stakeholder, StakeholderMap
from ..models.maps import MIDDLE
from .content import label

ASKED_ABOUT = (
    ("category", _("Category"), Stakeholder.Category),
    ("level", _("Level"), Stakeholder.Level),
    ("sector", _("Sector"), Stakeholder.Sector),
    ("organisation_type", _("Interreg type"), Stakeholder.OrganisationType),
)


class Absent(NamedTuple):
    """A value that nobody on the map has: of which attribute, and on how many of the other maps somebody has it."""

    attribute: str
    value: str
    elsewhere: int


def nobody_of(content, others):
    """The values with nobody, those that most other maps have first; `others` as `elsewhere` tells of them.

    An attribute that is known of nobody on the map says nothing about who is missing.
    """
    found = []
    for name, title, choices in ASKED_ABOUT:
        here = {getattr(node, name) for node in content.nodes} - {""}
        absent = [value for value in choices.values if value not in here] if here else []
        counts = {value: sum((name, value) in other for other in others.values()) for value in absent}
        found += [Absent(title, label(choices, value), count) for value, count in counts.items()]
    return sorted(found, key=lambda each: -each.elsewhere)


def elsewhere(stakeholder_map, reader):
    """What is there on each of the other maps that this person may see: sets of (attribute, value) by their keys."""
    names = [name for name, _title, _choices in ASKED_ABOUT]
    entries = MapEntry.objects.visible_to(reader).exclude(stakeholder_map=stakeholder_map).order_by()
    maps = StakeholderMap.objects.visible_to(reader).order_by().values("pk")
    columns = [f"stakeholder__{name}" for name in names]
    found = defaultdict(set)
    for key, *values in entries.filter(stakeholder_map__in=maps).values_list("stakeholder_map", *columns).distinct():
        found[key].update(zip(names, values, strict=True))
    return found


def engaged(reader):
    """Keys of the stakeholders with an engagement action; None for those who may not see such actions."""
    if not (reader.is_authenticated and (reader.is_coordinator or reader.is_in_partnership)):
        return None
    actions = EngagementAction.objects.visible_to(reader).exclude(status=EngagementAction.Status.DROPPED)
    return frozenset(actions.order_by().values_list("stakeholder_id", flat=True))


def unknown_of(content):
    """Attributes that are known of nobody on the map, by their titles."""
    return [title for name, title, _choices in ASKED_ABOUT if not any(getattr(node, name) for node in content.nodes)]


def influential(content):
    """Those whose influence is high, the most influential first."""
    rated = [node for node in content.nodes if node.rating and node.rating.influence > MIDDLE]
    return sorted(rated, key=lambda node: -node.rating.influence)


def unrelated(content):
    """Those with high influence and no relation on the map."""
    return [node for node in influential(content) if not content.degrees.get(node.pk)]


def not_engaged(content, keys=frozenset()):
    """Those with high influence for whom no action is planned or done; `keys` are those of all who have one."""
    return [node for node in influential(content) if node.pk not in keys]
