"""Practices: forms of metropolitan cooperation, past and present, here and elsewhere."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "cityregions.practices"
    label = "practices"
    verbose_name = _("Practices")
