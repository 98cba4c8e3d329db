"""Events: where the partnership met, whom it invited, what was on the agenda and what came of it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import Part, Published, RecordQuerySet, Sourced, in_order, slug_field

from .outputs import Output
from .span import InTime


class EventQuerySet(RecordQuerySet):
    def with_area(self):
        return self.select_related("area", "host")

    def as_told_to(self, user):
        """With the agenda, and those outputs and minutes that this person may see.

        `agenda_changed` says when the agenda changed last, be it that something was taken out of it.
        """
        return self.annotate(agenda_changed=last_line(AgendaItem)).prefetch_related(
            "agenda",
            models.Prefetch("outputs", Output.objects.visible_to(user)),
            models.Prefetch("minutes", Minutes.objects.visible_to(user)),
        )

    def with_last_change(self):
        """Adds `told_at`: when the event, its agenda or what was published of its minutes changed last."""
        parts = [last_line(AgendaItem), last_line(Minutes, published=True)]
        return self.annotate(told_at=Greatest("modified", *(Coalesce(each, "modified") for each in parts)))

    def upcoming(self, on):
        """Events that are not over on that day, the next one first; those without a date are left out."""
        return self.filter(Q(ends_on__gte=on) | Q(ends_on__isnull=True, starts_on__gte=on)).order_by("starts_on", "pk")

    def latest_first(self):
        return self.order_by(models.F("starts_on").desc(nulls_last=True), "title", "pk")


def last_line(model, **fields):
    """When a part of an event was added, changed or taken out last."""
    past = model.history.filter(event=models.OuterRef("pk"), **fields).order_by("-history_date")
    return models.Subquery(past.values("history_date")[:1])


class Event(InTime, Sourced):
    """A meeting, conference, workshop, seminar or study visit."""

    SEARCHED = ("title", "title_local", "place", "summary")
    _history_m2m_fields = ("co_hosts", "participant_organisations", "speaker_organisations", "outputs", "agreements")

    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("conference")
        CONSULTATION = "consultation", _("consultation")
        MEETING = "meeting", _("meeting")
        WORKSHOP = "workshop", _("workshop")
        SEMINAR = "seminar", _("seminar")
        STUDY_VISIT = "study_visit", _("study visit")

    slug = slug_field()
    title = models.CharField(_("title"), max_length=300, help_text=_("E.g. Kick-off conference."))
    title_local = models.CharField(
        _("original title"), max_length=300, blank=True, help_text=_("Title in its own language.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, help_text=_("What kind of event it is."))
    area = models.ForeignKey(
        "areas.MetropolitanArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("metropolitan area"),
        help_text=_("Area it is about; empty for the whole project."),
    )
    practice = models.ForeignKey(
        "practices.Practice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("practice visited"),
        help_text=_("Practice or reference case that a study visit went to see."),
    )
    starts_on = PartialDateField(
        _("start"), null=True, blank=True, help_text=_("First day; the month or year when no more is known.")
    )
    ends_on = PartialDateField(
        _("end"), null=True, blank=True, stands_for="last", help_text=_("Last day, of an event of several days.")
    )
    date_note = models.TextField(
        _("note on the date"), blank=True, help_text=_("What is known of the date beyond the fields.")
    )
    place = models.CharField(
        _("place"), max_length=300, blank=True, help_text=_("E.g. Schloss Albrechtsberg, Dresden, Germany.")
    )
    host = models.ForeignKey(
        "stakeholders.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_events",
        verbose_name=_("host"),
        help_text=_("Organisation that invited to it."),
    )
    co_hosts = models.ManyToManyField(
        "stakeholders.Stakeholder",
        blank=True,
        related_name="co_hosted_events",
        verbose_name=_("co-hosts"),
        help_text=_("Organisations that invited with the host."),
    )
    meeting_number = models.PositiveSmallIntegerField(
        _("partner meeting number"),
        null=True,
        blank=True,
        help_text=_("Which meeting of the whole partnership it was, e.g. 4."),
    )
    participants = models.PositiveIntegerField(
        _("participants"), null=True, blank=True, help_text=_("Number of people that came.")
    )
    participants_note = models.TextField(_("note on the participants"), blank=True, help_text=_("E.g. more than 60."))
    participant_organisations = models.ManyToManyField(
        "stakeholders.Stakeholder",
        blank=True,
        related_name="attended_events",
        verbose_name=_("organisations that took part"),
        help_text=_("Organisations, never persons."),
    )
    speaker_organisations = models.ManyToManyField(
        "stakeholders.Stakeholder",
        blank=True,
        related_name="addressed_events",
        verbose_name=_("organisations that spoke"),
        help_text=_("Organisations, never persons."),
    )
    outputs = models.ManyToManyField(
        "workplan.Output",
        blank=True,
        related_name="events",
        verbose_name=_("outputs"),
        help_text=_("Outputs that were prepared for it, presented at it or came of it."),
    )
    agreements = models.ManyToManyField(
        "stakeholders.Agreement",
        blank=True,
        related_name="events",
        verbose_name=_("agreements"),
        help_text=_("Agreements that it was about or led to, e.g. of a consultation."),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("What it was about, in a few sentences."))

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["title", "pk"]
        constraints = [
            in_order("starts_on", "ends_on", "event_dates_in_order", _("An event cannot end before it starts."))
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("event-detail", args=[self.slug])

    @property
    def changed(self):
        """When it or something that `as_told_to` reads with it changed last."""
        told = [self, *self.outputs.all(), *self.minutes.all()]
        return max([each.modified for each in told] + ([self.agenda_changed] if self.agenda_changed else []))


class AgendaItem(Part):
    """A point of an event's agenda; anyone who sees the event reads it."""

    SEARCHED = ("title", "text")

    event = models.ForeignKey(Event, models.CASCADE, related_name="agenda", verbose_name=_("event"))
    time = models.CharField(
        _("time"), max_length=60, blank=True, help_text=_("Day and time as the programme gives it, e.g. 11 Oct, 14:00.")
    )
    title = models.CharField(_("title"), max_length=300, help_text=_("E.g. Results of the pilot projects."))
    text = models.TextField(_("text"), blank=True, help_text=_("What it is about, and which organisation speaks."))

    class Meta(Part.Meta):
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")

    def __str__(self):
        return self.title


class Minutes(Part, Published):
    """What was said and agreed at an event, or at one session of it; the public reads it once it is published."""

    SEARCHED = ("title", "text")

    event = models.ForeignKey(Event, models.CASCADE, related_name="minutes", verbose_name=_("event"))
    title = models.CharField(_("title"), max_length=300, help_text=_("E.g. Minutes of the steering committee."))
    text = models.TextField(
        _("text"),
        blank=True,
        help_text=_("What was said and agreed, and which organisation does what by when; no persons."),
    )
    url = models.URLField(
        _("address of the file"), max_length=500, blank=True, help_text=_("Where it can be read or downloaded.")
    )

    class Meta(Part.Meta):
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(url=""),
                name="minutes_say_something",
                violation_error_message=_("Write the minutes here, or give the address of their file."),
            )
        ]

    def __str__(self):
        return self.title
