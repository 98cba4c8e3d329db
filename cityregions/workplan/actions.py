"""What happens to a partner's report: it is asked for, begun, submitted, sent back, accepted."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from simple_history.utils import bulk_create_with_history

from partners.models import Notification, Partner
from partners.notices import settle, working_for

from . import obligations
from .models import (
    LOCKED_PERIOD,
    OutputEntry,
    PartnerReport,
    ProgressEntry,
    ReportingPeriod,
    ReportText,
    refuse_locked,
)

# How many of the names of what is missing a sentence lists.
NAMED = 3


def partners_of(period):
    """The partners that take part on some day of the period."""
    return Partner.objects.exclude(joined_on__gt=period.ends_on).exclude(left_on__lt=period.starts_on)


@transaction.atomic
def ask(period):
    """Makes the reports that the partners owe for the period, empty until somebody begins; returns how many are new."""
    # Whoever asks at the same moment waits here, and then finds them there.
    ReportingPeriod.objects.select_for_update().filter(pk=period.pk).first()
    asked = set(period.reports.values_list("partner", flat=True))
    owed = [partner for partner in partners_of(period) if partner.pk not in asked]
    bulk_create_with_history([PartnerReport(period=period, partner=partner) for partner in owed], PartnerReport)
    return len(owed)


def locked(report):
    """The report as it stands, which nobody else changes until this is done. Raises ValidationError if it is gone."""
    if found := lockable().filter(pk=report.pk).first():
        return found
    raise ValidationError(_("This report was withdrawn meanwhile."))


def lockable():
    return PartnerReport.objects.select_for_update(of=("self",)).select_related("period", "partner")


@transaction.atomic
def begin(period, partner):
    """The partner's report on the period, with everything that the plan asks it to speak of.

    Raises ValidationError where the period is locked or the report is handed in.
    """
    report = lockable().get_or_create(period=period, partner=partner)[0]
    refuse_locked(report)
    if report.started_at is None:
        report.started_at = timezone.now()
        report.save(update_fields=["started_at"])
        ReportText.objects.get_or_create(report=report)
    take_from_plan(report)
    return report


def take_from_plan(report):
    """Adds what the plan asks for and the report does not speak of yet; what people wrote stays as it is."""
    activities, outputs = obligations.missing(report)
    # The log is read newest first: in that order the plan's own stands in the report.
    entries = [ProgressEntry(report=report, activity=activity) for activity in reversed(activities)]
    for entry in entries:
        entry.follow_report()
    bulk_create_with_history(entries, ProgressEntry)
    bulk_create_with_history([OutputEntry(report=report, output=output) for output in outputs], OutputEntry)
    return len(activities) + len(outputs)


def gaps(report):
    """What is missing before the report can be submitted, each in a sentence."""
    text = ReportText.objects.filter(report=report).first()
    if report.started_at is None and text is None:
        return [_("Nobody has begun this report yet.")]
    found = [] if text and text.summary.strip() else [_("The summary of the work is missing.")]
    entries = list(report.progress_entries.select_related("activity"))
    outputs = list(report.output_entries.select_related("output"))
    without_percent = [each.activity for each in entries if each.percent is None]
    without_extent = [each.activity for each in entries if not each.extent]
    without_extent += [each.output for each in outputs if not each.extent]
    short = [each for each in [*entries, *outputs] if obligations.is_short_of(each.extent) and not each.text.strip()]
    unexplained = [each.activity if isinstance(each, ProgressEntry) else each.output for each in short]
    before = obligations.told_before(report)
    # Checked once more: the report before may have been handed in after this one was written.
    down = [each.activity for each in entries if each.went_down_without_a_word(before.get(each.activity_id))]
    activities, new_outputs = obligations.missing(report)
    for sentence, rows in (
        (_("Say how far it is in per cent: %(names)s."), without_percent),
        (_("Say whether it is fully, partly or not achieved: %(names)s."), without_extent),
        (_("Say in a few words why it is not fully achieved: %(names)s."), unexplained),
        (_("Say in a few words why the progress went down: %(names)s."), down),
        (
            _("The plan asks for more than the report speaks of, take it over first: %(names)s."),
            activities + new_outputs,
        ),
    ):
        if rows:
            found.append(sentence % {"names": names(rows)})
    return found


def names(rows):
    """The first names in a row, and how many there are besides."""
    shown = ", ".join(f"“{row}”" for row in rows[:NAMED])
    more = len(rows) - NAMED
    return (
        shown
        if more <= 0
        else ngettext("%(shown)s and %(more)s more", "%(shown)s and %(more)s more", more)
        % {
            "shown": shown,
            "more": more,
        }
    )


@transaction.atomic
def withdraw(report):
    """Takes back that the partner is asked for the report, unless somebody has begun it; returns whether it is gone."""
    report = lockable().filter(pk=report.pk).first()
    if report and not PartnerReport.objects.not_begun().filter(pk=report.pk).exists():
        return False
    if report:
        report.delete()
    return True


@transaction.atomic
def submit(report, by, note=""):
    """Hands the report in; it needs no word. Raises ValidationError with a sentence for each thing that is missing."""
    report = locked(report)
    refuse_locked(report)
    if found := gaps(report):
        raise ValidationError(found)
    report.status, report.submitted_at, report.submitted_by = PartnerReport.Status.SUBMITTED, timezone.now(), by
    keep(report, by, "status", "submitted_at", "submitted_by")
    for reason in (Notification.Reason.DUE, Notification.Reason.LATE, Notification.Reason.REMINDER):
        settle(report, reason)
    settle(report, Notification.Reason.SENT_BACK)
    return report


@transaction.atomic
def send_back(report, by, note):
    """Gives a submitted report back to be mended, with what is to be mended, and tells the partner's people."""
    report = to_be_decided(report)
    if report.period.locked:
        raise ValidationError(LOCKED_PERIOD)
    report.status, report.note = PartnerReport.Status.SENT_BACK, note.strip()
    if not report.note:
        raise ValidationError({"note": _("Say what is to be mended when you send a report back.")})
    decide(report, by)
    tell(report, Notification.Reason.SENT_BACK, report.note)
    return report


