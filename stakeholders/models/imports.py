"""Imports: files from which a map takes stakeholders, relations and ratings, and what came of each row."""

import json
import zlib
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import RecordQuerySet

from .maps import StakeholderMap

# What nobody has applied for so long is forgotten with all that the file held.
FORGOTTEN = timedelta(days=7)


class ImportQuerySet(RecordQuerySet):
    def forgotten(self, now):
        """Imports that were begun long ago and never applied."""
        return self.filter(started_at__lt=now - FORGOTTEN).exclude(
            state__in=[Import.State.APPLIED, Import.State.UNDONE]
        )


class Import(models.Model):
    """One or two files that somebody wants a map to take over: first looked at, then applied, perhaps undone."""

    NAMES_PEOPLE = True

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("handed in")
        MAPPED = "mapped", _("waits for its columns to be chosen")
        CHECKED = "checked", _("looked at, not applied yet")
        APPLIED = "applied", _("applied")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("cannot be read")

    # Those that can still be applied.
    OPEN = (State.UPLOADED, State.MAPPED, State.CHECKED)

    stakeholder_map = models.ForeignKey(
        StakeholderMap, models.CASCADE, related_name="imports", verbose_name=_("map"), help_text=_("Map it is for.")
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="imports",
        verbose_name=_("started by"),
    )
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    file_name = models.CharField(_("file name"), max_length=410, help_text=_("What the files are called."))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the content."))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    mapping = models.JSONField(
        _("columns"), default=dict, blank=True, help_text=_("Which column of the file fills which field.")
    )
    choices = models.JSONField(
        _("choices"), default=dict, blank=True, help_text=_("Who the likely duplicates are, by their row.")
    )
    notes = models.JSONField(_("notes"), default=list, blank=True, help_text=_("What is to be said of the file."))
    counts = models.JSONField(_("counts"), default=dict, blank=True, help_text=_("Rows by kind and outcome."))
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, blank=True, help_text=_("Tells what was shown from what would be done.")
    )
    problem = models.TextField(_("problem"), blank=True, help_text=_("Why it cannot be done, and what to do."))
    packed = models.BinaryField(_("rows of the file"), null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="applied_imports",
        verbose_name=_("applied by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="undone_imports",
        verbose_name=_("undone by"),
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at", "-pk"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("import-detail", args=[self.stakeholder_map.slug, self.pk])

    @property
    def run(self):
        """What the lines of the history that it wrote name as their request."""
        return f"import-{self.pk}"

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def tables(self):
        """What the files hold, as lists and texts; empty once it is no longer needed."""
        return json.loads(zlib.decompress(bytes(self.packed))) if self.packed else []

    @tables.setter
    def tables(self, found):
        self.packed = zlib.compress(json.dumps(found).encode(), 1) if found else None


class ImportFile(models.Model):
    """A file on its way in: kept until its rows are read, without those columns that hold personal data."""

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="files", verbose_name=_("import"))
    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of imports")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class ImportRow(models.Model):
    """What becomes of one row of the file."""

    NAMES_PEOPLE = True

    class Kind(models.TextChoices):
        STAKEHOLDERS = "stakeholders", _("stakeholders")
        RELATIONS = "relations", _("relations")
        RATINGS = "ratings", _("ratings")

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        DOUBTFUL = "doubtful", _("likely duplicates")
        REJECTED = "rejected", _("rejected")

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name=_("import"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    number = models.PositiveIntegerField(_("row"), help_text=_("Number of the row in its sheet, as people see it."))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    is_partly = models.BooleanField(_("partly"), default=False, help_text=_("Whether some columns are not taken over."))
    name = models.CharField(_("name"), max_length=450, blank=True)
    url = models.CharField(_("address"), max_length=200, blank=True)
    changes = models.JSONField(_("changes"), default=list, help_text=_("Lists of column, old and new value."))
    reasons = models.JSONField(_("reasons"), default=list, help_text=_("Lists of column and sentence."))
    candidates = models.JSONField(_("likely the same"), default=list, help_text=_("Lists of slug, name and area."))

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["pk"]
        indexes = [models.Index(fields=["of_import", "outcome", "id"], name="import_row_by_outcome")]

    def __str__(self):
        return f"{self.sheet} {self.number}"
