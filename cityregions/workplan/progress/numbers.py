"""The arithmetic of the work plan: per cents, months, and where a day falls in a period."""

from functools import lru_cache

# What ends within so many days is due.
DUE_SOON = 30


def whole(exact):
    """A whole per cent; what has begun is never 0, and what is not complete never 100."""
    if exact is None:
        return None
    # Sums of fractions miss 0 and 100 by a hair.
    exact = min(100, max(0, round(exact, 6)))
    return int(exact) if exact in {0, 100} else min(99, max(1, int(exact + 0.5)))


def share(part, total):
    """Per cent, or None where there is nothing to have a part of."""
    return whole(100 * part / total) if total else None


@lru_cache(4096)
def months(start, end):
    """The months of the calendar that a period touches; one where its dates are not known."""
    if not start or not end:
        return 1
    first, last = start.first, end.last
    return max(1, 12 * (last.year - first.year) + last.month - first.month + 1)


@lru_cache(4096)
def status_of_period(start, end, on):
    """Where a day falls in a period: before it, in it, shortly before its end, or after it."""
    if start and start.first > on:
        return "planned"
    if not end:
        return "ongoing" if start else "unknown"
    if end.last < on:
        return "ended"
    return "due" if (end.last - on).days < DUE_SOON else "ongoing"


def weighted(activities):
    """The mean of the activities that have a number, each by its months; None where none has."""
    known = [each for each in activities if each.exact is not None]
    if not known:
        return None
    return sum(each.exact * each.months for each in known) / sum(each.months for each in known)
