"""API tokens: the tools that act for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, AuthTokenManager


class ApiTokenManager(AuthTokenManager.from_queryset(models.QuerySet)):
    """Makes tokens, whose key is told once."""

    def good(self, at):
        """Tokens that have not expired by that moment."""
        return self.exclude(expiry__lte=at)

    def unused(self, since):
        """Tokens that were made before that moment and not used after it."""
        return self.filter(created__lt=since).exclude(last_used__gte=since)


class ApiToken(AbstractAuthToken):
    """A key with which a tool acts as its user, while that person works here; only a digest of it is kept."""

    class State(models.TextChoices):
        GOOD = "good", _("good")
        EXPIRED = "expired", _("expired")
        ENDED = "ended", _("stopped: the work has ended")

    name = models.CharField(
        _("name"), max_length=100, blank=True, help_text=_("What the token is for, e.g. Power BI of the city.")
    )
    read_only = models.BooleanField(_("read only"), default=True, help_text=_("Whether the token may only read."))
    nouns = models.JSONField(
        _("allowed nouns"),
        default=list,
        blank=True,
        help_text=_("What of the API it may use, e.g. outputs and events; none of them for everything."),
    )
    last_used = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    objects = ApiTokenManager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created", "digest"]

    def __str__(self):
        return f"{self.name or self.token_key} ({self.user})"

    def state(self, at):
        """Whether it works at that moment, else why not."""
        if self.expiry and self.expiry <= at:
            return self.State.EXPIRED
        return self.State.GOOD if self.user.is_in_partnership else self.State.ENDED
