"""What the machine can do at best: takes a file and gives it back, without the portal. For files.py."""

import hashlib
import os
from pathlib import Path

CHUNK = 256 * 1024
KEPT = Path(os.environ.get("BARE_FOLDER", ".")) / "kept"


def application(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST":
        take(environ["wsgi.input"])
        start_response("204 No Content", [])
        return []
    start_response("200 OK", [("Content-Length", str(KEPT.stat().st_size))])
    return give()


def take(body):
    """Counts the digest and writes the disk through, as has to be; what frames the file goes with it."""
    sha256 = hashlib.sha256()
    with KEPT.open("wb") as file:
        while piece := body.read(CHUNK):
            sha256.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def give():
    with KEPT.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
