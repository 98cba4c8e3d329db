"""The picture of the influence and interest grid: points, or how many lie where, and arrows from where they were."""

from collections import Counter, defaultdict
from itertools import count
from math import cos, hypot, sin, sqrt

from django.utils.translation import gettext as _

from .ratings import Quadrant

WIDTH, HEIGHT, LEFT, TOP, SIDE = 720, 690, 64, 16, 620
# Up to so many points have their name, their number, or a point of their own beside them.
NAMED, NUMBERED, DRAWN = 8, 60, 300
# Of more points, or beside arrows, only that in focus has the lines of its spread.
SPREAD = 25
# Of more arrows only the longest are drawn.
ARROWS = 60
# A field of the picture that counts its stakeholders is so wide, in points of the scores.
FIELD = 0.25
LETTER, LINE, LONGEST = 11.5, 26, 26
# Points with the same scores lie around their place, turned by the golden angle.
GOLDEN, APART = 2.39996, 13


def across(interest):
    return LEFT + SIDE * (interest - 1) / 4


def down(influence):
    return TOP + SIDE * (5 - influence) / 4


def plot(nodes, grouped, earlier=(), focus="", first=1):
    """What the templates draw; lengths are texts with a point, whatever the language.

    `earlier` are the nodes as they were, by their keys; `first` is the number of the first of those who have one.
    """
    single = len(nodes) <= DRAWN
    spreads = len(nodes) <= SPREAD and not earlier
    marks = marks_of(nodes, grouped, focus, first, spreads) if single else []
    moves, more = arrows(nodes, earlier) if earlier else ([], 0)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "top": TOP,
        "side": SIDE,
        "right": LEFT + SIDE,
        "bottom": TOP + SIDE,
        "title": _("Influence and interest of the stakeholders"),
        "description": described(nodes),
        "quadrants": quadrants(),
        "ticks": [{"label": each, "x": f"{across(each):.0f}", "y": f"{down(each):.0f}"} for each in range(1, 6)],
        "marks": marks,
        "fields": [] if single else fields(nodes),
        "arrows": moves,
        "more_arrows": more,
    }


def described(nodes):
    """How many lie in each quadrant, in a sentence."""
    counted = Counter(node.quadrant for node in nodes)
    return "; ".join(f"{quadrant.label}: {counted[quadrant]}" for quadrant in Quadrant)


def quadrants():
    half = SIDE / 2
    places = {
        Quadrant.KEEP_SATISFIED: (0, 0),
        Quadrant.MANAGE_CLOSELY: (1, 0),
        Quadrant.MONITOR: (0, 1),
        Quadrant.KEEP_INFORMED: (1, 1),
    }
    return [
        {
            "label": quadrant.label,
            "value": quadrant.value,
            "x": f"{LEFT + x * half:.0f}",
            "y": f"{TOP + y * half:.0f}",
            "side": f"{half:.0f}",
            "text_x": f"{LEFT + 10 + x * (SIDE - 20):.0f}",
            "text_y": f"{TOP + 26 + y * (SIDE - 38):.0f}",
            "anchor": "end" if x else "start",
        }
        for quadrant, (x, y) in places.items()
    ]


def marks_of(nodes, grouped, focus, first, spreads):
    spots = apart(nodes)
    taken = [(x - 9, y - 9, x + 9, y + 9) for x, y in spots]
    taken += [(q_x, q_y, q_x + 190, q_y + 34) for q_x, q_y in corners()]
    numbered = count(1)
    return [
        mark(node, spot, grouped, taken, number, named=len(nodes) <= NAMED, first=first, focus=focus, spreads=spreads)
        for node, spot, number in zip(nodes, spots, numbered, strict=False)
    ]


def corners():
    """Where the names of the quadrants stand."""
    right, bottom = LEFT + SIDE - 190, TOP + SIDE - 34
    return (LEFT, TOP), (right, TOP), (LEFT, bottom), (right, bottom)


def apart(nodes):
    """The places of the points; those with the same scores lie beside each other."""
    seen, spots = Counter(), []
    for node in nodes:
        place = round(across(node.rating.interest)), round(down(node.rating.influence))
        turn, far = GOLDEN * seen[place], APART * sqrt(seen[place])
        seen[place] += 1
        spots.append((inside(place[0], far * cos(turn), LEFT), inside(place[1], far * sin(turn), TOP)))
    return spots


