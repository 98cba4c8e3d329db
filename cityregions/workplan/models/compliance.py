"""Compliance: what the programme asks of each output and event, and who has seen that it is so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import Record, RecordQuerySet


class ComplianceQuerySet(RecordQuerySet):
    def with_person(self):
        return self.select_related("checked_by")


class ComplianceCheck(Record):
    """One thing that the programme asks of an output or an event, with whether it is so."""

    class Point(models.TextChoices):
        FUNDING_STATEMENT = "funding_statement", _("funding statement")
        EMBLEM = "emblem", _("emblem of the European Union")
        ACCESSIBLE_FILE = "accessible_file", _("accessible file")
        LANGUAGE = "language", _("language")

    class Met(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        NOT_ASKED = "not_asked", _("not asked for here")

    output = models.ForeignKey(
        "workplan.Output",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="compliance_checks",
        verbose_name=_("output"),
    )
    event = models.ForeignKey(
        "workplan.Event",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="compliance_checks",
        verbose_name=_("event"),
    )
    point = models.CharField(_("point"), max_length=20, choices=Point)
    met = models.CharField(_("met"), max_length=10, choices=Met, help_text=_("Whether it is so."))
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("E.g. where it stands, or what is still missing.")
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    checked_at = models.DateTimeField(_("confirmed"), auto_now=True)

    objects = ComplianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("compliance check")
        verbose_name_plural = _("compliance checks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(output__isnull=True, event__isnull=False) | Q(output__isnull=False, event__isnull=True),
                name="compliance_of_one_thing",
                violation_error_message=_("A check belongs to an output or to an event, not to both."),
            ),
            models.UniqueConstraint(
                fields=["output", "point"],
                condition=Q(output__isnull=False),
                name="compliance_of_output_once",
                violation_error_message=_("This point of the output is on the list already."),
            ),
            models.UniqueConstraint(
                fields=["event", "point"],
                condition=Q(event__isnull=False),
                name="compliance_of_event_once",
                violation_error_message=_("This point of the event is on the list already."),
            ),
        ]

    def __str__(self):
        return f"{self.output or self.event}: {self.get_point_display()}"

    def written_by(self, user):
        """Whoever says last whether it is so has confirmed it."""
        self.checked_by, self.checked_at = user, timezone.now()

    changed_by = written_by
