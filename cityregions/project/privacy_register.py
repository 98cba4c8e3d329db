"""The register of processing (Article 30 of the General Data Protection Regulation): what is done with which data of
whom, why, and for how long; each activity names the tables that it keeps.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cityregions.records.answers import KEPT_FOR
from cityregions.records.work import KEPT as RESULTS_KEPT
from partners.models.sign_ins import KEPT as SIGN_INS_KEPT


@dataclass(frozen=True)
class Activity:
    """One activity of processing, in words; `tables` are the labels of the models in which its data stand."""

    key: str
    title: str
    purpose: str
    basis: str
    people: str
    what: str
    recipients: str
    kept: str
    security: str
    tables: tuple

    def parts(self):
        """What Article 30(1) asks for, as (label, text)."""
        return [
            (_("Purpose"), self.purpose),
            (_("Lawful basis"), self.basis),
            (_("Whose data"), self.people),
            (_("Which data"), self.what),
            (_("Who receives them"), self.recipients),
            (_("How long they are kept"), self.kept),
            (_("How they are protected"), self.security),
        ]


def public_task():
    return _("Public task, Art. 6(1)(e); for partners that are no authority, legitimate interest, Art. 6(1)(f)")


def partnership():
    return _("Only people of the partnership; nobody outside the European Union, and no service of others.")


def activities():
    """All activities, in the order of the page."""
    return [*of_accounts(), *of_stakeholders(), *of_working_together(), *of_running_it()]


def of_accounts():
    days = SIGN_INS_KEPT.days
    return [
        Activity(
            key="accounts",
            title=_("Accounts of people who work in the project"),
            purpose=_("People of the partners sign in and do what their work in the project asks for."),
            basis=public_task(),
            people=_("Staff and managers of partners, coordinators, contacts of stakeholders who sign in."),
            what=_(
                "Name, e-mail addresses, language, partner and role with its last day, password as a digest, second "
                "factors, invitations, last visit of the desk."
            ),
            recipients=partnership(),
            kept=_("As long as the person works for the partner and the funding rules ask for; erased on request."),
            security=_(
                "By invitation only; passwords and secrets as digests; a second factor for coordinators; rights "
                "by partner and area, stated in one place and tested."
            ),
            tables=(
                "partners.User",
                "partners.Membership",
                "partners.Invitation",
                "account.EmailAddress",
                "mfa.Authenticator",
                "partners.User_groups",
                "partners.User_user_permissions",
            ),
        ),
        Activity(
            key="sign-ins",
            title=_("Log of sign-ins and open sessions"),
            purpose=_("Each person sees sign-ins that were not their own; attacks are noticed."),
            basis=_("Security of processing, Art. 32, and legitimate interest, Art. 6(1)(f)"),
            people=_("Everybody with an account."),
            what=_(
                "Time, success, way, network address and browser of sign-ins; the same of open sessions; links to "
                "sign in by, as digests."
            ),
            recipients=_("The person alone."),
            kept=ngettext("%(days)d day; sessions until they end.", "%(days)d days; sessions until they end.", days)
            % {"days": days},
            security=_("Shown to the person alone, over encrypted connections."),
            tables=("partners.SignIn", "usersessions.UserSession", "stakeholders.SignInLink"),
        ),
        Activity(
            key="tools",
            title=_("API tokens, webhooks and calendar addresses"),
            purpose=_("Tools and calendars of a person act and read for that person."),
            basis=public_task(),
            people=_("People of the partnership who set them up."),
            what=_(
                "Name of the tool, rights, expiry and last use; addresses that are told of changes, with what was "
                "sent to them; answers kept so that nothing is written twice."
            ),
            recipients=_("The receivers that the person names; coordinators see that there is a token and can end it."),
            kept=_("Until the person ends them or leaves; answers for %(hours)d hours.")
            % {"hours": KEPT_FOR // timedelta(hours=1)},
            security=_("Only digests of tokens and calendar addresses; messages are signed; rates are limited."),
            tables=("partners.ApiToken", "partners.Webhook", "partners.CalendarAddress", "records.KeptAnswer"),
        ),
    ]


def of_stakeholders():
    return [
        Activity(
            key="contacts",
            title=_("Contacts of stakeholders"),
            purpose=_("Partners reach the organisations that have a stake in their area, and these take part."),
            basis=_(
                "By contact: public task, Art. 6(1)(e), legitimate interest, Art. 6(1)(f), or consent, "
                "Art. 6(1)(a); it stands beside each."
            ),
            people=_("People through whom stakeholders are reached."),
            what=_(
                "Name, function, e-mail address, telephone, language, lawful basis, days of notice and review; "
                "corrections that they propose."
            ),
            recipients=_("Staff of the own area and coordinators; never in exports, public pages or the API."),
            kept=_("Until the review finds that they are no longer needed; each contact has a day of review."),
            security=_("Seen in the own area alone; told within a month (Art. 14), which the desk reminds of."),
            tables=("stakeholders.Contact", "stakeholders.Correction"),
        ),
        Activity(
            key="engagement",
            title=_("Ratings, engagement and agreements"),
            purpose=_("Stakeholders are mapped, engaged and agree with each other; it can be followed who did it."),
            basis=public_task(),
            people=_("People of the partnership who rate, plan and write; people who endorse for an organisation."),
            what=_("Who rated, is responsible, wrote a version or endorsed it, and when; what they wrote with it."),
            recipients=_("The partnership; published agreements show the organisation that endorsed, not the person."),
            kept=_("As long as the record that it is about."),
            security=_("Rights by area; persons are not named in public, nor in the API."),
            tables=(
                "stakeholders.Assessment",
                "stakeholders.EngagementAction",
                "stakeholders.AgreementVersion",
                "stakeholders.PartyEndorsement",
                "stakeholders.Import",
                "stakeholders.MapSnapshot",
            ),
        ),
        Activity(
            key="events",
            title=_("Participants of events"),
            purpose=_("It is known which organisations took part, as the programme asks for."),
            basis=public_task(),
            people=_("None by name: events list organisations and the number of people."),
            what=_("Lists of participants only where a partner attaches one to its report as evidence."),
            recipients=_("The partnership; evidence goes to the programme with the report."),
            kept=_("As long as the funding rules ask for reports to be kept."),
            security=_("Evidence is read by whoever reads the report; files are stored under their digest."),
            tables=(),
        ),
    ]


def of_working_together():
    return [
        Activity(
            key="reports",
            title=_("Comments, reviews and reports"),
            purpose=_("Outputs are reviewed, endorsed and published; partners report and are answered."),
            basis=public_task(),
            people=_("People of the partnership, contacts of organisations that are asked to comment."),
            what=_("Who commented, answered, endorsed, checked, submitted or decided, when, and what they wrote."),
            recipients=_("The partnership, and the programme with the report; never the public."),
            kept=_("As long as the funding rules ask for reports to be kept."),
            security=_("Drafts of reports are read by the own partner alone."),
            tables=(
                "workplan.Comment",
                "workplan.Endorsement",
                "workplan.ReviewStep",
                "workplan.ComplianceCheck",
                "workplan.PartnerReport",
            ),
        ),
        Activity(
            key="mails",
            title=_("Notifications, mails and reminders"),
            purpose=_("People hear of what is due from them and of what others changed."),
            basis=public_task(),
            people=_("Everybody with an account; contacts get mails that they ask for or that concern them."),
            what=_("What the person was told, when, whether it was read and mailed; who reminded whom."),
            recipients=_("The person; the mail server that the operator has set up."),
            kept=_("As long as the account."),
            security=_("Mails name organisations, not contacts; each person chooses how often."),
            tables=(
                "partners.Notification",
                "partners.Mailing",
                "partners.Reminder",
                "partners.Reminder_people",
                "partners.SentReminder",
            ),
        ),
        Activity(
            key="history",
            title=_("History of records and feed of changes"),
            purpose=_("Changes can be followed and put back; tools keep a copy up to date."),
            basis=_("Accountability, Art. 5(2), and public task, Art. 6(1)(e)"),
            people=_("Everybody who changes a record."),
            what=_("Who changed what, when, from what to what, and why; the log of the administration."),
            recipients=_("The partnership, as far as it sees the record."),
            kept=_("As long as the record and its history; without the person once that person is erased."),
            security=_("Written by the database itself; nobody changes it in the portal."),
            tables=("admin.LogEntry", "records.Change", "records.Touch"),
        ),
        Activity(
            key="forms",
            title=_("Drafts, forms and work in the background"),
            purpose=_("Nothing that was typed is lost, nothing is done twice, long work goes on by itself."),
            basis=public_task(),
            people=_("Everybody with an account who fills in forms."),
            what=_("What stands in a form that was not saved; which forms were accepted; files that were made."),
            recipients=_("The person alone."),
            kept=ngettext(
                "Drafts until they are saved or thrown away; results for %(hours)d hour.",
                "Drafts until they are saved or thrown away; results for %(hours)d hours.",
                RESULTS_KEPT // timedelta(hours=1),
            )
            % {"hours": RESULTS_KEPT // timedelta(hours=1)},
            security=_("Nobody else opens them."),
            tables=("records.Draft", "records.Submission", "records.Work"),
        ),
    ]


def of_running_it():
    return [
        Activity(
            key="requests",
            title=_("Requests about personal data"),
            purpose=_("People use their rights (Art. 15 to 21) and get an answer within a month."),
            basis=_("Legal obligation, Art. 6(1)(c) with Art. 12"),
            people=_("Anyone who asks."),
            what=_("E-mail address, what is asked for, the answer, who answered and when."),
            recipients=_("Coordinators."),
            kept=_("As proof that it was answered; without address and text once the person is erased."),
            security=_("The page never tells whether an address is known; requests are limited in number."),
            tables=("partners.DataRequest",),
        ),
        Activity(
            key="operation",
            title=_("Log of the server and backups"),
            purpose=_("Faults and attacks are found; nothing is lost when a machine fails."),
            basis=_("Security of processing, Art. 32"),
            people=_("Everybody who opens the portal; everybody of whom it keeps something."),
            what=_("Requests with time, path and number; copies of the database and of the stored files."),
            recipients=_("Whoever operates the portal, under a contract as Art. 28 asks for."),
            kept=_(
                "As the operator has set it up. Who is erased here is erased in backups when these run out; after a "
                "backup is put back, erasures made since are made again."
            ),
            security=_("Kept apart from the portal, encrypted, opened by the operator alone."),
            tables=(),
        ),
    ]


def columns():
    return [_("Activity"), *(label for label, _text in activities()[0].parts()), _("Tables")]


def rows():
    for each in activities():
        yield [each.title, *(text for _label, text in each.parts()), ", ".join(each.tables)]