def inside(place, step, edge):
    """A step from the place, to the other side where it would lead over the edge."""
    return place + step if edge <= place + step <= edge + SIDE else place - step


def mark(node, spot, grouped, taken, number, *, named, first, focus, spreads):
    x, y = spot
    focused = bool(focus) and node.slug == focus
    has_number = first <= number < first + NUMBERED
    label = shortened(node.name) if named or focused else str(number) if has_number else ""
    label_x, label_y, anchor = free(label, x, y, taken) if label else (x, y, "start")
    return {
        "node": node,
        "number": number,
        "focused": focused,
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "label": label,
        "label_x": f"{label_x:.1f}",
        "label_y": f"{label_y:.1f}",
        "anchor": anchor,
        "spread": spread(node.rating) if spreads or focused else None,
        **{name: value for name, value in grouped.mark(node).items() if name != "label"},
        "group": grouped.mark(node)["label"],
    }


def shortened(name):
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def free(label, x, y, taken):
    """Where a label stands beside its point without covering another: right, left, below or above."""
    width, middle = len(label) * LETTER, y + LINE / 4
    tries = (
        ((x + 13, middle, "start"), (x + 13, y - LINE / 2, x + 13 + width, y + LINE / 2)),
        ((x - 13, middle, "end"), (x - 13 - width, y - LINE / 2, x - 13, y + LINE / 2)),
        ((x, y + LINE + 4, "middle"), (x - width / 2, y + 10, x + width / 2, y + 10 + LINE)),
        ((x, y - 14, "middle"), (x - width / 2, y - 12 - LINE, x + width / 2, y - 12)),
    )
    for place, box in tries:
        fits = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT
        if fits and not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
        ):
            taken.append(box)
            return place
    return tries[0][0] if x + 13 + width < WIDTH else tries[1][0]


def spread(rating):
    """The lines from the lowest to the highest score that somebody gave; None where all gave the same."""
    if not rating.is_apart:
        return None
    return {
        "x1": f"{across(rating.interest_low):.1f}",
        "x2": f"{across(rating.interest_high):.1f}",
        "y1": f"{down(rating.influence_high):.1f}",
        "y2": f"{down(rating.influence_low):.1f}",
        "x": f"{across(rating.interest):.1f}",
        "y": f"{down(rating.influence):.1f}",
    }


def fields(nodes):
    """Squares of the picture with the number of stakeholders in each, in five steps from few to many."""
    counted, last = defaultdict(int), int(4 / FIELD) - 1
    for node in nodes:
        place = (node.rating.interest - 1) / FIELD, (node.rating.influence - 1) / FIELD
        counted[tuple(min(int(each), last) for each in place)] += 1
    most, side = max(counted.values()), SIDE * FIELD / 4
    return [
        {
            "x": f"{LEFT + column * side:.1f}",
            "y": f"{TOP + SIDE - (row + 1) * side:.1f}",
            "text_x": f"{LEFT + (column + 0.5) * side:.1f}",
            "text_y": f"{TOP + SIDE - (row + 0.5) * side + 6:.1f}",
            "side": f"{side:.1f}",
            "count": number,
            "step": -(-5 * number // most),
        }
        for (column, row), number in sorted(counted.items())
    ]


def arrows(nodes, earlier):
    """From where stakeholders were to where they are: the longest, and how many others there are."""
    moved = [(node, earlier[node.pk].rating) for node in nodes if node.pk in earlier and earlier[node.pk].rating]
    moved = [(way(before, node.rating), node, before) for node, before in moved]
    longest = sorted((each for each in moved if each[0]), key=lambda each: -each[0])
    return [arrow(node, before) for _way, node, before in longest[:ARROWS]], max(len(longest) - ARROWS, 0)


def way(one, other):
    """How far apart two ratings are, in points of the scores."""
    return hypot(one.influence - other.influence, one.interest - other.interest)


def arrow(node, before):
    x1, y1 = across(before.interest), down(before.influence)
    x2, y2 = across(node.rating.interest), down(node.rating.influence)
    length = hypot(x2 - x1, y2 - y1)
    # The head stays visible beside the point that it leads to.
    left = max(length - 12, length / 2) / length
    return {
        "node": node,
        "x1": f"{x1:.1f}",
        "y1": f"{y1:.1f}",
        "x2": f"{x1 + (x2 - x1) * left:.1f}",
        "y2": f"{y1 + (y2 - y1) * left:.1f}",
        "crosses": before.quadrant != node.rating.quadrant,
    }
