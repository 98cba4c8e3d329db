"""Who is missing on a map: kinds, levels and sectors with nobody, and those with influence whom nobody deals with."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from ..models import Stakeholder
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
    """The values with nobody, those that most other maps have first; `others` are the contents of other maps.

    An attribute that is known of nobody on the map says nothing about who is missing.
    """
    found = []
    for name, title, choices in ASKED_ABOUT:
        here = {getattr(node, name) for node in content.nodes} - {""}
        there = [{getattr(node, name) for node in other.nodes} for other in others]
        absent = [value for value in choices.values if value not in here] if here else []
        found += [Absent(title, label(choices, value), sum(value in other for other in there)) for value in absent]
    return sorted(found, key=lambda each: -each.elsewhere)


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


def not_engaged(content, engaged=frozenset()):
    """Those with high influence for whom no action is planned or done; `engaged` are keys of those who have one."""
    return [node for node in influential(content) if node.pk not in engaged]
