"""The course of an activity: on which days its number changed, and what it came to."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache

from .entries import entries_of

# Days as text, `2014-03-31`, which sort as days do and cost less; NEVER comes after all of them.
FIRST, LAST, NEVER = "0001-01-01", "9999-12-31", "~"
ALWAYS = (FIRST, LAST)


# Those of a large plan several times over: for visitors, for partners, and of an earlier day.
@lru_cache(20_000)
def course(text, spans, end, handed_in):
    """How far an activity came: `[(day, exact per cent, whether partners told it)]`, in order of time.

    It is the mean of the latest of the entries in `text` of each responsible partner that counts on the day; before
    there is one, the share of the outputs it owes that were handed in. `spans` says from when to when each of these
    partners took part in the project; after its `end` the activity stays with those that took part then. `handed_in`
    has a day for each output it owes, sorted.

    It follows from these alone: one that was worked out before is right whatever else has changed.
    """
    entries, spans = entries_of(text), dict(spans)
    days = {day for day, _partner, _percent in entries}
    limited = any(span != ALWAYS for span in spans.values())
    if limited:
        days.update(day for first, last in spans.values() for day in (first, day_after(last)))
    if handed_in:
        days.update(day for day in handed_in if day != NEVER)
        days.add(FIRST)
    steps, latest, place = [], {}, 0
    for day in sorted(days):
        while place < len(entries) and entries[place][0] <= day:
            _day, partner, percent = entries[place]
            if partner in spans:
                latest[partner] = percent
            place += 1
        told = latest
        if limited:
            counts = min(day, end)
            told = {key: value for key, value in latest.items() if spans[key][0] <= counts <= spans[key][1]}
        if told:
            steps.append((day, sum(told.values()) / len(told), True))
        elif handed_in:
            steps.append((day, 100 * bisect_right(handed_in, day) / len(handed_in), False))
        elif steps:
            steps.append((day, None, False))
    return steps


def span_of(partner):
    """The first and the last day on which a partner takes part in the project."""
    joined, left = partner.joined_on, partner.left_on
    if not joined and not left:
        return ALWAYS
    return (joined.first.isoformat() if joined else FIRST, left.last.isoformat() if left else LAST)


def day_after(day):
    return day if day == LAST else (date.fromisoformat(day) + timedelta(1)).isoformat()
