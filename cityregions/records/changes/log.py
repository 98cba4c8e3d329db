"""The log of changes: what triggers of the database note, what becomes of it, and who was told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Touch(models.Model):
    """That a row was written, as a trigger of the database notes it in the same transaction; soon a change.

    `action` is `+`, `~` or `-`; `=` where a row got another key, which tells the old one; `h` for a line of the
    history, which tells who wrote it in which request.
    """

    model = models.CharField(_("kind of record"), max_length=100)
    row = models.BigIntegerField(_("number of the row"))
    key = models.CharField(_("slug or id"), max_length=100)
    action = models.CharField(_("action"), max_length=1)
    # Whether rows of other nouns may look different now, or be seen by others.
    reach = models.BooleanField(_("reaches others"))
    # Number of the transaction; 0 on SQLite.
    xact = models.BigIntegerField(_("transaction"))
    at = models.DateTimeField(_("at"))
    user_id = models.BigIntegerField(_("account"), null=True)
    request = models.CharField(_("request"), max_length=64)
    # Number of the line of the history.
    line = models.BigIntegerField(_("line of the history"), null=True)

    class Meta:
        app_label = "records"
        verbose_name = _("touched row")
        verbose_name_plural = _("touched rows")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.action} {self.model} {self.row}"


class Change(models.Model):
    """A change that is committed; its own number is its place in the order of commits."""

    noun = models.CharField(_("noun"), max_length=100)
    row = models.BigIntegerField(_("number of the row"))
    # As it was called when it was written; what is there tells itself what it is called now.
    key = models.CharField(_("slug or id"), max_length=100)
    action = models.CharField(_("action"), max_length=1)
    at = models.DateTimeField(_("at"))
    # A plain number: the change outlives the account.
    user_id = models.BigIntegerField(_("account"), null=True)
    request = models.CharField(_("request"), max_length=64)
    # The first line of its history that the change has left: what it was before stands in the line before that.
    line = models.BigIntegerField(_("line of the history"), null=True)
    ordered_at = models.DateTimeField(_("ordered"), auto_now_add=True, db_index=True)

    class Meta:
        app_label = "records"
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["pk"]
        indexes = [models.Index(fields=["noun", "id"], name="change_noun")]

    def __str__(self):
        return f"{self.pk}: {self.action} {self.noun} {self.key}"


class Sight(models.Model):
    """What somebody who follows the changes may see, by a digest of the rights: with other rights another sight."""

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    used_on = models.DateField(_("last used"))

    class Meta:
        app_label = "records"
        verbose_name = _("sight")
        verbose_name_plural = _("sights")
        ordering = ["pk"]

    def __str__(self):
        return self.digest


class Told(models.Model):
    """A row that not everyone sees, and that those of a sight were told of: they will be told when it is gone."""

    sight = models.ForeignKey(Sight, models.CASCADE, related_name="told", verbose_name=_("sight"))
    noun = models.CharField(_("noun"), max_length=100)
    row = models.BigIntegerField(_("number of the row"))
    key = models.CharField(_("slug or id"), max_length=100)
    since = models.BigIntegerField(_("told since"))
    until = models.BigIntegerField(_("told until"), null=True)

    class Meta:
        app_label = "records"
        verbose_name = _("told row")
        verbose_name_plural = _("told rows")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sight", "noun", "row"],
                name="told_once",
                violation_error_message=_("Those of this sight were told of the row already."),
            )
        ]

    def __str__(self):
        return f"{self.noun} {self.key}"
