"""The geographic view of a map: where stakeholders are, drawn on the outlines of countries."""

from collections import defaultdict
from itertools import product
from math import hypot

from django.utils.translation import gettext as _

from cityregions.web import europe

from .groups import Grouped
from .paging import page_of

# Kilometres around the outermost stakeholders, across and down, and fewest kilometres for a unit of the picture.
ROOM, LEAST = (30, 25), 0.05
# Stakeholders nearer to each other than this, in units of the picture, are one mark with their number.
NEAR = 32
# Of a mark for many, so many are named.
NAMED = 12
# Countries of so many stakeholders, from the first to the last, stand out on the map.
ASKED = 5


def context(asked):
    nodes = [node for node in asked.content.nodes if node.latitude is not None and node.longitude is not None]
    grouped = Grouped(asked, nodes)
    return {
        "page_obj": page_of(nodes, asked.own["page"]),
        "placed": len(nodes),
        "missing": len(asked.content.nodes) - len(nodes),
        "legend": grouped.legend,
        "picture": picture(nodes, grouped, asked.own["focus"]) if nodes else None,
    }


def picture(nodes, grouped, focus=""):
    """What the templates draw; lengths are texts with a point, whatever the language."""
    places = [europe.project(node.longitude, node.latitude) for node in nodes]
    view = europe.window(places, room=ROOM, least=LEAST)
    some = places[:: max(len(places) // ASKED, 1)]
    countries = [(path, any(europe.holds(parts, each) for each in some)) for parts, path in europe.outlines(view)]
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
    """Lots of stakeholders that lie near each other, the largest first, each as (stakeholder, x, y)."""
    cells = defaultdict(list)
    for node, (x, y) in zip(nodes, spots, strict=True):
        cells[round(x / NEAR), round(y / NEAR)].append((node, x, y))
    lots = []
    for cell in sorted(cells, key=lambda each: -len(cells[each])):
        if lot := cells.pop(cell, None):
            x, y = middle(lot)
            for across, down in product((-1, 0, 1), repeat=2):
                beside = cell[0] + across, cell[1] + down
                if (
                    beside in cells
                    and hypot(*(a - b for a, b in zip(middle(cells[beside]), (x, y), strict=True))) < NEAR
                ):
                    lot += cells.pop(beside)
            lots.append(lot)
    return lots


def middle(lot):
    return sum(x for _node, x, _y in lot) / len(lot), sum(y for _node, _x, y in lot) / len(lot)


def mark(lot, grouped, focus):
    """One stakeholder in the shape of its group, or several as a circle with their number."""
    nodes = [node for node, _x, _y in lot]
    groups = {grouped.value(node) for node in nodes}
    x, y = middle(lot)
    drawn = grouped.mark(nodes[0]) if len(groups) == 1 else {"tone": "group-mixed"}
    return {
        "nodes": nodes[:NAMED],
        "more": len(nodes[NAMED:]),
        "count": len(nodes),
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "radius": f"{min(10 + 3 * len(str(len(nodes))) + len(nodes) ** 0.5, 34):.1f}",
        "tone": drawn["tone"],
        "shape": drawn.get("shape", ""),
        "focused": bool(focus) and any(node.slug == focus for node in nodes),
    }
