"""Areas: the metropolitan areas that take part."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import LATITUDE, LONGITUDE, RecordQuerySet, Sourced, between, on_earth, slug_field

COUNTRY_CODE = RegexValidator(r"^[A-Z]{2}$", _("Write the two capital letters of the country, e.g. AT."))
NUTS_CODE = RegexValidator(r"^[A-Z]{2}[A-Z0-9]{1,3}$", _("“%(value)s” is not a NUTS code such as AT221."), "nuts_code")


def nuts_codes(value):
    """Validates a list of NUTS codes."""
    if not isinstance(value, list):
        raise ValidationError(_('Write a list of NUTS codes, e.g. ["AT221"].'))
    for code in value:
        NUTS_CODE(code)


def is_place(value):
    """Longitude and latitude in degrees, and maybe the height."""
    return isinstance(value, list) and len(value) in {2, 3} and all(type(each) in {int, float} for each in value)


def is_ring(value):
    """A line of places that ends where it began."""
    return isinstance(value, list) and len(value) >= 4 and all(map(is_place, value)) and value[0] == value[-1]


def is_polygon(value):
    """The outer ring, and those of the holes in it."""
    return isinstance(value, list) and value != [] and all(map(is_ring, value))


def is_outline(value):
    """Whether it is a GeoJSON geometry of one polygon or of several."""
    if not isinstance(value, dict) or value.keys() != {"type", "coordinates"}:
        return False
    parts = value["coordinates"]
    if value["type"] == "MultiPolygon":
        return isinstance(parts, list) and parts != [] and all(map(is_polygon, parts))
    return value["type"] == "Polygon" and is_polygon(parts)


class MetropolitanAreaQuerySet(RecordQuerySet):
    def with_partners(self):
        return self.prefetch_related("partners")


class MetropolitanArea(Sourced):
    """A core city with the municipalities around it that it works with."""

    SEARCHED = ("name", "name_local", "core_city", "second_core_city", "summary")

    class Accent(models.IntegerChoices):
        BLUE = 1, _("blue")
        RED = 2, _("red")
        GREEN = 3, _("green")
        OCHRE = 4, _("ochre")
        VIOLET = 5, _("violet")
        TEAL = 6, _("teal")
        ROSE = 7, _("rose")
        SLATE = 8, _("slate")

    slug = slug_field()
    name = models.CharField(_("name"), max_length=200, help_text=_("English name, e.g. Turin."))
    name_local = models.CharField(
        _("local name"),
        max_length=200,
        blank=True,
        help_text=_("Name in the area's own language, e.g. Area metropolitana torinese."),
    )
    country = models.CharField(
        _("country"), max_length=2, validators=[COUNTRY_CODE], help_text=_("Two-letter code (ISO 3166), e.g. IT.")
    )
    core_city = models.CharField(_("core city"), max_length=200, help_text=_("City at the centre, e.g. Torino."))
    second_core_city = models.CharField(
        _("second core city"),
        max_length=200,
        blank=True,
        help_text=_("For an area with two centres, e.g. Halle (Saale)."),
    )
    nuts = models.JSONField(
        _("NUTS codes"),
        default=list,
        blank=True,
        validators=[nuts_codes],
        help_text=_('Codes of the NUTS 3 regions it covers, e.g. ["DED51", "DEE02"].'),
    )
    fua_code = models.CharField(
        _("functional urban area"),
        max_length=10,
        blank=True,
        help_text=_("Code of the functional urban area of Eurostat, e.g. AT002L1."),
    )
    latitude = models.FloatField(
        _("latitude"),
        validators=between(-90, 90, LATITUDE),
        null=True,
        blank=True,
        help_text=_("Of the centre, in degrees north, e.g. 45.07."),
    )
    longitude = models.FloatField(
        _("longitude"),
        validators=between(-180, 180, LONGITUDE),
        null=True,
        blank=True,
        help_text=_("Of the centre, in degrees east, e.g. 7.69."),
    )
    boundary = models.JSONField(
        _("boundary"), null=True, blank=True, help_text=_("Outline as a GeoJSON geometry, if there is one.")
    )
    population = models.PositiveIntegerField(
        _("population"), null=True, blank=True, help_text=_("People in the whole area.")
    )
    population_year = models.PositiveSmallIntegerField(
        _("year of the population"), null=True, blank=True, help_text=_("Year the number is of.")
    )
    population_core = models.PositiveIntegerField(
        _("population of the core city"), null=True, blank=True, help_text=_("People in the core city.")
    )
    population_core_year = models.PositiveSmallIntegerField(
        _("year of the core city's population"), null=True, blank=True, help_text=_("Year the number is of.")
    )
    population_second_core = models.PositiveIntegerField(
        _("population of the second core city"), null=True, blank=True, help_text=_("People in the second core city.")
    )
    municipalities = models.PositiveIntegerField(
        _("municipalities"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Number of municipalities, the core city included."),
    )
    surrounding_municipalities = models.PositiveIntegerField(
        _("surrounding municipalities"),
        null=True,
        blank=True,
        help_text=_("Number of municipalities around the core city or cities."),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("What kind of place it is, in a few sentences."))
    accent = models.PositiveSmallIntegerField(
        _("colour"),
        choices=Accent,
        default=Accent.BLUE,
        help_text=_("Colour that stays with the area on pages, charts and maps."),
    )

    objects = MetropolitanAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("metropolitan area")
        verbose_name_plural = _("metropolitan areas")
        ordering = ["name", "pk"]
        constraints = on_earth("area")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("area-detail", args=[self.slug])

    def clean(self):
        super().clean()
        if self.boundary is not None and not is_outline(self.boundary):
            raise ValidationError({"boundary": _("Write a GeoJSON geometry: a Polygon or a MultiPolygon.")})
