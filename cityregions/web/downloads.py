"""Downloads: a kept file, streamed, whole or from where an earlier download broke off."""

import re

from django.http import HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags

from cityregions.records.files import store

RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
TEXTS = {"csv", "txt"}
# The browser saves it and runs nothing of it, whatever it holds.
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
}


def download(request, row):
    """The file that the row names: 200, 206 for a part of it, 304 for what the reader has, 416 for what it has not.

    Several parts at once are answered with the whole, as RFC 9110 allows. Raises FileNotFoundError.
    """
    tag = f'"{row.digest}"'
    headers = {**HARMLESS, "ETag": tag}
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or tag in [each.removeprefix("W/") for each in known]:
        return HttpResponseNotModified(headers=headers)
    try:
        start, end = asked(request, row.size, tag)
    except ValueError:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{row.size}"})
    is_part = (start, end) != (0, row.size)
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{row.size}"
    headers["Content-Length"] = str(end - start)
    headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name)
    file = store.path_of(row.digest).open("rb")
    headers["Content-Type"] = f"{row.media_type}; charset=utf-8" if row.format in TEXTS else row.media_type
    return StreamingHttpResponse(Pieces(file, start, end), status=206 if is_part else 200, headers=headers)


def asked(request, size, tag):
    """From which byte up to before which one the reader wants it. Raises ValueError for what lies beyond its end."""
    told = RANGE.fullmatch(request.headers.get("Range", "").strip()) if request.method == "GET" else None
    # An older download goes on only if the file is still the same.
    if not told or request.headers.get("If-Range", tag) != tag:
        return 0, size
    first, last = told.groups()
    if not first and not last:
        return 0, size
    if not first:
        start, end = max(0, size - int(last)), size
        if not int(last):
            raise ValueError(told)
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < int(first):
            return 0, size
    if start >= size:
        raise ValueError(told)
    return start, end


class Pieces:
    """A part of a file, piece by piece; closed with the answer, whether it was read to its end or not."""

    def __init__(self, file, start, end):
        self.file, self.left = file, end - start
        file.seek(start)

    def __iter__(self):
        return self

    def __next__(self):
        piece = self.file.read(min(store.CHUNK, self.left))
        if not piece:
            raise StopIteration
        self.left -= len(piece)
        return piece

    def close(self):
        self.file.close()
