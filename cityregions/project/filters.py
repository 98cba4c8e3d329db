"""How the conflicts between sources, and the budget, can be narrowed down."""

from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import ChoicesFilter, FilterSet, SlugFilter
from cityregions.areas.models import MetropolitanArea
from cityregions.workplan.models import ReportingPeriod
from partners.models import CostLine, Partner

from .models import Conflict


class ConflictFilter(FilterSet):
    class Meta:
        model = Conflict
        fields = []


class BudgetFilter(FilterSet):
    """Narrows the partners down; cost lines and periods narrow down their amounts."""

    partner = SlugFilter(Partner, method="only_partners", label=_("Partner"))
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"))
    cost_line = ChoicesFilter(choices=CostLine.choices, method="as_it_is", label=_("Cost line"))
    period = SlugFilter(ReportingPeriod, method="as_it_is", label=_("Reporting period"))

    class Meta:
        model = Partner
        fields = []

    def only_partners(self, queryset, name, value):
        return queryset.filter(pk__in=[partner.pk for partner in value]) if value else queryset

    def as_it_is(self, queryset, name, value):
        return queryset
