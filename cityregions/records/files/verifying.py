"""Verifying: that every file that a row names is there and as it was, and that nothing lies in the store for nobody."""

from dataclasses import dataclass, field

from django.db import transaction

from . import store


@dataclass
class Found:
    """What is wrong: rows whose file is gone or changed, files that no row names, and what broke off coming in."""

    gone: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    unnamed: list = field(default_factory=list)
    left_behind: list = field(default_factory=list)
    checked: int = 0

    @property
    def belonging_to_nobody(self):
        return [*self.gone, *self.unnamed, *self.left_behind]


def rows():
    """Every row that names a file."""
    for model in store.naming_models():
        yield from model._base_manager.order_by("pk").iterator()


def look(age, quick=False):
    """Looks through rows and store. Contents are read and counted again, unless it is to be quick: then only sizes."""
    found, named, sound = Found(), set(), {}
    for row in rows():
        named.add(row.digest)
        found.checked += 1
        path = store.path_of(row.digest)
        if not path.is_file():
            found.gone.append(row)
            continue
        if row.digest not in sound:
            sound[row.digest] = quick or store.digest_of(path) == row.digest
        if not sound[row.digest] or path.stat().st_size != row.size:
            found.changed.append(row)
    found.unnamed = [path for digest, path in store.kept_digests() if digest not in named]
    found.left_behind = list(store.left_behind(age))
    return found


def repair(found):
    """Takes away what nobody names, and rows whose file is gone; what was changed stays for people to look at.

    Each is looked at once more with the store held, so that nothing goes that has come in meanwhile.
    """
    for path in found.left_behind:
        path.unlink(missing_ok=True)
    with store.held():
        for path in found.unnamed:
            if not store.is_named(path.name):
                path.unlink(missing_ok=True)
        with transaction.atomic():
            for row in found.gone:
                if not store.is_kept(row.digest):
                    row._change_reason = f"The file {row.digest} is gone from the store."
                    row.delete()
