"""The way of an output to its publication: the steps it took, what partners said of it, and who endorses it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityregions.records import rights
from cityregions.records.models import Record, RecordQuerySet


class StepQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The steps that this person may see, by the rules of the app."""
        return self.filter(rights.condition(self.model, user))


class ReviewStep(models.Model):
    """A step that an output took, in the order in which it took them: written once, never changed."""

    NAMES_PEOPLE = True

    output = models.ForeignKey("workplan.Output", models.CASCADE, related_name="steps", verbose_name=_("output"))
    status = models.CharField(_("status"), max_length=12, help_text=_("Where the step led to."))
    taken_at = models.DateTimeField(_("taken"), auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("taken by")
    )
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("Day by which partners comment or endorse; empty for two weeks from now."),
    )
    note = models.TextField(
        _("word"), blank=True, help_text=_("What the others should know, e.g. what is to be worked over.")
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.output}: {self.status}"

    def get_status_display(self):
        from .outputs import Output

        return Output.Status(self.status).label


class ReviewerQuerySet(RecordQuerySet):
    def shown(self):
        """Those whose contacts see the output: drafts are for the partnership."""
        return self.exclude(output__status="draft").select_related("output").order_by("output__title", "pk")

    def for_contact(self, user):
        """Those for whose organisations this person speaks."""
        return self.filter(stakeholder__contacts__user=user)


class Reviewer(Record):
    """A stakeholder that is asked to comment on an output: its contacts read it while it is on its way."""

    output = models.ForeignKey("workplan.Output", models.CASCADE, related_name="reviewers", verbose_name=_("output"))
    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder",
        models.PROTECT,
        related_name="reviewing",
        verbose_name=_("stakeholder"),
        help_text=_("Organisation whose contacts read the output, comment on it and see the answers."),
    )

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation asked to comment")
        verbose_name_plural = _("organisations asked to comment")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["output", "stakeholder"],
                name="reviewer_once",
                violation_error_message=_("This organisation is asked already."),
            )
        ]

    def __str__(self):
        return f"{self.stakeholder}: {self.output}"

    def get_absolute_url(self):
        return reverse("output-review", args=[self.output.slug])


class CommentQuerySet(RecordQuerySet):
    def open(self):
        """Comments that nobody has answered."""
        return self.filter(answer="")


class Comment(Record):
    """What a partner, or an organisation that was asked, says of a paragraph of a draft, and what became of it."""

    SEARCHED = ("paragraph", "text")
    NAMES_PEOPLE = True

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    output = models.ForeignKey("workplan.Output", models.CASCADE, related_name="comments", verbose_name=_("output"))
    partner = models.ForeignKey(
        "partners.Partner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("partner"),
        help_text=_("Partner that says it; empty for coordinators who speak for none."),
    )
    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("stakeholder"),
        help_text=_("Organisation that says it, where its contact was asked to comment."),
    )
    paragraph = models.CharField(
        _("paragraph"), max_length=200, help_text=_("What it is about, e.g. 2.3, second paragraph.")
    )
    text = models.TextField(_("comment"), help_text=_("What should change, best in the words that should stand there."))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("written by"),
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True, editable=False)
    reason = models.TextField(_("reason for the answer"), blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(answer="refused") | ~models.Q(reason=""),
                name="comment_refused_with_reason",
                violation_error_message=_("Say why the comment is refused."),
            ),
            models.CheckConstraint(
                condition=models.Q(partner__isnull=True) | models.Q(stakeholder__isnull=True),
                name="comment_of_one",
                violation_error_message=_("A partner says it or a stakeholder, not both."),
            ),
        ]

    def __str__(self):
        return f"{self.output}: {self.paragraph}"

    def get_absolute_url(self):
        return f"{reverse('output-review', args=[self.output.slug])}#comment-{self.pk}"

    def written_by(self, user):
        self.author = user


NOT_FINAL = _("It can be endorsed once it is final, and until it is endorsed by all.")
PUBLISHED_WITH_IT = _("The output is published with this endorsement: send it back to draft first.")


class EndorsementQuerySet(RecordQuerySet):
    def with_partner(self):
        return self.select_related("partner").order_by("partner__name", "pk")


class Endorsement(Record):
    """A partner stands behind the final text of an output."""

    NAMES_PEOPLE = True
    # How the output stands while endorsements are given and withdrawn.
    OPEN = ("final", "endorsed")

    output = models.ForeignKey("workplan.Output", models.CASCADE, related_name="endorsements", verbose_name=_("output"))
    partner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="endorsements", verbose_name=_("partner")
    )
    endorsed_at = models.DateTimeField(_("endorsed"), default=timezone.now, editable=False)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("endorsed by"),
    )
    note = models.TextField(_("word"), blank=True, help_text=_("What the partner says with it."))

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["output", "partner"],
                name="endorsement_once",
                violation_error_message=_("This partner has endorsed it already."),
            )
        ]

    def __str__(self):
        return f"{self.partner}: {self.output}"

    def clean(self):
        super().clean()
        same = Endorsement.objects.filter(pk=self.pk, output=self.output_id, partner=self.partner_id)
        if not self._state.adding and not same.exists():
            raise ValidationError(gettext("An endorsement stays with its output and its partner: give another one."))

    def written_by(self, user):
        self.endorsed_by = user

    @property
    def closed_because(self):
        """Why it can neither be given nor withdrawn now, in a sentence; empty as long as it can."""
        if self.output.status in self.OPEN:
            return ""
        return PUBLISHED_WITH_IT if self.output.status == "published" else NOT_FINAL
