"""The look's colours: text, controls and areas stand out from their ground in light and in dark (WCAG 2.2, AA)."""

import re
from pathlib import Path

import pytest

STYLESHEET = Path(__file__).parent.parent / "static" / "css" / "portal.css"
TOKENS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(
        r"^\s*--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", STYLESHEET.read_text(), re.MULTILINE
    )
}
AREAS = [f"area-{number}" for number in range(1, 9)]
TONES = ["good", "info", "warning", "bad"]
TEXT = ["ink", "quiet", "brand", *TONES, *AREAS, "area-none"]

READ = [(colour, ground) for colour in TEXT for ground in ("paper", "panel")]
READ += [("on-brand", "brand"), ("paper", "warning"), ("ink", "land-within"), ("ink", "land"), ("ink", "water")]
SEEN = [(colour, ground) for colour in ("edge", "focus") for ground in ("paper", "panel")]
SEEN += [(colour, "land-within") for colour in AREAS]


def luminance(colour):
    """Relative luminance of `#rrggbb`, 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_that_of_wcag():
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), READ)
def test_text_is_readable_on_its_ground(colour, ground, theme):
    assert contrast(TOKENS[colour][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), SEEN)
def test_edges_marks_and_focus_are_seen_on_their_ground(colour, ground, theme):
    assert contrast(TOKENS[colour][theme], TOKENS[ground][theme]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_two_areas_share_a_colour(theme):
    assert len({TOKENS[area][theme] for area in AREAS}) == 8


def test_every_colour_of_the_stylesheet_is_a_token_for_both_themes():
    rules = STYLESHEET.read_text().split("@layer elements {")[1].split("@layer conditions {")[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == ["#fff"]  # the white edge that the EU emblem has on any ground
