"""Bodies: what programs send, read strictly, so that nothing in it is lost or taken for something else."""

import json

from django.http import UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from .problems import refusal
from .writing.mistakes import at

LARGEST_BODY = 32 * 2**20
# Digits of a number; more than the database or other programs could keep.
LONGEST_NUMBER = 40
DEEPEST = 60
# Lists and objects, and values, of a body: many times what the most rows at once hold.
MOST_OBJECTS, MOST_VALUES = 500_000, 2_000_000
# So much of a key is told in a sentence or a pointer.
NAMED = 100


class StrictJSONParser(BaseParser):
    """JSON in UTF-8: no key stands twice, no number is beyond all bounds, no text holds what is no letter."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        return read_json(read(stream, parser_context["request"]))


def read(stream, request):
    """The bytes of a body. Raises Refusal for one that is too large or was cut off."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if announced.isdigit() and int(announced[:12]) > LARGEST_BODY:
        raise too_large()
    try:
        body = stream.read(LARGEST_BODY + 1)
    except (OSError, UnreadablePostError):
        raise unreadable(_("The body was cut off: send it again.")) from None
    if len(body) > LARGEST_BODY:
        raise too_large()
    if announced.isdigit() and len(body) < int(announced):
        raise unreadable(_("The body was cut off: send it again."))
    return body


def too_large():
    detail = _("The body is larger than %(most)s megabytes: send it in several parts.")
    return refusal(413, "too_large", detail % {"most": LARGEST_BODY // 2**20})


def unreadable(detail, code="parse_error", pointer="#"):
    return refusal(400, code, detail, pointer=pointer)


def refuse_without_length(request):
    """Refuses a body that comes in pieces: the portal's servers would take it for an empty one."""
    if request.headers.get("Transfer-Encoding") and not request.META.get("CONTENT_LENGTH"):
        sentence = _("Say in Content-Length how long the body is, and send it whole.")
        raise refusal(411, "length_required", sentence)


def read_json(body):
    """What the body says. Raises Refusal for anything that two programs could understand in two ways."""
    if body.count(b"[") + body.count(b"{") > MOST_OBJECTS or body.count(b",") > MOST_VALUES:
        raise refusal(413, "too_large", _("The body holds too many values: send it in several parts."), pointer="#")
    try:
        text = body.decode()
        value = json.loads(
            text, object_pairs_hook=once, parse_constant=no_number, parse_int=whole_number, parse_float=number
        )
    except UnicodeDecodeError:
        raise unreadable(_("Text has to be in UTF-8.")) from None
    except json.JSONDecodeError as error:
        detail = _("This is not JSON: look at line %(line)s, column %(column)s.")
        raise unreadable(detail % {"line": error.lineno, "column": error.colno}) from None
    except RecursionError:
        raise too_deep("#") from None
    check(value, "#", 0)
    return value


def once(pairs):
    found = {}
    for name, value in pairs:
        if name in found:
            raise unreadable(_("“%(name)s” stands twice in one object.") % {"name": shown(name)}, "repeated")
        found[name] = value
    return found


def shown(name):
    """The start of a key, without what no answer can hold."""
    return name[:NAMED].encode("utf-8", "replace").decode().replace("\0", "")


def no_number(word):
    raise unreadable(_("“%(value)s” is not a number that JSON knows.") % {"value": word}, "invalid")


def whole_number(digits):
    if len(digits) > LONGEST_NUMBER:
        raise unreadable(_("A number in the body is too long."), "invalid")
    return int(digits)


def number(digits):
    value = float(digits)
    if len(digits) > LONGEST_NUMBER or value in (float("inf"), float("-inf")):
        raise unreadable(_("A number in the body is too long."), "invalid")
    return value


def too_deep(pointer):
    return unreadable(_("Lists and objects stand within each other too deep."), "too_deep", pointer)


def check(value, pointer, depth):
    """Raises Refusal for text with null characters or halves of letters, and for lists within lists without end."""
    if isinstance(value, str):
        check_text(value, pointer)
    elif isinstance(value, dict | list):
        if depth > DEEPEST:
            raise too_deep(pointer)
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(name, str):
                check_text(name, pointer)
            if isinstance(each, str | dict | list):
                check(each, at(pointer, shown(str(name))) if depth < 3 else pointer, depth + 1)


def check_text(text, pointer):
    if "\0" in text or not is_whole(text):
        raise unreadable(_("Text holds a null character or half a letter: take it out."), "invalid", pointer)


def is_whole(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
