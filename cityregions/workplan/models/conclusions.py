"""Policy conclusions: what the partnership has to say to those who make policy."""

from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import Published, RecordQuerySet, Sourced, slug_field


class PolicyConclusionQuerySet(RecordQuerySet):
    def with_area(self):
        return self.select_related("area")


class PolicyConclusion(Published, Sourced):
    """One thing the project has learnt that concerns policy, with its evidence."""

    SEARCHED = ("statement",)
    _history_m2m_fields = ("evidence",)

    slug = slug_field()
    statement = models.TextField(_("statement"), help_text=_("The conclusion in one or two sentences."))
    area = models.ForeignKey(
        "areas.MetropolitanArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="policy_conclusions",
        verbose_name=_("metropolitan area"),
        help_text=_("Area it was drawn from; empty for the whole project."),
    )
    evidence = models.ManyToManyField(
        "workplan.Output",
        blank=True,
        related_name="policy_conclusions",
        verbose_name=_("evidence"),
        help_text=_("Outputs that it rests on."),
    )

    objects = PolicyConclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy conclusion")
        verbose_name_plural = _("policy conclusions")
        ordering = ["slug", "pk"]

    def __str__(self):
        return Truncator(self.statement).chars(80)

    def get_absolute_url(self):
        return reverse("conclusion-detail", args=[self.slug])
