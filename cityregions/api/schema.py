"""The machine-readable description of the API (OpenAPI 3.1), made from what the endpoints are made from."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, get_doc

from . import examples
from .deprecations import marked
from .facets import facetable, facets_parameter
from .ordering import orderable
from .pagination import LARGEST, USUAL
from .parameters import header, query, several, shape_parameters
from .problems import MEDIA_TYPE
from .routes import viewset_of
from .serializers import Computed, PartSerializer, PublicName, RowSerializer, public_key
from .tables import TYPES, suffixes
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
    "examples": [
        {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "There is no such record, or you may not see it.",
            "errors": [{"code": "not_found", "detail": "There is no such record, or you may not see it."}],
            "instance": "/api/v1/partners/nobody/",
        }
    ],
}
FACETS = {
    "type": "object",
    "description": gettext_lazy("Numbers of rows by the values of the keys that were asked for in facets."),
    "additionalProperties": {
        "type": "object",
        "properties": {
            "values": {
                "type": "array",
                "description": gettext_lazy("The most frequent values; null for rows without one."),
                "items": {
                    "type": "object",
                    "properties": {"value": {}, "count": {"type": "integer"}},
                    "required": ["value", "count"],
                },
            },
            "left_out": {"type": "integer", "description": gettext_lazy("How many more values there are.")},
        },
        "required": ["values", "left_out"],
    },
}
ETAG = {
    "ETag": {
        "schema": {"type": "string"},
        "description": gettext_lazy("Send it as If-None-Match to ask whether it changed."),
    }
}
RATE = {
    "RateLimit": {
        "schema": {"type": "string"},
        "description": gettext_lazy('Requests left in this minute, and seconds to the next: "token";r=5999;t=42.'),
    },
    "RateLimit-Policy": {
        "schema": {"type": "string"},
        "description": gettext_lazy('Requests and seconds of the limit: "token";q=6000;w=60.'),
    },
}
MISTAKES = {
    "400": gettext_lazy("A parameter is unknown or malformed; the answer names it and what is known."),
    "401": gettext_lazy("The token is unknown or has expired."),
    "403": gettext_lazy("The token is kept to other nouns."),
    "404": gettext_lazy("There is no such record, or the reader may not see it."),
    "429": gettext_lazy("Too many requests in this minute; Retry-After says in how many seconds to try again."),
}


class PortalSchema(AutoSchema):
    """Describes an endpoint with every parameter, and every mistake as a problem document."""

    def get_operation(self, *args):
        operation = super().get_operation(*args)
        if operation is None:
            return None
        operation = marked(operation, self.view.deprecated, "noun")
        responses = operation["responses"]
        operation["parameters"] = [self.shared(self.with_example(each)) for each in operation.get("parameters", [])]
        if self.is_write:
            operation["parameters"] += writing.parameter_refs(self)
            responses |= writing.mistake_refs(self)
            return operation
        responses["200"]["headers"] = RATE
        if not self.is_file:
            responses["200"]["headers"] = {**ETAG, **RATE}
            responses["304"] = {"description": _("Nothing has changed since the answer with this ETag.")}
        told = {status: text for status, text in MISTAKES.items() if status != "404" or not self._is_list_view()}
        for status, text in {**told, **getattr(self.view, "mistakes", {})}.items():
            responses[status] = {"description": text, "content": {MEDIA_TYPE: {"schema": self.problem()}}}
        return operation

    def with_example(self, parameter):
        """The parameter with a value that it could have; `related` is whose public name it takes."""
        filterset = getattr(self.view, "filterset_class", None)
        related = getattr(filterset and filterset.base_filters.get(parameter["name"]), "related", None)
        example = examples.example_of(self.view.noun, parameter, self.registry, related)
        return marked({**parameter, "example": example}, self.view.deprecated, "parameter", parameter["name"])

    @property
    def is_write(self):
        return self.method != "GET"

    @property
    def is_file(self):
        return getattr(self.view, "action", "") == "file"

    def shared(self, parameter):
        """A reference to a parameter of an address, which other nouns have as well, or other answers of this one."""
        if parameter["in"] != "query":
            return parameter
        for name in (parameter["name"], f"{writing.pascal(self.view.noun)}_{parameter['name']}"):
            component = ResolvedComponent(name, "parameters", parameter, name)
            if component not in self.registry or self.registry[component].schema == parameter:
                return writing.kept(self, "parameters", name, parameter)
        return parameter

    def get_filter_backends(self):
        return self.view.filter_backends if self.is_file else super().get_filter_backends()

    def get_summary(self):
        if self.is_file:
            return _("The whole list as a file, with the same filters.")
        return writing.summary_of(self.view) if self.is_write else None

    def _get_request_body(self, direction="request"):
        return writing.body(self) if self.is_write else None

    def _get_response_bodies(self, direction="response"):
        if self.is_file:
            return {"200": {"description": _("The file."), "content": file_contents(self.view)}}
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
        reads = "file" if self.is_file else "list" if self._is_list_view() else "retrieve"
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
        if self.is_file:
            return [order_parameter(self.view.serializer_class), *shape_parameters(self.view.serializer_class)[:2]]
        rows = issubclass(self.view.serializer_class, RowSerializer)
        own = writing.shape_of(self) if rows else self.view.parameters
        return [*own, header("If-None-Match", _("ETag of an earlier answer."))]

    def _resolve_path_parameters(self, variables):
        if self.is_file:
            return [suffix_parameter(self.view)]
        return [path_parameter(self.view.queryset.model, name) for name in variables]

    def _map_serializer(self, serializer, direction, bypass_extensions=False):
        """A row may be asked for with any of its keys, so none is required; a part comes whole."""
        schema = super()._map_serializer(serializer, direction, bypass_extensions)
        if isinstance(serializer, PartSerializer):
            schema["description"] = get_doc(serializer.Meta.model)
            schema["required"] = list(schema["properties"])
        if isinstance(serializer, RowSerializer):
            del schema["required"]
            schema |= examples.of_row(type(serializer))
            deprecated = getattr(viewset_of(serializer.Meta.model), "deprecated", ())
            for name, each in schema["properties"].items():
                schema["properties"][name] = marked(each, deprecated, "key", name)
        elif serializer.__class__ is self.view.serializer_class:
            schema |= examples.told(examples.ROWS.get(self.view.noun))
        return schema


class Pages:
    def get_paginated_response_schema(self, schema):
        page = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "properties": {
                "count": {"type": "integer", "description": _("Rows on all pages together, with count=true.")},
                "facets": FACETS,
                "next": {**page, "description": _("Address of the next page; null on the last.")},
                "previous": {**page, "description": _("Address of the page before; null on the first.")},
                "results": schema,
            },
            "required": ["next", "previous", "results"],
        }


def order_parameter(serializer_class):
    names = orderable(serializer_class)
    order = several([*names, *(f"-{name}" for name in names)]) | {"uniqueItems": True}
    return query("ordering", order, _("In this order; - turns it round, empty values come last."))


def suffix_parameter(view):
    """Which kinds of file a list is given as."""
    return {
        "name": "suffix",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": list(suffixes(view.serializer_class))},
        "description": _("Kind of file."),
    }


def file_contents(view):
    kinds = [TYPES[suffix].partition(";")[0] for suffix in suffixes(view.serializer_class)]
    return {kind: {"schema": {"type": "object"} if "json" in kind else {"type": "string"}} for kind in kinds}


def list_parameters(serializer_class):
    size = {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": USUAL}
    return [
        order_parameter(serializer_class),
        *([facets_parameter(serializer_class)] if facetable(serializer_class) else []),
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
