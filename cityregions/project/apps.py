"""Project: the project as a whole, and where its facts come from."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectConfig(AppConfig):
    name = "cityregions.project"
    label = "project"
    verbose_name = _("Project")

    def ready(self):
        # So that the worker knows how reports are made.
        from .reports import making  # noqa: F401
