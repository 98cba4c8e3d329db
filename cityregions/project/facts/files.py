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
    """Copies every file that a row names into the folder beside the facts file.

    Returns how many were copied, and the digests of those that are not in the store.
    """
    digests, missing = sorted(set(OutputFile.objects.order_by().values_list("digest", flat=True))), []
    for digest in digests:
        if not store.is_kept(digest):
            missing.append(digest)
            continue
        folder_of(path).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(store.path_of(digest), folder_of(path) / digest)
    return len(digests) - len(missing), missing


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
        try:
            for digest in wanted:
                bring_in(folder / digest, digest)
            yield
        finally:
            for digest in wanted:
                if not store.is_named(digest):
                    store.path_of(digest).unlink(missing_ok=True)


def bring_in(path, digest):
    """Puts the file, if there is one, in its place. Raises FactsError for one that is not what its name says."""
    if not path.is_file():
        return
    incoming = store.Incoming()
    try:
        with path.open("rb") as file:
            while piece := file.read(store.CHUNK):
                incoming.write(piece)
        if incoming.digest != digest:
            raise FactsError(f"the file {quoted(str(path))} is not as it was when it was written.")
        incoming.place()
    except BaseException:
        incoming.discard()
        raise
