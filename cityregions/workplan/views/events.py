"""Events: where the partnership met, and each event with who took part."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cityregions.practices.models import Practice
from cityregions.web.pages import DetailPage, ListPage

from ..filters import EventFilter
from ..models import Event
from .compliance import compliance


class EventList(ListPage):
    queryset = Event.objects.with_area()
    filterset_class = EventFilter
    template_name = "workplan/event_list.html"
    feeds = (
        ("event-calendar", "text/calendar", _("Calendar (iCalendar)")),
        ("event-feed", "application/atom+xml", _("Feed (Atom)")),
    )
    exported = (
        "title",
        "title_local",
        "kind",
        "area",
        "starts_on",
        "ends_on",
        "place",
        "host",
        "participants",
        "outputs",
        "summary",
    )
    sorts = {
        "-starts_on": (_("Newest first"), (F("starts_on").desc(nulls_last=True), "title")),
        "starts_on": (_("Oldest first"), (F("starts_on").asc(nulls_last=True), "title")),
        "title": (_("Title"), ("title",)),
        "area": (_("Area"), (F("area__name").asc(nulls_last=True), F("starts_on").desc(nulls_last=True), "title")),
    }


class EventDetail(DetailPage):
    queryset = Event.objects.with_area()
    template_name = "workplan/event_detail.html"

    def related(self, event):
        return {
            "co_hosts": event.co_hosts.order_by("name"),
            "took_part": event.participant_organisations.order_by("name"),
            "speakers": event.speaker_organisations.order_by("name"),
            "practices": Practice.objects.with_area().filter(pk=event.practice_id),
            "agenda": event.agenda.all(),
            "minutes": event.minutes.all(),
            "outputs": event.outputs.with_area().newest_first(),
            "agreements": event.agreements.with_area().order_by("title", "pk"),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**compliance(self.object, self.request.user), **kwargs)
