"""Feeds of events and outputs: for calendars and for programs that read news."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cityregions.areas.models import MetropolitanArea
from cityregions.web import calendars
from cityregions.web.feeds import AtomFeed, PublicFeed, portal_name
from cityregions.web.mail import absolute
from stakeholders.models import Stakeholder

from ..filters import EventFilter, OutputFilter
from ..models import AgendaItem, Event, Minutes, Output

# How long a calendar is told that an event was deleted.
REMEMBERED = timedelta(days=180)


class EventAtom(AtomFeed):
    queryset = Event.objects.with_area().with_last_change()
    made_of = (Event, AgendaItem, Minutes, MetropolitanArea)
    changed = "told_at"
    filterset_class = EventFilter
    title = gettext_lazy("Events")


class OutputAtom(AtomFeed):
    queryset = Output.objects.with_area()
    made_of = (Output, MetropolitanArea)
    filterset_class = OutputFilter
    title = gettext_lazy("Outputs")


class EventCalendar(PublicFeed):
    """Events whose day or month is known; of one that is only known to fall in a year no calendar can tell."""

    queryset = Event.objects.with_area()
    made_of = (Event, AgendaItem, Minutes, Output, Stakeholder)
    filterset_class = EventFilter
    content_type = calendars.CONTENT_TYPE

    def content(self):
        rows = self.filterset.qs.as_told_to(self.reader).filter(starts_on__isnull=False).order_by("starts_on", "pk")
        entries = [entry(event) for event in rows if event.starts_on.precision != "year"]
        # What was deleted cannot be narrowed down any more.
        gone = [] if self.request.GET else cancelled(timezone.now() - REMEMBERED)
        return calendars.calendar(f"{portal_name()}: {_('Events')}", get_language(), [*entries, *gone])


def entry(event):
    """An event in a calendar, as `as_told_to` has read it."""
    said = [event.title_local, event.summary, calendars.day_unknown(event.starts_on), event.date_note, *more(event)]
    address = absolute(event.get_absolute_url())
    return calendars.whole_days(
        name_of(event.slug),
        event.starts_on.first,
        (event.ends_on or event.starts_on).last,
        event.changed,
        event.title,
        language="en",
        location=event.place,
        description=calendars.paragraphs(*said, address),
        categories=[event.get_kind_display()],
        url=address,
    )


def more(event):
    """Who invited and who came, the agenda, the minutes and the outputs, each as a text or empty."""
    yield _("Host: %(name)s") % {"name": event.host} if event.host else ""
    if event.participants is not None:
        yield _("People that came: %(number)s") % {"number": event.participants}
    yield listed(_("Agenda"), [" ".join(filter(None, [item.time, item.title])) for item in event.agenda.all()])
    yield listed(_("Minutes"), [" ".join(filter(None, [each.title, each.url])) for each in event.minutes.all()])
    yield listed(_("Outputs"), event.outputs.all())


def listed(title, entries):
    lines = [f"- {entry}" for entry in entries]
    return "\n".join([f"{title}:", *lines]) if lines else ""


def name_of(slug):
    return f"event-{slug}"


def cancelled(since):
    """Entries that take deleted events out of calendars; what the events were about is no longer told."""
    deleted = Event.history.filter(history_type="-", history_date__gte=since, starts_on__isnull=False)
    still_there = Event.objects.values("slug")
    for row in deleted.exclude(slug__in=still_there).order_by("history_date", "history_id"):
        if row.starts_on.precision != "year":
            last = (row.ends_on or row.starts_on).last
            yield calendars.whole_days(
                name_of(row.slug),
                row.starts_on.first,
                last,
                row.history_date,
                _("Cancelled"),
                status="CANCELLED",
            )
