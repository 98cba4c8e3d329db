"""Stakeholders: the organisations and groups with a stake."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import (
    LATITUDE,
    LONGITUDE,
    RecordQuerySet,
    Sourced,
    between,
    on_earth,
    slug_field,
)


class StakeholderQuerySet(RecordQuerySet):
    def with_area(self):
        return self.select_related("area", "partner")

    def by_category(self):
        """How many there are of each category, as (category, its label, number), in the categories' own order."""
        counted = dict(self.order_by().values_list("category").annotate(models.Count("pk")))
        labels = [*Stakeholder.Category.choices, ("", _("category not known"))]
        return [(category, label, counted[category]) for category, label in labels if category in counted]


class Stakeholder(Sourced):
    """An organisation or group with a stake in an area or in the whole project; every partner is one too."""

    SEARCHED = ("name", "name_local", "role", "municipality")
    COORDINATORS_ONLY = ("partner",)

    class Category(models.TextChoices):
        PUBLIC_AUTHORITY = "public_authority", _("public authority")
        AGENCY = "agency", _("agency")
        UTILITY = "utility", _("utility or transport company")
        BUSINESS = "business", _("business")
        ACADEMIA = "academia", _("research and education")
        ASSOCIATION = "association", _("association")
        CITIZENS = "citizens", _("citizens")

    class OrganisationType(models.TextChoices):
        """Partner and target-group types of Interreg's monitoring system, so that exports match."""

        LOCAL_AUTHORITY = "local_authority", _("local public authority")
        REGIONAL_AUTHORITY = "regional_authority", _("regional public authority")
        NATIONAL_AUTHORITY = "national_authority", _("national public authority")
        SECTORAL_AGENCY = "sectoral_agency", _("sectoral agency")
        SERVICE_PROVIDER = "service_provider", _("infrastructure and (public) service provider")
        INTEREST_GROUP = "interest_group", _("interest groups including NGOs")
        HIGHER_EDUCATION = "higher_education", _("higher education and research")
        SCHOOL = "school", _("education/training centre and school")
        ENTERPRISE = "enterprise", _("enterprise, except SME")
        SME = "sme", _("small or medium-sized enterprise")
        BUSINESS_SUPPORT = "business_support", _("business support organisation")
        EGTC = "egtc", _("European grouping of territorial cooperation")
        INTERNATIONAL = "international", _("international organisation, EEIG")
        GENERAL_PUBLIC = "general_public", _("general public")
        HOSPITAL = "hospital", _("hospitals and medical centres")
        CROSS_BORDER = "cross_border", _("cross-border legal body")
        OTHER = "other", _("other")

    class Sector(models.TextChoices):
        PUBLIC = "public", _("public")
        PRIVATE = "private", _("private")
        CIVIC = "civic", _("civic")
        KNOWLEDGE = "knowledge", _("knowledge")

    class Level(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal")
        INTER_MUNICIPAL = "inter_municipal", _("inter-municipal")
        REGIONAL = "regional", _("regional")
        NATIONAL = "national", _("national")
        EUROPEAN = "european", _("European")
        INTERNATIONAL = "international", _("international")

    slug = slug_field()
    name = models.CharField(_("name"), max_length=200, help_text=_("English name, e.g. Town of Schkeuditz."))
    name_local = models.CharField(
        _("original name"), max_length=200, blank=True, help_text=_("Name in its own language, e.g. Stadt Schkeuditz.")
    )
    category = models.CharField(
        _("category"), max_length=20, choices=Category, blank=True, help_text=_("What kind of organisation it is.")
    )
    organisation_type = models.CharField(
        _("Interreg type"),
        max_length=20,
        choices=OrganisationType,
        blank=True,
        help_text=_("Partner and target-group type as Interreg's monitoring system counts them."),
    )
    sector = models.CharField(
        _("sector"),
        max_length=10,
        choices=Sector,
        blank=True,
        help_text=_("Public, private, civic or knowledge sector."),
    )
    level = models.CharField(
        _("level"), max_length=20, choices=Level, blank=True, help_text=_("Level at which it acts.")
    )
    area = models.ForeignKey(
        "areas.MetropolitanArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stakeholders",
        verbose_name=_("metropolitan area"),
        help_text=_("Area it has a stake in; empty for the whole project."),
    )
    partner = models.OneToOneField(
        "partners.Partner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stakeholder",
        verbose_name=_("partner"),
        help_text=_("The partner that this stakeholder is, if it is one."),
    )
    municipality = models.CharField(
        _("municipality"), max_length=200, blank=True, help_text=_("Municipality of its seat, e.g. Schkeuditz.")
    )
    address = models.CharField(
        _("address"), max_length=300, blank=True, help_text=_("Postal address of the organisation.")
    )
    website = models.URLField(_("website"), blank=True, max_length=300, help_text=_("Address of its website."))
    latitude = models.FloatField(
        _("latitude"),
        validators=between(-90, 90, LATITUDE),
        null=True,
        blank=True,
        help_text=_("Of its seat, in degrees north."),
    )
    longitude = models.FloatField(
        _("longitude"),
        validators=between(-180, 180, LONGITUDE),
        null=True,
        blank=True,
        help_text=_("Of its seat, in degrees east."),
    )
    is_group = models.BooleanField(
        _("group"),
        default=False,
        help_text=_("Whether it stands for several organisations, e.g. the municipalities of a district."),
    )
    role = models.TextField(_("role"), blank=True, help_text=_("What it does in the area or project."))

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ["name", "pk"]
        constraints = on_earth("stakeholder")
        # Pages of the list begin at a place in its order, within an area and a category or not.
        indexes = [
            models.Index(fields=["name", "id"], name="stakeholder_by_name"),
            models.Index(fields=["area", "name", "id"], name="stakeholder_of_area"),
            models.Index(fields=["area", "category", "name", "id"], name="stakeholder_of_category"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stakeholder-detail", args=[self.slug])

    @property
    def relations(self):
        """The relations in which it is one of the two ends."""
        return self.relations_from.all() | self.relations_to.all()

    @property
    def hosted_or_co_hosted(self):
        """The events it invited to, alone or with others, the latest first."""
        events = self.hosted_events.model.objects
        together = self.co_hosted_events.order_by().values("pk")
        return events.filter(models.Q(host=self) | models.Q(pk__in=together)).latest_first()
