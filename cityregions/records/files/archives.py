"""Archives: documents that are packed, unpacked piece by piece with a limit before anything else opens them."""

import struct
import zlib
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .store import CHUNK

MEGABYTE = 1024 * 1024
# Unpacked, a document has no more than this, or than a few times its size where it is large.
MOST_UNPACKED, TIMES = 512 * MEGABYTE, 3
MOST_FILES, LARGEST_DIRECTORY = 20_000, 8 * MEGABYTE
END_RECORD, ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"


def unpack(file, size, name, parts=(), mimetype=""):
    """The names in an archive, each unpacked to its end. `parts` have to be there, and to be XML without entities.

    Raises ValidationError, with a sentence, for what is broken, grows beyond the limit, or is another format.
    """
    check_directory(file, size, name)
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
            refuse_bombs(entries, size)
            refuse_missing(archive, parts, mimetype, name)
            left = limit(size)
            for entry in entries:
                refuse_paths(entry)
                parser = xml_parser() if entry.filename in parts else None
                left = read(archive, entry, left, parser)
            return [entry.filename for entry in entries]
    except (BadZipFile, EOFError, OSError, zlib.error, NotImplementedError, RuntimeError, ValueError, expat.ExpatError):
        raise not_whole(name) from None


def not_whole(name):
    return ValidationError(
        _("This file is not whole: it is no complete %(format)s. Save it anew and choose it again.") % {"format": name}
    )


def too_large():
    return ValidationError(_("Unpacked, this file is far larger than any document: it is not taken."))


def limit(size):
    return max(MOST_UNPACKED, TIMES * size)


def check_directory(file, size, name):
    """Looks at the end of the archive, before its list of files is read: that list alone could fill the memory."""
    length = min(size, 65535 + 22)
    file.seek(size - length)
    end = file.read(length)
    at = end.rfind(END_RECORD)
    if at < 0 or len(end) < at + 22:
        raise not_whole(name)
    number, bytes_of_list = struct.unpack("<10xHL", end[at : at + 16])
    if ZIP64_LOCATOR in end[max(0, at - 20) : at] or number > MOST_FILES or bytes_of_list > LARGEST_DIRECTORY:
        raise ValidationError(_("This file is packed of more pieces than any document: it is not taken."))
    file.seek(0)


def refuse_bombs(entries, size):
    """What says of itself that it is too large need not be unpacked to know it."""
    if sum(entry.file_size for entry in entries) > limit(size):
        raise too_large()


def refuse_missing(archive, parts, mimetype, name):
    names = set(archive.namelist())
    fits = names.issuperset(parts)
    if mimetype:
        fits = fits and "mimetype" in names and archive.open("mimetype").read(200).decode("latin-1") == mimetype
    if not fits:
        raise ValidationError(_("By its name this is a %(format)s, but its content is not.") % {"format": name})


def refuse_paths(entry):
    """Names that lead out of the folder into which people unpack it."""
    parts = entry.filename.replace("\\", "/").split("/")
    if parts[0] == "" or ".." in parts or ":" in parts[0]:
        raise ValidationError(_("This file holds names that lead out of its own folder: it is not taken."))
    if entry.flag_bits & 1:
        raise ValidationError(_("This file is locked with a password: save it without and choose it again."))


def read(archive, entry, left, parser):
    """Unpacks one file to its end, whatever its head says of its size; returns how much may still come."""
    with archive.open(entry) as opened:
        while piece := opened.read(CHUNK):
            left -= len(piece)
            if left < 0:
                raise too_large()
            if parser:
                parser.Parse(piece, False)
        if parser:
            parser.Parse(b"", True)
    return left


def xml_parser():
    """Reads XML without keeping it. Declarations of entities, which grow without end, are refused."""
    parser = expat.ParserCreate()

    def refuse_entities(*told):
        raise ValidationError(_("This document declares entities in its XML, as no office program does: not taken."))

    parser.EntityDeclHandler = refuse_entities
    parser.UnparsedEntityDeclHandler = refuse_entities
    return parser
