"""Stakeholders, their relations and maps, as programs read them."""

from django.utils.translation import gettext_lazy

from cityregions.api.routes import register
from cityregions.api.serializers import Computed, PartSerializer, RowSerializer
from cityregions.api.views import PortalViewSet

from . import engagement_api  # noqa: F401 - its nouns are of this app
from .filters import (
    AssessmentFilter,
    MapEntryFilter,
    MapSnapshotFilter,
    RelationFilter,
    StakeholderFilter,
    StakeholderMapFilter,
)
from .models import Assessment, MapEntry, MapSnapshot, Relation, Stakeholder, StakeholderMap


class StakeholderSerializer(RowSerializer):
    class Meta:
        model = Stakeholder
        fields = (
            "name",
            "name_local",
            "category",
            "organisation_type",
            "sector",
            "level",
            "area",
            "partner",
            "municipality",
            "address",
            "website",
            "latitude",
            "longitude",
            "is_group",
            "role",
        )
        detail_fields = (
            "maps",
            "practices",
            "pilots",
            "contracted_pilots",
            "hosted_events",
            "co_hosted_events",
            "attended_events",
            "addressed_events",
            "authored_outputs",
        )


@register("stakeholders")
class StakeholderViewSet(PortalViewSet):
    """Organisations and groups with a stake in an area or in the whole project; every partner is one too."""

    queryset = Stakeholder.objects.all()
    serializer_class = StakeholderSerializer
    filterset_class = StakeholderFilter


class RelationSerializer(RowSerializer):
    is_mutual = Computed(
        "kind", schema={"type": "boolean"}, help_text=gettext_lazy("Whether it reads the same from both ends.")
    )

    class Meta:
        model = Relation
        fields = ("from_stakeholder", "kind", "to_stakeholder", "is_mutual", "weight", "since", "until", "note")
        page_of = "from_stakeholder"


@register("relations")
class RelationViewSet(PortalViewSet):
    """How one stakeholder relates to another; a relation belongs to no map."""

    queryset = Relation.objects.all()
    serializer_class = RelationSerializer
    filterset_class = RelationFilter
    lookup_field = "pk"


class MapAssessmentSerializer(PartSerializer):
    class Meta:
        model = Assessment
        fields = ("assessed_on", "influence", "interest", "legitimacy", "urgency", "attitude", "source")


class MapOwnEntrySerializer(PartSerializer):
    assessments = MapAssessmentSerializer(many=True, read_only=True)

    class Meta:
        model = MapEntry
        fields = ("stakeholder", "x", "y", "assessments")


class StakeholderMapSerializer(RowSerializer):
    entries = MapOwnEntrySerializer(many=True, read_only=True)

    class Meta:
        model = StakeholderMap
        fields = ("name", "area", "issue", "published")
        detail_fields = ("stakeholders", "entries")


@register("stakeholder-maps")
class StakeholderMapViewSet(PortalViewSet):
    """The stakeholders of one issue in one metropolitan area; entries and ratings are nouns of their own, too."""

    queryset = StakeholderMap.objects.all()
    serializer_class = StakeholderMapSerializer
    filterset_class = StakeholderMapFilter


class MapEntrySerializer(RowSerializer):
    class Meta:
        model = MapEntry
        fields = ("stakeholder_map", "stakeholder", "x", "y")
        page_of = "stakeholder_map"


@register("map-entries")
class MapEntryViewSet(PortalViewSet):
    """A stakeholder on a map, with its pinned position if it has one."""

    queryset = MapEntry.objects.all()
    serializer_class = MapEntrySerializer
    filterset_class = MapEntryFilter
    lookup_field = "pk"


class AssessmentSerializer(RowSerializer):
    quadrant = Computed(
        "influence",
        "interest",
        schema={"type": "string", "enum": Assessment.Quadrant.values},
        help_text=gettext_lazy("Where it stands on the power/interest grid (Mendelow, 1991)."),
    )

    class Meta:
        model = Assessment
        fields = (
            "entry",
            "assessed_on",
            "influence",
            "interest",
            "quadrant",
            "legitimacy",
            "urgency",
            "attitude",
            "source",
        )
        page_of = "entry__stakeholder_map"


@register("assessments")
class AssessmentViewSet(PortalViewSet):
    """Ratings of stakeholders on maps, each of one day; who rated is not told."""

    queryset = Assessment.objects.all()
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter
    lookup_field = "pk"


class MapSnapshotSerializer(RowSerializer):
    class Meta:
        model = MapSnapshot
        fields = (
            "stakeholder_map",
            "number",
            "title",
            "note",
            "on",
            "with_ratings",
            "taken_at",
            "published",
            "published_at",
            "withdrawn_at",
            "withdrawn_because",
            "digest",
        )
        page_of = "stakeholder_map"


@register("map-snapshots")
class MapSnapshotViewSet(PortalViewSet):
    """Maps as they were at a moment, to be cited: to read; their pages give what they hold as files."""

    queryset = MapSnapshot.objects.all()
    serializer_class = MapSnapshotSerializer
    filterset_class = MapSnapshotFilter
    lookup_field = "pk"
    read_only = True
