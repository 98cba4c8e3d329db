"""Files of outputs: one for each language, version and format."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import Published, Record, RecordQuerySet, Stored

from .outputs import language_name


class OutputFileQuerySet(RecordQuerySet):
    def newest_first(self):
        return self.order_by("language", "-version", "format", "pk")

    def newest(self):
        """The files of the newest version in each language of their output."""
        newer = self.model.objects.filter(
            output=models.OuterRef("output"),
            language=models.OuterRef("language"),
            version__gt=models.OuterRef("version"),
        )
        return self.exclude(models.Exists(newer))

    def next_version(self, output, language):
        last = self.filter(output=output, language=language).aggregate(last=Max("version"))["last"]
        return (last or 0) + 1


class OutputFile(Stored, Published, Record):
    """A file of an output, e.g. the second Polish version of a study as PDF."""

    SEARCHED = ("name",)

    class Accessible(models.TextChoices):
        UNKNOWN = "unknown", _("not checked")
        YES = "yes", _("accessible")
        NO = "no", _("not accessible")

    output = models.ForeignKey("workplan.Output", models.CASCADE, related_name="files", verbose_name=_("output"))
    language = models.CharField(
        _("language"),
        max_length=2,
        validators=[RegexValidator(r"^[a-z]{2}\Z", _("Write a two-letter code, e.g. pl."))],
        help_text=_("Language of the text, as a two-letter code, e.g. pl."),
    )
    version = models.PositiveSmallIntegerField(
        _("version"), default=1, help_text=_("Number of the version in this language; the highest is the newest.")
    )
    accessible = models.CharField(
        _("accessible"),
        max_length=7,
        choices=Accessible,
        default=Accessible.UNKNOWN,
        help_text=_("Whether people can read it with a screen reader."),
    )

    objects = OutputFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["language", "version", "format", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["output", "language", "version", "format"],
                name="output_file_once",
                violation_error_message=_("There is such a file in this language and version: give it a new version."),
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1),
                name="output_file_version",
                violation_error_message=_("Versions are counted from 1."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("output-file", args=[self.pk])

    @property
    def language_name(self):
        return language_name(self.language)
