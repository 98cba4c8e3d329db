"""Saving: rows, their lists and their history, a few statements for however many."""

from dataclasses import dataclass

from django.db import router
from django.db.models import Max
from django.db.models.deletion import Collector
from django.utils import timezone

from cityregions.records.history.tables import is_kept, link_to_whole

from .keys import writable


@dataclass(frozen=True)
class Author:
    """Who writes, in which request, and why."""

    user: object
    request_id: str
    reason: str


def save(batch):
    """Inserts and changes the rows, sets their lists, and adds one line to the history of each."""
    if not batch.entries:
        return
    new = [entry for entry in batch.entries if entry.is_new]
    old = [entry for entry in batch.entries if not entry.is_new and entry.changed]
    if new:
        batch.model.objects.bulk_create([entry.row for entry in new])
    if old:
        update(batch.model, old)
    for key in batch.keys.values():
        if key.is_list:
            set_list(key, [entry for entry in batch.entries if key in entry.changed_lists])
    relisted = [entry for entry in batch.entries if entry.changed_lists and not entry.is_new]
    touch(batch.model, [entry for entry in relisted if not entry.changed])
    changed = [entry.row for entry in batch.entries if not entry.is_new and entry.is_touched]
    remember([entry.row for entry in new], "+", batch.author)
    remember(changed, "~", batch.author)


def place_new(batch):
    """New rows of a list of parts come last unless they say where they stand."""
    key = writable(batch.serializer_class).get("position")
    if key is None or not link_to_whole(batch.model):
        return
    unplaced = [entry for entry in batch.entries if entry.is_new and "position" not in entry.given]
    if unplaced:
        come_last(unplaced, batch.model._meta.get_field(link_to_whole(batch.model)))


def come_last(entries, link):
    """Gives rows that say no position of theirs the place after all others of their whole."""
    wholes = {getattr(entry.row, link.attname) for entry in entries} - {None}
    rows = link.model._base_manager.filter(**{f"{link.attname}__in": wholes}).order_by()
    last = dict(rows.values_list(link.attname).annotate(Max("position")))
    for entry in entries:
        whole = getattr(entry.row, link.attname)
        entry.row.position = last[whole] = last.get(whole, -1) + 1


def update(model, entries):
    """Writes the changed columns of all rows at once."""
    changed = {name for entry in entries for name in entry.changed}
    model.objects.bulk_create(
        [entry.row for entry in entries],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[*sorted(changed), "search_text", "modified"],
    )


def touch(model, entries):
    if entries:
        model._base_manager.filter(pk__in=[entry.row.pk for entry in entries]).update(modified=timezone.now())


def set_list(key, entries):
    """Makes the list of each row what it is to be."""
    through, field = key.field.remote_field.through, key.field
    here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    if not entries:
        return
    links = through._base_manager.filter(**{f"{here}__in": [entry.row.pk for entry in entries]})
    now = {(owner, other): pk for pk, owner, other in links.values_list("pk", here, there)}
    wanted = {(entry.row.pk, other) for entry in entries for other in entry.lists[key]}
    through._base_manager.filter(pk__in=[pk for pair, pk in now.items() if pair not in wanted]).delete()
    added = [through(**{here: owner, there: other}) for owner, other in sorted(wanted - now.keys())]
    through._base_manager.bulk_create(added)


def remember(rows, kind, author):
    """One line in the history for each row, with its lists as they are now."""
    if not rows:
        return
    history = type(rows[0]).history.model
    about = {
        "history_type": kind,
        "history_date": timezone.now(),
        "history_user": author.user,
        "history_change_reason": author.reason or None,
        "history_request_id": author.request_id,
    }
    columns = [field.attname for field in history.tracked_fields]
    lines = [history(**about, **{column: getattr(row, column) for column in columns}) for row in rows]
    by_row = {line.id: line for line in history.objects.bulk_create(lines)}
    for field in history._history_m2m_fields:
        remember_list(history, field, by_row)


def remember_list(history, field, lines):
    through = field.remote_field.through
    kept = getattr(history, field.name).model
    owner = f"{field.m2m_field_name()}_id"
    links = through._base_manager.filter(**{f"{owner}__in": list(lines)}).order_by("pk")
    names = [each.attname for each in through._meta.fields]
    kept._base_manager.bulk_create(
        kept(history=lines[getattr(link, owner)], **{name: getattr(link, name) for name in names}) for link in links
    )


def write_down(rows, author):
    remember(rows, "-", author)
    for row in rows:
        row.is_written_down = True


def remove(rows, author):
    """Deletes rows with their parts, with one line in the history of each."""
    if not rows:
        return
    collector = Collector(using=router.db_for_write(type(rows[0])), origin=rows)
    collector.collect(rows)
    for model, gone in collector.data.items():
        if is_kept(model):
            write_down(list(gone), author)
    collector.delete()
