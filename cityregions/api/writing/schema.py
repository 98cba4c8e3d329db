"""The part of the API's description that tells how to write: bodies, headers, answers and mistakes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.plumbing import ResolvedComponent

from ..parameters import header, shape_parameters
from ..problems import MEDIA_TYPE
from ..serializers import RowSerializer, public_key
from ..steps import step_body
from .keys import own_key, writable
from .views import LONGEST_REASON, MOST_ROWS

OPERATIONS = {
    "create": "create",
    "update": "replace",
    "put_list": "replace",
    "partial_update": "update",
    "destroy": "delete",
    "delete_list": "delete_many",
    "take_step": "take_step",
}
# What is carried out once however often it is sent with one key.
REPEATABLE = {"create", "take_step"}
JSON, FORM = "application/json", "multipart/form-data"


def operation_of(view):
    if view.action == "patch_list":
        return "update_many" if view.is_list else "update"
    return OPERATIONS[view.action]


def takes_files(view):
    """Whether a new row comes with a file, as a form sends it, one at a time."""
    return view.action == "create" and hasattr(view, "form_of_file")


def writes_one(view):
    return not view.action.endswith("_list") or not view.is_list


def summary_of(view):
    return {
        "create": _("Adds a row, or a list of rows: all of them or none."),
        "replace": _("Changes a row; every key that a row needs is there, and what is left out stays as it is."),
        "update": _("Changes the keys that are sent, and no others."),
        "delete": _("Deletes a row with its parts, unless others still use it."),
        "update_many": _("Changes the rows of a list, each named by its slug or id: all of them or none."),
        "delete_many": _("Deletes the rows of a list, by their slugs or ids: all of them or none."),
        "take_step": _("Takes a step with the record: what changes by steps only."),
    }[operation_of(view)]


def parameters(view):
    """What every write takes in its address and headers, beside the keys of the answer."""
    dry_run = {
        "name": "dry_run",
        "in": "query",
        "schema": {"type": "boolean", "default": False},
        "description": _("Answers as it would, and saves nothing."),
    }
    reason = header("X-Change-Reason", _("Why it is written; stands in the history."))
    reason["schema"]["maxLength"] = LONGEST_REASON
    number = header("X-Request-ID", _("A number for the request, by which the history finds what it changed."))
    found = [dry_run, number] if view.action == "take_step" else [dry_run, reason, number]
    if view.action in REPEATABLE:
        found.append(header("Idempotency-Key", _("The same key and body give the same answer and one row, for a day.")))
    if view.action != "create" and writes_one(view):
        found.append(header("If-Match", _("ETag of the row as you know it; 412 when it has changed since.")))
    return found


def kept(schema, kind, name, what):
    """A reference to what many operations share; it is described once."""
    found = ResolvedComponent(name, kind, what, name)
    schema.registry.register_on_missing(found)
    return {"$ref": f"#/components/{kind}/{name}"}


def parameter_refs(schema):
    """The same as references; which keys can be named differs from noun to noun."""
    own = pascal(schema.view.noun)
    shape = [(f"{own}_{each['name']}", each) for each in shape_parameters(schema.view.serializer_class)]
    told = [(each["name"].replace("-", ""), each) for each in parameters(schema.view)]
    return [kept(schema, "parameters", name, each) for name, each in told + shape]


def pascal(noun):
    return noun.replace("-", " ").title().replace(" ", "")


def mistake_refs(schema):
    answer = {"content": {MEDIA_TYPE: {"schema": schema.problem()}}}
    return {
        status: kept(schema, "responses", f"Problem{status}", {"description": MISTAKES[status], **answer})
        for status in mistakes(schema.view)
    }


def body(schema):
    """What is sent."""
    view, shapes = schema.view, Shapes(schema)
    if view.action == "destroy":
        return None
    if takes_files(view):
        return {"content": {FORM: {"schema": view.form_of_file}}, "required": True}
    if view.action == "take_step":
        return {"content": {JSON: {"schema": step_body(view)}}, "required": True}
    own = own_key(view.serializer_class)
    if view.action == "delete_list":
        name = {"type": "string" if own == "slug" else "integer"}
        listed = {"type": "object", "properties": {own: name, "etag": TAG}, "required": [own]}
        sent = rows({"oneOf": [name, {**listed, "additionalProperties": False}]})
    elif view.action == "create":
        one = shapes.whole()
        sent = {"oneOf": [one, rows(one)]}
    elif not writes_one(view):
        sent = rows({**shapes.some({own, "etag"}), "required": [own]})
    else:
        sent = shapes.whole() if operation_of(view) == "replace" else shapes.some()
    return {"content": {JSON: {"schema": sent}}, "required": True}


def rows(items):
    return {"type": "array", "items": items, "minItems": 1, "maxItems": MOST_ROWS}


TAG = {"type": "string", "description": gettext_lazy("ETag of the row as you know it.")}


class Shapes:
    """The rows and parts as they are sent, made from how they are answered."""

    def __init__(self, schema):
        self.schema, self.serializer_class = schema, schema.view.serializer_class

    def whole(self, serializer_class=None):
        """With every key that a new row has to have."""
        serializer_class = serializer_class or self.serializer_class
        needed = [name for name, key in writable(serializer_class).items() if key.is_required]
        name = f"{self.answered(serializer_class).name}Write"
        return self.shared(name, lambda: closed(self.fields(serializer_class), needed))

    def some(self, beside=()):
        """With any of the keys."""
        own = own_key(self.serializer_class)
        known = {own: {"type": "string" if own == "slug" else "integer"}, "etag": TAG}
        return closed(self.fields(self.serializer_class), (), {name: known[name] for name in sorted(beside)})

    def answered(self, serializer_class):
        return self.schema.resolve_serializer(serializer_class, "response")

    def shared(self, name, make):
        found = ResolvedComponent(name, ResolvedComponent.SCHEMA, None, name)
        if found not in self.schema.registry:
            found.schema = make()
            self.schema.registry.register_on_missing(found)
        return {"$ref": f"#/components/schemas/{name}"}

    def fields(self, serializer_class):
        name = f"{self.answered(serializer_class).name}Fields"
        return self.shared(name, lambda: self.all_fields(serializer_class))

    def all_fields(self, serializer_class):
        answered, keys = self.answered(serializer_class).schema["properties"], writable(serializer_class)
        properties = {name: self.sent(key, answered[name]) for name, key in keys.items()}
        own, is_row = own_key(serializer_class), issubclass(serializer_class, RowSerializer)
        if own in answered and own not in properties and not is_row:
            properties[own] = {"type": ["integer", "null"], "description": _("Number of the part; none for a new one.")}
        # What cannot be written may be sent back as it stands, so that a row that was read can be written.
        for name in answered if is_row else ():
            properties.setdefault(name, {"description": _("Not written; may stand there as it was read.")})
        return {"type": "object", "properties": properties}

    def sent(self, key, answered):
        about = {name: answered[name] for name in ("description", "title") if name in answered}
        if key.is_parts:
            part = self.whole(key.serializer_class)
            return {"oneOf": [part, {"type": "null"}]} if key.is_single else {"type": "array", "items": part}
        if key.is_value:
            return {name: value for name, value in answered.items() if name != "readOnly"}
        kind = "string" if public_key(key.field.related_model) == "slug" else "integer"
        if key.is_list:
            return {"type": "array", "items": {"type": kind}, **about}
        return {"type": [kind, "null"] if key.field.null else kind, **about}


def closed(fields, needed, beside=None):
    """An object with these keys and no others."""
    own = {"properties": beside} if beside else {}
    return {"allOf": [fields], **own, **({"required": list(needed)} if needed else {}), "unevaluatedProperties": False}


MISTAKES = {
    "400": gettext_lazy("The body or a parameter is malformed, or the row breaks a rule; each mistake is named."),
    "401": gettext_lazy("Writing needs an account."),
    "403": gettext_lazy("The row is not yours to write, or the token may only read."),
    "404": gettext_lazy("There is no such record, or you may not see it."),
    "409": gettext_lazy("Others use the row, or somebody saved the same at the same time."),
    "411": gettext_lazy("The body came without its length."),
    "412": gettext_lazy("The row has changed since; ETag and body say how it is tagged now."),
    "413": gettext_lazy("The body holds too much."),
    "415": gettext_lazy("The body is not JSON."),
    "422": gettext_lazy("The Idempotency-Key came with another request before."),
    "428": gettext_lazy("The portal asks for If-Match."),
    "503": gettext_lazy("The portal is busy."),
}


def mistakes(view):
    left_out = set() if view.action in REPEATABLE else {"422"}
    left_out |= {"404", "412", "428"} if view.action == "create" else set()
    return [status for status in MISTAKES if status not in left_out]


def responses(schema):
    """What is answered."""
    view = schema.view
    if operation_of(view) in {"delete", "delete_many"}:
        return {"204": {"description": _("It is deleted.")}}
    row = schema.resolve_serializer(view.serializer_class, "response").ref
    status = "201" if view.action == "create" else "200"
    several = {"type": "array", "items": row}
    found = row if writes_one(view) else several
    if view.action == "create" and not takes_files(view):
        found = {"oneOf": [row, several]}
    answer = {"description": _("As it stands now."), "content": {JSON: {"schema": found}}}
    if writes_one(view):
        answer["headers"] = headers(view)
    return {status: answer}


def headers(view):
    tag = {"ETag": {"schema": {"type": "string"}, "description": _("Send it as If-Match with the next change.")}}
    place = {"schema": {"type": "string", "format": "uri"}, "description": _("Address of the new row.")}
    return {**tag, "Location": place} if view.action == "create" else tag
