"""Applying: what a look at the file showed is done in one transaction, or nothing is."""

from types import SimpleNamespace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cityregions.api.writing import saving
from cityregions.api.writing.locks import held
from cityregions.records import rights
from cityregions.records.keeping import newest
from cityregions.records.work import WorkError

from ..models import Assessment, Import, ImportRow, MapEntry, Relation, Stakeholder, StakeholderMap
from .comparing import WRITTEN, Comparison, chunks

LONGEST_REASON = 100


class Stale(Exception):  # noqa: N818 - nothing is wrong, somebody was faster
    """What was compared is no longer what is there."""


def check(imported, user, tell=lambda step, done, total: None):
    """The dry run: compares the file with the map and keeps what would become of each row."""
    comparison = Comparison(imported, user, tell).made()
    tell(_("Keeps what it found"), 4, 5)
    keep(comparison)
    return comparison


@transaction.atomic
def keep(comparison):
    """Keeps the outcome of a dry run, unless the import was applied meanwhile."""
    imported = locked(comparison.imported)
    if not imported.is_open:
        return
    imported.rows.all().delete()
    ImportRow.objects.bulk_create(comparison.as_rows(), batch_size=1000)
    imported.state, imported.checked_at = Import.State.CHECKED, timezone.now()
    imported.counts, imported.fingerprint = comparison.counts, comparison.fingerprint
    imported.save()


def locked(imported):
    return Import.objects.select_for_update(of=("self",)).select_related("stakeholder_map").get(pk=imported.pk)


def apply(imported, user, tell=lambda step, done, total: None):
    """Writes what the dry run showed. Returns whether it did.

    Where the data have changed so that something else would be written, the new dry run is kept and nothing is written.
    Raises WorkError where others write all the time.
    """
    for _attempt in range(3):
        comparison = Comparison(imported, user, tell).made()
        if comparison.fingerprint != imported.fingerprint:
            keep(comparison)
            return False
        tell(_("Writes all rows at once"), 4, 5)
        try:
            with transaction.atomic():
                write(comparison)
        except (Stale, IntegrityError):
            continue
        return True
    raise WorkError(_("Others change the map just now, so that nothing was written. Apply the import again."))


def write(comparison):
    """One transaction: all rows with their history, and that the import is applied."""
    imported = locked(comparison.imported)
    if imported.state != Import.State.CHECKED or imported.fingerprint != comparison.fingerprint:
        raise WorkError(_("Somebody else has applied or changed this import meanwhile: look at it again."))
    list(StakeholderMap.objects.select_for_update().filter(pk=comparison.map.pk).values_list("pk"))
    if not rights.may_change(comparison.user, comparison.map):
        raise WorkError(_("You may no longer change this map."))
    lock(comparison)
    if newest(WRITTEN) != comparison.state:
        raise Stale
    save(comparison, author_of(imported, comparison.user))
    imported.state, imported.applied_at, imported.applied_by = Import.State.APPLIED, timezone.now(), comparison.user
    imported.tables = []
    imported.save()


def lock(comparison):
    for model in WRITTEN:
        keys = {entry.row.pk for entry in comparison.entries_of(model) if not entry.is_new}
        for some in chunks(keys):
            list(held(model._base_manager.filter(pk__in=some)).values_list("pk"))


def author_of(imported, user):
    """Every line of the history tells the import, and names it where lines name their request."""
    reason = _("Import of %(name)s") % {"name": imported.file_name[:LONGEST_REASON]}
    return saving.Author(user, imported.run, reason)


def save(comparison, author):
    """Stakeholders first, then what leads to them, each kind in a few statements."""
    for model, links in (
        (Stakeholder, ()),
        (MapEntry, ("stakeholder",)),
        (Relation, ("from_stakeholder", "to_stakeholder")),
        (Assessment, ("entry",)),
    ):
        entries = comparison.entries_of(model)
        for entry in entries:
            lead_to_saved(entry, links, comparison.unsaved)
        write_rows(model, entries, author)
        require_rights(model, entries, comparison.user)


def lead_to_saved(entry, links, unsaved):
    """New rows get their own key when they are saved; what led to one that had none leads to that key now."""
    if entry.is_new:
        entry.row.pk = None
    for name in links:
        if (key := getattr(entry.row, f"{name}_id")) < 0:
            setattr(entry.row, name, unsaved[entry.row._meta.get_field(name).related_model, key])


def write_rows(model, entries, author):
    saving.save(SimpleNamespace(model=model, entries=entries, keys={}, author=author))


def require_rights(model, entries, user):
    """The last word has what the rules say of the rows as they stand now."""
    keys = {entry.row.pk for entry in entries}
    allowed = rights.change_condition(model, user)
    if any(some - rights.within(model, allowed, some) for some in chunks(keys)):
        raise WorkError(_("Something in this import belongs to another area, so that nothing was written."))
