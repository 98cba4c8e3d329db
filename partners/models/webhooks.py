"""Webhooks: where a tool wants to be told of changes, what it was told, and how that went."""

import base64
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SECRET_PREFIX = "whsec_"  # noqa: S105 - how the receivers' libraries know a secret, no secret
# Longer than any attempt takes: whoever is silent for so long has died.
LEASE = timedelta(minutes=2)


def new_secret():
    """A secret in the form of the Standard Webhooks: 32 bytes in base64 after `whsec_`."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


class Event(models.TextChoices):
    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    DELETED = "deleted", _("deleted")


class WebhookQuerySet(models.QuerySet):
    def working(self):
        """Those that are switched on and whose person still has an account."""
        return self.filter(is_active=True, owner__is_active=True)

    def unasked(self, at):
        """Those that no worker has been asked to see to; one that was asked long ago may have died."""
        return self.filter(Q(asked_at__isnull=True) | Q(asked_at__lte=at - 5 * LEASE))

    def free(self, at):
        """Those that no worker is seeing to at that moment."""
        return self.filter(Q(taken_at__isnull=True) | Q(taken_at__lte=at - LEASE))


class Webhook(models.Model):
    """An address that is told of changes, as far as its owner may see them, in the order in which they happened."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("What it is for, e.g. Map of the city."))
    url = models.CharField(
        _("address"), max_length=500, help_text=_("Where the changes are sent, e.g. https://tools.example.org/changes.")
    )
    nouns = models.JSONField(
        _("of what"), default=list, blank=True, help_text=_("Nouns of the API, e.g. outputs; none means all.")
    )
    events = models.JSONField(_("on what"), default=list, help_text=_("What is told: created, updated, deleted."))
    filter = models.CharField(
        _("filter"),
        max_length=500,
        blank=True,
        help_text=_("Only rows that the API's list gives with it, e.g. area=graz&kind=report; only with one noun."),
    )
    secret = models.CharField(_("secret"), max_length=60, default=new_secret, editable=False)
    is_active = models.BooleanField(_("switched on"), default=True)
    off_because = models.TextField(_("switched off because"), blank=True, editable=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    cursor = models.TextField(default="now", editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    taken_at = models.DateTimeField(null=True, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(off_because=""),
                name="webhook_off_because",
                violation_error_message=_("A webhook that is switched on has no reason to be off."),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("webhook", args=[self.pk])


class DeliveryQuerySet(models.QuerySet):
    def open(self):
        """What is still to be told."""
        return self.filter(delivered_at__isnull=True, given_up_at__isnull=True)

    def next_in_line(self):
        """Open deliveries, of each record only the first: the later ones wait for it."""
        earlier = Delivery.objects.open().filter(
            webhook=OuterRef("webhook"), noun=OuterRef("noun"), key=OuterRef("key"), pk__lt=OuterRef("pk")
        )
        return self.open().filter(~Exists(earlier))


class Delivery(models.Model):
    """One message to a webhook: a change of a record, or a test; told again until it is taken, for three days."""

    NAMES_PEOPLE = True

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"))
    message = models.CharField(_("message"), max_length=40, unique=True, help_text=_("The same at every attempt."))
    event = models.CharField(_("event"), max_length=60, help_text=_("E.g. outputs.updated."))
    noun = models.CharField(_("noun"), max_length=40, blank=True)
    key = models.CharField(_("record"), max_length=100, blank=True, help_text=_("Address name or number."))
    body = models.TextField(_("content"), help_text=_("The JSON that is sent."))
    created = models.DateTimeField(_("created"), auto_now_add=True)
    due_at = models.DateTimeField(_("next attempt"))
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0, help_text=_("Since it was last asked for."))
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    given_up_at = models.DateTimeField(_("given up"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["webhook", "noun", "key", "id"], name="deliveries_of_record"),
            models.Index(
                fields=["webhook", "due_at"],
                condition=Q(delivered_at__isnull=True, given_up_at__isnull=True),
                name="deliveries_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(given_up_at__isnull=True),
                name="delivery_ends_once",
                violation_error_message=_("A delivery is either taken or given up."),
            )
        ]

    def __str__(self):
        return f"{self.event} {self.key}".strip()

    @property
    def state(self):
        """taken, given_up, retried (an attempt has failed, others follow) or waiting."""
        if self.delivered_at:
            return "taken"
        if self.given_up_at:
            return "given_up"
        return "retried" if self.tries else "waiting"


class Attempt(models.Model):
    """One try to deliver a message, and what the other side answered."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts", verbose_name=_("delivery"))
    at = models.DateTimeField(_("at"))
    status = models.PositiveSmallIntegerField(_("status"), null=True, help_text=_("HTTP status; none without answer."))
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    answer = models.CharField(_("answer"), max_length=500, blank=True, help_text=_("Its beginning, or what failed."))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.status or self.answer}"
