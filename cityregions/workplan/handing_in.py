"""Handing in: a file that came in becomes a file of an output, or evidence in a report."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cityregions.records import rights
from cityregions.records.files import store
from cityregions.web.filing import name_file

from . import actions, review
from .models import EvidenceFile, Output, OutputFile, ProgressEntry

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
    row.published = output.status == Output.Status.PUBLISHED
    name_file(row, upload, by, reason)
    if row.published:
        review.publish_files(output, by)
        row.refresh_from_db()
    return row


def attach(line, upload, by):
    """Puts a file that came in into its place, and beside a line of a report as evidence, both or neither.

    Raises what `add_file` raises.
    """
    with store.placing(upload.incoming), transaction.atomic():
        return add_evidence(line, upload, by)


def add_evidence(line, upload, by, reason=""):
    """The row for evidence that is being placed; nobody submits the report meanwhile."""
    report = actions.locked(line.report)
    rights.require_change(by, report)
    kind = "progress_entry" if isinstance(line, ProgressEntry) else "output_entry"
    row = EvidenceFile(report=report, **{kind: line})
    name_file(row, upload, by, reason)
    return row


def require_open(user, output):
    """Raises PermissionDenied unless the person may change the output and its text is not final yet."""
    rights.require_change(user, output)
    if not Output.objects.taking_files().filter(pk=output.pk).exists():
        raise PermissionDenied(_("Its text is final: send it back to draft before you change its files."))
