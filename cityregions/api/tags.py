"""Tags: by which programs tell whether a record is still as they know it, to read it again or to write to it."""

import hashlib
import re

from django.utils.translation import gettext as _

from .nodes import declared
from .parameters import shape
from .problems import refusal
from .reading import Reading, row_of
from .renderers import as_json
from .writing.keys import writable

TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


class Described:
    """Rows as a request asks for them, each with its version: what it and its parts say, whatever was asked for."""

    def __init__(self, request, serializer_class, detail):
        self.reading = Reading(request)
        self.row = self.reading.row(serializer_class, shape=shape(request, serializer_class, detail))
        self.key = self.reading.column("pk")
        nodes = declared(serializer_class)
        names = [name for name in nodes if name in writable(serializer_class) or name == "modified"]
        getters = [self.reading.getter(nodes[name], "", expanded=False) for name in names]
        self.versioned = row_of(names, getters)

    def read(self, queryset):
        """The rows of a queryset as (key, row, version)."""
        return self.told(self.reading.read(queryset if queryset.query.is_sliced else queryset.order_by()))

    def told(self, rows):
        return [(self.key(values), self.row(values), self.version(values)) for values in rows]

    def version(self, values):
        return digest(as_json([self.key(values), *self.versioned(values).values()]))


def digest(body):
    return hashlib.sha256(body).hexdigest()[:24]


def weak_tag(body):
    """A tag of what is no single record."""
    return f'W/"{digest(body)}"'


def tag_of(version, body):
    """A tag of which the first half says how the record stands and the second what the answer shows of it."""
    return f'"{version}.{digest(body)}"'


def versions_named(text):
    """The versions in an If-Match. Raises Refusal for what holds no tag."""
    found = [tag.partition(".")[0] for tag in TAG.findall(text)]
    if not found:
        raise refusal(400, "invalid_header", _("If-Match takes an ETag, as an earlier answer gave it."))
    return found


def matches(text, version):
    return text.strip() == "*" or version in versions_named(text)
