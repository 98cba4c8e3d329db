"""Stakeholders: who has a stake in an area, how they relate, and what they agreed."""

from .agreements import Agreement, Party
from .contacts import Contact, Correction, SignInLink
from .maps import Assessment, MapEntry, StakeholderMap
from .measures import NetworkMeasures
from .relations import Relation
from .stakeholders import Stakeholder

__all__ = [
    "Agreement",
    "Assessment",
    "Contact",
    "Correction",
    "MapEntry",
    "NetworkMeasures",
    "Party",
    "Relation",
    "SignInLink",
    "Stakeholder",
    "StakeholderMap",
]
