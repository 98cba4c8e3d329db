"""Formats: what a file really is, told from its content, and whether it is whole and harmless."""

import codecs
import re
from dataclasses import dataclass

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from . import archives
from .store import CHUNK

LONGEST_NAME = 200
# So much of the start and the end of a file is looked at for what tells its format.
START, END = 8192, 4096
# Controls, and marks that make a name read otherwise than it is.
MISLEADING = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe)[\s>]", re.IGNORECASE)


@dataclass(frozen=True)
class Format:
    """A format that files may have: the end of their names, what it is called, and what is checked in it."""

    extension: str
    name: str
    media_type: str
    check: object


def refuse(sentence, **names):
    raise ValidationError(sentence % names if names else sentence)


def broken(name):
    refuse(_("This file is not whole: it is no complete %(format)s. Save it anew and choose it again."), format=name)


# What each format asks of a file; every check is given the open file, its size and its format.


def check_pdf(file, size, form):
    file.seek(max(0, size - END))
    end = file.read(END)
    if b"%%EOF" not in end or b"startxref" not in end:
        broken(form.name)


def check_image(file, size, form):
    try:
        with Image.open(file, formats=[form.name]) as image:
            if image.width * image.height > Image.MAX_IMAGE_PIXELS:
                refuse(_("This picture has too many pixels: save it smaller and choose it again."))
            if form.name == "PNG":
                image.verify()
            else:
                # An eighth of the width and height is enough to read it to its end, in little memory.
                image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
                image.load()
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
        broken(form.name)


def check_text(file, size, form):
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(CHUNK):
            if "\0" in reader.decode(piece):
                refuse(_("This is no text: it holds characters that no text has."))
        reader.decode(b"", final=True)
    except UnicodeDecodeError:
        refuse(_("This text is not in UTF-8. Save it as UTF-8 and choose it again."))


def check_office(main):
    def check(file, size, form):
        names = archives.unpack(file, size, form.name, ("[Content_Types].xml", main))
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            refuse(_("This document holds macros. Save it without macros and choose it again."))

    return check


def check_open_document(file, size, form):
    archives.unpack(file, size, form.name, ("content.xml",), mimetype=form.media_type)


def check_archive(file, size, form):
    archives.unpack(file, size, form.name)


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
FORMATS = {
    each.extension: each
    for each in (
        Format("pdf", "PDF", "application/pdf", check_pdf),
        Format("docx", "DOCX", f"{OFFICE}wordprocessingml.document", check_office("word/document.xml")),
        Format("xlsx", "XLSX", f"{OFFICE}spreadsheetml.sheet", check_office("xl/workbook.xml")),
        Format("pptx", "PPTX", f"{OFFICE}presentationml.presentation", check_office("ppt/presentation.xml")),
        Format("odt", "ODT", f"{OPEN}text", check_open_document),
        Format("ods", "ODS", f"{OPEN}spreadsheet", check_open_document),
        Format("odp", "ODP", f"{OPEN}presentation", check_open_document),
        Format("png", "PNG", "image/png", check_image),
        Format("jpg", "JPEG", "image/jpeg", check_image),
        Format("csv", "CSV", "text/csv", check_text),
        Format("txt", "TXT", "text/plain", check_text),
        Format("zip", "ZIP", "application/zip", check_archive),
    )
}
CHOICES = [(each.extension, each.name) for each in FORMATS.values()]
ACCEPT = ",".join(f".{extension}" for extension in [*FORMATS, "jpeg"])
SIGNS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
ZIPPED = {"docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"}


def extension_of(name):
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return "jpg" if extension == "jpeg" else extension


def check_name(name):
    """Raises ValidationError, with a sentence, for a name that no file may have here."""
    if not name or not name.strip(". "):
        refuse(_("This file has no name: give it one and choose it again."))
    if re.search(r"[/\\]", name) or re.match(r"[A-Za-z]:", name) or name in {".", ".."}:
        refuse(_("The name of this file holds a path (%(name)s): give it a plain name."), name=MISLEADING.sub("", name))
    if MISLEADING.search(name):
        refuse(_("The name of this file holds characters that cannot be seen: give it a plain name."))
    if len(name) > LONGEST_NAME:
        refuse(_("The name of this file is longer than %(most)s letters: shorten it."), most=LONGEST_NAME)


def recognise(file, name, size):
    """The format of a file. Raises ValidationError, with a sentence, unless it is whole and what its name says."""
    check_name(name)
    if not size:
        refuse(_("This file is empty: choose another one."))
    file.seek(0)
    start = file.read(START)
    refuse_markup(start)
    form = FORMATS.get(extension_of(name))
    if form is None:
        listed = ", ".join(each.name for each in FORMATS.values())
        refuse(_("Files of this kind are not taken. Hand in one of these: %(formats)s."), formats=listed)
    refuse_other(form, start)
    file.seek(0)
    form.check(file, size, form)
    return form


def refuse_markup(start):
    """Web pages and drawings run programs in the reader's browser, whatever they are called."""
    if MARKUP.search(start.replace(b"\0", b"")) and not start.startswith(tuple(SIGNS.values())) and start[:2] != b"PK":
        refuse(_("Web pages and SVG drawings can carry programs and are not taken: hand in a PDF or a PNG."))


def refuse_other(form, start):
    """Raises ValidationError where the content is of another format than the name says."""
    found = filetype.guess(start)
    if form.extension in SIGNS:
        fits = start.startswith(SIGNS[form.extension])
    elif form.extension in ZIPPED:
        fits = start[:4] == b"PK\x03\x04"
    else:
        fits = found is None
    if fits:
        return
    if found is None:
        refuse(_("By its name this is a %(format)s, but its content is not."), format=form.name)
    refuse(
        _("By its name this is a %(format)s, but its content is that of a %(found)s."),
        format=form.name,
        found=found.extension.upper(),
    )
