"""Stakeholders: who has a stake in an area, how they relate, and what they agreed."""

from .agreements import Agreement, Party
from .contacts import Contact, Correction, SignInLink
from .maps import Assessment, MapEntry, StakeholderMap
from .relations import Relation
from .snapshots import MapSnapshot, SnapshotContent
from .stakeholders import Stakeholder

__all__ = [
    "Agreement",
    "Assessment",
    "Contact",
    "Correction",
    "MapEntry",
    "MapSnapshot",
    "Party",
    "Relation",
    "SignInLink",
    "SnapshotContent",
    "Stakeholder",
    "StakeholderMap",
]
