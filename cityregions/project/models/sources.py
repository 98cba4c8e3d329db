"""Where the sources disagree, and what none of them tells."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import (
    Record,
    Sourced,
    slug_field,
)


class Conflict(Sourced):
    """A point on which the sources disagree, and how it was resolved."""

    SEARCHED = ("topic", "project_page_says", "others_say", "resolution")

    slug = slug_field()
    topic = models.CharField(_("topic"), max_length=200, help_text=_("E.g. Number of partners."))
    project_page_says = models.TextField(_("the project page says"), blank=True)
    others_say = models.TextField(_("others say"), blank=True)
    resolution = models.TextField(_("resolution"), blank=True, help_text=_("What the portal holds, and why."))
    sources = models.JSONField(
        _("sources"), default=list, blank=True, help_text=_("List of the addresses that disagree.")
    )

    class Meta:
        verbose_name = _("conflict between sources")
        verbose_name_plural = _("conflicts between sources")
        ordering = ["pk"]

    def __str__(self):
        return self.topic

    def get_absolute_url(self):
        return f"{reverse('sources')}#{self.slug}"


class Gap(Record):
    """Something that no source tells."""

    SEARCHED = ("text",)

    text = models.TextField(_("text"), help_text=_("What is not known."))

    class Meta:
        verbose_name = _("gap in the sources")
        verbose_name_plural = _("gaps in the sources")
        ordering = ["pk"]

    def __str__(self):
        return self.text
