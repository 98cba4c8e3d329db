"""Areas: the metropolitan areas that take part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    name = "cityregions.areas"
    label = "areas"
    verbose_name = _("Metropolitan areas")
