"""Partners: the organisations that take part."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import RATE, RecordQuerySet, Sourced, between, in_order, slug_field

NOT_NEGATIVE = _("A budget cannot be negative.")


class PartnerQuerySet(RecordQuerySet):
    def active(self, on):
        """Partners that take part on that day; one that left is active up to and including its last day."""
        return self.exclude(joined_on__gt=on).exclude(left_on__lt=on)

    def with_area(self):
        return self.select_related("area")


class Partner(Sourced):
    """An organisation that takes part in the project.

    Each metropolitan area is represented by its core city and by a body for the whole area.
    """

    SEARCHED = ("name", "name_local", "contact_unit", "address")
    # Who may change what rests on these: nobody widens the own rights by them.
    COORDINATORS_ONLY = ("role", "partner_number", "kind", "area", "cofinancing_rate", "joined_on", "left_on")

    class Kind(models.TextChoices):
        CITY = "city", _("core city")
        METROPOLITAN_BODY = "metropolitan_body", _("metropolitan body")

    class Role(models.TextChoices):
        LEAD = "lead", _("lead partner")
        PARTNER = "partner", _("partner")
        ASSOCIATED = "associated", _("associated partner")

    slug = slug_field()
    name = models.CharField(_("name"), max_length=200, help_text=_("English name, e.g. City of Graz."))
    name_local = models.CharField(
        _("original name"), max_length=200, blank=True, help_text=_("Name in its own language, e.g. Stadt Graz.")
    )
    partner_number = models.CharField(
        _("partner number"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^(LP|PP\d+)$", _("Write LP or PP with a number, e.g. PP3."))],
        help_text=_("Number in the application, e.g. PP3."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Kind,
        help_text=_("Whether it is the city at the centre or stands for the whole area."),
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        default=Role.PARTNER,
        help_text=_("The lead partner answers for the whole project."),
    )
    area = models.ForeignKey(
        "areas.MetropolitanArea",
        models.PROTECT,
        related_name="partners",
        verbose_name=_("metropolitan area"),
        help_text=_("Area it represents."),
    )
    cofinancing_rate = models.DecimalField(
        _("co-financing rate"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=between(0, 100, RATE),
        help_text=_(
            "Share of eligible costs paid by the ERDF, in per cent, e.g. 75.00; empty for the project's own rate."
        ),
    )
    joined_on = PartialDateField(
        _("joined"), null=True, blank=True, help_text=_("First day, month or year in the project; empty for its start.")
    )
    left_on = PartialDateField(
        _("left"),
        null=True,
        blank=True,
        stands_for="last",
        help_text=_("Last day, month or year in the project; empty while it takes part."),
    )
    contact_unit = models.CharField(
        _("contact unit"),
        max_length=300,
        blank=True,
        help_text=_("Department that answers for the project; never a person."),
    )
    address = models.CharField(
        _("address"),
        max_length=300,
        blank=True,
        help_text=_("Postal address, e.g. Europaplatz 20/5, 8020 Graz, Austria."),
    )
    website = models.URLField(
        _("website"), blank=True, max_length=300, help_text=_("Address of its website, e.g. https://www.graz.at.")
    )
    founded = PartialDateField(_("founded"), null=True, blank=True, help_text=_("Day, month or year it was founded."))
    later = models.TextField(_("later"), blank=True, help_text=_("What became of it after the project."))

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["role"],
                condition=Q(role="lead"),
                name="partner_one_lead",
                violation_error_message=_("The project already has a lead partner."),
            ),
            models.UniqueConstraint(
                fields=["partner_number"],
                condition=~Q(partner_number=""),
                name="partner_number_once",
                violation_error_message=_("Another partner has this number."),
            ),
            in_order("joined_on", "left_on", "partner_dates_in_order", _("A partner cannot leave before it joins.")),
            models.CheckConstraint(
                condition=Q(cofinancing_rate__isnull=True) | Q(cofinancing_rate__range=(0, 100)),
                name="partner_rate_is_per_cent",
                violation_error_message=RATE,
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("partner-detail", args=[self.slug])


class PartnerBudget(Sourced):
    """What is known of a partner's share of the budget."""

    partner = models.OneToOneField(Partner, models.CASCADE, related_name="budget", verbose_name=_("partner"))
    amount_eur = models.DecimalField(
        _("amount in euro"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, NOT_NEGATIVE)],
        help_text=_("Budget of the partner, e.g. 170000.00."),
    )
    text = models.TextField(
        _("in words"), blank=True, help_text=_("What a source says of the budget where it gives no amount.")
    )

    class Meta:
        verbose_name = _("partner's budget")
        verbose_name_plural = _("partners' budgets")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_eur__isnull=True) | Q(amount_eur__gte=0),
                name="budget_not_negative",
                violation_error_message=NOT_NEGATIVE,
            ),
            models.CheckConstraint(
                condition=Q(amount_eur__isnull=False) | ~Q(text=""),
                name="budget_says_something",
                violation_error_message=_("Give an amount, or say in words what is known."),
            ),
        ]

    def __str__(self):
        return str(self.partner)
