"""JSON, whatever a browser says it would like best."""

from decimal import Decimal

import orjson
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer

OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z


def as_json(value):
    """A value as bytes of JSON; decimals as numbers, whatever else JSON does not know as text."""
    return orjson.dumps(value, default=plain, option=OPTIONS)


def same(one, other):
    """Whether two values are the same in JSON; a number too large for it is like no other."""
    try:
        return as_json(one) == as_json(other)
    except TypeError:
        return False


def plain(value):
    return float(value) if isinstance(value, Decimal) else str(value)


class OrjsonRenderer(BaseRenderer):
    """What a view has written itself is passed on as it is."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        if data is None:
            return b""
        return data if isinstance(data, bytes) else as_json(data)


class AlwaysJson(BaseContentNegotiation):
    """One answer for everyone: a browser that asks for HTML gets JSON too; docs/ is made for reading."""

    def select_parser(self, request, parsers):
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == sent), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
