"""The work plan: what staff fill in of outputs and events, and coordinators of the plan and the conclusions."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.web.editing import PROVENANCE, PartForm, Parts, RecordForm, RecordMeta

from .models import Activity, ActivityArea, AgendaItem, Event, Minutes, Output, Phase, PolicyConclusion

SOURCE = ("source", "confidence")


class OfThePlan(RecordForm):
    """What stands on the page of the work plan."""

    @classmethod
    def place(cls, row, noun):
        return _("Work plan"), reverse("workplan")


class PhaseForm(OfThePlan):
    sections = {"name": _("The phase"), "starts_on": _("Period")}

    class Meta(RecordMeta):
        model = Phase
        fields = ("name", "slug", "framework", "number", "maps_to", "summary", "starts_on", "ends_on", *PROVENANCE)


class ActivityAreaForm(PartForm):
    called_by = "area"

    class Meta(RecordMeta):
        model = ActivityArea
        fields = ("area", "expected_output")


class ActivityForm(OfThePlan):
    sections = {"title": _("The activity"), "starts_on": _("Period"), "responsible": _("Who answers for it")}
    parts = (Parts("activity_areas", ActivityAreaForm, title=_("Areas and what is owed to them")),)

    class Meta(RecordMeta):
        model = Activity
        fields = (
            "title",
            "slug",
            "kind",
            "phase",
            "public_phase",
            "pilot",
            "starts_on",
            "ends_on",
            "responsible",
            *PROVENANCE,
        )


class OutputForm(RecordForm):
    sections = {
        "title": _("The output"),
        "area": _("Where it belongs"),
        "due_on": _("Dates"),
        "url": _("File"),
    }

    class Meta(RecordMeta):
        model = Output
        fields = (
            "title",
            "title_local",
            "slug",
            "number",
            "kind",
            "summary",
            "area",
            "activity",
            "phase",
            "pilot",
            "agreement",
            "author",
            "due_on",
            "delivered_on",
            "date_note",
            "url",
            "languages",
            *PROVENANCE,
        )


class AgendaItemForm(PartForm):
    class Meta(RecordMeta):
        model = AgendaItem
        fields = ("time", "title", "text", "position", *SOURCE)


class MinutesForm(PartForm):
    class Meta(RecordMeta):
        model = Minutes
        fields = ("title", "text", "url", "published", "position", *SOURCE)


class EventForm(RecordForm):
    sections = {
        "title": _("The event"),
        "starts_on": _("When and where"),
        "host": _("Who came"),
        "outputs": _("What it led to"),
    }
    parts = (Parts("agenda", AgendaItemForm), Parts("minutes", MinutesForm))

    class Meta(RecordMeta):
        model = Event
        fields = (
            "title",
            "title_local",
            "slug",
            "kind",
            "area",
            "practice",
            "meeting_number",
            "summary",
            "starts_on",
            "ends_on",
            "date_note",
            "place",
            "host",
            "co_hosts",
            "participants",
            "participants_note",
            "participant_organisations",
            "speaker_organisations",
            "outputs",
            "agreements",
            *PROVENANCE,
        )


class PolicyConclusionForm(RecordForm):
    sections = {"statement": _("The conclusion")}

    class Meta(RecordMeta):
        model = PolicyConclusion
        fields = ("statement", "slug", "area", "evidence", "published", *PROVENANCE)
