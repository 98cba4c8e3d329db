"""Pictures drawn by the server: the map, the timeline and bars, each beside its text."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import formats

from . import europe

# A map with more points than this shows them without names; the list beside it has them.
NAMED_POINTS = 12
# How much room a letter takes at the size that names have on a phone.
LETTER_WIDTH, LETTER_HEIGHT = 15.5, 36
# On a longer axis not every year has its line.
MOST_YEARS = 40


@dataclass
class Point:
    """A place on the map. `accent` is a class such as `area-3`."""

    label: str
    latitude: float
    longitude: float
    url: str = ""
    accent: str = ""
    text: str = ""


@dataclass
class Bar:
    """A line of the timeline, from its first to its last day; `percent` is None where progress is not known."""

    label: str
    first: date
    last: date
    url: str = ""
    percent: float | None = None
    accent: str = ""
    period: str = ""
    group: str = ""
    kind: str = ""
    x: str = field(init=False, default="")
    width: str = field(init=False, default="")
    done: str = field(init=False, default="")


def share(part, whole):
    """An SVG length in per cent, always with a point."""
    return f"{100 * part / whole if whole else 0:.2f}%"


def europe_map(points):
    """The picture for the map component: size, countries as paths, points with where their names stand."""
    places = [europe.project(point.longitude, point.latitude) for point in points]
    view = europe.window(places)
    named = len(points) <= NAMED_POINTS
    spots = [europe.into(view, place) for place in places]
    taken = [(x - 14, y - 14, x + 14, y + 14) for x, y in spots]
    marks = [mark(point, spot, named, taken) for point, spot in zip(points, spots, strict=True)]
    countries = [(path, any(europe.holds(parts, place) for place in places)) for parts, path in europe.outlines(view)]
    return {"width": europe.WIDTH, "height": europe.HEIGHT, "countries": countries, "marks": marks, "named": named}


def mark(point, spot, named, taken):
    """A point of the map with the place of its name: beside the dot, where no other name is yet."""
    x, y = spot
    across, down, anchor = free_place(point.label, x, y, taken) if named else (0, 0, "start")
    return {
        "point": point,
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "label_x": f"{across:.1f}",
        "label_y": f"{down:.1f}",
        "anchor": anchor,
    }


def free_place(label, x, y, taken):
    """Where a name fits next to its dot: right, left, below or above; right if nowhere."""
    width, height = len(label) * LETTER_WIDTH, LETTER_HEIGHT
    tries = [
        ((x + 20, y, "start"), (x + 20, y - height / 2, x + 20 + width, y + height / 2)),
        ((x - 20, y, "end"), (x - 20 - width, y - height / 2, x - 20, y + height / 2)),
        ((x, y + height, "middle"), (x - width / 2, y + height / 2, x + width / 2, y + 1.5 * height)),
        ((x, y - height, "middle"), (x - width / 2, y - 1.5 * height, x + width / 2, y - height / 2)),
    ]
    for place, box in tries:
        inside = box[0] >= 0 and box[2] <= europe.WIDTH and box[1] >= 0 and box[3] <= europe.HEIGHT
        if inside and not any(overlap(box, other) for other in taken):
            taken.append(box)
            return place
    return tries[0][0]


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def timeline(bars, on=None):
    """The picture for the timeline component: bars laid out between the first and the last day, with the years."""
    bars = list(bars)
    if not bars:
        return {"bars": [], "ticks": [], "today": None}
    first = min(bar.first for bar in bars).replace(day=1)
    # The calendar itself ends with a day that nothing comes after.
    last = min(max(bar.last for bar in bars), date.max - timedelta(days=1)) + timedelta(days=1)
    days = (last - first).days
    for bar in bars:
        length = (bar.last - bar.first).days + 1
        bar.x, bar.width = share((bar.first - first).days, days), share(length, days)
        bar.done = share(length * (bar.percent or 0) / 100, days)
    today = share((on - first).days, days) if on and first <= on < last else None
    return {"bars": bars, "ticks": ticks(first, last), "today": today, "on": on}


def ticks(first, last):
    """The starts of quarters, or of years when there are many, as places and labels; at most some `MOST_YEARS`."""
    days = (last - first).days
    step = 3 if days < 1400 else 12
    every = -(-(last.year - first.year + 1) // MOST_YEARS)
    years = range(first.year, last.year + 1, every)
    months = [date(year, month, 1) for year in years for month in range(1, 13, step)]
    return [
        {"x": share((day - first).days, days), "label": str(day.year) if day.month == 1 else "", "day": day}
        for day in months
        if first <= day < last
    ]


def bar_chart(rows):
    """The picture for the chart component. A row is `(label, value)`, with an address and an accent if it has them."""
    rows = [dict(zip(("label", "value", "url", "accent"), row, strict=False)) for row in rows]
    longest = max((row["value"] for row in rows), default=0)
    for row in rows:
        row["width"] = share(row["value"], longest)
        row["shown"] = formats.number_format(row["value"], use_l10n=True, force_grouping=True)
    return {"rows": rows}
