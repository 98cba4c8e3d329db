"""Documents as PDF: tagged, with title, language and bookmarks, as PDF/UA asks for it."""

import json
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .blocks import Own

TYPESETTING = Path(__file__).with_name("typesetting.py")
EMBLEM = settings.BASE_DIR / "static" / "img" / "eu-emblem.svg"
FONT = "Source Sans 3"
MEDIA_TYPE = "application/pdf"
# The letters that the font has; a PDF for screen readers may hold no other.
WRITABLE = re.compile(
    "[^\n\x20-\x7e\xa0-\xac\xae-\u017f\u01cd-\u01dc\u0218-\u021b\u02c6\u02da\u02dc\u0386\u0388-\u038a\u038c\u038e-\u03a1"
    "\u03a3-\u03ce\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e\u045f\u0490\u0491\u1e80-\u1e85\u1e9e\u1ef2\u1ef3"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122\u2212]"
)


def as_pdf(document):
    """The document as a file."""
    told = {
        "title": readable(document.title),
        "subtitle": readable(document.subtitle),
        "author": readable(document.author),
        "statement": readable(document.statement),
        "lang": get_language()[:2],
        "font": FONT,
        "emblem": EMBLEM.read_text(),
        "emblem_text": _("Emblem of the European Union: twelve gold stars in a circle on a blue field"),
        "union": _("European Union"),
        "fund": _("European Regional Development Fund"),
        "contents": _("Contents"),
        "blocks": for_typst(document.blocks),
    }
    # What goes wrong there is written to the log of this process, then raised here.
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-I", TYPESETTING, TYPESETTING.parent, settings.REPORT_FONTS],
        input=json.dumps(told, ensure_ascii=False).encode(),
        stdout=subprocess.PIPE,
        check=True,
    ).stdout


def readable(text):
    """The text with letters that the font does not have replaced, and without what no page can show."""
    return WRITABLE.sub(lambda found: "?" if found.group().isprintable() else " ", str(text).replace("\r\n", "\n"))


def for_typst(value):
    if isinstance(value, dict):
        return {key: for_typst(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [for_typst(each) for each in value]
    if isinstance(value, Own):
        return {"own": readable(value)}
    return readable(value) if isinstance(value, str) or hasattr(value, "_proxy____cast") else value
