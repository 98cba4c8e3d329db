"""Partner reports: what each partner tells of its activities and outputs, period by period."""

from datetime import datetime, time, timedelta

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_update_with_history

from cityregions.records.models import Record, RecordQuerySet, in_order, slug_field
from cityregions.records.text import words as words_of

from .span import Due

LOCKED_PERIOD = _("This reporting period is locked: no report on it is started or changed any more.")
LOCKED = {
    "submitted": _("This report has been submitted: it is changed again only if the lead partner sends it back."),
    "accepted": _("This report has been accepted and is locked."),
}


class ReportingPeriodQuerySet(RecordQuerySet):
    def current(self, on):
        """Periods that have begun by that day and are not locked."""
        return self.filter(starts_on__lte=on, locked=False)


class ReportingPeriod(Due, Record):
    """A stretch of the project on which every partner reports, and the day by which it does."""

    SEARCHED = ("name",)
    DATES = ("starts_on", "ends_on", "due_on")

    slug = slug_field()
    name = models.CharField(_("name"), max_length=100, help_text=_("E.g. Period 3, July to December 2013."))
    starts_on = models.DateField(_("start"), help_text=_("First day that is reported on."))
    ends_on = models.DateField(_("end"), help_text=_("Last day that is reported on."))
    due_on = models.DateField(_("reports due"), help_text=_("Day by which partners submit their reports."))
    locked = models.BooleanField(
        _("locked"), default=False, help_text=_("Whether it is closed: no report on it is started or changed any more.")
    )

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["starts_on", "pk"]
        constraints = [
            in_order("starts_on", "ends_on", "period_dates_in_order", _("A period cannot end before it starts.")),
            in_order("ends_on", "due_on", "period_due_after_end", _("Reports are due after the period has ended.")),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("period-detail", args=[self.slug])

    @transaction.atomic
    def save(self, *args, **kwargs):
        before = ReportingPeriod.objects.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if before and (before.starts_on, before.ends_on) != (self.starts_on, self.ends_on):
            self.move_entries(before.ends_on)

    def move_entries(self, old_end):
        """What was told for the last day, or for a day that is no longer in it, is told for its new last day.

        What has been accepted stays as it is.
        """
        reports = self.reports.exclude(status=PartnerReport.Status.ACCEPTED)
        log = apps.get_model("workplan", "ProgressEntry")
        rows = log.objects.filter(report__in=reports)
        rows = rows.exclude(~Q(reported_on=old_end), reported_on__range=(self.starts_on, self.ends_on))
        moved = list(rows)
        for entry in moved:
            entry.reported_on = self.ends_on
        bulk_update_with_history(moved, log, ["reported_on"])

    def clean(self):
        super().clean()
        one_at_a_time()
        other = clash_of_periods(self) if self.starts_on and self.ends_on else None
        if other:
            raise ValidationError({"starts_on": overlap(other)})


def one_at_a_time():
    """Whoever saves a period waits until others have saved theirs; SQLite lets nobody else write meanwhile anyway.

    It holds until the end of the transaction, so that periods are compared with all that others have saved.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reporting periods'))")


def overlap(other):
    return gettext("Periods do not overlap: part of this one lies in “%(other)s”.") % {"other": other}


def clash_of_periods(period):
    """Another period in which a part of this one lies, or None."""
    others = ReportingPeriod.objects.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on)
    return others.exclude(pk=period.pk).first()


class PartnerReportQuerySet(RecordQuerySet):
    def search(self, words):
        """Reports whose partner or period is called by these words; never by what stands in them."""
        found = (
            Q(partner__search_text__contains=word) | Q(period__search_text__contains=word) for word in words_of(words)
        )
        return self.filter(*found)

    def with_place(self):
        return self.select_related("period", "partner__area")

    def accepted(self):
        return self.filter(status=PartnerReport.Status.ACCEPTED)

    def submitted(self):
        return self.filter(status=PartnerReport.Status.SUBMITTED)

    def not_begun(self):
        return self.filter(PartnerReport.NOT_BEGUN)

    def open(self):
        """Reports that the partner still has to write or to mend."""
        return self.filter(status__in=PartnerReport.OPEN, period__locked=False)

    def told(self):
        """Reports whose text the whole partnership reads: handed in, and not sent back."""
        return self.filter(status__in=PartnerReport.TOLD)

    def as_on(self, day):
        """Adds `status_then`: the status at the end of that day, by the report's own dates, else by the history.

        What the portal has kept since is counted by its history; what was loaded later has only its own dates.
        """
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        status = PartnerReport.Status
        lines = self.model.history.model.objects.filter(id=OuterRef("pk"), history_date__lt=end)
        kept = lines.order_by("-history_date", "-history_id").values("status")[:1]
        by_dates = Case(When(submitted_at__lt=end, then=Value(status.SUBMITTED)), default=Value(status.DRAFT))
        return self.annotate(
            status_then=Case(
                When(status__in=[status.ACCEPTED, status.SENT_BACK], decided_at__lt=end, then=F("status")),
                When(status=status.SUBMITTED, submitted_at__lt=end, then=F("status")),
                default=Coalesce(Subquery(kept), by_dates, output_field=models.CharField()),
            )
        )

    def overdue(self, on, status="status"):
        """Reports that people can still hand in, and should have; by `status_then`, that could be on that day."""
        return self.filter(**{f"{status}__in": PartnerReport.OPEN}, period__locked=False, period__due_on__lt=on)

    def in_state(self, state, on, status="status"):
        """Reports in a state as people tell it on that day, of locked periods as well.

        One that was sent back stays so, even when overdue.
        """
        if state in PartnerReport.Status.values:
            return self.filter(**{status: state})
        days = {
            PartnerReport.State.NOT_YET_DUE: Q(period__ends_on__gte=on),
            PartnerReport.State.DUE: Q(period__ends_on__lt=on, period__due_on__gte=on),
            PartnerReport.State.OVERDUE: Q(period__due_on__lt=on),
        }
        return self.filter(days[state], **{status: PartnerReport.Status.DRAFT})


class PartnerReport(Record):
    """What one partner reports on one period; it counts once the lead partner has accepted it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        SENT_BACK = "sent_back", _("sent back")
        ACCEPTED = "accepted", _("accepted")

    class State(models.TextChoices):
        """How far it has come, seen from its due day."""

        NOT_YET_DUE = "not_yet_due", _("not yet due")
        DUE = "due", _("due")
        OVERDUE = "overdue", _("overdue")
        SUBMITTED = "submitted", _("submitted")
        SENT_BACK = "sent_back", _("sent back")
        ACCEPTED = "accepted", _("accepted")

    OPEN = (Status.DRAFT, Status.SENT_BACK)
    TOLD = (Status.SUBMITTED, Status.ACCEPTED)
    # Programs write without saying that they begin.
    NOT_BEGUN = Q(status=Status.DRAFT, started_at=None) & Q(
        text=None, progress_entries=None, output_entries=None, costs=None
    )

    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="reports", verbose_name=_("reporting period")
    )
    partner = models.ForeignKey("partners.Partner", models.PROTECT, related_name="reports", verbose_name=_("partner"))
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        # Like the note it changes by the steps of actions.py, never by a form or by putting back an earlier state.
        editable=False,
        help_text=_("How far it has come; its values count once it is accepted."),
    )
    started_at = models.DateTimeField(
        _("started at"), null=True, blank=True, editable=False, help_text=_("When the partner began to write it.")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="submitted_reports",
        verbose_name=_("submitted by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="decided_reports",
        verbose_name=_("decided by"),
    )
    note = models.TextField(
        _("note of the lead partner"),
        blank=True,
        editable=False,
        help_text=_("What is to be mended, when it was sent back."),
    )

    objects = PartnerReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner report")
        verbose_name_plural = _("partner reports")
        ordering = ["period__starts_on", "partner__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "partner"],
                name="report_once",
                violation_error_message=_("This partner has a report on this period already."),
            ),
            models.CheckConstraint(
                condition=~Q(status="sent_back") | ~Q(note=""),
                name="report_sent_back_says_why",
                violation_error_message=_("Say what is to be mended when you send a report back."),
            ),
        ]

    def __str__(self):
        return f"{self.partner}: {self.period}"

    def get_absolute_url(self):
        return reverse("report-detail", args=[self.pk])

    def clean(self):
        super().clean()
        same = PartnerReport.objects.filter(pk=self.pk, period=self.period_id, partner=self.partner_id)
        if not self._state.adding and not same.exists():
            raise ValidationError(gettext("A report stays with its partner and its period: begin another one."))

    @property
    def is_open(self):
        """Whether the partner may still write in it."""
        return self.status in self.OPEN and not self.period.locked

    @property
    def closed_because(self):
        """Why nothing in it may change any more, in a sentence; empty as long as the partner writes in it."""
        if self.is_open:
            return ""
        return LOCKED_PERIOD if self.period.locked else LOCKED[self.status]

    def stands_as_on(self, day):
        """Makes it what it was at the end of that day, to be shown and never saved; it comes from `as_on`."""
        self.status = self.status_then
        for name in ("submitted_at", "decided_at"):
            moment = getattr(self, name)
            if moment and timezone.localdate(moment) > day:
                setattr(self, name, None)

    def state(self, on):
        """How far it has come on that day, as people tell it."""
        if self.status != self.Status.DRAFT:
            return self.State(self.status)
        if on > self.period.due_on:
            return self.State.OVERDUE
        return self.State.DUE if on > self.period.ends_on else self.State.NOT_YET_DUE

    def is_overdue(self, on):
        return self.is_open and self.period.due_on < on


