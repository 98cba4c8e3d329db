"""One noun's part of the API's description: small enough that a browser shows it at once."""

import functools

from django.utils.translation import gettext as _

ROW = "#/components/schemas/"


def excerpt(whole, noun, rows):
    """The paths of one noun with the components they refer to; the rows of other nouns are only named.

    `rows` says of which noun each row in the components is. Filters and headers come without their examples: the page
    would fill all of them in for whoever tries something out.
    """
    paths = {path: item for path, item in whole["paths"].items() if nouns_of(item) == {noun}}
    kept, waiting = {}, references(paths)
    while waiting:
        reference = waiting.pop()
        if reference not in kept:
            other = rows.get(reference.removeprefix(ROW), noun)
            kept[reference] = at(whole, reference) if other == noun else named(other)
            waiting |= references(kept[reference])
    return unfilled({**whole, "paths": paths, "components": components(whole, kept)})


def unfilled(node):
    """The same without the examples of parameters that may be left out."""
    if isinstance(node, list):
        return [unfilled(each) for each in node]
    if not isinstance(node, dict):
        return node
    is_optional = node.get("in") in {"query", "header"} and not node.get("required")
    return {key: unfilled(each) for key, each in node.items() if not (is_optional and key == "example")}


def nouns_of(item):
    return {tag for operation in item.values() for tag in operation["tags"]}


def references(node):
    """Everything that a part of the description refers to."""
    if isinstance(node, list):
        return set().union(*map(references, node))
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    return own.union(*map(references, node.values()))


def at(whole, reference):
    return functools.reduce(lambda node, step: node[step], reference.removeprefix("#/").split("/"), whole)


def named(noun):
    return {"type": "object", "description": _("A row of %(noun)s, as described there.") % {"noun": noun}}


def components(whole, kept):
    found = {"securitySchemes": whole["components"]["securitySchemes"]}
    for reference, component in sorted(kept.items()):
        _root, _components, kind, name = reference.split("/")
        found.setdefault(kind, {})[name] = component
    return found
