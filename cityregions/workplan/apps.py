"""Work plan: phases, activities, outputs, events and policy conclusions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkplanConfig(AppConfig):
    name = "cityregions.workplan"
    label = "workplan"
    verbose_name = _("Work plan")
