"""Sign-ins: when somebody came in, or tried to, so that each person sees what was not the own doing."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User

# The network address is personal: it is kept as long as it helps to find out about a stranger.
KEPT = timedelta(days=90)
SHOWN = 20


class SignInQuerySet(models.QuerySet):
    def newest(self, number=SHOWN):
        """So many that succeeded and so many that failed: however often somebody tries, who came in is still told."""
        found = [each for succeeded in (True, False) for each in self.filter(succeeded=succeeded)[:number]]
        return sorted(found, key=lambda each: (each.at, each.pk), reverse=True)

    def note(self, user, at, **fields):
        """Keeps one, and lets go of the person's old ones."""
        self.filter(user=user, at__lt=at - KEPT).delete()
        return self.create(user=user, at=at, **fields)


class SignIn(models.Model):
    """That a person signed in, or that somebody failed to under this address."""

    class Way(models.TextChoices):
        PASSWORD = "password", _("password")
        SECOND_FACTOR = "mfa", _("password and second factor")
        PASSKEY = "passkey", _("passkey")
        SINGLE_SIGN_ON = "socialaccount", _("single sign-on")
        OTHER = "other", _("another way")

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins", verbose_name=_("account"))
    at = models.DateTimeField(_("when"))
    succeeded = models.BooleanField(_("succeeded"))
    way = models.CharField(_("way"), max_length=20, choices=Way)
    ip = models.GenericIPAddressField(_("network address"), null=True)
    user_agent = models.CharField(_("browser"), max_length=200, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_newest")]

    def __str__(self):
        return f"{self.user} – {self.at:%Y-%m-%d %H:%M}"
