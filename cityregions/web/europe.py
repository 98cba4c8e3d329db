"""The outline map of Europe on which areas and places are shown."""

import json
from functools import lru_cache
from itertools import pairwise
from math import cos, degrees, hypot, radians, sin, sqrt

from django.conf import settings

EARTH_RADIUS = 6371
# Lambert's azimuthal equal-area projection around the middle that Eurostat uses for maps of Europe.
MIDDLE_LATITUDE, MIDDLE_LONGITUDE = radians(52), radians(10)
WIDTH, HEIGHT = 720, 600
# Parts of countries farther than this from the middle, in kilometres, are never in a window.
FARTHEST = 4000
# No point within that reach lies south of this latitude, or farther than this from the middle's meridian.
SOUTHERNMOST, SIDEWAYS = 15, 76
# Points of an outline closer than this, in units of the picture, are left out.
FINENESS = 1.3


def project(longitude, latitude):
    """Kilometres east and south of the middle of the projection."""
    latitude, turn = radians(latitude), radians(longitude) - MIDDLE_LONGITUDE
    inner = 1 + sin(MIDDLE_LATITUDE) * sin(latitude) + cos(MIDDLE_LATITUDE) * cos(latitude) * cos(turn)
    scale = EARTH_RADIUS * sqrt(2 / max(inner, 1e-9))
    across = cos(latitude) * sin(turn)
    up = cos(MIDDLE_LATITUDE) * sin(latitude) - sin(MIDDLE_LATITUDE) * cos(latitude) * cos(turn)
    return scale * across, -scale * up


def window(places, width=WIDTH, height=HEIGHT, room=(420, 360), least=0.9):
    """West, north and kilometres per unit of a picture that shows these projected places with room around them.

    `room` is in kilometres, across and down, and `least` the fewest kilometres per unit.
    """
    east, south = [x for x, _ in places] or [0], [y for _, y in places] or [0]
    scale = max((max(east) - min(east) + room[0]) / width, (max(south) - min(south) + room[1]) / height, least)
    middle = (max(east) + min(east)) / 2, (max(south) + min(south)) / 2
    return round(middle[0] - scale * width / 2), round(middle[1] - scale * height / 2), round(scale, 3)


def into(view, place):
    """Where a projected place lies in the picture."""
    west, north, scale = view
    return (place[0] - west) / scale, (place[1] - north) / scale


@lru_cache(maxsize=1)
def countries():
    """Every ring of every country within reach, projected; none when the outlines are not installed."""
    path = settings.NODE_MODULES / "world-atlas" / "countries-50m.json"
    if not path.exists():
        return []
    atlas = json.loads(path.read_text())
    arcs = [unpack(arc, atlas["transform"]) for arc in atlas["arcs"]]
    outlines = (
        [ring(arcs, part) for part in parts_of(country)] for country in atlas["objects"]["countries"]["geometries"]
    )
    # To project all the world takes longer than a reader should wait for the first map.
    candidates = ([part for part in parts if any(may_be_near(*point) for point in part)] for parts in outlines)
    projected = ([[project(*point) for point in part] for part in parts] for parts in candidates)
    near = ([part for part in parts if any(hypot(*point) < FARTHEST for point in part)] for parts in projected)
    return [parts for parts in near if parts]


def may_be_near(longitude, latitude):
    return latitude > SOUTHERNMOST and abs(longitude - degrees(MIDDLE_LONGITUDE)) < SIDEWAYS


def unpack(arc, transform):
    """An arc of the atlas, which holds steps on a grid, as points in degrees."""
    (stretch_x, stretch_y), (x0, y0) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * stretch_x + x0, y * stretch_y + y0))
    return points


def parts_of(country):
    """The rings of a country, each a list of numbers of arcs."""
    if country["type"] == "Polygon":
        return country["arcs"]
    return [part for polygon in country.get("arcs", []) for part in polygon]


def ring(arcs, numbers):
    """Arcs joined to a closed line; a number below zero means the arc ~number, backwards."""
    points = []
    for number in numbers:
        points += arcs[number][1:] if number >= 0 else arcs[~number][-2::-1]
    return points


@lru_cache(maxsize=64)
def outlines(view, width=WIDTH, height=HEIGHT):
    """The countries in this window, each as its projected rings and the path that draws them."""
    drawn = []
    for parts in countries():
        clipped = [clip([into(view, point) for point in part], width, height) for part in parts]
        path = "".join(draw(part) for part in clipped if len(part) > 2)
        if path:
            drawn.append((parts, path))
    return drawn


def clip(points, width, height, margin=4):
    """The part of a closed line that lies in the picture. Sutherland and Hodgman, 1974."""
    for axis, limit, side in ((0, -margin, 1), (0, width + margin, -1), (1, -margin, 1), (1, height + margin, -1)):
        kept = []
        for start, end in pairwise([*points[-1:], *points]):
            start_in, end_in = (start[axis] - limit) * side >= 0, (end[axis] - limit) * side >= 0
            if start_in != end_in:
                share = (limit - start[axis]) / (end[axis] - start[axis])
                kept.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
            if end_in:
                kept.append(end)
        points = kept
    return points


def draw(points):
    """The path of a closed line, without the points that nobody would see."""
    kept = points[:1]
    for point in points[1:]:
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= FINENESS:
            kept.append(point)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "z" if len(kept) > 2 else ""


def holds(parts, place):
    """Whether a place lies within these rings."""
    x, y = place
    crossings = 0
    for part in parts:
        for (x1, y1), (x2, y2) in pairwise([*part[-1:], *part]):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossings += 1
    return crossings % 2 == 1
