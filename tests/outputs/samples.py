"""Small real files of every format, and bad ones of many kinds."""

import io
import zipfile

from docx import Document
from openpyxl import Workbook
from PIL import Image


def pdf():
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n45\n%%EOF\n"


def docx():
    file = io.BytesIO()
    document = Document()
    document.add_paragraph("A study")
    document.save(file)
    return file.getvalue()


def xlsx():
    file = io.BytesIO()
    book = Workbook()
    book.active.append(["Graz", 300_000])
    book.save(file)
    return file.getvalue()


def packed(entries, **options):
    """A zip of (name, content)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pptx():
    return packed([("[Content_Types].xml", TYPES), ("ppt/presentation.xml", b"<p/>")])


def open_document(kind):
    return packed(
        [("mimetype", f"application/vnd.oasis.opendocument.{kind}"), ("content.xml", "<office:document-content/>")]
    )


def picture(kind, size=(40, 30)):
    file = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(file, kind)
    return file.getvalue()


GOOD = {
    "study.pdf": pdf,
    "study.docx": docx,
    "table.xlsx": xlsx,
    "talk.pptx": pptx,
    "study.odt": lambda: open_document("text"),
    "table.ods": lambda: open_document("spreadsheet"),
    "talk.odp": lambda: open_document("presentation"),
    "map.png": lambda: picture("PNG"),
    "photo.jpg": lambda: picture("JPEG"),
    "dot.jpg": lambda: picture("JPEG", (1, 1)),
    "photo.JPEG": lambda: picture("JPEG"),
    "table.csv": lambda: "Stadt;Einwohner\nWrocław;630000\n".encode(),
    "notes.txt": lambda: b"Minutes",
    "all.zip": lambda: packed([("a/study.txt", b"Text")]),
}


MEGABYTES = 12


def bomb(megabytes=MEGABYTES):
    """A spreadsheet of a few kilobytes that unpacks to far more."""
    zeros = b"0" * (1024 * 1024)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as opened:
            for _each in range(megabytes):
                opened.write(zeros)
    return file.getvalue()


def lying_bomb():
    """The same with a head that says it is small."""
    content, size = bytearray(bomb()), (MEGABYTES * 1024 * 1024).to_bytes(4, "little")
    at = content.rfind(size)
    content[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


def laughing():
    """XML whose entities grow without end."""
    declared = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'
    return packed([("[Content_Types].xml", TYPES), ("xl/workbook.xml", declared)])


def without_end(content):
    return content[: len(content) * 2 // 3]


NOT_WHOLE = "This file is not whole: it is no complete {}. Save it anew and choose it again."
CHANGED = "Web pages and SVG drawings can carry programs and are not taken: hand in a PDF or a PNG."
PATH = "The name of this file holds a path ({}): give it a plain name."
# Name and content, and what is said beside the file.
BAD = {
    "empty": ("study.pdf", lambda: b"", "This file is empty: choose another one."),
    "a picture called PDF": (
        "study.pdf",
        lambda: picture("PNG"),
        "By its name this is a PDF, but its content is that of a PNG.",
    ),
    "a document called picture": ("map.png", pdf, "By its name this is a PNG, but its content is that of a PDF."),
    "text called PDF": ("study.pdf", lambda: b"Text", "By its name this is a PDF, but its content is not."),
    "PDF called text": ("study.txt", pdf, "By its name this is a TXT, but its content is that of a PDF."),
    "document called spreadsheet": ("table.xlsx", docx, "By its name this is a XLSX, but its content is not."),
    "spreadsheet called ODS": ("table.ods", xlsx, "By its name this is a ODS, but its content is not."),
    "text called ODS": ("a.ods", lambda: open_document("text"), "By its name this is a ODS, but its content is not."),
    "truncated PDF": ("study.pdf", lambda: without_end(pdf()), NOT_WHOLE.format("PDF")),
    "truncated PNG": ("map.png", lambda: without_end(picture("PNG")), NOT_WHOLE.format("PNG")),
    "truncated JPEG": ("photo.jpg", lambda: without_end(picture("JPEG", (400, 300))), NOT_WHOLE.format("JPEG")),
    "truncated DOCX": ("study.docx", lambda: without_end(docx()), NOT_WHOLE.format("DOCX")),
    "broken XML": (
        "table.xlsx",
        lambda: packed([("[Content_Types].xml", TYPES), ("xl/workbook.xml", "<workbook>")]),
        NOT_WHOLE.format("XLSX"),
    ),
    "SVG with script": ("map.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", CHANGED),
    "HTML called text": ("notes.txt", lambda: b"<!DOCTYPE html><script>alert(1)</script>", CHANGED),
    "SVG called PNG": ("map.png", lambda: b"<?xml version='1.0'?><svg onload='x()'/>", CHANGED),
    "HTML in UTF-16": ("notes.txt", lambda: "<html><script>".encode("utf-16"), CHANGED),
    "zip bomb": ("table.xlsx", bomb, "Unpacked, this file is far larger than any document: it is not taken."),
    "lying zip bomb": ("table.xlsx", lying_bomb, NOT_WHOLE.format("XLSX")),
    "entities": (
        "table.xlsx",
        laughing,
        "This document declares entities in its XML, as no office program does: not taken.",
    ),
    "macros": (
        "table.xlsx",
        lambda: packed([("[Content_Types].xml", TYPES), ("xl/workbook.xml", "<w/>"), ("xl/vbaProject.bin", "x")]),
        "This document holds macros. Save it without macros and choose it again.",
    ),
    "zip that leads out": (
        "all.zip",
        lambda: packed([("../../etc/passwd", "x")]),
        "This file holds names that lead out of its own folder: it is not taken.",
    ),
    "old Word": (
        "study.doc",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "Files of this kind are not taken. Hand in one of these: PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG, "
        "CSV, TXT, ZIP.",
    ),
    "text in another code": (
        "table.csv",
        lambda: "Wrocław".encode("iso-8859-2"),
        "This text is not in UTF-8. Save it as UTF-8 and choose it again.",
    ),
    "path": ("../../etc/study.pdf", pdf, PATH.format("../../etc/study.pdf")),
    "path of Windows": ("C:\\Users\\study.pdf", pdf, PATH.format("C:\\Users\\study.pdf")),
    "reversed name": (
        "study\u202efdp.pdf",
        pdf,
        "The name of this file holds characters that cannot be seen: give it a plain name.",
    ),
    "long name": (f"{'s' * 200}.pdf", pdf, "The name of this file is longer than 200 letters: shorten it."),
}
QUICK = ["empty", "a picture called PDF", "truncated DOCX", "SVG with script", "zip bomb", "path"]
