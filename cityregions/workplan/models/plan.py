"""The plan: phases, and the activities in them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import Record, RecordQuerySet, Sourced, in_order, slug_field

from .span import Due, InTime


class PhaseQuerySet(RecordQuerySet):
    def of_the_project(self):
        """The phases that count; those of other sources stand beside them."""
        return self.filter(framework=Phase.Framework.PROJECT)

    def with_counterparts(self):
        return self.select_related("maps_to").prefetch_related("public_activities")


class Phase(InTime, Sourced):
    """A stage of the work plan, as the project counts them or as a public source does."""

    SEARCHED = ("name", "summary")

    class Framework(models.TextChoices):
        PROJECT = "project", _("the project's own")
        PUBLIC = "public", _("of a public source")

    slug = slug_field()
    framework = models.CharField(
        _("counted by"),
        max_length=10,
        choices=Framework,
        default=Framework.PROJECT,
        help_text=_("The project's own phases count; those of public sources stand beside them."),
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Place in the order of phases, 1 first."))
    name = models.CharField(_("name"), max_length=200, help_text=_("E.g. Pilot projects."))
    starts_on = PartialDateField(_("start"), null=True, blank=True, help_text=_("First day, month or year."))
    ends_on = PartialDateField(
        _("end"), null=True, blank=True, stands_for="last", help_text=_("Last day, month or year.")
    )
    maps_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="counterparts",
        verbose_name=_("corresponds to"),
        help_text=_("Phase of the project that a public source's phase corresponds to."),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("What happens in it, in a few sentences."))

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["framework", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"],
                name="phase_number_once",
                violation_error_message=_("There is already a phase with this number."),
            ),
            in_order("starts_on", "ends_on", "phase_dates_in_order", _("A phase cannot end before it starts.")),
            models.CheckConstraint(
                condition=Q(maps_to__isnull=True) | Q(framework="public"),
                name="phase_only_public_maps",
                violation_error_message=_("Only a phase of a public source corresponds to one of the project."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('workplan')}#{self.slug}"


class ActivityQuerySet(RecordQuerySet):
    def with_phase(self):
        return self.select_related("phase")

    def with_people_and_places(self):
        return self.prefetch_related("areas", "responsible")

    def in_order_of_time(self):
        """By their own start, else the phase's."""
        return self.annotate(begins=models.functions.Coalesce("starts_on", "phase__starts_on")).order_by(
            "begins", "ends_on", "pk"
        )


class Activity(Due, Sourced):
    """A piece of work in a phase, with the partners that answer for it and what it owes to each area."""

    SEARCHED = ("title",)
    DUE = "ends_on"
    _history_m2m_fields = ("responsible",)

    class Kind(models.TextChoices):
        ANALYSIS = "analysis", _("analysis")
        COMPARISON = "comparison", _("comparison")
        PLANNING = "planning", _("planning")
        STUDY = "study", _("study")
        STUDY_VISIT = "study_visit", _("study visit")
        SEMINAR = "seminar", _("seminar")
        PILOT = "pilot", _("pilot")
        POLICY = "policy", _("policy work")
        EVENT = "event", _("event")
        AGREEMENT = "agreement", _("agreement")
        COMMUNICATION = "communication", _("communication")

    slug = slug_field()
    title = models.CharField(_("title"), max_length=300, help_text=_("E.g. Stakeholder mapping."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, help_text=_("What kind of work it is."))
    phase = models.ForeignKey(
        Phase,
        models.PROTECT,
        related_name="activities",
        verbose_name=_("phase"),
        help_text=_("Phase of the project it belongs to."),
    )
    public_phase = models.ForeignKey(
        Phase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="public_activities",
        verbose_name=_("phase in public sources"),
        help_text=_("Phase it falls in as a public source counts them."),
    )
    pilot = models.ForeignKey(
        "pilots.Pilot",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("pilot"),
        help_text=_("Pilot it carries out."),
    )
    starts_on = PartialDateField(
        _("start"), null=True, blank=True, help_text=_("First day, month or year; empty for the phase's.")
    )
    ends_on = PartialDateField(
        _("end"),
        null=True,
        blank=True,
        stands_for="last",
        help_text=_("Last day, month or year; empty for the phase's."),
    )
    responsible = models.ManyToManyField(
        "partners.Partner",
        blank=True,
        related_name="activities",
        verbose_name=_("responsible partners"),
        help_text=_("Partners that answer for it."),
    )
    areas = models.ManyToManyField(
        "areas.MetropolitanArea",
        through="ActivityArea",
        related_name="activities",
        verbose_name=_("metropolitan areas"),
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["phase__number", "title", "pk"]
        constraints = [
            in_order("starts_on", "ends_on", "activity_dates_in_order", _("An activity cannot end before it starts."))
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("activity-detail", args=[self.slug])

    @property
    def start(self):
        return self.starts_on or self.phase.starts_on

    @property
    def end(self):
        return self.ends_on or self.phase.ends_on


class ActivityArea(Record):
    """A metropolitan area in which an activity takes place, and the output it owes there."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="activity_areas", verbose_name=_("activity"))
    area = models.ForeignKey(
        "areas.MetropolitanArea", models.PROTECT, related_name="activity_areas", verbose_name=_("metropolitan area")
    )
    expected_output = models.TextField(
        _("expected output"),
        blank=True,
        help_text=_("What the activity owes this area, e.g. a stakeholder mapping of the metropolitan area."),
    )

    class Meta:
        verbose_name = _("area of an activity")
        verbose_name_plural = _("areas of an activity")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "area"],
                name="activity_area_once",
                violation_error_message=_("This area is listed already."),
            )
        ]

    def __str__(self):
        return f"{self.activity} ({self.area})"
