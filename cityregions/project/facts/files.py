"""Files beside a facts file: in a folder of its name with `.files`, each called by the digest of its content."""

import re
import shutil
from contextlib import contextmanager
from pathlib import Path

from cityregions.records.files import store
from cityregions.workplan.models import OutputFile

from .errors import FactsError, quoted

DIGEST = re.compile(r"[0-9a-f]{64}")


def folder_of(path):
    return Path(path).with_suffix(".files")


def write_out(path):
    """Copies every file that a row names into the folder beside the facts file; returns how many there are."""
    digests = set(OutputFile.objects.order_by().values_list("digest", flat=True))
    for digest in digests:
        folder_of(path).mkdir(parents=True, exist_ok=True)
        if store.is_kept(digest):
            shutil.copyfile(store.path_of(digest), folder_of(path) / digest)
    return len(digests)


def listed(facts):
    """The digests that the outputs of the file name, as far as they are some."""
    for item in facts.get("outputs") or []:
        files = item.get("files") if isinstance(item, dict) else None
        for each in files if isinstance(files, list) else []:
            digest = each.get("digest") if isinstance(each, dict) else None
            if isinstance(digest, str) and DIGEST.fullmatch(digest):
                yield digest


@contextmanager
def brought_in(facts, folder):
    """Puts the files of the folder in their places for rows that are saved meanwhile; without a row they go again."""
    wanted = sorted({digest for digest in listed(facts) if not store.is_kept(digest)})
    if not wanted or not folder:
        yield
        return
    with store.held():
        placed = [digest for digest in wanted if bring_in(folder / digest, digest)]
        try:
            yield
        finally:
            for digest in placed:
                if not store.is_named(digest):
                    store.path_of(digest).unlink(missing_ok=True)


def bring_in(path, digest):
    """Whether the file is there. Raises FactsError for one that is not what its name says."""
    if not path.is_file():
        return False
    incoming = store.Incoming()
    with path.open("rb") as file:
        while piece := file.read(store.CHUNK):
            incoming.write(piece)
    if incoming.digest != digest:
        incoming.discard()
        raise FactsError(f"the file {quoted(str(path))} is not as it was when it was written.")
    incoming.place()
    return True
