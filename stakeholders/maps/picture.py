"""The picture of a network: where everything stands, how large, in which sign; as drawn by the server."""

import math
from collections import defaultdict

from ..models import Relation
from ..network import HEIGHT, WIDTH
from .asked import Size

# Without scripts so many are drawn: more cannot be told apart.
MOST_DRAWN = 500
MOST_NAMED = 45
LONGEST_NAME = 30
EDGE = 60
# How the kinds of relations are drawn: their dashes, and the sign at their end.
KINDS = {
    "member_of": ("", "arrow"),
    "cooperates_with": ("", ""),
    "owns": ("9 3", "diamond"),
    "commissions": ("2 3", "open"),
    "supervises": ("9 3 2 3", "bar"),
    "funds": ("5 4", "dot"),
}
# The colours on paper, where no style sheet says better: of no group, and of groups 1 to 8.
COLOURS = ("#515c63", "#1f5fa8", "#b0322b", "#257a3a", "#8a5800", "#7441a0", "#00706b", "#a82a6e", "#5f5a52")
# The shape of a group: its number of corners and how far it is turned, in parts of a circle; 0 is round.
SHAPES = ((0, 0), (0, 0), (4, 1 / 8), (4, 0), (3, 0), (3, 1 / 2), (5, 0), (6, 0), (8, 1 / 16))


def positions(nodes, measures):
    """Where each stakeholder stands, by its key: where people pinned it, else where the layout has room for it.

    Pins may lie far beyond the sheet, as in files of other tools: the others are then spread over as wide a sheet.
    """
    pins = [(node.x, node.y) for node in nodes if node.x is not None]
    left, right = min([0.0, *(x for x, _y in pins)]), max([WIDTH, *(x for x, _y in pins)])
    top, bottom = min([0.0, *(y for _x, y in pins)]), max([HEIGHT, *(y for _x, y in pins)])
    wide, high = (right - left) / WIDTH, (bottom - top) / HEIGHT
    places = {}
    for node in nodes:
        free = measures.nodes[node.pk]
        pinned = node.x is not None
        places[node.pk] = (node.x, node.y) if pinned else (left + wide * free.x, top + high * free.y)
    return places


def gathered(groups, degrees):
    """Places in which each group stands together, the best linked in its middle, and the circle around each group."""
    circles, places = [], {}
    radii = [10 + 12 * math.sqrt(len(group.nodes)) for group in groups]
    room = max([1.5 * math.sqrt(sum((2 * radius + EDGE) ** 2 for radius in radii)), 1])
    left = top = row = 0.0
    for group, radius in sorted(zip(groups, radii, strict=True), key=lambda pair: -pair[1]):
        side = 2 * radius + EDGE
        if left and left + side > room:
            left, top, row = 0.0, top + row, 0.0
        x, y = left + side / 2, top + side / 2 + EDGE / 4
        circles.append({"x": x, "y": y, "r": radius + 12, "label": group.label, "sign": group.sign})
        ordered = sorted(group.nodes, key=lambda node: -degrees[node.pk])
        for number, node in enumerate(ordered):
            # As the seeds of a sunflower: evenly, from the middle outwards.
            far, angle = 12 * math.sqrt(number), number * math.pi * (3 - math.sqrt(5))
            places[node.pk] = (x + far * math.cos(angle), y + far * math.sin(angle))
        left, row = left + side, max(row, side)
    return places, circles


def sizes(content, measures, size):
    """How large each stakeholder is drawn, from 0 to 1, by its key; nothing for whom nothing is known."""
    if size in {Size.INFLUENCE, Size.INTEREST}:
        return {node.pk: (getattr(node.rating, size) - 1) / 4 for node in content.nodes if node.rating}
    if size == Size.SAME:
        return {}
    values = {node.pk: getattr(measures.nodes[node.pk], size) for node in content.nodes}
    most = max(values.values(), default=0)
    return {key: math.sqrt(value / most) for key, value in values.items()} if most else {}


def most_linked(content, most=MOST_DRAWN):
    """The content with those stakeholders only that have the most relations on it."""
    if len(content.nodes) <= most:
        return content
    kept = sorted(content.nodes, key=lambda node: (-content.degrees[node.pk], node.pk))[:most]
    kept = {node.pk for node in kept}
    return content.narrowed(lambda node: node.pk in kept)


def picture_of(content, groups, places, large, circles=(), names=("", "")):
    """All that `_network_svg.html` draws; `places` and `large` are by key, `names` its title and its description."""
    if not content.nodes:
        return None
    place, scale, height = fitted(content, places, circles)
    unit = min(max(13 * math.sqrt(45 / len(content.nodes)), 4), 13)
    # Lines and their ends are finer where many stand close together.
    fine = min(unit / 10, 1)
    radius = {node.pk: unit * (0.55 + 0.95 * large.get(node.pk, 0.2)) for node in content.nodes}
    sign = {node.pk: group.sign for group in groups for node in group.nodes}
    return {
        "width": round(WIDTH + 2 * EDGE),
        "height": height,
        "title": names[0],
        "description": names[1],
        "circles": [circle_in(circle, place, scale) for circle in circles],
        "edges": lines(content, {node.pk: place(*places[node.pk]) for node in content.nodes}, radius, fine),
        "nodes": [marked(node, place(*places[node.pk]), radius[node.pk], sign[node.pk]) for node in content.nodes],
        "names": named(content, places, place, radius),
        "end_size": f"{10 * fine:.1f}",
        "end_long": f"{14 * fine:.1f}",
        "groups": legend_of_groups(groups),
        "kinds": legend_of_kinds(content),
    }


