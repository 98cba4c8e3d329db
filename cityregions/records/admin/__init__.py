"""The admin: what all its pages share, for coordinators who edit the records."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from .base import PartAdmin, PartInline, PublishedAdmin, RecordAdmin, RecordInline, WrittenElsewhere

__all__ = ["PartAdmin", "PartInline", "PublishedAdmin", "RecordAdmin", "RecordInline", "WrittenElsewhere"]

admin.site.site_title = _("Administration")
admin.site.site_header = _("Administration")
admin.site.index_title = _("What to edit")
# Whoever started work sees how far it is; what the package keeps of it is of no use to coordinators.
admin.site.unregister(DBTaskResult)
