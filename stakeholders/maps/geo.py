"""The geographic view of a map: where stakeholders are, drawn on the outlines of countries."""

from collections import defaultdict

from django.utils.translation import gettext as _

from cityregions.web import europe

from .groups import Grouped
from .paging import page_of

# Kilometres around the outermost stakeholders, across and down, and fewest kilometres for a unit of the picture.
ROOM, LEAST = (48, 40), 0.08
# Stakeholders nearer to each other than this, in units of the picture, are one mark with their number.
NEAR = 26
# Of a mark for many, so many are named.
NAMED = 12


def context(asked):
    nodes = [node for node in asked.content.nodes if node.latitude is not None and node.longitude is not None]
    grouped = Grouped(asked, nodes)
    return {
        "page_obj": page_of(asked, nodes),
        "placed": len(nodes),
        "missing": len(asked.content.nodes) - len(nodes),
        "legend": grouped.legend,
        "picture": picture(nodes, grouped, asked.own["focus"]) if nodes else None,
    }


def picture(nodes, grouped, focus=""):
    """What the templates draw; lengths are texts with a point, whatever the language."""
    places = [europe.project(node.longitude, node.latitude) for node in nodes]
    view = europe.window(places, room=ROOM, least=LEAST)
    countries = [
        (path, any(europe.holds(parts, place) for place in places[:1])) for parts, path in europe.outlines(view)
    ]
    spots = [europe.into(view, place) for place in places]
    return {
        "width": europe.WIDTH,
        "height": europe.HEIGHT,
        "title": _("Where the stakeholders are"),
        "description": _("%(number)s stakeholders have a place") % {"number": len(nodes)},
        "countries": countries,
        "marks": [mark(each, grouped, focus) for each in together(nodes, spots)],
    }


def together(nodes, spots):
    """The stakeholders by where they are, each lot as long as its members lie near each other."""
    lots = defaultdict(list)
    for node, (x, y) in zip(nodes, spots, strict=True):
        lots[round(x / NEAR), round(y / NEAR)].append((node, x, y))
    return lots.values()


def mark(lot, grouped, focus):
    """One stakeholder in the shape of its group, or several as a circle with their number."""
    nodes = [node for node, _x, _y in lot]
    groups = {grouped.value(node) for node in nodes}
    drawn = grouped.mark(nodes[0]) if len(groups) == 1 else {"tone": "group-mixed"}
    return {
        "nodes": nodes[:NAMED],
        "more": len(nodes[NAMED:]),
        "count": len(nodes),
        "x": f"{sum(x for _node, x, _y in lot) / len(lot):.1f}",
        "y": f"{sum(y for _node, _x, y in lot) / len(lot):.1f}",
        "radius": f"{min(10 + 3 * len(str(len(nodes))) + len(nodes) ** 0.5, 34):.1f}",
        "tone": drawn["tone"],
        "shape": drawn.get("shape", ""),
        "focused": bool(focus) and any(node.slug == focus for node in nodes),
    }
