"""Measures of large networks, kept until the map changes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# How many states of one map are kept: people look at a few days, as a few kinds of readers.
MOST_OF_A_MAP = 8


class NetworkMeasuresQuerySet(models.QuerySet):
    def computed(self):
        return self.filter(computed_at__isnull=False)

    def superseded(self, stakeholder_map):
        """Those of a map beside the newest ones."""
        newest = self.filter(stakeholder_map=stakeholder_map).order_by("-pk").values_list("pk", flat=True)
        return self.filter(stakeholder_map=stakeholder_map).exclude(pk__in=list(newest[:MOST_OF_A_MAP]))


class NetworkMeasures(models.Model):
    """What was measured of a large network, in the background; asked for but not measured yet while `data` is empty.

    It tells nothing that its reader does not see: it is found by the digest of the network as that reader sees it.
    """

    stakeholder_map = models.ForeignKey(
        "stakeholders.StakeholderMap", models.CASCADE, related_name="measures", verbose_name=_("map")
    )
    digest = models.CharField(
        _("digest"), max_length=64, help_text=_("Tells which stakeholders and relations it is of.")
    )
    graph = models.JSONField(_("network"), help_text=_("Keys of the stakeholders, and their relations."))
    data = models.JSONField(_("measures"), null=True, blank=True)
    computed_at = models.DateTimeField(_("computed"), null=True, blank=True)

    objects = NetworkMeasuresQuerySet.as_manager()

    class Meta:
        verbose_name = _("measures of a network")
        verbose_name_plural = _("measures of networks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stakeholder_map", "digest"],
                name="network_measures_once",
                violation_error_message=_("This network is being measured already."),
            ),
            models.CheckConstraint(
                condition=Q(data__isnull=True, computed_at__isnull=True)
                | Q(data__isnull=False, computed_at__isnull=False),
                name="network_measures_dated",
                violation_error_message=_("Measures and the moment they were computed at come together."),
            ),
        ]

    def __str__(self):
        return f"{self.stakeholder_map}, {self.digest[:8]}"
