"""Agreements: what stakeholders agreed, and who is party to it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import (
    Published,
    Record,
    RecordQuerySet,
    Sourced,
    slug_field,
)

from .stakeholders import Stakeholder


class AgreementQuerySet(RecordQuerySet):
    def with_area(self):
        return self.select_related("area")


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

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("agreement-detail", args=[self.slug])


class Party(Record):
    """A stakeholder that is party to an agreement, and whether it has signed."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties", verbose_name=_("agreement"))
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="parties", verbose_name=_("stakeholder"))
    signed_on = PartialDateField(
        _("signed on"),
        null=True,
        blank=True,
        help_text=_("Day, month or year it signed; empty when that is not known."),
    )

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "stakeholder"],
                name="party_once",
                violation_error_message=_("This stakeholder is a party already."),
            )
        ]

    def __str__(self):
        return f"{self.stakeholder} ({self.agreement})"
