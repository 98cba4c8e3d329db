"""How pilots and their interventions and milestones can be narrowed down."""

from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import ChoicesFilter, FilterSet, PartialDateFilter, SlugFilter, YesNoFilter
from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from partners.models import Partner
from stakeholders.models import Stakeholder

from .models import Intervention, Milestone, Pilot


class PilotFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"))
    partner = SlugFilter(Partner, field_name="partners", many=True, label=_("Partner"))
    stakeholder = SlugFilter(Stakeholder, field_name="stakeholders", many=True, label=_("Stakeholder"))
    inspired_by = SlugFilter(Practice, many=True, label=_("Inspired by"))
    decision = ChoicesFilter(choices=Pilot.Decision.choices, label=_("Decision"))

    class Meta:
        model = Pilot
        fields = []


class InterventionFilter(FilterSet):
    pilot = SlugFilter(Pilot, label=_("Pilot"))

    class Meta:
        model = Intervention
        fields = []


class MilestoneFilter(FilterSet):
    pilot = SlugFilter(Pilot, label=_("Pilot"))
    planned = YesNoFilter(field_name="planned", label=_("Planned"))
    reached_after = PartialDateFilter(field_name="reached_on", lookup_expr="gte", label=_("From"))
    reached_before = PartialDateFilter(field_name="reached_on", lookup_expr="lt", label=_("Before"))

    class Meta:
        model = Milestone
        fields = []
