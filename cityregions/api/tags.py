"""Tags: by which programs tell whether a record is still as they know it, to read it again or to write to it."""

import hashlib
import re
from datetime import timedelta

from django.db.models import SET_NULL
from django.utils import timezone
from django.utils.translation import gettext as _

from cityregions.records import rights

from .nodes import Column, Derived, Link, One, PageLink, declared
from .parameters import shape
from .problems import refusal
from .reading import Reading, row_of
from .renderers import as_json
from .writing.keys import writable

SETTLED = timedelta(seconds=2)
TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


class Described:
    """Rows as a request asks for them, each with its version: what it and its parts say, whatever was asked for."""

    def __init__(self, request, serializer_class, detail):
        self.reading = Reading(request)
        asked = shape(request, serializer_class, detail)
        self.row = self.reading.row(serializer_class, shape=asked)
        self.key = self.reading.column("pk")
        nodes, model = declared(serializer_class), serializer_class.Meta.model
        # Whether the answer hangs on the row's own columns alone.
        self.is_own = not asked.expand and all(is_own(model, nodes[name], request.user) for name in asked.names)
        names = [name for name in nodes if name in writable(serializer_class) or name == "modified"]
        getters = [self.reading.getter(nodes[name], "", expanded=False) for name in names]
        self.versioned = row_of(names, getters)

    def read(self, queryset):
        """The rows of a queryset as (key, row, version)."""
        return self.told(self.reading.read(queryset if queryset.query.is_sliced else queryset.order_by()))

    def told(self, rows):
        return [(self.key(values), self.row(values), self.version(values)) for values in rows]

    def changed_at(self, row):
        """When a row of an answer changed last; None where the answer hangs on more than the row's own columns.

        None as well as long as another change could still fall in the same second, since HTTP counts in seconds.
        """
        if not self.is_own or "modified" not in row or timezone.now() - row["modified"] < SETTLED:
            return None
        return row["modified"]

    def version(self, values):
        return digest(as_json([self.key(values), *self.versioned(values).values()]))


def is_own(model, node, user):
    """Whether nothing but the row itself changes what stands under a key; a link that others take away does not."""
    if not isinstance(node, One):
        return isinstance(node, Column | Derived | Link | PageLink)
    field = None if "__" in node.path else model._meta.get_field(node.path)
    stays = field is not None and field.concrete and field.remote_field.on_delete is not SET_NULL
    return stays and not rights.condition(node.model, user)


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
