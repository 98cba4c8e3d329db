"""Kept answers: what programs were answered when they wrote, so that a request that is sent twice writes once."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(hours=24)


class KeptAnswerQuerySet(models.QuerySet):
    def expired(self):
        return self.filter(created__lt=timezone.now() - KEPT_FOR)

    def claim(self, user, key, digest):
        """The answer under this person's key; without a status when the key is new.

        Has to be called in a transaction: whoever sends the same at the same time waits here for its end.
        """
        self.expired().filter(user=user, key=key).delete()
        return self.get_or_create(user=user, key=key, defaults={"digest": digest})[0]


class KeptAnswer(models.Model):
    """The answer to a request that came with a key of its own; kept for a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_answers", verbose_name=_("account")
    )
    key = models.CharField(_("key"), max_length=255, help_text=_("As the program sent it in Idempotency-Key."))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("Of the request's address and body."))
    status = models.PositiveSmallIntegerField(_("status"), null=True, help_text=_("Status of the answer, e.g. 201."))
    headers = models.JSONField(_("headers"), default=dict, help_text=_("Headers of the answer, by name."))
    body = models.BinaryField(_("body"), default=b"", help_text=_("The answer itself."))
    created = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        app_label = "records"
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="answer_once",
                violation_error_message=_("This key has been used already."),
            )
        ]

    def __str__(self):
        return self.key
