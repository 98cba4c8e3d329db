"""How phases, activities, outputs, events and policy conclusions can be narrowed down."""

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import ChoicesFilter, FilterSet, PartialDateFilter, SlugFilter, YesNoFilter
from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from partners.models import Partner
from pilots.models import Pilot
from stakeholders.models import Stakeholder

from .models import Activity, Event, Output, Phase, PolicyConclusion


class PhaseFilter(FilterSet):
    framework = ChoicesFilter(choices=Phase.Framework.choices, label=_("Counted by"))

    class Meta:
        model = Phase
        fields = []


class ActivityFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, field_name="areas", many=True, label=_("Metropolitan area"))
    phase = SlugFilter(Phase, label=_("Phase"))
    kind = ChoicesFilter(choices=Activity.Kind.choices, label=_("Kind"))
    responsible = SlugFilter(Partner, many=True, label=_("Responsible partner"))
    pilot = SlugFilter(Pilot, label=_("Pilot"))

    class Meta:
        model = Activity
        fields = []


class OutputFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"), null_label=_("whole project"))
    kind = ChoicesFilter(choices=Output.Kind.choices, label=_("Kind"))
    status = ChoicesFilter(choices=Output.Status.choices, label=_("Status"))
    activity = SlugFilter(Activity, label=_("Activity"))
    pilot = SlugFilter(Pilot, label=_("Pilot"))
    author = SlugFilter(Stakeholder, label=_("Author"))
    language = ChoicesFilter(choices=settings.LANGUAGES, method="in_language", label=_("Language"))
    delivered_after = PartialDateFilter(field_name="delivered_on", lookup_expr="gte", label=_("Delivered from"))
    delivered_before = PartialDateFilter(field_name="delivered_on", lookup_expr="lt", label=_("Delivered before"))
    due_before = PartialDateFilter(method="only_due_before", label=_("Due before"))
    late = YesNoFilter(method="only_late", label=_("Late"))

    class Meta:
        model = Output
        fields = []

    def in_language(self, queryset, name, value):
        condition = Q()
        for code in value:
            condition |= Q(languages__contains=code)
        return queryset.filter(condition)

    def only_due_before(self, queryset, name, value):
        return queryset.with_due_day().filter(due_day__lt=value.first)

    def only_late(self, queryset, name, value):
        if value is None:
            return queryset
        late = Output.objects.late(timezone.localdate()).values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)


class EventFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"), null_label=_("whole project"))
    kind = ChoicesFilter(choices=Event.Kind.choices, label=_("Kind"))
    host = SlugFilter(Stakeholder, label=_("Host"))
    participant = SlugFilter(Stakeholder, field_name="participant_organisations", many=True, label=_("Took part"))
    practice = SlugFilter(Practice, label=_("Practice visited"))
    output = SlugFilter(Output, field_name="outputs", many=True, label=_("Output"))
    starts_after = PartialDateFilter(field_name="starts_on", lookup_expr="gte", label=_("From"))
    starts_before = PartialDateFilter(field_name="starts_on", lookup_expr="lt", label=_("Before"))

    class Meta:
        model = Event
        fields = []


class PolicyConclusionFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"), null_label=_("whole project"))
    evidence = SlugFilter(Output, many=True, label=_("Evidence"))

    class Meta:
        model = PolicyConclusion
        fields = []
