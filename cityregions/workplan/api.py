"""The work plan, its outputs, events and conclusions, as programs read them."""

from rest_framework.serializers import URLField

from cityregions.api.routes import register
from cityregions.api.serializers import Computed, PartSerializer, RowSerializer
from cityregions.api.steps import TakesSteps
from cityregions.api.views import PortalViewSet

from . import report_api, review, review_api  # noqa: F401 - their nouns are of this app
from .filters import ActivityFilter, EventFilter, OutputFilter, PhaseFilter, PolicyConclusionFilter
from .models import Activity, ActivityArea, AgendaItem, Event, Minutes, Output, Phase, PolicyConclusion
from .progress import api as progress_api  # noqa: F401 - one of this app's nouns
from .review_forms import StepForm


class PhaseSerializer(RowSerializer):
    class Meta:
        model = Phase
        fields = ("framework", "number", "name", "starts_on", "ends_on", "maps_to", "summary")
        detail_fields = ("activities",)


@register("phases")
class PhaseViewSet(PortalViewSet):
    """The stages of the work plan; those of public sources stand beside the project's own."""

    queryset = Phase.objects.all()
    serializer_class = PhaseSerializer
    filterset_class = PhaseFilter


class ActivityAreaSerializer(PartSerializer):
    class Meta:
        model = ActivityArea
        fields = ("area", "expected_output")


class ActivitySerializer(RowSerializer):
    areas = ActivityAreaSerializer(many=True, read_only=True, source="activity_areas")

    class Meta:
        model = Activity
        fields = (
            "title",
            "kind",
            "phase",
            "public_phase",
            "pilot",
            "starts_on",
            "ends_on",
            "responsible",
            "areas",
        )
        detail_fields = ("outputs",)


@register("activities")
class ActivityViewSet(PortalViewSet):
    """Pieces of work, with what each owes to each area; a missing date is the phase's."""

    queryset = Activity.objects.all()
    serializer_class = ActivitySerializer
    filterset_class = ActivityFilter


class OutputSerializer(RowSerializer):
    languages = Computed(
        "languages",
        attribute="language_codes",
        schema={"type": "array", "items": {"type": "string"}},
        written=", ".join,
        help_text=Output._meta.get_field("languages").help_text,
    )
    file_url = URLField(
        source="url", required=False, allow_blank=True, help_text=Output._meta.get_field("url").help_text
    )

    class Meta:
        model = Output
        fields = (
            "number",
            "title",
            "title_local",
            "kind",
            "status",
            "area",
            "activity",
            "phase",
            "pilot",
            "agreement",
            "author",
            "due_on",
            "delivered_on",
            "date_note",
            "languages",
            "file_url",
            "summary",
        )
        detail_fields = ("policy_conclusions", "files", "endorsements", "events")


@register("outputs")
class OutputViewSet(TakesSteps, PortalViewSet):
    """What the work plan owes, and what was handed in."""

    queryset = Output.objects.all()
    serializer_class = OutputSerializer
    filterset_class = OutputFilter
    steps = {step.name: step.explanation for step in review.STEPS.values()}
    step_form = StepForm

    def take(self, row, step, **told):
        review.take(row, review.STEPS[step], self.request.user, **told)


class AgendaItemSerializer(PartSerializer):
    class Meta:
        model = AgendaItem
        fields = ("time", "title", "text")


class MinutesSerializer(PartSerializer):
    class Meta:
        model = Minutes
        fields = ("title", "text", "url", "published")


class EventSerializer(RowSerializer):
    agenda = AgendaItemSerializer(many=True, read_only=True)
    minutes = MinutesSerializer(many=True, read_only=True)

    class Meta:
        model = Event
        fields = (
            "title",
            "title_local",
            "kind",
            "area",
            "practice",
            "starts_on",
            "ends_on",
            "date_note",
            "place",
            "host",
            "co_hosts",
            "meeting_number",
            "participants",
            "participants_note",
            "participant_organisations",
            "speaker_organisations",
            "summary",
            "agenda",
            "minutes",
            "outputs",
            "agreements",
        )


@register("events")
class EventViewSet(PortalViewSet):
    """Meetings, conferences, workshops, seminars and study visits."""

    queryset = Event.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilter


class PolicyConclusionSerializer(RowSerializer):
    class Meta:
        model = PolicyConclusion
        fields = ("statement", "area", "evidence", "published")


@register("policy-conclusions")
class PolicyConclusionViewSet(PortalViewSet):
    """What the project has learnt that concerns policy, with its evidence."""

    queryset = PolicyConclusion.objects.all()
    serializer_class = PolicyConclusionSerializer
    filterset_class = PolicyConclusionFilter
