"""Examples in the API's description: rows of the real project, and what its parameters could say.

The rows stand in `examples.json`, which `make promises` writes anew from the project's facts.
"""

import json
from pathlib import Path

from .routes import viewset_of
from .writing.keys import writable

ROWS = json.loads(Path(__file__).with_suffix(".json").read_text())
# What has the same meaning wherever it stands.
USUAL = {
    "If-None-Match": '"0f8fad5bd9cb469fa165708f.67ab3c11d2f44e9a8b3d0c1e"',
    "If-Match": '"0f8fad5bd9cb469fa165708f.67ab3c11d2f44e9a8b3d0c1e"',
    "Idempotency-Key": "verkehrsverbund-2014-03-15",
    "X-Change-Reason": "The statutes of 2014 say so",
    "X-Request-ID": "import-2014-03-15",
    "cursor": "as next and previous give it",
    "page_size": 20,
    "count": True,
    "dry_run": True,
    "search": "graz",
    "q": "graz",
}
DAY, MOMENT = "2014-03-15", "2014-03-15T10:00:00Z"
NUMBERS = {"integer", "number"}
FEW = 3


def example_of(noun, parameter, components, related=None):
    """A value for a parameter: a usual one, one that it lists, or what stands in the noun's example."""
    name, schema = parameter["name"], parameter["schema"]
    if name in USUAL:
        return USUAL[name]
    name = name.partition("__")[0]
    if schema.get("type") == "array":
        words = listed(schema["items"], components)
        several = words[:FEW] if parameter.get("explode") is False else words[:1]
        return several or [value_of(noun, name, related, schema["items"])]
    words = listed(schema, components)
    return words[0] if words else value_of(noun, name, related, schema)


def value_of(noun, name, related, schema):
    """What stands in the noun's example where it is of the kind that the parameter takes, else what is of that kind."""
    if schema.get("type") == "boolean":
        return True
    said = named(noun, name, related)
    if schema.get("type") in NUMBERS:
        return said if isinstance(said, int | float) and not isinstance(said, bool) else 1
    if schema.get("format") == "date-time":
        return MOMENT
    return DAY if "pattern" in schema else str(said)


def listed(schema, components):
    if "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[1], "schemas"].schema
    return schema.get("enum", [])


def named(noun, name, related):
    """The related record's public name, or what the row says; one day for everything else."""
    if related and (viewset := viewset_of(related)):
        row = ROWS.get(viewset.noun, {})
        return row.get("slug", row.get("id", DAY))
    said = ROWS.get(noun, {}).get(name)
    said = said[0] if isinstance(said, list) and said else said
    return said if isinstance(said, str | int | float) and said != "" else DAY


def row_of(serializer_class):
    """The example of a noun's row; empty where the serializer is of a part."""
    viewset = viewset_of(serializer_class.Meta.model)
    return ROWS.get(viewset.noun, {}) if viewset and viewset.serializer_class is serializer_class else {}


def of_row(serializer_class):
    return told(row_of(serializer_class))


def whole(serializer_class):
    """What could be sent for a new row: what it needs and a little more."""
    row = row_of(serializer_class)
    needed = [name for name, key in writable(serializer_class).items() if key.is_required]
    return told({name: row[name] for name in row if name in {*needed, *plain(serializer_class)[:FEW]}})


def some(serializer_class, *beside):
    """What could be sent to change a row."""
    row = row_of(serializer_class)
    return told({name: row[name] for name in row if name in {*beside, *plain(serializer_class)[:1]}})


def plain(serializer_class):
    """Keys that say something in the example, in a word or a number."""
    row = row_of(serializer_class)
    return [name for name in writable(serializer_class) if name != "slug" and row.get(name) and is_plain(row[name])]


def is_plain(value):
    return isinstance(value, str | int)


def told(example):
    return {"examples": [example]} if example else {}
