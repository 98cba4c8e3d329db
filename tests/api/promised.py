"""What the API promises to the programs that use it: addresses, parameters, answers, keys and their types.

`python -m tests.api.promised` writes it to `docs/api-1.0.json`; that is done at a release, and only then.
"""

import json
from pathlib import Path

PROMISED = Path(__file__).parents[2] / "docs" / "api-1.0.json"


def promises(description):
    """The description without its words, as {"operations": {…}, "schemas": {…}}."""
    operations = {
        f"{method.upper()} {path}": operation_of(operation, description["components"])
        for path, item in description["paths"].items()
        for method, operation in item.items()
    }
    schemas = description["components"]["schemas"]
    return {"operations": operations, "schemas": {name: kind_of(schema) for name, schema in schemas.items()}}


def operation_of(operation, components):
    parameters = [resolved(each, components["parameters"]) for each in operation.get("parameters", [])]
    answers = {status: resolved(each, components["responses"]) for status, each in operation["responses"].items()}
    bodies = operation.get("requestBody", {}).get("content", {})
    return {
        "parameters": {f"{each['in']} {each['name']}": kind_of(each["schema"]) for each in parameters},
        "needs": [f"{each['in']} {each['name']}" for each in parameters if each.get("required")],
        "body": {media: kind_of(each["schema"]) for media, each in bodies.items()},
        "answers": {
            status: {media: kind_of(each["schema"]) for media, each in answer.get("content", {}).items()}
            for status, answer in answers.items()
        },
    }


def resolved(node, shared):
    return shared[name_of(node)] if "$ref" in node else node


def name_of(reference):
    return reference["$ref"].rsplit("/", 1)[1]


def kind_of(schema):
    """A type in short: `"string"`, `["integer", "null"]`, `{"array": …}`, `{"keys": …}`, `{"one": …}`.

    What is sent is a closed object and tells what it `needs`; answers may have further keys.
    """
    if "$ref" in schema:
        return name_of(schema)
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            return {"one": [kind_of(each) for each in schema[word]]}
    if "properties" in schema:
        keys = {name: kind_of(each) for name, each in schema["properties"].items()}
        closed = schema.get("additionalProperties") is False
        return {"keys": keys, "needs": schema.get("required", [])} if closed else {"keys": keys}
    if "enum" in schema:
        return {"enum": schema["enum"]}
    if schema.get("type") == "array":
        return {"array": kind_of(schema["items"])}
    return schema.get("type", "anything")


def broken(before, now, place="#"):
    """Where something that was promised is gone or is something else, or something new is needed."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name, each in before.items():
            if name not in now:
                yield f"{place}/{name} is gone"
            elif name == "needs":
                yield from (f"{place}/{key} is needed now" for key in now[name] if key not in each)
            elif name == "enum":
                yield from (f"{place} does not know {value!r} any more" for value in each if value not in now[name])
            else:
                yield from broken(each, now[name], f"{place}/{name}")
    elif before != now:
        yield f"{place} was {json.dumps(before)} and is {json.dumps(now)}"


def described():
    from cityregions.api.views import description

    return json.loads(json.dumps(promises(description("en"))))


def as_text(promised):
    """One line for each operation and each schema, so that a change can be read."""
    parts = []
    for kind, each in promised.items():
        rows = [f"{json.dumps(name)}: {json.dumps(what, ensure_ascii=False)}" for name, what in sorted(each.items())]
        parts.append(f'"{kind}": {{\n' + ",\n".join(rows) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main():
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")
    django.setup()
    PROMISED.write_text(as_text(described()))


if __name__ == "__main__":
    main()
