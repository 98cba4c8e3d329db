"""Evidence of reports: files that show what was done, attached to what a report tells of an activity or an output."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import Stored

from .entries import OutputEntry, ProgressEntry
from .reports import PartnerReport, PartOfReport, refuse_locked

TWICE = _("This file is attached here already.")


class EvidenceFile(Stored, PartOfReport):
    """A file that stands beside one line of a report: minutes, a list of participants, a picture of a site."""

    NAMES_PEOPLE = True

    report = models.ForeignKey(
        PartnerReport,
        models.CASCADE,
        editable=False,
        related_name="files",
        verbose_name=_("partner report"),
        help_text=_("The report of its line, kept here so that whoever reads the one reads the other."),
    )
    progress_entry = models.ForeignKey(
        ProgressEntry,
        models.CASCADE,
        null=True,
        editable=False,
        related_name="files",
        verbose_name=_("progress entry"),
    )
    output_entry = models.ForeignKey(
        OutputEntry,
        models.CASCADE,
        null=True,
        editable=False,
        related_name="files",
        verbose_name=_("report on an output"),
    )

    class Meta:
        verbose_name = _("file of evidence")
        verbose_name_plural = _("files of evidence")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(progress_entry__isnull=False, output_entry__isnull=True)
                | Q(progress_entry__isnull=True, output_entry__isnull=False),
                name="evidence_of_one_line",
                violation_error_message=_("Evidence belongs to one activity or one output of a report."),
            ),
            models.UniqueConstraint(
                fields=["progress_entry", "digest"],
                name="evidence_once_for_activity",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["output_entry", "digest"],
                name="evidence_once_for_output",
                violation_error_message=TWICE,
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("evidence-file", args=[self.pk])

    @property
    def line(self):
        """What the report tells of the activity or output that it shows."""
        return self.progress_entry or self.output_entry

    def clean(self):
        super().clean()
        refuse_locked(self.report)
        if self.line and self.line.report_id != self.report_id:
            raise ValidationError(_("Evidence stays within the report of its line."))