def fitted(content, places, circles):
    """How a place of the layout becomes one of the picture, by how much it is larger, and the picture's height."""
    points = [(*places[node.pk], 0) for node in content.nodes] + [(c["x"], c["y"], c["r"]) for c in circles]
    left, right = min(x - r for x, _y, r in points), max(x + r for x, _y, r in points)
    top, bottom = min(y - r for _x, y, r in points), max(y + r for _x, y, r in points)
    wide, high = max(right - left, 1), max(bottom - top, 1)
    scale = min(WIDTH / wide, HEIGHT / high)
    # What is flatter than the sheet needs no room above and below.
    height = max(scale * high, 120)
    across, down = (WIDTH - scale * (right - left)) / 2 + EDGE, (height - scale * (bottom - top)) / 2 + EDGE

    def place(x, y):
        return across + scale * (x - left), down + scale * (y - top)

    return place, scale, round(height + 2 * EDGE)


def circle_in(circle, place, scale):
    x, y = place(circle["x"], circle["y"])
    r = scale * circle["r"]
    moved = {"x": round(x, 1), "y": round(y, 1), "r": round(r, 1), "label_y": round(y - r - 6, 1)}
    return circle | moved | {"fill": COLOURS[circle["sign"]], "label": shortened(circle["label"])}


def marked(node, place, radius, sign):
    return {"d": shape(*place, radius, sign), "sign": sign, "fill": COLOURS[sign], "name": node.name}


def shape(x, y, radius, sign):
    """The outline of a group's shape around a place."""
    corners, turned = SHAPES[sign]
    if not corners:
        r = f"{radius:.1f}"
        return f"M{x - radius:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * radius:.1f} 0a{r} {r} 0 1 0 {-2 * radius:.1f} 0z"
    # As large for the eye as a circle.
    radius *= {3: 1.35, 4: 1.25}.get(corners, 1.1)
    angles = [2 * math.pi * (number / corners + turned - 1 / 4) for number in range(corners)]
    return "M" + "L".join(f"{x + radius * math.cos(a):.1f} {y + radius * math.sin(a):.1f}" for a in angles) + "z"


def named(content, places, place, radius):
    """The names beside the best linked; all of them where there are few."""
    most = MOST_NAMED if len(content.nodes) < MOST_DRAWN / 2 else MOST_NAMED // 3
    few = sorted(content.nodes, key=lambda node: (-content.degrees[node.pk], node.pk))[:most]
    found = []
    for node in few:
        x, y = place(*places[node.pk])
        found.append({"x": round(x, 1), "y": round(y - radius[node.pk] - 5, 1), "text": shortened(node.name)})
    return found


def shortened(text):
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}…"


def lines(content, at, radius, fine):
    """The relations as lines from edge to edge of their ends; several between the same two bend apart."""
    beside = defaultdict(list)
    for edge in content.edges:
        beside[min(edge.start, edge.end), max(edge.start, edge.end)].append(edge)
    return [
        line(edge, at, radius, fine, 14 * (number - (len(edges) - 1) / 2))
        for edges in beside.values()
        for number, edge in enumerate(edges)
    ]


def line(edge, at, radius, fine, bend):
    (x1, y1), (x2, y2) = at[edge.start], at[edge.end]
    length = math.hypot(x2 - x1, y2 - y1) or 1
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    dashes, end = KINDS[edge.kind]
    out, towards = radius[edge.start] + 1, radius[edge.end] + (3 if end else 1)
    d = f"M{x1 + ux * out:.1f} {y1 + uy * out:.1f}"
    if bend:
        # To the same side seen from either end, so that the two ways lie apart.
        side = bend if edge.start < edge.end else -bend
        d += f"Q{(x1 + x2) / 2 - uy * side * 2:.1f} {(y1 + y2) / 2 + ux * side * 2:.1f} "
    else:
        d += "L"
    d += f"{x2 - ux * towards:.1f} {y2 - uy * towards:.1f}"
    return {
        "d": d,
        "dashes": dashes,
        "end": end,
        "kind": edge.kind,
        "width": round(fine * (0.7 + 0.5 * (edge.weight or 1)), 2),
    }


def legend_of_groups(groups):
    return [
        {"label": group.label, "sign": group.sign, "fill": COLOURS[group.sign], "d": shape(12, 12, 7, group.sign)}
        | {"count": len(group.nodes)}
        for group in groups
    ]


def legend_of_kinds(content):
    counts = defaultdict(int)
    for edge in content.edges:
        counts[edge.kind] += 1
    return [
        {
            "label": kind.label,
            "value": kind.value,
            "dashes": KINDS[kind][0],
            "end": KINDS[kind][1],
            "count": counts[kind],
        }
        for kind in Relation.Kind
        if counts[kind]
    ]
