"""The store: each file once, under the digest of its content, beneath MEDIA_ROOT.

A file comes in under `incoming/`, is written through to the disk, and only then moves to its place, in the same lock in
which the row that names it is saved. A row goes first, its file when no row names it any more. So whatever breaks off
in between leaves at worst a file that nothing names, which `manage.py verify_files --repair` takes away.
"""

import fcntl
import hashlib
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from django.apps import apps
from django.conf import settings

CHUNK = 256 * 1024
# What comes in at this moment is younger.
LEFT_BEHIND = 24 * 60 * 60


def root():
    return Path(settings.MEDIA_ROOT)


def path_of(digest):
    return root() / digest[:2] / digest


def is_kept(digest):
    return bool(digest) and path_of(digest).is_file()


@contextmanager
def held():
    """Nobody else puts a file in its place or takes one away until this is done. To be held before any transaction."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Incoming:
    """A file on its way in: written piece by piece, its digest and size counted on the way."""

    def __init__(self):
        folder = root() / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / uuid4().hex
        self.file = self.path.open("xb+")
        self.sha256, self.size = hashlib.sha256(), 0

    def write(self, piece):
        """Raises OSError where the disk takes no more."""
        self.file.write(piece)
        self.sha256.update(piece)
        self.size += len(piece)

    @property
    def digest(self):
        return self.sha256.hexdigest()

    def place(self):
        """Moves it to where files of its content are kept, with the store held; what is there already stays."""
        self.file.flush()
        os.fsync(self.file.fileno())
        goal = path_of(self.digest)
        goal.parent.mkdir(parents=True, exist_ok=True)
        if goal.is_file() and goal.stat().st_size == self.size:
            self.discard()
            return
        self.path.replace(goal)
        for folder in (goal.parent, root()):
            write_through(folder)
        self.file.close()

    def discard(self):
        """Takes away what is not in its place, if anything."""
        self.file.close()
        self.path.unlink(missing_ok=True)


class Nothing:
    """What comes in where not even an empty file can be made."""

    file, size = None, 0

    def discard(self):
        pass


@contextmanager
def placing(incoming):
    """With the store held, puts the file in its place for a row that is saved meanwhile; without the row it goes again.

    Such a row is missing where saving it failed, or was only tried out. Raises OSError where the disk takes no more.
    """
    with held():
        incoming.place()
        try:
            yield
        finally:
            if not is_named(incoming.digest):
                path_of(incoming.digest).unlink(missing_ok=True)


def write_through(folder):
    """Has the disk keep the names in a folder."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def naming_models():
    """The models whose rows name files."""
    from cityregions.records.models import Stored

    return [model for model in apps.get_models() if issubclass(model, Stored)]


def is_named(digest):
    return any(model._base_manager.filter(digest=digest).exists() for model in naming_models())


def let_go(digest):
    """Takes a file away unless a row names it."""
    with held():
        if not is_named(digest):
            path_of(digest).unlink(missing_ok=True)


def kept_digests():
    """Every file in its place, as (digest, path)."""
    for path in sorted(root().glob("[0-9a-f][0-9a-f]/*")):
        yield path.name, path


def left_behind(age=LEFT_BEHIND):
    """What began to come in and broke off, so many seconds ago or longer."""
    before = time.time() - age
    for path in sorted((root() / "incoming").glob("*")):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime <= before:
                yield path


def digest_of(path):
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            sha256.update(piece)
    return sha256.hexdigest()
