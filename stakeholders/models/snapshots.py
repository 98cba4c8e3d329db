"""Snapshots: what a map showed at a moment, kept as it was, to be cited."""

import hashlib
import json

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import Published, Record, RecordQuerySet

from .maps import StakeholderMap


class MapSnapshotQuerySet(RecordQuerySet):
    def with_map(self):
        return self.select_related("stakeholder_map__area", "taken_by")


class MapSnapshot(Published, Record):
    """A map as it was at a moment; what it holds never changes, and nobody deletes it.

    Once it is published it can be cited by its address. A coordinator may withdraw it: the address then says why.
    """

    SEARCHED = ("title", "note")

    stakeholder_map = models.ForeignKey(
        StakeholderMap,
        models.PROTECT,
        related_name="snapshots",
        verbose_name=_("map"),
        help_text=_("Map that it was taken of."),
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Counts the snapshots of a map, from 1."))
    title = models.CharField(_("title"), max_length=200, help_text=_("What it is for, e.g. At the start of the pilot."))
    note = models.TextField(_("note"), blank=True, help_text=_("What readers should know of it."))
    on = models.DateField(
        _("as on"), null=True, blank=True, help_text=_("Day that it shows; empty for the day it was taken.")
    )
    with_ratings = models.BooleanField(
        _("with ratings"), default=False, help_text=_("Whether it holds the mean ratings of the stakeholders.")
    )
    taken_at = models.DateTimeField(_("taken at"), default=timezone.now, help_text=_("When it was taken."))
    taken_by = models.ForeignKey(
        "partners.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="map_snapshots",
        verbose_name=_("taken by"),
        help_text=_("Who took it."),
    )
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Since when anyone may read it.")
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawn at"), null=True, blank=True, help_text=_("Since when it is not shown any more.")
    )
    withdrawn_because = models.TextField(
        _("withdrawn because"), blank=True, help_text=_("Why; everybody who follows its address reads it.")
    )
    digest = models.CharField(
        _("digest"), max_length=64, help_text=_("SHA-256 of what it holds, as its JSON gives it.")
    )

    objects = MapSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot of a map")
        verbose_name_plural = _("snapshots of maps")
        ordering = ["stakeholder_map__name", "-number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stakeholder_map", "number"],
                name="snapshot_number_once",
                violation_error_message=_("This map has a snapshot of that number already."),
            ),
            models.CheckConstraint(
                condition=Q(published=False, published_at__isnull=True) | Q(published=True, published_at__isnull=False),
                name="snapshot_published_at",
                violation_error_message=_("A snapshot that is published says since when."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="snapshot_withdrawn_because",
                violation_error_message=_("A snapshot that is withdrawn says why."),
            ),
        ]

    def __str__(self):
        return f"{self.map_name}, {self.number}"

    def get_absolute_url(self):
        return reverse("snapshot-detail", args=[self.stakeholder_map.slug, self.number])

    @property
    def data(self):
        return json.loads(self.content.text)

    @property
    def map_name(self):
        """What the map is called; what it was called then is in `data`."""
        return self.stakeholder_map.name


class SnapshotContent(models.Model):
    """What a snapshot holds, as canonical JSON: the database refuses to change it."""

    snapshot = models.OneToOneField(
        MapSnapshot, models.PROTECT, primary_key=True, related_name="content", verbose_name=_("snapshot")
    )
    text = models.TextField(_("content"), editable=False)

    class Meta:
        verbose_name = _("content of a snapshot")
        verbose_name_plural = _("contents of snapshots")
        ordering = ["pk"]

    def __str__(self):
        return str(self.snapshot)


def canonical(data):
    """Data as JSON in the one way of writing it, and its SHA-256."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()
