"""Drafts: what a person has typed into a form and not saved yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """The unsaved state of one form, of one person; it survives a closed tab and an ended session."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("account"))
    form = models.CharField(_("form"), max_length=300, help_text=_("Address of the form, without its language."))
    title = models.CharField(_("title"), max_length=300, blank=True, help_text=_("What the form is about."))
    fields = models.JSONField(_("fields"), default=dict, help_text=_("What stands in the form, by field name."))
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        app_label = "records"
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "form"],
                name="draft_once",
                violation_error_message=_("There is already a draft of this form."),
            )
        ]

    def __str__(self):
        return self.title or self.form
