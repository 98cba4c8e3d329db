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

    def told_before(self, report):
        """What the report's partner told before the report's period, the latest first."""
        return self.filter(
            partner=report.partner_id,
            percent__isnull=False,
            report__status__in=PartnerReport.TOLD,
            report__period__starts_on__lt=report.period.starts_on,
        )


def asked_of(kind, report):
    """The activities or outputs that the plan asks the report's partner to speak of."""
    from cityregions.workplan import obligations  # it asks these models

    return getattr(obligations, kind)(report.partner, report.period).order_by()


class Known:
    """What the plan asks of reports and what was told before them: read once for each report, whatever its rows."""

    def __init__(self):
        self.found = {}

    def once(self, key, read):
        if key not in self.found:
            self.found[key] = read()
        return self.found[key]

    def asked(self, kind, report):
        """The keys of the activities or outputs that the plan asks the report's partner to speak of."""
        key = (kind, report.partner_id, report.period_id)
        return self.once(key, lambda: set(asked_of(kind, report).values_list("pk", flat=True)))

    def told_before(self, report):
        """By activity, what the partner told before the report's period, the latest first."""

        def read():
            earlier = {}
            for entry in ProgressEntry.objects.told_before(report):
                earlier.setdefault(entry.activity_id, []).append(entry)
            return earlier

        return self.once(("before", report.partner_id, report.period_id), read)


class Entry(PartOfReport):
    """What a report tells of something that the plan asks for."""

    known = None

    class Meta:
        abstract = True

    @classmethod
    def prepare_to_clean(cls, rows):
        """Reads the reports of all rows at once, and what cleaning asks of each report once."""
        known, keys = Known(), {row.report_id for row in rows if row.report_id}
        reports = PartnerReport.objects.select_related("partner", "period").in_bulk(keys)
        for row in rows:
            row.known = known
            if row.report_id in reports and not cls.report.is_cached(row):
                row.report = reports[row.report_id]

    def is_asked(self, kind, pk):
        """Whether the plan asks for it; of a single row, nothing is read of what else the plan asks for."""
        if self.known:
            return pk in self.known.asked(kind, self.report)
        return asked_of(kind, self.report).filter(pk=pk).exists()


class ProgressEntry(Entry):
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
        if self._state.adding and not self.is_asked("activities", self.activity_id):
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
        if self.known:
            earlier = self.known.told_before(self.report).get(self.activity_id, [])
            return next((entry for entry in earlier if entry.pk != self.pk), None)
        earlier = type(self).objects.told_before(self.report).filter(activity=self.activity_id)
        return earlier.exclude(pk=self.pk).first()


class OutputEntry(Entry):
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
        if self._state.adding and not self.is_asked("outputs", self.output_id):
            raise ValidationError({"output": _("The plan does not ask this partner for this output here.")})
