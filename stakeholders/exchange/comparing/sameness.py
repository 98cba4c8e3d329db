"""Sameness: when what a file says is what the portal says already."""

import math
import re

from cityregions.records.text import no_formulas, writable

# What files have in place of an e-mail address.
LEFT_OUT = "[e-mail address left out]"


def same(now, then):
    """Whether two values say the same: the end of a line and what stands around a text do not count.

    Nor does what a file leaves out or adds: addresses of people, what keeps a cell from being a formula, and the last
    digits of a number.
    """
    if isinstance(now, float) and isinstance(then, float):
        return math.isclose(now, then, rel_tol=1e-12)
    if not isinstance(now, str) or not isinstance(then, str):
        return now == then
    now, then = plain(writable(now)), plain(then)
    if then in {now, no_formulas(now)}:
        return True
    pattern = re.escape(then).replace(re.escape(LEFT_OUT), r"[^\s@]+@[^\s@]+")
    return LEFT_OUT in then and any(re.fullmatch(pattern, text) for text in (now, no_formulas(now)))


def plain(text):
    return text.replace("\r\n", "\n").replace("_x000D_\n", "\n").strip()
