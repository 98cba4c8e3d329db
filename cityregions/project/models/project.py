"""The project itself, what it is expected to bring about, and what it relates to."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import (
    RATE,
    Part,
    RecordQuerySet,
    Sourced,
    between,
    in_language,
    in_order,
    slug_field,
)


def texts_by_language(value):
    """Validates texts by language code, English among them."""
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_('Write texts by language, e.g. {"en": "…", "de": "…"}.'))
    if value and "en" not in value:
        raise ValidationError(_("The English text is missing."))


class ProjectQuerySet(RecordQuerySet):
    def the_one(self):
        """The project of this portal, or None before it is loaded."""
        return self.select_related("lead_partner", "secretariat").first()


class Project(Sourced):
    """The project that this portal is about; there is one."""

    SEARCHED = ("name", "acronym", "objective", "rationale")

    slug = slug_field()
    acronym = models.CharField(_("acronym"), max_length=50, help_text=_("E.g. City Regions."))
    name = models.CharField(_("name"), max_length=300, help_text=_("Full English title."))
    name_variants = models.JSONField(
        _("other spellings"), default=list, blank=True, help_text=_('List of other names in use, e.g. ["CiRe"].')
    )
    programme = models.CharField(
        _("programme"), max_length=300, blank=True, help_text=_("E.g. CENTRAL EUROPE Programme 2007-2013.")
    )
    programme_envelope_eur = models.DecimalField(
        _("programme's envelope in euro"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What the whole programme had to spend."),
    )
    fund = models.CharField(
        _("fund"), max_length=200, blank=True, help_text=_("E.g. European Regional Development Fund (ERDF).")
    )
    cofinancing_rate = models.DecimalField(
        _("co-financing rate"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=between(0, 100, RATE),
        help_text=_("Share of eligible costs paid by the fund, in per cent, e.g. 75.00."),
    )
    starts_on = PartialDateField(_("start"), null=True, blank=True, help_text=_("First day of the project."))
    ends_on = PartialDateField(
        _("end"), null=True, blank=True, stands_for="last", help_text=_("Last day of the project.")
    )
    duration_months = models.PositiveSmallIntegerField(
        _("duration in months"), null=True, blank=True, help_text=_("E.g. 30.")
    )
    final_report_due_on = PartialDateField(
        _("final report due"), null=True, blank=True, stands_for="last", help_text=_("Last day for the final report.")
    )
    budget_total_eur = models.DecimalField(
        _("total budget in euro"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Budget of all partners together."),
    )
    budget_note = models.TextField(_("note on the budget"), blank=True, help_text=_("How exact the number is."))
    lead_partner = models.ForeignKey(
        "partners.Partner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_projects",
        verbose_name=_("lead partner"),
        help_text=_("Partner that answers for the whole project."),
    )
    partners_count = models.PositiveSmallIntegerField(
        _("number of partners"), null=True, blank=True, help_text=_("As the project states it.")
    )
    areas_count = models.PositiveSmallIntegerField(
        _("number of metropolitan areas"), null=True, blank=True, help_text=_("As the project states it.")
    )
    countries_count = models.PositiveSmallIntegerField(
        _("number of countries"), null=True, blank=True, help_text=_("As the project states it.")
    )
    secretariat = models.ForeignKey(
        "stakeholders.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="secretariat_of",
        verbose_name=_("secretariat"),
        help_text=_("Organisation that runs the project's office."),
    )
    secretariat_name = models.CharField(_("name of the secretariat"), max_length=200, blank=True)
    secretariat_address = models.CharField(_("address of the secretariat"), max_length=300, blank=True)
    funding_statement = models.JSONField(
        _("funding statement"),
        default=dict,
        blank=True,
        validators=[texts_by_language],
        help_text=_('The line that stands on every page, by language: {"en": "…", "de": "…"}.'),
    )
    funding_statement_note = models.TextField(_("note on the funding statement"), blank=True)
    website = models.CharField(
        _("website"), max_length=300, blank=True, help_text=_("Address the project had printed.")
    )
    website_note = models.TextField(_("note on the website"), blank=True)
    website_archive = models.URLField(
        _("archived website"), max_length=300, blank=True, help_text=_("Where its contents can still be read.")
    )
    objective = models.TextField(_("objective"), blank=True, help_text=_("What the project is for, in one sentence."))
    rationale = models.TextField(_("rationale"), blank=True, help_text=_("Why it is needed."))
    further_aim = models.TextField(_("further aim"), blank=True)
    architecture = models.TextField(
        _("architecture of the partnership"), blank=True, help_text=_("How the areas are represented.")
    )
    target_group = models.TextField(_("target group"), blank=True)
    facts_meta = models.JSONField(
        _("about the facts"), default=dict, blank=True, help_text=_("What the facts file says of itself.")
    )
    is_sample = models.BooleanField(
        _("sample"),
        default=False,
        help_text=_("Whether the data are made up for trying things out; every page says so."),
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("project")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="project_one_row",
                violation_error_message=_("A portal is about one project: edit the one there is."),
            ),
            in_order("starts_on", "ends_on", "project_dates_in_order", _("A project cannot end before it starts.")),
            models.CheckConstraint(
                condition=Q(cofinancing_rate__isnull=True) | Q(cofinancing_rate__range=(0, 100)),
                name="project_rate_is_per_cent",
                violation_error_message=RATE,
            ),
        ]

    def __str__(self):
        return self.acronym

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if not isinstance(self.name_variants, list) or not all(isinstance(each, str) for each in self.name_variants):
            raise ValidationError({"name_variants": _("Write a list of texts.")})

    def get_absolute_url(self):
        return reverse("home")

    @property
    def funding_statement_in_language(self):
        return in_language(self.funding_statement)


class ExpectedOutcome(Part):
    """What the project is expected to bring about."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="expected_outcomes", verbose_name=_("project"))
    text = models.TextField(_("text"), help_text=_("The outcome in a few words."))

    class Meta(Part.Meta):
        verbose_name = _("expected outcome")
        verbose_name_plural = _("expected outcomes")

    def __str__(self):
        return self.text


class FurtherSupport(Part):
    """Support that the project had beside its fund."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="further_support", verbose_name=_("project"))
    text = models.TextField(_("text"), help_text=_("Who supported what."))

    class Meta(Part.Meta):
        verbose_name = _("further support")
        verbose_name_plural = _("further support")

    def __str__(self):
        return self.text


class RelatedProject(Part):
    """A project before, beside or after this one."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="related_projects", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=200, help_text=_("E.g. Via Regia Plus."))
    period = models.CharField(
        _("period"), max_length=50, blank=True, help_text=_("As the source gives it, e.g. until 2011.")
    )
    text = models.TextField(_("text"), help_text=_("How it relates to this one."))

    class Meta(Part.Meta):
        verbose_name = _("related project")
        verbose_name_plural = _("related projects")

    def __str__(self):
        return self.name
