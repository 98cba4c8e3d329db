"""Maps side by side: the measures of each, and of whom each is made."""

from ..models import Stakeholder
from . import meanings
from .content import label
from .measures import measures_of
from .reading import content_of

MIXES = (
    ("category", Stakeholder._meta.get_field("category").verbose_name, Stakeholder.Category),
    ("level", Stakeholder._meta.get_field("level").verbose_name, Stakeholder.Level),
    ("sector", Stakeholder._meta.get_field("sector").verbose_name, Stakeholder.Sector),
)
# What is known without measuring.
COUNTED = {"stakeholders": "nodes", "relations": "edges"}


def compared(maps, reader):
    """The rows of the comparison: measures, and shares in per cent; in the order of the maps, which all are seen."""
    contents = [content_of(each, reader) for each in maps]
    measures = [measures_of(each, content) for each, content in zip(maps, contents, strict=True)]
    rows = [
        {"meaning": each, "cells": beside(values(each.name, contents, measures), maps)}
        for each in meanings.OF_THE_WHOLE
    ]
    return {
        "rows": rows,
        "mixes": [mix(*each, contents, maps) for each in MIXES],
        "unmeasured": [each for each, found in zip(maps, measures, strict=True) if found is None],
    }


def beside(cells, maps):
    return list(zip(cells, maps, strict=True))


def values(name, contents, measures):
    if name in COUNTED:
        return [len(getattr(content, COUNTED[name])) for content in contents]
    return [found and found.whole[name] for found in measures]


def mix(name, title, choices, contents, maps):
    """How many of each map have each value of an attribute; values that nobody has anywhere are left out."""
    counts = [dict.fromkeys([*choices.values, ""], 0) for _content in contents]
    for count, content in zip(counts, contents, strict=True):
        for node in content.nodes:
            count[getattr(node, name)] += 1
    rows = [
        {
            "value": value,
            "label": label(choices, value),
            "cells": beside([cell(count, value) for count in counts], maps),
        }
        for value in [*choices.values, ""]
        if any(count[value] for count in counts)
    ]
    return {"title": title, "rows": rows}


def cell(count, value):
    whole = sum(count.values())
    return {"count": count[value], "percent": round(100 * count[value] / whole) if whole else 0}
