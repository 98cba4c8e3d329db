"""Maps: the stakeholders of one issue, and how people rate them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import (
    Published,
    Record,
    RecordQuerySet,
    Sourced,
    between,
    slug_field,
)

from .relations import Relation
from .stakeholders import Stakeholder

INFLUENCE = _("Influence lies between 1.0 and 5.0.")


INTEREST = _("Interest lies between 1.0 and 5.0.")


ATTITUDE = _("Attitude lies between -2 and +2.")


class StakeholderMapQuerySet(RecordQuerySet):
    def with_area(self):
        return self.select_related("area")

    def with_size(self):
        return self.annotate(size=models.Count("entries")).order_by(*self.query.order_by or self.model._meta.ordering)


class StakeholderMap(Published, Sourced):
    """The stakeholders of one issue in one metropolitan area."""

    SEARCHED = ("name", "issue")

    slug = slug_field()
    name = models.CharField(_("name"), max_length=200, help_text=_("E.g. Stakeholders of Graz."))
    area = models.ForeignKey(
        "areas.MetropolitanArea",
        models.PROTECT,
        related_name="stakeholder_maps",
        verbose_name=_("metropolitan area"),
        help_text=_("Area the map is about."),
    )
    issue = models.TextField(_("issue"), blank=True, help_text=_("Question the map answers; ratings are about it."))
    stakeholders = models.ManyToManyField(
        Stakeholder, through="MapEntry", related_name="maps", verbose_name=_("stakeholders")
    )

    objects = StakeholderMapQuerySet.as_manager()

    class Meta:
        verbose_name = _("stakeholder map")
        verbose_name_plural = _("stakeholder maps")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("map-detail", args=[self.slug])

    @property
    def relations(self):
        """The relations whose ends are both on the map."""
        return Relation.objects.among(self.stakeholders.order_by())


class MapEntry(Record):
    """A stakeholder on a map, with its pinned position if it has one."""

    stakeholder_map = models.ForeignKey(StakeholderMap, models.CASCADE, related_name="entries", verbose_name=_("map"))
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="entries", verbose_name=_("stakeholder"))
    x = models.FloatField(
        _("x"),
        null=True,
        blank=True,
        help_text=_("Pinned position in the network, from left to right; empty to let the layout place it."),
    )
    y = models.FloatField(
        _("y"), null=True, blank=True, help_text=_("Pinned position in the network, from top to bottom.")
    )

    class Meta:
        verbose_name = _("map entry")
        verbose_name_plural = _("map entries")
        ordering = ["stakeholder__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stakeholder_map", "stakeholder"],
                name="entry_once",
                violation_error_message=_("This stakeholder is on the map already."),
            ),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__isnull=False, y__isnull=False),
                name="entry_position_together",
                violation_error_message=_("Give both coordinates of the position, or neither."),
            ),
        ]

    def __str__(self):
        return f"{self.stakeholder} ({self.stakeholder_map})"


SCORE = {"max_digits": 2, "decimal_places": 1}


# A score above this is high (Mendelow, 1991).
MIDDLE = Decimal("3.0")


class Assessment(Record):
    """A rating of a stakeholder on a map by one person at a date; older ones stay."""

    class Quadrant(models.TextChoices):
        MANAGE_CLOSELY = "manage_closely", _("manage closely")
        KEEP_SATISFIED = "keep_satisfied", _("keep satisfied")
        KEEP_INFORMED = "keep_informed", _("keep informed")
        MONITOR = "monitor", _("monitor")

    entry = models.ForeignKey(MapEntry, models.CASCADE, related_name="assessments", verbose_name=_("map entry"))
    assessed_by = models.ForeignKey(
        "partners.User", models.SET_NULL, null=True, related_name="assessments", verbose_name=_("assessed by")
    )
    assessed_on = models.DateField(_("assessed on"), help_text=_("Day of the rating."))
    influence = models.DecimalField(
        _("influence"),
        help_text=_("Power over the issue, 1.0 (none) to 5.0 (decides); above 3.0 is high."),
        validators=between(1, 5, INFLUENCE),
        **SCORE,
    )
    interest = models.DecimalField(
        _("interest"),
        help_text=_("Interest in the issue, 1.0 (none) to 5.0 (vital); above 3.0 is high."),
        validators=between(1, 5, INTEREST),
        **SCORE,
    )
    legitimacy = models.BooleanField(
        _("legitimacy"), null=True, blank=True, help_text=_("Whether its claim is accepted as rightful.")
    )
    urgency = models.BooleanField(
        _("urgency"), null=True, blank=True, help_text=_("Whether its claim calls for attention at once.")
    )
    attitude = models.SmallIntegerField(
        _("attitude"),
        null=True,
        blank=True,
        validators=between(-2, 2, ATTITUDE),
        help_text=_("From -2 (strongly against) to +2 (strongly in favour)."),
    )
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("What the rating rests on, e.g. workshop of 3 March 2014.")
    )

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "assessed_by", "assessed_on"],
                name="assessment_once_a_day",
                violation_error_message=_("You have rated this stakeholder on that day already."),
            ),
            models.CheckConstraint(
                condition=Q(influence__range=(1, 5)),
                name="assessment_influence",
                violation_error_message=INFLUENCE,
            ),
            models.CheckConstraint(
                condition=Q(interest__range=(1, 5)),
                name="assessment_interest",
                violation_error_message=INTEREST,
            ),
            models.CheckConstraint(
                condition=Q(attitude__isnull=True) | Q(attitude__range=(-2, 2)),
                name="assessment_attitude",
                violation_error_message=ATTITUDE,
            ),
        ]

    def __str__(self):
        return f"{self.entry}, {self.assessed_on}"

    def written_by(self, user):
        self.assessed_by = user

    @property
    def quadrant(self):
        """Where it stands on the power/interest grid (Mendelow, 1991)."""
        return {
            (True, True): self.Quadrant.MANAGE_CLOSELY,
            (True, False): self.Quadrant.KEEP_SATISFIED,
            (False, True): self.Quadrant.KEEP_INFORMED,
            (False, False): self.Quadrant.MONITOR,
        }[self.influence > MIDDLE, self.interest > MIDDLE]