@transaction.atomic
def accept(report, by, note=""):
    """Accepts a submitted report: its values count from now on, and nothing in it changes any more."""
    report = to_be_decided(report)
    report.status, report.note = PartnerReport.Status.ACCEPTED, note.strip()
    decide(report, by)
    tell(report, Notification.Reason.ACCEPTED, report.note)
    return report


def to_be_decided(report):
    report = locked(report)
    if report.status != PartnerReport.Status.SUBMITTED:
        raise ValidationError(
            _("%(report)s is %(status)s: only what has been submitted can be accepted or sent back.")
            % {"report": report, "status": report.get_status_display()}
        )
    return report


def decide(report, by):
    report.decided_at, report.decided_by = timezone.now(), by
    keep(report, by, "status", "note", "decided_at", "decided_by")


def keep(report, by, *fields):
    report._history_user = by
    report.full_clean()
    report.save(update_fields=fields)


def tell(report, reason, text):
    people = list(working_for(report.partner, timezone.localdate()))
    Notification.objects.unread().filter(
        record=f"{report._meta.label_lower}/{report.pk}",
        reason__in=[Notification.Reason.SENT_BACK, Notification.Reason.ACCEPTED],
    ).delete()
    Notification.objects.tell(people, reason, report, text=text)


@dataclass(frozen=True)
class Step:
    """A step of a report: who takes it, what it does, and what is said when it is done and to those who may not."""

    take: object
    by_partner: bool
    does: str
    done: str
    refused: str

    def is_for(self, report, user):
        return report.partner_id in user.current_partners if self.by_partner else user.is_coordinator


STEPS = {
    "submit": Step(
        submit,
        True,
        gettext_lazy("Hands a report in, by the partner’s own people, once nothing is missing."),
        gettext_lazy("Submitted. The coordinators are told; nothing in it changes any more unless they send it back."),
        gettext_lazy("Only the partner itself submits its report."),
    ),
    "accept": Step(
        accept,
        False,
        gettext_lazy("Accepts a submitted report, by coordinators: its values count from then on, and it is locked."),
        gettext_lazy("Accepted: its values count from now on, and it is locked."),
        gettext_lazy("Coordinators accept reports or send them back."),
    ),
    "send_back": Step(
        send_back,
        False,
        gettext_lazy("Gives a submitted report back to be mended, by coordinators; the note says what."),
        gettext_lazy("Sent back. The partner's people are told what is to be mended."),
        gettext_lazy("Coordinators accept reports or send them back."),
    ),
}


def take(name, report, by, note=""):
    """Takes a step of STEPS. Raises PermissionDenied for others, and ValidationError where it cannot be taken."""
    step = STEPS[name]
    if not step.is_for(report, by):
        raise PermissionDenied(step.refused)
    step.take(report, by, note)
