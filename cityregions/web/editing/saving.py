"""Saving a row from a form: once, with one line in its history that holds its lists as well."""

from django.db.models.signals import post_save


def keep(row, lists, reason):
    """Saves the row and its lists of related rows, by name, with the reason in its history."""
    row._change_reason = reason or None
    if not lists:
        row.save()
        return
    created = row._state.adding
    row.skip_history_when_saving = True
    row.save()
    for name, rows in lists.items():
        getattr(row, name).set(rows)
    del row.skip_history_when_saving
    post_save.send(type(row), instance=row, created=created, raw=False, using=row._state.db, update_fields=None)
