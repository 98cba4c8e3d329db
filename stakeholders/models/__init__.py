"""Stakeholders: who has a stake in an area, how they relate, and what they agreed."""

from .agreements import Agreement
from .contacts import Contact, Correction, SignInLink
from .engagement import EngagementAction
from .imports import Import, ImportFile, ImportRow
from .maps import Assessment, MapEntry, StakeholderMap
from .measures import NetworkMeasures
from .parties import AgreementFile, AgreementVersion, Party, PartyEndorsement
from .relations import Relation
from .snapshots import MapSnapshot, SnapshotContent
from .stakeholders import Stakeholder

__all__ = [
    "Agreement",
    "AgreementFile",
    "AgreementVersion",
    "Assessment",
    "Contact",
    "Correction",
    "EngagementAction",
    "Import",
    "ImportFile",
    "ImportRow",
    "MapEntry",
    "MapSnapshot",
    "NetworkMeasures",
    "Party",
    "PartyEndorsement",
    "Relation",
    "SignInLink",
    "SnapshotContent",
    "Stakeholder",
    "StakeholderMap",
]
