"""Pages of the work plan: the plan itself, reports, outputs, events and policy conclusions."""

from .compliance import EventCompliance, OutputCompliance
from .conclusions import ConclusionDetail, ConclusionList
from .deadlines import DeadlineCalendar
from .events import EventDetail, EventList
from .feeds import EventAtom, EventCalendar, OutputAtom
from .files import EvidenceDownload, EvidenceNew, FileDownload, FileNew
from .outputs import OutputDetail, OutputList
from .periods import JointPage, PeriodPage, ProposePeriods
from .plan import ActivityDetail, WorkPlan
from .reports import ReportEdit, ReportList, ReportPage, ReportStart
from .review import CommentAnswer, ReviewPage

__all__ = [
    "ActivityDetail",
    "CommentAnswer",
    "ConclusionDetail",
    "ConclusionList",
    "DeadlineCalendar",
    "EventAtom",
    "EventCalendar",
    "EventCompliance",
    "EventDetail",
    "EventList",
    "EvidenceDownload",
    "EvidenceNew",
    "FileDownload",
    "FileNew",
    "JointPage",
    "OutputAtom",
    "OutputCompliance",
    "OutputDetail",
    "OutputList",
    "PeriodPage",
    "ProposePeriods",
    "ReportEdit",
    "ReportList",
    "ReportPage",
    "ReportStart",
    "ReviewPage",
    "WorkPlan",
]
