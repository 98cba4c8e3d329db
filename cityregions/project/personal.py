"""What is stored about a person, for that person to see and take along."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cityregions.records.history.tables import tables
from cityregions.records.history.wording import WORDS, in_words
from partners.models import CalendarAddress, DataRequest, Invitation, User

NEWEST = 1000
RATING = ("entry", "assessed_on", "influence", "interest", "legitimacy", "urgency", "attitude", "source")


def sections(user):
    """Lists of rows: the key of each list, its title, the rows, the fields that are told."""
    own = Q(email__iexact=user.email)
    people = ("stakeholder", "name", "function", "email", "phone", "language", "lawful_basis", "notice_sent_on")
    return [
        (
            "account",
            _("Account"),
            User.objects.filter(pk=user.pk),
            ("email", "name", "language", "digest", "is_staff", "date_joined", "last_login", "desk_seen_at"),
        ),
        (
            "memberships",
            _("Work for partners"),
            user.memberships.select_related("partner"),
            ("partner", "role", "until"),
        ),
        ("addresses", _("E-mail addresses"), EmailAddress.objects.filter(user=user), ("email", "verified", "primary")),
        (
            "second_factors",
            _("Second factors"),
            Authenticator.objects.filter(user=user),
            ("type", "created_at", "last_used_at"),
        ),
        (
            "sessions",
            _("Browsers that are signed in"),
            UserSession.objects.filter(user=user),
            ("ip", "user_agent", "created_at", "last_seen_at"),
        ),
        (
            "sign_ins",
            _("Sign-ins of the last three months"),
            user.sign_ins.newest(NEWEST),
            ("at", "succeeded", "way", "ip", "user_agent"),
        ),
        (
            "calendars",
            _("Calendar addresses"),
            CalendarAddress.objects.filter(membership__user=user).select_related("membership__partner"),
            ("membership", "created", "last_used"),
        ),
        ("webhooks", _("Webhooks"), user.webhooks.all(), ("name", "url", "is_active", "created")),
        (
            "tokens",
            _("API tokens"),
            user.auth_token_set.all(),
            ("name", "read_only", "nouns", "created", "expiry", "last_used"),
        ),
        ("contacts", _("Contact of stakeholders"), user.contacts.select_related("stakeholder"), (*people, "review_on")),
        (
            "corrections",
            _("Corrections proposed"),
            user.corrections.select_related("stakeholder"),
            ("stakeholder", "changes", "reason", "status", "proposed_at", "answer"),
        ),
        (
            "ratings",
            _("Ratings given"),
            user.assessments.select_related("entry__stakeholder", "entry__stakeholder_map"),
            RATING,
        ),
        (
            "imports",
            _("Imports started"),
            user.imports.defer("packed").select_related("stakeholder_map"),
            ("stakeholder_map", "file_name", "started_at", "state"),
        ),
        ("drafts", _("Drafts"), user.drafts.all(), ("title", "form", "fields", "saved_at")),
        ("notifications", _("Inbox"), user.notifications.all(), ("reason", "title", "text", "created", "read_at")),
        (
            "reminders",
            _("Reminders sent"),
            user.sent_reminders.select_related("mailing"),
            ("reason", "title", "due_on", "day", "created"),
        ),
        ("mails", _("Mails with news"), user.mailings.all(), ("day", "sent_at")),
        (
            "invitations",
            _("Invitations"),
            Invitation.objects.filter(own | Q(accepted_by=user)).select_related("partner"),
            ("email", "partner", "role", "until", "created", "accepted_at"),
        ),
        (
            "requests",
            _("Requests about personal data"),
            DataRequest.objects.filter(own),
            ("wish", "text", "created", "answered_at", "answer"),
        ),
    ]


def for_people(user):
    """The same in words: titles with rows of (label, value)."""
    return [(title, [told(row, fields) for row in rows]) for _key, title, rows, fields in sections(user)]


def told(row, fields):
    return [(capfirst(row._meta.get_field(name).verbose_name), worded(row, name)) for name in fields]


def worded(row, name):
    if row._meta.get_field(name).choices:
        return getattr(row, f"get_{name}_display")() or in_words("")
    return in_words(getattr(row, name))


def for_programs(user):
    """The same as data, with the person's changes of records."""
    found = {key: [raw(row, fields) for row in rows] for key, _title, rows, fields in sections(user)}
    return found | {"changes": {"count": count_changes(user), "newest": newest_changes(user)}}


def raw(row, fields):
    """The values of a row; related records by name."""
    found = ((name, getattr(row, name)) for name in fields)
    return {name: str(value) if isinstance(value, models.Model) else value for name, value in found}


def count_changes(user):
    return sum(table.rows.filter(history_user=user).count() for table in tables().values())


def newest_changes(user):
    """The person's newest changes: when, what kind, of which record, why."""
    found = []
    for table in tables().values():
        rows = table.rows.filter(history_user=user).order_by("-history_date")
        told = rows.values_list("history_date", "history_type", table.key_field, "history_change_reason")[:NEWEST]
        found += [
            {"at": at, "change": WORDS[kind], "record": f"{table.noun}/{key}", "reason": reason or ""}
            for at, kind, key, reason in told
        ]
    return sorted(found, key=lambda row: row["at"], reverse=True)[:NEWEST]
