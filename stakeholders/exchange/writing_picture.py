"""The picture of a view as a file of its own: with its colours, what it is called, and who paid for it."""

import re
from functools import cache
from pathlib import Path
from textwrap import wrap

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from cityregions.web.errors import BadAddress
from cityregions.web.exports import funding_statement
from cityregions.web.mail import absolute

from ..maps import change, geo, grid, network
from ..maps.asked import View
from .writing_cells import told

DRAWN = {View.GRID: grid.context, View.NETWORK: network.context, View.GEO: geo.context, View.CHANGE: change.context}
STYLES = ("css/portal.css", "css/maps.css", "css/network.css")
BOX = re.compile(r'<svg\b[^>]*?\bviewBox="([\d.\s-]+)"')
CLASS = re.compile(r'\bclass="([^"]*)"')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LIGHT = re.compile(r"light-dark\(([^,()]+),[^()]*\)")
VARIABLE = re.compile(r"var\((--[\w-]+)(?:,([^()]*))?\)")
MIX = re.compile(r"color-mix\(in srgb, #(\w{6}) (\d+)%, #(\w{6})\)")
# Letters of the lines below take so much of the picture's width and height.
LETTER, LINE, MARGIN = 7, 18, 12


def as_svg(asked):
    """The picture of the view that the address names, of the network where it names none.

    Raises BadAddress where the view has none, or has nothing to draw.
    """
    view = View(asked.own["view"] or View.NETWORK)
    if view not in DRAWN:
        raise BadAddress(_("The list has no picture: name a view that has one."), known=[each.value for each in DRAWN])
    picture = DRAWN[view](asked).get("picture")
    if not picture:
        raise BadAddress(_("There is no picture of this view yet: open its page to see why."))
    drawn = render_to_string(f"stakeholders/maps/_{view.value}_svg.html", {"picture": picture, "asked": asked})
    return [alone(asked, drawn.strip())]


def alone(asked, drawn):
    """The drawing with its styles within it, on paper, above the lines that say what it is."""
    left, top, width, height = map(float, BOX.search(drawn)[1].split())
    lines = [line for each in told_below(asked) for line in wrap(told(each), max(20, int(width / LETTER)))]
    below = MARGIN + LINE * len(lines)
    box = f"{left:g} {top:g} {width:g} {height + below:g}"
    texts = "".join(
        f'<text x="{left + MARGIN:g}" y="{top + height + LINE * number:g}">{escape(line)}</text>'
        for number, line in enumerate(lines, start=1)
    )
    inner = f'<svg x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}"'
    placed = re.sub(r"^<svg\b", inner, without_size(with_addresses(asked, drawn)), count=1)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" '
        f'width="{width:g}" height="{height + below:g}" '
        "font-family=\"'Source Sans 3', 'Segoe UI', sans-serif\">"
        f"<title>{escape(told(asked.title))}</title><style>{styles_of(drawn)}</style>"
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height + below:g}" fill="#fdfdfb"/>{placed}'
        f'<g class="told-below" font-size="13" fill="#1a2126">{texts}</g></svg>\n'
    )


def told_below(asked):
    yield asked.title + (f", {asked.content.on.isoformat()}" if asked.content.on else "")
    yield from asked.told_filters
    yield asked.page_address
    if statement := funding_statement():
        yield statement


def without_size(drawn):
    """The first element without what is given anew."""
    start, end = drawn.split(">", 1)
    return re.sub(r'\s(?:x|y|width|height)="[^"]*"', "", start) + f">{end}"


def with_addresses(asked, drawn):
    """Links lead to the portal, wherever the file lies."""
    drawn = drawn.replace('href="/', f'href="{absolute("/")}')
    return drawn.replace('href="?', f'href="{absolute(asked.path)}?')


def styles_of(drawn):
    """The rules for what is drawn, in the light colours, with nothing left to look up."""
    used = {name for found in CLASS.findall(drawn) for name in found.split()}
    kept = []
    for selector, declarations in rules():
        fitting = [each.strip() for each in selector.split(",") if fits(each, used)]
        if fitting:
            kept.append(f"{', '.join(fitting)} {{{declarations}}}")
    return "\n".join(kept)


def fits(selector, used):
    """Whether a rule may concern the drawing: it names classes, only such as are used, and no state of a page."""
    classes = set(re.findall(r"\.([\w-]+)", selector))
    return bool(classes) and classes <= used and ":" not in selector


@cache
def rules():
    """All rules of the stylesheets that hold without condition, as (selector, declarations)."""
    texts = [Path(found).read_text(encoding="utf-8") for name in STYLES if (found := finders.find(name))]
    found = [rule for text in texts for rule in unconditional(COMMENT.sub("", text))]
    known = {}
    for selector, declarations in found:
        if selector == ":root":
            known |= dict(re.findall(r"(--[\w-]+):\s*([^;]+)", declarations))
    return [(selector, resolved(declarations, known)) for selector, declarations in found]


def unconditional(text):
    """The rules that stand in layers alone, in no condition of a screen."""
    around, start = [], 0
    for place in re.finditer(r"[{}]", text):
        before = (
            text[start : place.start()].rpartition(";")[2].strip() if place[0] == "{" else text[start : place.start()]
        )
        start = place.end()
        if place[0] == "{":
            around.append(before)
        elif around:
            selector = around.pop()
            if not selector.startswith("@") and all(each.startswith("@layer") for each in around):
                yield selector, " ".join(before.split())


def resolved(declarations, known):
    """With what the whole portal shares in its place; what a rule of the drawing sets is left to be looked up there."""
    for _depth in range(5):
        declarations = VARIABLE.sub(lambda found: known.get(found[1], found[0]), declarations)
    return MIX.sub(mixed, LIGHT.sub(r"\1", declarations))


def mixed(found):
    """Two colours as one, since few programs that draw can mix."""
    part, pairs = int(found[2]) / 100, zip(bytes.fromhex(found[1]), bytes.fromhex(found[3]), strict=True)
    return "#" + bytes(round(one * part + other * (1 - part)) for one, other in pairs).hex()
