"""Agreements: what stakeholders agreed, in which form, and from when until when."""

from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import (
    Published,
    RecordQuerySet,
    Sourced,
    in_order,
    slug_field,
)

# So long before its end people are asked whether an agreement goes on.
BEFORE_THE_END = timedelta(days=90)


class AgreementQuerySet(RecordQuerySet):
    def with_area(self):
        return self.select_related("area")

    def ending(self, by):
        """Agreements that stand as signed and end by that day, or have ended."""
        return self.filter(status=Agreement.Status.SIGNED, ends_on__lte=by).order_by("ends_on", "pk")

    def open(self):
        """Those whose text can be endorsed: all that have not ended."""
        return self.exclude(status=Agreement.Status.ENDED)


class Agreement(Published, Sourced):
    """What stakeholders agreed, or mean to agree."""

    SEARCHED = ("title", "title_local", "summary")

    class Form(models.TextChoices):
        UNDERSTANDING = "understanding", _("informal understanding")
        MEMORANDUM = "memorandum", _("memorandum")
        CONTRACT = "contract", _("contract")
        ASSOCIATION = "association", _("association")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed")
        ENDED = "ended", _("ended")

    slug = slug_field()
    title = models.CharField(_("title"), max_length=300, help_text=_("English title, e.g. Joint Declaration."))
    title_local = models.CharField(
        _("original title"),
        max_length=300,
        blank=True,
        help_text=_("Title in its own language, e.g. Gemeinsame Erklärung."),
    )
    area = models.ForeignKey(
        "areas.MetropolitanArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("metropolitan area"),
        help_text=_("Area it concerns; empty for the whole project."),
    )
    form = models.CharField(_("form"), max_length=20, choices=Form, blank=True, help_text=_("How binding it is."))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PROPOSED, help_text=_("How far it has come.")
    )
    agreed_on = PartialDateField(
        _("date"), null=True, blank=True, help_text=_("Day, month or year of the agreement or of the proposal.")
    )
    starts_on = PartialDateField(
        _("in force from"), null=True, blank=True, help_text=_("First day, month or year in which it holds.")
    )
    ends_on = PartialDateField(
        _("in force until"),
        null=True,
        blank=True,
        stands_for="last",
        help_text=_("Last day, month or year in which it holds; empty without an end."),
    )
    within_project = models.BooleanField(
        _("within the project"), default=True, help_text=_("Whether it came about in the project.")
    )
    parties_note = models.TextField(
        _("note on the parties"), blank=True, help_text=_("What is known of parties that are not listed.")
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("What was agreed, in a few sentences."))

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["title", "pk"]
        constraints = [
            in_order("starts_on", "ends_on", "agreement_dates_in_order", _("An agreement cannot end before it starts."))
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("agreement-detail", args=[self.slug])

    def has_run_out(self, on):
        """Whether it stands as signed although its last day is over."""
        return self.status == self.Status.SIGNED and self.ends_on is not None and self.ends_on.last < on
