"""How metropolitan areas can be narrowed down."""

from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import FilterSet, FoundChoicesFilter
from cityregions.records.countries import country_name

from .models import MetropolitanArea


class MetropolitanAreaFilter(FilterSet):
    country = FoundChoicesFilter(name_of=country_name, label=_("Country"))

    class Meta:
        model = MetropolitanArea
        fields = []
