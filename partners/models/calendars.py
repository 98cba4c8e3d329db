"""Calendar addresses: where a person's calendar finds the deadlines of a partner."""

import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import Membership

# How often it is noted that a calendar has asked.
NOTED = timedelta(hours=1)


class CalendarAddressQuerySet(models.QuerySet):
    def good(self, on):
        """Addresses whose person works for the partner on that day."""
        return self.filter(membership__in=Membership.objects.current(on), membership__user__is_active=True)

    def of_secret(self, secret):
        return self.filter(digest=digest(secret))

    def note(self, address, at):
        """Keeps when a calendar asked last, to the hour."""
        seldom = Q(last_used__isnull=True) | Q(last_used__lt=at - NOTED)
        self.filter(seldom, pk=address.pk).update(last_used=at)

    def note_content(self, address, content, at):
        """When what the address tells became what it is now: what calendars without ETags ask for."""
        told = digest(content)
        if self.filter(pk=address.pk).exclude(told=told).update(told=told, told_since=at):
            return at
        return self.values_list("told_since", flat=True).get(pk=address.pk)


class CalendarAddress(models.Model):
    """The secret address of a calendar of deadlines; it ends with the membership, and only a digest of it is kept."""

    membership = models.OneToOneField(
        Membership, models.CASCADE, related_name="calendar_address", verbose_name=_("membership")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created = models.DateTimeField(_("created"))
    last_used = models.DateTimeField(_("last used"), null=True, blank=True)
    told = models.CharField(max_length=64, blank=True, editable=False, help_text=_("Digest of what was read last."))
    told_since = models.DateTimeField(
        null=True, editable=False, help_text=_("When it was first read as it was read last.")
    )

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["membership__partner__name", "pk"]

    def __str__(self):
        return str(self.membership)


def make_address(membership, at):
    """The secret of a new address; the earlier one stops working."""
    secret = secrets.token_urlsafe(32)
    fresh = {"digest": digest(secret), "created": at, "last_used": None, "told": "", "told_since": None}
    CalendarAddress.objects.update_or_create(membership=membership, defaults=fresh)
    return secret


def digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
