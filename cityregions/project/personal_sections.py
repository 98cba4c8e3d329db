"""Where something is stored about a person: each list with its title, its rows and the fields that are told."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from cityregions.records.answers import KeptAnswer
from cityregions.records.drafts import Draft
from cityregions.records.submissions import Submission
from cityregions.records.work import Work
from cityregions.workplan.models import Comment, ComplianceCheck, Endorsement, PartnerReport, ReviewStep
from partners.models import (
    ApiToken,
    CalendarAddress,
    DataRequest,
    Invitation,
    Mailing,
    Membership,
    Notification,
    Reminder,
    SentReminder,
    SignIn,
    User,
    Webhook,
)
from stakeholders.models import (
    AgreementVersion,
    Assessment,
    Contact,
    Correction,
    EngagementAction,
    Import,
    MapSnapshot,
    PartyEndorsement,
    SignInLink,
)

# So many rows of what may have any number of them.
NEWEST = 1000


def sections(person):
    """All of it, of a `stakeholders.actions.Person`."""
    return [*of_account(person), *of_access(person), *of_contact(person), *of_work(person), *of_mails(person)]


def addressed(model, person):
    """The rows with one of the person's addresses."""
    return model.objects.alias(low=Lower("email")).filter(low__in=person.emails)


def of_account(person):
    own = {"user__in": person.users}
    return [
        (
            "account",
            _("Account"),
            User.objects.filter(pk__in=person.users),
            ("email", "name", "language", "digest", "is_staff", "date_joined", "last_login", "desk_seen_at"),
        ),
        (
            "memberships",
            _("Work for partners"),
            Membership.objects.filter(**own).select_related("partner"),
            ("partner", "role", "until"),
        ),
        ("addresses", _("E-mail addresses"), EmailAddress.objects.filter(**own), ("email", "verified", "primary")),
        (
            "second_factors",
            _("Second factors"),
            Authenticator.objects.filter(**own),
            ("type", "created_at", "last_used_at"),
        ),
        (
            "sessions",
            _("Browsers that are signed in"),
            UserSession.objects.filter(**own),
            ("ip", "user_agent", "created_at", "last_seen_at"),
        ),
        (
            "sign_ins",
            _("Sign-ins of the last three months"),
            SignIn.objects.filter(pk__in=[each.pk for each in SignIn.objects.filter(**own).newest(NEWEST)]),
            ("at", "succeeded", "way", "ip", "user_agent"),
        ),
        (
            "invitations",
            _("Invitations"),
            Invitation.objects.filter(
                Q(pk__in=addressed(Invitation, person).values("pk")) | Q(accepted_by__in=person.users)
            ).select_related("partner"),
            ("email", "partner", "role", "until", "created", "accepted_at"),
        ),
        # Whom the person invited, and who asked, is about others.
        (
            "invitations_sent",
            _("Invitations sent to others"),
            Invitation.objects.filter(invited_by__in=person.users).select_related("partner"),
            ("partner", "role", "created"),
        ),
        (
            "requests_answered",
            _("Requests of others answered"),
            DataRequest.objects.filter(answered_by__in=person.users),
            ("wish", "answered_at"),
        ),
    ]


def of_access(person):
    """What acts for the person, and what is kept so that nothing is lost or done twice."""
    own = {"user__in": person.users}
    return [
        (
            "calendars",
            _("Calendar addresses"),
            CalendarAddress.objects.filter(membership__user__in=person.users).select_related("membership__partner"),
            ("membership", "created", "last_used"),
        ),
        (
            "snapshots",
            _("Snapshots of maps taken"),
            MapSnapshot.objects.filter(taken_by__in=person.users).select_related("stakeholder_map"),
            ("stakeholder_map", "number", "title", "taken_at"),
        ),
        (
            "imports",
            _("Imports started"),
            Import.objects.filter(started_by__in=person.users).defer("packed").select_related("stakeholder_map"),
            ("stakeholder_map", "file_name", "started_at", "state"),
        ),
        (
            "webhooks",
            _("Webhooks"),
            Webhook.objects.filter(owner__in=person.users),
            ("name", "url", "is_active", "created"),
        ),
        (
            "tokens",
            _("API tokens"),
            ApiToken.objects.filter(**own),
            ("name", "read_only", "nouns", "created", "expiry", "last_used"),
        ),
        ("drafts", _("Drafts"), Draft.objects.filter(**own), ("title", "form", "fields", "saved_at")),
        ("submissions", _("Forms that were accepted"), Submission.objects.filter(**own), ("url", "created")),
        (
            "kept_answers",
            _("Answers kept for a day for programs"),
            KeptAnswer.objects.filter(**own).defer("body"),
            ("key", "status", "created"),
        ),
        (
            "works",
            _("Work in the background"),
            Work.objects.filter(owner__in=person.users).without_content(),
            ("title", "state", "created", "finished_at"),
        ),
    ]


