"""What a report tells of each activity and each output: how far it is, what was done, where it can be seen."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import RecordQuerySet, between
from cityregions.records.text import words as words_of

from .reports import PartnerReport, PartOfReport, refuse_locked

PER_CENT = _("A progress lies between 0 and 100 per cent.")


class Extent(models.TextChoices):
    """How far something owed was carried out, in the words of Interreg's reports."""

    FULLY = "fully", _("fully achieved")
    PARTLY = "partly", _("partly achieved")
    NOT = "not", _("not achieved")


class ProgressEntryQuerySet(RecordQuerySet):
    def search(self, words):
        """Entries whose activity or partner is called by these words."""
        found = (
            Q(activity__search_text__contains=word) | Q(partner__search_text__contains=word) for word in words_of(words)
        )
        return self.filter(*found)

    def counting(self, on):
        """Entries that count on that day: accepted, and made up to then."""
        return self.filter(report__status=PartnerReport.Status.ACCEPTED, reported_on__lte=on)


class ProgressEntry(PartOfReport):
    """How far one partner says to be with one activity on a day: a log, in which accepted entries stay as they are."""

    report = models.ForeignKey(
        PartnerReport, models.CASCADE, related_name="progress_entries", verbose_name=_("partner report")
    )
    activity = models.ForeignKey(
        "workplan.Activity", models.PROTECT, related_name="progress_entries", verbose_name=_("activity")
    )
    partner = models.ForeignKey(
        "partners.Partner",
        models.PROTECT,
        editable=False,
        related_name="progress_entries",
        verbose_name=_("partner"),
        help_text=_("The partner of the report, kept here so that the log can be read by partner."),
    )
    reported_on = models.DateField(
        _("as of"), blank=True, help_text=_("Day the progress is told for; empty for the last day of the period.")
    )
    percent = models.PositiveSmallIntegerField(
        _("progress in per cent"),
        null=True,
        blank=True,
        validators=between(0, 100, PER_CENT),
        help_text=_("Whole number from 0 to 100; how much of the activity is done so far."),
    )
    extent = models.CharField(
        _("achieved"), max_length=6, choices=Extent, blank=True, help_text=_("Fully, partly or not achieved.")
    )
    text = models.TextField(
        _("what was done"), blank=True, help_text=_("What was done in the period; why, when the progress went down.")
    )
    evidence = models.TextField(
        _("evidence"), blank=True, help_text=_("Where it can be seen: an address, a document, minutes.")
    )

    objects = ProgressEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress entry")
        verbose_name_plural = _("progress entries")
        ordering = ["-reported_on", "-pk"]
        indexes = [models.Index(fields=["activity", "partner", "-reported_on"], name="progress_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "activity"],
                name="progress_once_in_report",
                violation_error_message=_("The report speaks of this activity already."),
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__range=(0, 100)),
                name="progress_is_per_cent",
                violation_error_message=PER_CENT,
            ),
        ]

    def __str__(self):
        return f"{self.activity}, {self.reported_on}"

    def get_absolute_url(self):
        return self.activity.get_absolute_url()

    @property
    def subject(self):
        return self.activity

    def save(self, *args, **kwargs):
        self.follow_report()
        super().save(*args, **kwargs)

    def follow_report(self):
        """Partner and, unless it is told, the day are the report's."""
        self.partner_id = self.report.partner_id
        self.reported_on = self.reported_on or self.report.period.ends_on

    def clean(self):
        super().clean()
        refuse_locked(self.report)
        self.follow_report()
        first, last = self.report.period.starts_on, self.report.period.ends_on
        if not first <= self.reported_on <= last:
            sentence = _("This day is not in the period: it lasts from %(first)s to %(last)s.")
            days = {"first": date_format(first), "last": date_format(last)}
            raise ValidationError({"reported_on": sentence % days})
        if self._state.adding and not asked_of("activities", self.report, self.activity_id):
            raise ValidationError({"activity": _("The plan does not ask this partner for this activity here.")})
        before = self.before()
        if self.went_down_without_a_word(before):
            raise ValidationError(
                {
                    "text": _("The progress went down from %(before)s to %(now)s per cent: say why.")
                    % {"before": before.percent, "now": self.percent}
                }
            )

    def went_down_without_a_word(self, before):
        """Whether it says less than the entry before, or None, and not why."""
        known = before and None not in {before.percent, self.percent}
        return bool(known) and self.percent < before.percent and not self.text.strip()

    def before(self):
        """The latest entry of the same partner on the same activity that was handed in before this one, or None."""
        earlier = ProgressEntry.objects.filter(
            activity=self.activity_id,
            partner=self.report.partner_id,
            percent__isnull=False,
            report__status__in=PartnerReport.TOLD,
            report__period__starts_on__lt=self.report.period.starts_on,
        )
        return earlier.exclude(pk=self.pk).first()


class OutputEntry(PartOfReport):
    """What a report tells of one output that the partner's plan owes."""

    report = models.ForeignKey(
        PartnerReport, models.CASCADE, related_name="output_entries", verbose_name=_("partner report")
    )
    output = models.ForeignKey(
        "workplan.Output", models.PROTECT, related_name="report_entries", verbose_name=_("output")
    )
    extent = models.CharField(
        _("achieved"), max_length=6, choices=Extent, blank=True, help_text=_("Fully, partly or not achieved.")
    )
    text = models.TextField(_("what was done"), blank=True, help_text=_("What was done for it in the period."))
    evidence = models.TextField(
        _("evidence"), blank=True, help_text=_("Where it can be seen: an address, a document, minutes.")
    )

    class Meta:
        verbose_name = _("report on an output")
        verbose_name_plural = _("reports on outputs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "output"],
                name="output_once_in_report",
                violation_error_message=_("The report speaks of this output already."),
            )
        ]

    def __str__(self):
        return str(self.output)

    @property
    def subject(self):
        return self.output

    def clean(self):
        super().clean()
        refuse_locked(self.report)
        if self._state.adding and not asked_of("outputs", self.report, self.output_id):
            raise ValidationError({"output": _("The plan does not ask this partner for this output here.")})


def asked_of(kind, report, pk):
    """Whether the plan asks the partner of a report to speak of this activity or output in its period."""
    from cityregions.workplan import obligations  # it asks these models

    return getattr(obligations, kind)(report.partner, report.period).filter(pk=pk).exists()
