"""The machine-readable description of the API (OpenAPI 3.1), made from what the endpoints are made from."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, get_doc

from .ordering import orderable
from .pagination import LARGEST, USUAL
from .parameters import header, query, several, shape_parameters
from .problems import MEDIA_TYPE
from .routes import viewset_of
from .serializers import Computed, PartSerializer, PublicName, RowSerializer, public_key
from .writing import schema as writing

ERROR = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": gettext_lazy("The same for the same mistake in every language.")},
        "detail": {"type": "string", "description": gettext_lazy("The mistake in a sentence.")},
        "parameter": {"type": "string", "description": gettext_lazy("The parameter of the address that is wrong.")},
        "pointer": {
            "type": "string",
            "description": gettext_lazy("The field of the body that is wrong, as a JSON pointer."),
        },
        "used_by": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "noun": {"type": "string"},
                    "slug": {"type": "string"},
                    "id": {"type": "integer"},
                    "name": {"type": "string"},
                    "url": {"type": ["string", "null"], "format": "uri"},
                },
            },
            "description": gettext_lazy("Records that still use the row."),
        },
        "others": {"type": "integer", "description": gettext_lazy("How many more use it than are listed.")},
        "etag": {"type": "string", "description": gettext_lazy("ETag of the row as it stands now.")},
        "known": {"type": "array", "items": {"type": "string"}, "description": gettext_lazy("What could stand there.")},
    },
    "required": ["code", "detail"],
}
PROBLEM = {
    "type": "object",
    "description": gettext_lazy("What went wrong, as a problem document (RFC 9457)."),
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {"type": "array", "items": ERROR},
    },
    "required": ["type", "title", "status", "detail", "errors"],
}
ETAG = {
    "ETag": {
        "schema": {"type": "string"},
        "description": gettext_lazy("Send it as If-None-Match to ask whether it changed."),
    }
}
MISTAKES = {
    "400": gettext_lazy("A parameter is unknown or malformed; the answer names it and what is known."),
    "401": gettext_lazy("The token is unknown or has expired."),
    "404": gettext_lazy("There is no such record, or the reader may not see it."),
}


class PortalSchema(AutoSchema):
    """Describes an endpoint with every parameter, and every mistake as a problem document."""

    def get_operation(self, *args):
        operation = super().get_operation(*args)
        if operation is None:
            return None
        responses = operation["responses"]
        if self.is_write:
            operation["parameters"] = [*operation.get("parameters", []), *writing.parameter_refs(self)]
            responses |= writing.mistake_refs(self)
            return operation
        responses["200"]["headers"] = ETAG
        responses["304"] = {"description": _("Nothing has changed since the answer with this ETag.")}
        told = {status: text for status, text in MISTAKES.items() if status != "404" or not self._is_list_view()}
        for status, text in told.items():
            responses[status] = {"description": text, "content": {MEDIA_TYPE: {"schema": self.problem()}}}
        return operation

    @property
    def is_write(self):
        return self.method != "GET"

    def get_summary(self):
        return writing.summary_of(self.view) if self.is_write else None

    def _get_request_body(self, direction="request"):
        return writing.body(self) if self.is_write else None

    def _get_response_bodies(self, direction="response"):
        return writing.responses(self) if self.is_write else super()._get_response_bodies(direction)

    def problem(self):
        component = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, PROBLEM, "Problem")
        self.registry.register_on_missing(component)
        return component.ref

    def _is_list_view(self, serializer=None):
        return self.view.is_list and self.view.action == "list"

    def get_tags(self):
        return [self.view.noun]

    def get_operation_id(self):
        reads = "list" if self._is_list_view() else "retrieve"
        return f"{self.view.noun.replace('-', '_')}_{writing.operation_of(self.view) if self.is_write else reads}"

    def _get_paginator(self):
        return Pages()

    def get_paginated_name(self, serializer_name):
        return f"{serializer_name}List"

    def _get_pagination_parameters(self):
        return list_parameters(self.view.serializer_class) if self._is_list_view() else []

    def _get_format_parameters(self):
        if self.is_write:
            return []
        rows = issubclass(self.view.serializer_class, RowSerializer)
        own = shape_parameters(self.view.serializer_class) if rows else self.view.parameters
        return [*own, header("If-None-Match", _("ETag of an earlier answer."))]

    def _resolve_path_parameters(self, variables):
        return [path_parameter(self.view.queryset.model, name) for name in variables]

    def _map_serializer(self, serializer, direction, bypass_extensions=False):
        """A row may be asked for with any of its keys, so none is required; a part comes whole."""
        schema = super()._map_serializer(serializer, direction, bypass_extensions)
        if isinstance(serializer, PartSerializer):
            schema["description"] = get_doc(serializer.Meta.model)
            schema["required"] = list(schema["properties"])
        if isinstance(serializer, RowSerializer):
            del schema["required"]
        return schema


class Pages:
    def get_paginated_response_schema(self, schema):
        page = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "properties": {
                "count": {"type": "integer", "description": _("Rows on all pages together, with count=true.")},
                "next": {**page, "description": _("Address of the next page; null on the last.")},
                "previous": {**page, "description": _("Address of the page before; null on the first.")},
                "results": schema,
            },
            "required": ["next", "previous", "results"],
        }


def list_parameters(serializer_class):
    names = orderable(serializer_class)
    order = several([*names, *(f"-{name}" for name in names)])
    size = {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": USUAL}
    return [
        query("ordering", order, _("In this order; - turns it round, empty values come last.")),
        query("page_size", size, _("Rows on a page.")),
        query("cursor", {"type": "string"}, _("Place in the list, as next and previous give it.")),
        query("count", {"type": "boolean", "default": False}, _("Whether to count the rows on all pages.")),
    ]


def path_parameter(model, name):
    field = model._meta.get_field(public_key(model))
    kind = "string" if name == "slug" else "integer"
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": kind},
        "description": str(field.help_text),
    }


class PublicNameSchema(OpenApiSerializerFieldExtension):
    """A related record: its public name, or the record itself where `expand` can nest it."""

    target_class = PublicName

    def map_serializer_field(self, auto_schema, direction):
        field = self.target
        name = {"type": "string" if field.slug_field == "slug" else "integer"}
        holder = field.parent if isinstance(field.parent, PartSerializer) else field.parent.parent
        viewset = viewset_of(field.model)
        if not viewset or not isinstance(holder, RowSerializer):
            return name
        return {"oneOf": [name, auto_schema.resolve_serializer(viewset.serializer_class, direction).ref]}


class ComputedSchema(OpenApiSerializerFieldExtension):
    target_class = Computed
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        return dict(self.target.schema)


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "cityregions.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": _("A token of the account page, cire_…")}


class HeaderSessionScheme(SessionScheme):
    target_class = "cityregions.api.authentication.HeaderSession"


def tidy(result, generator, request, public):
    """Takes out the marks that drf-spectacular leaves for itself, and lets an empty text be empty."""
    return tidied(result)


def tidied(node):
    """The same with every text in the language that is active now."""
    if isinstance(node, Promise):
        return str(node)
    if isinstance(node, list | tuple):
        return [tidied(child) for child in node]
    if not isinstance(node, dict):
        return node
    return with_anything({key: tidied(child) for key, child in node.items() if key != "x-spec-enum-id"})


def with_anything(node):
    """An empty text is also an address to a reader that does not check formats, and null is also anything."""
    if any(not choice or choice.get("maxLength") == 0 for choice in node.get("oneOf", ())):
        node["anyOf"] = node.pop("oneOf")
    return node
