"""Contacts: the people through whom a stakeholder is reached, and the corrections they propose."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import Record, RecordQuerySet

from .stakeholders import Stakeholder

# Article 14(3) of the General Data Protection Regulation gives a month at most.
TIME_FOR_NOTICE = timedelta(days=30)


class ContactQuerySet(RecordQuerySet):
    def to_review(self, on):
        """Contacts whose data have to be looked at again by that day."""
        return self.filter(review_on__lte=on)

    def without_notice(self):
        """Contacts who were not yet told what is kept of them and why."""
        return self.filter(notice_sent_on__isnull=True)


class Contact(Record):
    """A person through whom a stakeholder is reached: personal data, never public and never in an export."""

    SEARCHED = ("name", "email", "function")

    class LawfulBasis(models.TextChoices):
        """Article 6(1) of the General Data Protection Regulation."""

        PUBLIC_TASK = "public_task", _("public task, Art. 6(1)(e)")
        LEGITIMATE_INTEREST = "legitimate_interest", _("legitimate interest, Art. 6(1)(f)")
        CONSENT = "consent", _("consent, Art. 6(1)(a)")

    stakeholder = models.ForeignKey(
        Stakeholder,
        models.CASCADE,
        related_name="contacts",
        verbose_name=_("stakeholder"),
        help_text=_("Organisation the person speaks for."),
    )
    name = models.CharField(_("name"), max_length=150, help_text=_("Name of the person."))
    function = models.CharField(
        _("function"), max_length=200, blank=True, help_text=_("What the person does there, e.g. head of planning.")
    )
    email = models.EmailField(_("e-mail address"), help_text=_("Where the sign-in link is sent."))
    phone = models.CharField(_("telephone"), max_length=40, blank=True, help_text=_("E.g. +43 316 872 0."))
    language = models.CharField(
        _("language"), max_length=5, blank=True, help_text=_("Language of mails, e.g. de; empty for English.")
    )
    lawful_basis = models.CharField(
        _("lawful basis"),
        max_length=20,
        choices=LawfulBasis,
        help_text=_("Why the data may be kept; authorities use the public task."),
    )
    notice_sent_on = models.DateField(
        _("notice sent on"),
        null=True,
        blank=True,
        help_text=_("Day the person was told what is kept and why (Art. 14: within a month)."),
    )
    review_on = models.DateField(_("review on"), help_text=_("Day by which it is looked at again whether to keep it."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="contacts",
        verbose_name=_("account"),
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "stakeholder",
                models.functions.Lower("email"),
                name="contact_once",
                violation_error_message=_("This person is a contact of the stakeholder already."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def notice_due_on(self):
        """The last day on which the person is told in time what is kept."""
        return timezone.localdate(self.created) + TIME_FOR_NOTICE

    def save(self, *args, **kwargs):
        if self.user and self.user.email.lower() != self.email.lower():
            # The account was opened from the address that stood here: it does not follow to another person's.
            self.user = None
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "user"}
        super().save(*args, **kwargs)


class SignInLink(models.Model):
    """A link that lets a contact in once, for a short while; only a digest of its secret and address is kept."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="sign_in_links", verbose_name=_("contact"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in link")
        verbose_name_plural = _("sign-in links")
        ordering = ["-expires_at", "-pk"]

    def __str__(self):
        return f"{self.contact}, {self.expires_at:%Y-%m-%d}"


class CorrectionQuerySet(RecordQuerySet):
    def waiting(self):
        """Corrections that nobody has answered yet."""
        return self.filter(status=Correction.Status.PROPOSED)


class Correction(Record):
    """What a stakeholder's contact proposes to change in its entry; staff of the area accept or refuse it."""

    NAMES_PEOPLE = True

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    stakeholder = models.ForeignKey(
        Stakeholder, models.CASCADE, related_name="corrections", verbose_name=_("stakeholder")
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="corrections",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    changes = models.JSONField(_("changes"), help_text=_('New values by field, e.g. {"website": "https://…"}.'))
    before = models.JSONField(
        _("before"), default=dict, blank=True, help_text=_("What stood in these fields when it was proposed.")
    )
    reason = models.TextField(_("reason"), blank=True, max_length=2000, help_text=_("Why the entry should change."))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="decided_corrections",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, help_text=_("What the person who proposed it is told."))

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-proposed_at", "-pk"]

    def __str__(self):
        return str(self.stakeholder)

    def get_absolute_url(self):
        return reverse("correction-detail", args=[self.pk])

    @property
    def is_waiting(self):
        return self.status == self.Status.PROPOSED
