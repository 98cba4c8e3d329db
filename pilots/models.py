"""Pilots: what each metropolitan area tries out, and what came of it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import Part, Published, RecordQuerySet, Sourced, slug_field
from cityregions.workplan.models.span import InTime


class PilotQuerySet(RecordQuerySet):
    def with_area(self):
        return self.select_related("area", "contractor")

    def with_parts(self):
        return self.prefetch_related(
            "objectives", "interventions", "milestones", "experts__organisation", "results", "follow_ups"
        )


class Pilot(Published, Sourced):
    """What one metropolitan area tries out to cooperate better."""

    SEARCHED = ("title", "title_local", "title_report", "theme", "theme_public", "summary")
    _history_m2m_fields = ("partners", "stakeholders", "inspired_by", "agreements")

    class Decision(models.TextChoices):
        STOP = "stop", _("stop")
        CONTINUE = "continue", _("continue")
        SCALE = "scale", _("scale up")

    slug = slug_field()
    title = models.CharField(_("title"), max_length=300, help_text=_("English title."))
    title_local = models.CharField(
        _("original title"), max_length=300, blank=True, help_text=_("Title in the area's own language.")
    )
    title_report = models.CharField(
        _("title of the report"),
        max_length=300,
        blank=True,
        help_text=_("Title under which its report appeared, where it differs."),
    )
    area = models.OneToOneField(
        "areas.MetropolitanArea",
        models.PROTECT,
        related_name="pilot",
        verbose_name=_("metropolitan area"),
        help_text=_("Area that tries it out; each has one pilot."),
    )
    theme = models.CharField(_("theme"), max_length=300, help_text=_("What it is about, e.g. Public transport."))
    theme_public = models.CharField(
        _("theme in public sources"),
        max_length=300,
        blank=True,
        help_text=_("How public pages put the theme, where they differ."),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("What is tried out, in a few sentences."))
    partners = models.ManyToManyField(
        "partners.Partner",
        blank=True,
        related_name="pilots",
        verbose_name=_("partners"),
        help_text=_("Partners that run it."),
    )
    partners_note = models.TextField(
        _("note on the partners"), blank=True, help_text=_("E.g. until when one took part.")
    )
    contractor = models.ForeignKey(
        "stakeholders.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracted_pilots",
        verbose_name=_("contractor"),
        help_text=_("Organisation that was given the work by contract."),
    )
    contractor_note = models.TextField(
        _("note on the contractor"), blank=True, help_text=_("E.g. how it was selected.")
    )
    contract_number = models.CharField(
        _("contract number"), max_length=50, blank=True, help_text=_("Number of the contract, e.g. 13-P2-26.")
    )
    stakeholders = models.ManyToManyField(
        "stakeholders.Stakeholder",
        blank=True,
        related_name="pilots",
        verbose_name=_("stakeholders"),
        help_text=_("Who takes part."),
    )
    stakeholders_note = models.TextField(
        _("note on the stakeholders"), blank=True, help_text=_("Who else took part without being named.")
    )
    inspired_by = models.ManyToManyField(
        "practices.Practice",
        blank=True,
        related_name="inspired_pilots",
        verbose_name=_("inspired by"),
        help_text=_("Practices it learns from."),
    )
    agreements = models.ManyToManyField(
        "stakeholders.Agreement",
        blank=True,
        related_name="pilots",
        verbose_name=_("agreements"),
        help_text=_("Agreements it led to."),
    )
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, blank=True, help_text=_("What was decided at its end.")
    )

    objects = PilotQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("pilot-detail", args=[self.slug])


class Objective(Part):
    """What a pilot is meant to reach."""

    SEARCHED = ("text",)

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="objectives", verbose_name=_("pilot"))
    text = models.TextField(_("text"), help_text=_("The objective in one sentence."))

    class Meta(Part.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")

    def __str__(self):
        return self.text


class Intervention(Part):
    """What a pilot does."""

    SEARCHED = ("title", "text")

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="interventions", verbose_name=_("pilot"))
    slug = slug_field()
    title = models.CharField(_("title"), max_length=300, help_text=_("E.g. Park & Ride system."))
    text = models.TextField(_("text"), blank=True, help_text=_("What is done, in a few sentences."))

    class Meta(Part.Meta):
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{self.pilot.get_absolute_url()}#{self.slug}"


class Milestone(InTime, Part):
    """A date that mattered to a pilot."""

    SEARCHED = ("text",)
    DATES = ("reached_on",)

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="milestones", verbose_name=_("pilot"))
    reached_on = PartialDateField(
        _("date"), null=True, blank=True, stands_for="last", help_text=_("Day, month or year.")
    )
    date_note = models.TextField(_("note on the date"), blank=True, help_text=_("How sure the date is."))
    text = models.TextField(_("text"), help_text=_("What happened, or is to happen, in one sentence."))
    planned = models.BooleanField(
        _("planned"), default=False, help_text=_("Whether it was only planned, as far as the sources tell.")
    )

    class Meta(Part.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self):
        return self.text


class Expert(Part):
    """Expertise that a pilot drew on; an organisation, never a person."""

    SEARCHED = ("text",)

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="experts", verbose_name=_("pilot"))
    organisation = models.ForeignKey(
        "stakeholders.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expertise",
        verbose_name=_("organisation"),
        help_text=_("Empty when the sources do not name it."),
    )
    text = models.TextField(_("text"), help_text=_("What it contributed."))

    class Meta(Part.Meta):
        verbose_name = _("expert")
        verbose_name_plural = _("experts")

    def __str__(self):
        return self.text


class Result(Part):
    """What came of a pilot."""

    SEARCHED = ("text",)

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="results", verbose_name=_("pilot"))
    text = models.TextField(_("text"), help_text=_("The result in one sentence."))

    class Meta(Part.Meta):
        verbose_name = _("result")
        verbose_name_plural = _("results")

    def __str__(self):
        return self.text


class FollowUp(Part):
    """What happened after a pilot, and because of it."""

    SEARCHED = ("text",)

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="follow_ups", verbose_name=_("pilot"))
    text = models.TextField(_("text"), help_text=_("What followed, in one sentence."))

    class Meta(Part.Meta):
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-up")

    def __str__(self):
        return self.text
