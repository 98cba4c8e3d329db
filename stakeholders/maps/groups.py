"""Groups of stakeholders in a picture, told apart by colour and by shape."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from ..models import Assessment, Stakeholder
from .asked import Group

CHOICES = {
    Group.CATEGORY: Stakeholder.Category,
    Group.SECTOR: Stakeholder.Sector,
    Group.LEVEL: Stakeholder.Level,
    Group.QUADRANT: Assessment.Quadrant,
}
# Outlines around a middle at 0, 0, about as large as a circle of radius 8.
SHAPES = (
    "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0z",
    "M-7-7h14v14h-14z",
    "M0-9L9 7H-9z",
    "M0-10L10 0L0 10L-10 0z",
    "M0 9L9-7H-9z",
    "M-3-9h6v6h6v6h-6v6h-6v-6h-6v-6h6z",
    "M-9 0L-4.5-8H4.5L9 0L4.5 8H-4.5z",
)
UNKNOWN = {"label": _("not known"), "shape": "M-9-4H9V4H-9z", "tone": "group-none"}


class Grouped:
    """By what the address groups stakeholders; those of which it is not known are a group of their own."""

    def __init__(self, asked, nodes):
        asked_for = asked.own["group"]
        self.by = Group(asked_for) if asked_for in CHOICES else Group.CATEGORY
        self.marks = {
            choice.value: {"label": choice.label, "shape": shape, "tone": f"group-{number}"}
            for number, (choice, shape) in enumerate(zip(CHOICES[self.by], SHAPES, strict=False), 1)
        }
        self.counted = Counter(self.value(node) for node in nodes)

    def value(self, node):
        return getattr(node, self.by.value) or ""

    def mark(self, node):
        """How a stakeholder is drawn: `label` of its group, `shape` and `tone`, the class of its colour."""
        return self.marks.get(self.value(node), UNKNOWN)

    @property
    def legend(self):
        """The groups that are there, each with its number of stakeholders."""
        found = [(value, mark) for value, mark in (*self.marks.items(), ("", UNKNOWN)) if self.counted[value]]
        return [{**mark, "count": self.counted[value]} for value, mark in found]
