"""Outputs: what the work plan owes, and what was handed in."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import RecordQuerySet, Sourced, slug_field

from .reviews import Endorsement
from .span import Due

LANGUAGE_CODES = RegexValidator(
    r"^[a-z]{2}(, [a-z]{2})*$", _("Write two-letter codes with a comma and a space between them, e.g. pl, en.")
)


class OutputQuerySet(RecordQuerySet):
    def with_area(self):
        return self.select_related("area", "activity", "pilot")

    def with_all(self):
        return self.select_related("area", "activity__phase", "phase", "pilot", "agreement", "author")

    def with_files(self, user):
        """Adds `shown_files`: of what the person may see, the newest version in each language."""
        files = self.model._meta.get_field("files").related_model.objects.visible_to(user).newest().newest_first()
        return self.prefetch_related(models.Prefetch("files", files, to_attr="shown_files"))

    def delivered(self):
        """Outputs that are handed in, with or without a date."""
        return self.filter(
            Q(delivered_on__isnull=False) | Q(status__in=[Output.Status.ENDORSED, Output.Status.PUBLISHED])
        )

    def taking_files(self):
        """Outputs whose text may still change: not yet final, or published without anybody having endorsed it."""
        endorsed = Q(pk__in=Endorsement.objects.order_by().values("output"))
        return self.filter(
            Q(status__in=[Output.Status.DRAFT, *Output.REVIEWED]) | (Q(status=Output.Status.PUBLISHED) & ~endorsed)
        )

    def newest_first(self):
        return self.order_by(models.F("delivered_on").desc(nulls_last=True), "title", "pk")

    def with_due_day(self):
        """Adds `due_day`: its own due date, else the end of its activity, else of its phase."""
        return self.annotate(
            due_day=Coalesce("due_on", "activity__ends_on", "phase__ends_on", "activity__phase__ends_on")
        )

    def late(self, on):
        """Outputs that were due before that day and are not handed in."""
        return self.with_due_day().filter(due_day__lt=on).exclude(pk__in=Output.objects.delivered())


class Output(Due, Sourced):
    """Something the project owes or has made: a report, a study, a database, a position paper."""

    SEARCHED = ("title", "title_local", "number", "summary")
    DATES = ("due_on", "delivered_on")

    class Kind(models.TextChoices):
        STAKEHOLDER_MAPPING = "stakeholder_mapping", _("stakeholder mapping")
        ANALYSIS = "analysis", _("analysis")
        COMPARISON = "comparison", _("comparison")
        GOOD_PRACTICE_COLLECTION = "good_practice_collection", _("good practice collection")
        STUDY = "study", _("study")
        PILOT_RESULT = "pilot_result", _("pilot result")
        POSITION_PAPER = "position_paper", _("position paper")
        POLICY_CONCLUSIONS = "policy_conclusions", _("policy conclusions")
        AGREEMENT = "agreement", _("agreement")
        PUBLICATION = "publication", _("publication")
        NEWSLETTER = "newsletter", _("newsletter")
        LEAFLET = "leaflet", _("leaflet")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        JOINT_REVIEW = "joint_review", _("in joint review")
        FINAL = "final", _("final, to be endorsed")
        ENDORSED = "endorsed", _("endorsed")
        PUBLISHED = "published", _("published")

    # Where partners comment.
    REVIEWED = (Status.IN_REVIEW, Status.JOINT_REVIEW)

    slug = slug_field()
    number = models.CharField(
        _("output number"),
        max_length=20,
        blank=True,
        help_text=_("Number in the work plan: package, action, output, e.g. 4.3.18."),
    )
    title = models.CharField(_("title"), max_length=300, help_text=_("English title."))
    title_local = models.CharField(
        _("original title"), max_length=300, blank=True, help_text=_("Title in its own language.")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind, help_text=_("What kind of output it is."))
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status,
        default=Status.DRAFT,
        # It changes by the steps of review.py and by loading a project, never by a field of a form.
        editable=False,
        help_text=_("How far it has come; anyone may read it once it is published."),
    )
    area = models.ForeignKey(
        "areas.MetropolitanArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outputs",
        verbose_name=_("metropolitan area"),
        help_text=_("Area it is about; empty for the whole project."),
    )
    activity = models.ForeignKey(
        "workplan.Activity",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outputs",
        verbose_name=_("activity"),
        help_text=_("Activity that owes it."),
    )
    phase = models.ForeignKey(
        "workplan.Phase",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outputs",
        verbose_name=_("phase"),
        help_text=_("Phase a source puts it in; empty for the activity's."),
    )
    pilot = models.ForeignKey(
        "pilots.Pilot",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outputs",
        verbose_name=_("pilot"),
        help_text=_("Pilot that made it."),
    )
    agreement = models.ForeignKey(
        "stakeholders.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outputs",
        verbose_name=_("agreement"),
        help_text=_("Agreement whose text it is."),
    )
    author = models.ForeignKey(
        "stakeholders.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="authored_outputs",
        verbose_name=_("author"),
        help_text=_("Organisation that wrote it; never a person."),
    )
    due_on = PartialDateField(
        _("due"),
        null=True,
        blank=True,
        stands_for="last",
        help_text=_("Day, month or year it is due; empty for the end of its activity."),
    )
    delivered_on = PartialDateField(
        _("delivered"),
        null=True,
        blank=True,
        stands_for="last",
        help_text=_("Day, month or year it was handed in or appeared."),
    )
    date_note = models.TextField(
        _("note on the date"),
        blank=True,
        help_text=_("What is known of the date beyond the field, e.g. after 2014-09-24."),
    )
    languages = models.CharField(
        _("languages"),
        max_length=60,
        blank=True,
        validators=[LANGUAGE_CODES],
        help_text=_("Two-letter codes of the languages it exists in, e.g. pl, en."),
    )
    url = models.URLField(
        _("address of the file"), max_length=500, blank=True, help_text=_("Where it can be read or downloaded.")
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("What it says, in a few sentences."))

    objects = OutputQuerySet.as_manager()

    class Meta:
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("output-detail", args=[self.slug])

    @property
    def is_delivered(self):
        return bool(self.delivered_on) or self.status in {self.Status.ENDORSED, self.Status.PUBLISHED}

    @property
    def language_codes(self):
        return self.languages.split(", ") if self.languages else []

    @property
    def language_names(self):
        return [language_name(code) for code in self.language_codes]


def language_name(code):
    """A language's name in the reader's language, or its code when Django has no name for it."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code
