"""Practices: forms of metropolitan cooperation, past and present, here and elsewhere."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.areas.models import COUNTRY_CODE
from cityregions.records.dates import PartialDateField
from cityregions.records.models import Published, RecordQuerySet, Sourced, in_order, slug_field


class PracticeQuerySet(RecordQuerySet):
    def with_area(self):
        return self.select_related("area")

    def with_organisations(self):
        return self.prefetch_related("organisations", "visited_by")

    def by_area(self):
        """In the order of their areas, those elsewhere last."""
        return self.order_by(models.F("area__name").asc(nulls_last=True), "country", "name", "pk")

    def elsewhere(self):
        """Reference cases outside the metropolitan areas of the project."""
        return self.filter(area__isnull=True)


class Practice(Published, Sourced):
    """A form of metropolitan cooperation, in an area of the project or elsewhere."""

    SEARCHED = ("name", "name_local", "place", "theme", "summary")
    _history_m2m_fields = ("organisations", "visited_by")

    class Form(models.TextChoices):
        """The OECD's four arrangements (Ahrend, Gamper and Schumann, 2014), and two narrower ones."""

        INFORMAL = "informal", _("informal coordination")
        INTER_MUNICIPAL = "inter_municipal", _("inter-municipal authority")
        SUPRA_MUNICIPAL = "supra_municipal", _("supra-municipal authority")
        SPECIAL_STATUS = "special_status", _("metropolitan city with special status")
        AGENCY = "agency", _("agency")
        CONTRACT = "contract", _("contract")

    class Outcome(models.TextChoices):
        SUCCESS = "success", _("success")
        MIXED = "mixed", _("mixed")
        FAILURE = "failure", _("failure")
        UNKNOWN = "unknown", _("unknown")

    slug = slug_field()
    name = models.CharField(_("name"), max_length=200, help_text=_("English name, e.g. Green Belt."))
    name_local = models.CharField(
        _("original name"), max_length=200, blank=True, help_text=_("Name in its own language, e.g. Corona Verde.")
    )
    area = models.ForeignKey(
        "areas.MetropolitanArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name=_("metropolitan area"),
        help_text=_("Area it belongs to; empty for a reference case elsewhere."),
    )
    country = models.CharField(
        _("country"), max_length=2, validators=[COUNTRY_CODE], help_text=_("Two-letter code (ISO 3166), e.g. FR.")
    )
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Where it works, e.g. Turin and over 90 municipalities.")
    )
    form = models.CharField(_("form"), max_length=20, choices=Form, help_text=_("How the cooperation is organised."))
    theme = models.CharField(
        _("theme"), max_length=200, blank=True, help_text=_("What it is about, e.g. public transport.")
    )
    started_on = PartialDateField(_("started"), null=True, blank=True, help_text=_("Day, month or year it began."))
    ended_on = PartialDateField(
        _("ended"), null=True, blank=True, stands_for="last", help_text=_("Day, month or year it ended.")
    )
    ongoing = models.BooleanField(_("ongoing"), default=False, help_text=_("Whether a source says that it goes on."))
    period_qualifier = models.CharField(
        _("what the period counts"), max_length=100, blank=True, help_text=_("What began then, e.g. enlarged form.")
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.UNKNOWN, help_text=_("Whether it worked.")
    )
    outcome_basis = models.TextField(_("basis of the outcome"), blank=True, help_text=_("What the judgement rests on."))
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("What was done and what came of it, in a few sentences.")
    )
    organisations = models.ManyToManyField(
        "stakeholders.Stakeholder",
        blank=True,
        related_name="practices",
        verbose_name=_("organisations"),
        help_text=_("Who takes part."),
    )
    visited_by = models.ManyToManyField(
        "partners.Partner",
        blank=True,
        related_name="visited_practices",
        verbose_name=_("visited by"),
        help_text=_("Partners that went to see it."),
    )
    visited_on = PartialDateField(_("visited"), null=True, blank=True, help_text=_("Day, month or year of the visit."))
    visited_note = models.TextField(
        _("note on the visits"), blank=True, help_text=_("Who visited when, where there were several.")
    )

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering = ["name", "pk"]
        constraints = [
            in_order("started_on", "ended_on", "practice_dates_in_order", _("A practice cannot end before it begins.")),
            models.CheckConstraint(
                condition=Q(ongoing=False) | Q(ended_on__isnull=True),
                name="practice_ongoing_or_ended",
                violation_error_message=_("A practice that has ended is not ongoing."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("practice-detail", args=[self.slug])

    @property
    def is_elsewhere(self):
        return self.area_id is None
