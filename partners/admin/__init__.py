"""Partners, their people and their tokens: what coordinators edit."""

from . import accounts, calendars, organisations, reminders, tokens, webhooks

__all__ = ["accounts", "calendars", "organisations", "reminders", "tokens", "webhooks"]