def of_contact(person):
    people = ("stakeholder", "name", "function", "email", "phone", "language", "lawful_basis", "notice_sent_on")
    corrections = Correction.objects.filter(proposed_by__in=person.users)
    return [
        (
            "contacts",
            _("Contact of stakeholders"),
            Contact.objects.filter(pk__in=person.contacts).select_related("stakeholder"),
            (*people, "review_on"),
        ),
        (
            "sign_in_links",
            _("Links to sign in by"),
            SignInLink.objects.filter(contact__in=person.contacts).select_related("contact"),
            ("expires_at", "used_at"),
        ),
        (
            "corrections",
            _("Corrections proposed"),
            corrections.select_related("stakeholder"),
            ("stakeholder", "changes", "reason", "status", "proposed_at", "answer"),
        ),
        (
            "requests",
            _("Requests about personal data"),
            addressed(DataRequest, person),
            ("email", "wish", "text", "created", "answered_at", "answer"),
        ),
    ]


def of_work(person):
    """What the person said, decided and is to do."""
    return [
        (
            "ratings",
            _("Ratings given"),
            Assessment.objects.filter(assessed_by__in=person.users).select_related(
                "entry__stakeholder", "entry__stakeholder_map"
            ),
            ("entry", "assessed_on", "influence", "interest", "legitimacy", "urgency", "attitude", "source"),
        ),
        (
            "engagement",
            _("Engagement that the person is responsible for"),
            EngagementAction.objects.filter(responsible__in=person.users).select_related("stakeholder"),
            ("stakeholder", "level", "what", "due_on", "status", "done_on", "outcome"),
        ),
        (
            "agreement_versions",
            _("Versions of agreements written"),
            AgreementVersion.objects.filter(made_by__in=person.users).select_related("agreement"),
            ("agreement", "number", "made_at", "note"),
        ),
        (
            "agreements_endorsed",
            _("Agreements endorsed for an organisation"),
            PartyEndorsement.objects.filter(endorsed_by__in=person.users).select_related(
                "party__stakeholder", "party__agreement", "version__agreement"
            ),
            ("party", "version", "endorsed_at", "note"),
        ),
        (
            "comments",
            _("Comments written"),
            Comment.objects.filter(author__in=person.users).select_related("output"),
            ("output", "paragraph", "text", "answer", "reason", "answered_at"),
        ),
        (
            "outputs_endorsed",
            _("Outputs endorsed for a partner"),
            Endorsement.objects.filter(endorsed_by__in=person.users).select_related("output", "partner"),
            ("output", "partner", "endorsed_at", "note"),
        ),
        (
            "steps",
            _("Steps taken with outputs"),
            ReviewStep.objects.filter(taken_by__in=person.users).select_related("output"),
            ("output", "status", "taken_at", "note"),
        ),
        (
            "checks",
            _("What the programme asks, checked"),
            ComplianceCheck.objects.filter(checked_by__in=person.users).select_related("output", "event"),
            ("output", "event", "point", "met", "checked_at"),
        ),
        (
            "reports",
            _("Reports submitted or decided on"),
            PartnerReport.objects.filter(
                Q(submitted_by__in=person.users) | Q(decided_by__in=person.users)
            ).select_related("period", "partner"),
            ("partner", "period", "status", "submitted_at"),
        ),
    ]


def of_mails(person):
    own = {"user__in": person.users}
    reminders = Reminder.objects.filter(Q(reminded_by__in=person.users) | Q(people__in=person.users)).distinct()
    return [
        (
            "notifications",
            _("Inbox"),
            Notification.objects.filter(**own),
            ("reason", "title", "text", "created", "read_at"),
        ),
        (
            "reminders",
            _("Reminders sent"),
            SentReminder.objects.filter(**own).select_related("mailing"),
            ("reason", "title", "due_on", "day", "created"),
        ),
        (
            "coordinators_reminders",
            _("Reminders by coordinators, sent or received"),
            reminders.select_related("partner"),
            ("partner", "day"),
        ),
        ("mails", _("Mails with news"), Mailing.objects.filter(**own), ("day", "sent_at", "failure")),
    ]
