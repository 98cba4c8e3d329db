"""Practices, as programs read them."""

from cityregions.api.routes import register
from cityregions.api.serializers import RowSerializer
from cityregions.api.views import PortalViewSet

from .filters import PracticeFilter
from .models import Practice


class PracticeSerializer(RowSerializer):
    class Meta:
        model = Practice
        fields = (
            "name",
            "name_local",
            "area",
            "country",
            "place",
            "form",
            "theme",
            "started_on",
            "ended_on",
            "ongoing",
            "period_qualifier",
            "outcome",
            "outcome_basis",
            "summary",
            "organisations",
            "visited_by",
            "visited_on",
            "visited_note",
            "published",
        )
        detail_fields = ("inspired_pilots", "events")


@register("practices")
class PracticeViewSet(PortalViewSet):
    """Forms of metropolitan cooperation, past and present, in an area of the project or elsewhere."""

    queryset = Practice.objects.all()
    serializer_class = PracticeSerializer
    filterset_class = PracticeFilter
