"""Metropolitan areas, as programs read them."""

from cityregions.api.routes import register
from cityregions.api.serializers import RowSerializer
from cityregions.api.views import PortalViewSet

from .filters import MetropolitanAreaFilter
from .models import MetropolitanArea


class AreaSerializer(RowSerializer):
    class Meta:
        model = MetropolitanArea
        fields = (
            "name",
            "name_local",
            "country",
            "core_city",
            "second_core_city",
            "nuts",
            "fua_code",
            "latitude",
            "longitude",
            "population",
            "population_year",
            "population_core",
            "population_core_year",
            "population_second_core",
            "municipalities",
            "surrounding_municipalities",
            "summary",
            "accent",
        )
        detail_fields = (
            "boundary",
            "partners",
            "pilot",
            "stakeholders",
            "stakeholder_maps",
            "agreements",
            "practices",
            "activities",
            "outputs",
            "events",
            "policy_conclusions",
        )


@register("areas")
class AreaViewSet(PortalViewSet):
    """The metropolitan areas that take part. A detail also lists what belongs to the area."""

    queryset = MetropolitanArea.objects.all()
    serializer_class = AreaSerializer
    filterset_class = MetropolitanAreaFilter