class PartOfReport(Record):
    """Something that stands in a report, its `report`: it is closed as soon as that is."""

    class Meta:
        abstract = True

    @property
    def closed_because(self):
        return self.report.closed_because


class ReportText(PartOfReport):
    """What a report says in its own words: kept beside it, since nobody outside the partner reads that of a draft."""

    report = models.OneToOneField(PartnerReport, models.CASCADE, related_name="text", verbose_name=_("partner report"))
    summary = models.TextField(
        _("summary of the work"), blank=True, help_text=_("What was done in the period, in a few sentences.")
    )
    problems = models.TextField(
        _("problems and deviations"), blank=True, help_text=_("What went otherwise than planned, and why.")
    )
    next_steps = models.TextField(_("next steps"), blank=True, help_text=_("What follows in the next period."))
    target_groups = models.TextField(
        _("target groups reached"),
        blank=True,
        help_text=_("Who was reached, and how many, e.g. 32 municipalities at two workshops."),
    )

    class Meta:
        verbose_name = _("text of a report")
        verbose_name_plural = _("texts of reports")
        ordering = ["pk"]

    def __str__(self):
        return str(self.report)

    def clean(self):
        super().clean()
        refuse_locked(self.report)


def refuse_locked(report):
    """Raises ValidationError where nothing in a report may change any more."""
    if why := report.closed_because:
        raise ValidationError(why)
