"""Work plan: phases, activities, outputs, events and policy conclusions."""

from .compliance import ComplianceCheck
from .conclusions import PolicyConclusion
from .costs import ReportedCost
from .entries import Extent, OutputEntry, ProgressEntry
from .events import AgendaItem, Event, Minutes
from .evidence import EvidenceFile
from .files import OutputFile
from .outputs import Output
from .plan import Activity, ActivityArea, Phase
from .reports import LOCKED_PERIOD, PartnerReport, ReportingPeriod, ReportText, clash_of_periods, refuse_locked
from .reviews import Comment, Endorsement, Reviewer, ReviewStep

__all__ = [
    "LOCKED_PERIOD",
    "Activity",
    "ActivityArea",
    "AgendaItem",
    "Comment",
    "ComplianceCheck",
    "Endorsement",
    "Event",
    "EvidenceFile",
    "Extent",
    "Minutes",
    "Output",
    "OutputEntry",
    "OutputFile",
    "PartnerReport",
    "Phase",
    "PolicyConclusion",
    "ProgressEntry",
    "ReportText",
    "ReportedCost",
    "ReportingPeriod",
    "ReviewStep",
    "Reviewer",
    "clash_of_periods",
    "refuse_locked",
]
