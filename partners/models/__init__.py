"""Partners: the organisations that take part, their people, and who may do what."""

from .budget import BudgetLine, CostLine
from .calendars import CalendarAddress, make_address
from .notices import DataRequest, Mailing, Notification, Reminder, SentReminder, key_of
from .partners import Partner, PartnerBudget
from .people import Invitation, Membership, User, UserManager
from .sign_ins import SignIn
from .tokens import ApiToken

__all__ = [
    "ApiToken",
    "BudgetLine",
    "CalendarAddress",
    "CostLine",
    "DataRequest",
    "Invitation",
    "Mailing",
    "Membership",
    "Notification",
    "Partner",
    "PartnerBudget",
    "Reminder",
    "SentReminder",
    "SignIn",
    "User",
    "UserManager",
    "key_of",
    "make_address",
]
