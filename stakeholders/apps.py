"""Stakeholders: who has a stake in an area, how they relate, and what they agreed."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from .freezing import freeze


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    label = "stakeholders"
    verbose_name = _("Stakeholders")

    def ready(self):
        # Makes known what the background carries out.
        from .exchange import importing  # noqa: F401

        post_migrate.connect(freeze, sender=self)
