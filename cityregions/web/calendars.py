"""Calendars: days that people subscribe to in the calendar they already use."""

from datetime import UTC, date, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vText

from cityregions.records.text import writable

from .exports import funding_statement
from .feeds import NEVER, host

CONTENT_TYPE = "text/calendar; charset=utf-8"
# How often calendars look for changes.
REFRESH = timedelta(hours=12)


def calendar(title, language, entries):
    """A calendar of these entries, as text. RFC 5545 and 7986."""
    made = Calendar()
    made.add("prodid", f"-//{host()}//CityRegions portal//{language.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        made.add(name, vText(title))
    made.add("x-wr-caldesc", vText(funding_statement()))
    made.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        made.add_component(entry)
    return writable(made.to_ical().decode())


def whole_days(name, first, last, stamp, title, *, language="", **texts):
    """An entry from the first to the last day, which takes up nobody's time.

    `stamp` is when it changed last: what changes later has a higher SEQUENCE, so that calendars take it for an update.
    `texts` are further properties by name; empty ones are left out.
    """
    entry = Event()
    entry.add("uid", f"{name}@{host()}")
    entry.add("dtstamp", stamp.astimezone(UTC))
    entry.add("last-modified", stamp.astimezone(UTC))
    entry.add("sequence", int((stamp - NEVER).total_seconds()))
    entry.add("summary", title, parameters={"language": language} if language else None)
    entry.add("dtstart", first)
    # The day after: an end is not part of the entry. The calendar itself ends with a day that nothing comes after.
    entry.add("dtend", min(last, date.max - timedelta(days=1)) + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    for key, value in texts.items():
        if value:
            entry.add(key, value)
    return entry


def paragraphs(*texts):
    return "\n\n".join(str(text) for text in texts if text)


def day_unknown(known):
    """What is said of a date that is not known to the day; nothing of one that is."""
    return "" if known.precision == "day" else _("Only the month is known: %(month)s.") % {"month": known.display}
