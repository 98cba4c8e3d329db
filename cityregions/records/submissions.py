"""Submissions: which forms have been accepted, so that one that is sent twice is carried out once."""

import hashlib
import json
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmissionQuerySet(models.QuerySet):
    def begin(self, user, key, fields):
        """The submission of these fields under the form's one-time key; with an address if it was accepted before.

        Has to be called in a transaction: whoever sends the same at the same time waits here for its end.
        """
        key = key or uuid4().hex
        told = json.dumps([user.pk, key, sorted(fields.items())], ensure_ascii=False)
        digest = hashlib.sha256(told.encode(errors="backslashreplace")).hexdigest()
        return self.get_or_create(digest=digest, defaults={"user": user, "key": key[:64]})[0]

    def accepted(self, user, key):
        """Whether a form with this key has been saved."""
        return bool(key) and self.filter(user=user, key=key[:64]).exclude(url="").exists()


class Submission(models.Model):
    """A form that was accepted, and where it led."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="submissions", verbose_name=_("account")
    )
    key = models.CharField(_("key"), max_length=64, db_index=True, help_text=_("One-time key of the form."))
    digest = models.CharField(_("digest"), max_length=64, unique=True, help_text=_("Of the key and all fields."))
    url = models.CharField(_("address"), max_length=300, blank=True, help_text=_("Page of what was saved."))
    created = models.DateTimeField(_("created"), auto_now_add=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        app_label = "records"
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-pk"]

    def __str__(self):
        return self.url or self.key
