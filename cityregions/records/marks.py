"""Marks: which transactions have written something, so that what is kept of the data is known to be current.

On PostgreSQL triggers (`postgres.py`) leave one for each transaction, whoever writes and by whatever way;
`cityregions.api.kept` reads them. Other databases leave none.
"""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# No transaction lasts as long, and nothing is kept as long without being asked for.
NEEDED_FOR = timedelta(days=3)


class WriteMarkQuerySet(models.QuerySet):
    def old(self):
        return self.filter(at__lt=timezone.now() - NEEDED_FOR)


class WriteMark(models.Model):
    """A transaction that has written something."""

    transaction = models.BigIntegerField(_("transaction"), primary_key=True, help_text=_("Its number in PostgreSQL."))
    at = models.DateTimeField(_("at"), db_default=Now(), db_index=True)

    objects = WriteMarkQuerySet.as_manager()

    class Meta:
        app_label = "records"
        verbose_name = _("mark of a write")
        verbose_name_plural = _("marks of writes")
        ordering = ["-transaction"]

    def __str__(self):
        return str(self.transaction)
