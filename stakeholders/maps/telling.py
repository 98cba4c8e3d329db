"""What a map tells: its measures in order, who holds it together, and who is missing."""

from heapq import nsmallest
from operator import attrgetter
from typing import NamedTuple

from . import meanings, missing
from .clusters import community_name
from .measures import measures_of

TOP = 10
MEMBERS_SHOWN = 30


class Fact(NamedTuple):
    """A measure of the whole network with its value, None where it has none."""

    meaning: meanings.Meaning
    value: float | None


class Ranked(NamedTuple):
    """A stakeholder in a list of the highest, with what puts it there."""

    node: object
    value: float
    measured: object


def facts(measures):
    return [Fact(meaning, measures.whole[meaning.name]) for meaning in meanings.OF_THE_WHOLE]


def highest(content, measures, name, most=TOP):
    """The stakeholders in which a measure is highest, of those in which it is not nothing."""
    value, measured = attrgetter(name), measures.nodes
    highest_ones = nsmallest(most, content.nodes, key=lambda node: -value(measured[node.pk]))
    found = [Ranked(node, value(measured[node.pk]), measured[node.pk]) for node in highest_ones]
    return [each for each in found if each.value]


def cut_points(content, measures):
    """Those without whom the network falls apart, by how many each would cut off."""
    return highest(content, measures, "cuts_off")


def communities(content, measures):
    """The found communities with their members, the best linked first."""
    return [
        {
            "name": community_name(content, measures, number),
            "count": len(keys),
            "members": [content.by_pk[key] for key in keys[:MEMBERS_SHOWN]],
            "more": max(len(keys) - MEMBERS_SHOWN, 0),
        }
        for number, keys in enumerate(measures.communities)
    ]


def context(asked):
    """All that the page of measures shows of the map on its day; measures are None while they are not known."""
    content, others, engaged = (
        asked.everything,
        missing.elsewhere(asked.map, asked.reader),
        missing.engaged(asked.reader),
    )
    absent = {"absent": missing.nobody_of(content, others), "unknown": missing.unknown_of(content)}
    absent |= {"others": len(others), "unrelated": missing.unrelated(content)}
    absent["rated"] = any(map(attrgetter("rating"), content.nodes))
    absent["not_engaged"] = None if engaged is None else missing.not_engaged(content, engaged)
    found = measures_of(asked.map, content)
    return absent | {"measures": found, **(told(content, found) if found else {})}


def told(content, found):
    tops = [{"meaning": each, "rows": highest(content, found, each.name)} for each in meanings.OF_A_STAKEHOLDER]
    return {
        "facts": facts(found),
        "tops": [top for top in tops if top["rows"]],
        "brokers": highest(content, found, "betweenness"),
        "cut_points": cut_points(content, found),
        "communities": communities(content, found),
        "about": {"brokers": meanings.BROKERS, "cuts": meanings.CUT_POINTS, "communities": meanings.COMMUNITIES},
    }
