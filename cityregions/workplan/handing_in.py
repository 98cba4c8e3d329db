"""Handing in: a file that came in becomes a file of an output."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cityregions.records import rights
from cityregions.records.files import store

from . import review
from .models import Output, OutputFile

UNKNOWN = OutputFile.Accessible.UNKNOWN


def add_file(output, upload, by, *, language, version=None, accessible="", reason=""):
    """Puts a file that came in into its place, and a row that names it beside the output, both or neither.

    Raises ValidationError with a sentence where the row cannot be, PermissionDenied, and OSError for a full disk.
    """
    with store.placing(upload.incoming), transaction.atomic():
        return add_row(output, upload, by, language=language, version=version, accessible=accessible, reason=reason)


def add_row(output, upload, by, *, language, version=None, accessible="", reason=""):
    """The row for a file that is being placed, in a transaction that began after the store was held."""
    output = review.locked(output)
    require_open(by, output)
    version = version or OutputFile.objects.next_version(output, language)
    row = OutputFile(output=output, language=language, version=version, accessible=accessible or UNKNOWN)
    row.name, row.format, row.size = upload.told_name, upload.format, upload.size
    row.digest, row.published = upload.incoming.digest, output.status == Output.Status.PUBLISHED
    row._history_user, row._change_reason = by, reason or None
    row.full_clean()
    row.save()
    if row.published:
        review.publish_files(output, by)
        row.refresh_from_db()
    return row


def require_open(user, output):
    """Raises PermissionDenied unless the person may change the output and its text is not final yet."""
    rights.require_change(user, output)
    if not Output.objects.taking_files().filter(pk=output.pk).exists():
        raise PermissionDenied(_("Its text is final: send it back to draft before you change its files."))
