"""Stakeholders: who has a stake in an area, how they relate, and what they agreed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    label = "stakeholders"
    verbose_name = _("Stakeholders")

    def ready(self):
        # Makes known what the background carries out.
        from .exchange import importing  # noqa: F401
