"""How practices can be narrowed down."""

from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import ChoicesFilter, FilterSet, FoundChoicesFilter, SlugFilter, YesNoFilter
from cityregions.areas.models import MetropolitanArea
from cityregions.records.countries import country_name
from partners.models import Partner
from stakeholders.models import Stakeholder

from .models import Practice


class PracticeFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"))
    elsewhere = YesNoFilter(field_name="area", lookup_expr="isnull", label=_("Reference case elsewhere"))
    country = FoundChoicesFilter(name_of=country_name, label=_("Country"))
    form = ChoicesFilter(choices=Practice.Form.choices, label=_("Form"))
    outcome = ChoicesFilter(choices=Practice.Outcome.choices, label=_("Outcome"))
    organisation = SlugFilter(Stakeholder, field_name="organisations", many=True, label=_("Organisation"))
    visited_by = SlugFilter(Partner, many=True, label=_("Visited by"))

    class Meta:
        model = Practice
        fields = []
