"""Pilots, their interventions and milestones, as programs read them."""

from cityregions.api.routes import register
from cityregions.api.serializers import PartSerializer, RowSerializer
from cityregions.api.views import PortalViewSet

from .filters import InterventionFilter, MilestoneFilter, PilotFilter
from .models import Expert, FollowUp, Intervention, Milestone, Objective, Pilot, Result


class ObjectiveSerializer(PartSerializer):
    class Meta:
        model = Objective
        fields = ("text",)


class PilotInterventionSerializer(PartSerializer):
    class Meta:
        model = Intervention
        fields = ("slug", "title", "text")


class PilotMilestoneSerializer(PartSerializer):
    class Meta:
        model = Milestone
        fields = ("reached_on", "date_note", "text", "planned")


class ExpertSerializer(PartSerializer):
    class Meta:
        model = Expert
        fields = ("organisation", "text")


class ResultSerializer(PartSerializer):
    class Meta:
        model = Result
        fields = ("text",)


class FollowUpSerializer(PartSerializer):
    class Meta:
        model = FollowUp
        fields = ("text",)


class PilotSerializer(RowSerializer):
    objectives = ObjectiveSerializer(many=True, read_only=True)
    interventions = PilotInterventionSerializer(many=True, read_only=True)
    milestones = PilotMilestoneSerializer(many=True, read_only=True)
    experts = ExpertSerializer(many=True, read_only=True)
    results = ResultSerializer(many=True, read_only=True)
    follow_up = FollowUpSerializer(many=True, read_only=True, source="follow_ups")

    class Meta:
        model = Pilot
        fields = (
            "title",
            "title_local",
            "title_report",
            "area",
            "theme",
            "theme_public",
            "summary",
            "partners",
            "partners_note",
            "contractor",
            "contractor_note",
            "contract_number",
            "stakeholders",
            "stakeholders_note",
            "inspired_by",
            "agreements",
            "decision",
            "objectives",
            "interventions",
            "milestones",
            "experts",
            "results",
            "follow_up",
            "published",
        )
        detail_fields = ("activities", "outputs")


@register("pilots")
class PilotViewSet(PortalViewSet):
    """What each metropolitan area tries out, with everything that belongs to it."""

    queryset = Pilot.objects.all()
    serializer_class = PilotSerializer
    filterset_class = PilotFilter


class InterventionSerializer(RowSerializer):
    class Meta:
        model = Intervention
        fields = ("pilot", "position", "title", "text")
        page_of = "pilot"


@register("interventions")
class InterventionViewSet(PortalViewSet):
    """What pilots do."""

    queryset = Intervention.objects.all()
    serializer_class = InterventionSerializer
    filterset_class = InterventionFilter


class MilestoneSerializer(RowSerializer):
    class Meta:
        model = Milestone
        fields = ("pilot", "position", "reached_on", "date_note", "text", "planned")
        page_of = "pilot"


@register("milestones")
class MilestoneViewSet(PortalViewSet):
    """Dates that mattered to pilots."""

    queryset = Milestone.objects.all()
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilter
    lookup_field = "pk"
