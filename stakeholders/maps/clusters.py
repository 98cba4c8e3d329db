"""Stakeholders of a map in groups: who belongs together by an attribute or by the community found for it."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from ..models import Assessment, Stakeholder
from .asked import Group

ATTRIBUTES = {
    Group.CATEGORY: Stakeholder.Category,
    Group.SECTOR: Stakeholder.Sector,
    Group.LEVEL: Stakeholder.Level,
    Group.QUADRANT: Assessment.Quadrant,
}
# As many as have a colour and a shape of their own; the rest share one.
SIGNS = 8


class Together(NamedTuple):
    """A group: its name, its sign from 1 to SIGNS or 0 for all that have none of their own, and its members."""

    label: str
    sign: int
    nodes: list


def groups_of(content, measures, group):
    """The groups that have members, in their own order; those of whom nothing is known come last."""
    if group == Group.COMMUNITY:
        return communities(content, measures)
    members = {}
    for node in content.nodes:
        members.setdefault(getattr(node, group) or "", []).append(node)
    signs = {value: number for number, value in enumerate(ATTRIBUTES[group].values, 1)}
    named = [(str(label), value) for value, label in ATTRIBUTES[group].choices] + [(_("not known"), "")]
    return [Together(label, signs.get(value, 0), members[value]) for label, value in named if value in members]


def communities(content, measures):
    members = {}
    for node in content.nodes:
        members.setdefault(measures.nodes[node.pk].community, []).append(node)
    numbers = sorted(number for number in members if number is not None)
    found = [
        Together(community_name(content, measures, number), number + 1 if number < SIGNS else 0, members[number])
        for number in numbers
    ]
    return found + ([Together(_("without a relation"), 0, members[None])] if None in members else [])


def community_name(content, measures, number):
    """A community is named after its best linked member that the content shows."""
    shown = (key for key in measures.communities[number] if key in content.by_pk)
    return _("%(number)d, around %(name)s") % {"number": number + 1, "name": content.by_pk[next(shown)]}
