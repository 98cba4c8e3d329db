"""Partners: the organisations that take part, their people, and who may do what."""

from .budget import BudgetLine, CostLine
from .calendars import CalendarAddress, make_address
from .notices import DataRequest, Mailing, Notification, Reminder, SentReminder, key_of
from .partners import Partner, PartnerBudget
from .people import Invitation, Membership, User, UserManager
from .sign_ins import SignIn
from .tokens import ApiToken
from .webhooks import Attempt, Delivery, Event, Webhook

__all__ = [
    "ApiToken",
    "Attempt",
    "BudgetLine",
    "CalendarAddress",
    "CostLine",
    "DataRequest",
    "Delivery",
    "Event",
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
    "Webhook",
    "key_of",
    "make_address",
]
