"""How reporting periods, reports and what stands in them can be narrowed down."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import ChoicesFilter, FilterSet, PartialDateFilter, SlugFilter, YesNoFilter
from cityregions.records.files import formats
from partners.models import Partner

from .models import Activity, EvidenceFile, Extent, Output, PartnerReport, ProgressEntry, ReportingPeriod


class ReportingPeriodFilter(FilterSet):
    locked = YesNoFilter(label=_("Locked"))

    class Meta:
        model = ReportingPeriod
        fields = []


class PartnerReportFilter(FilterSet):
    period = SlugFilter(ReportingPeriod, label=_("Reporting period"))
    partner = SlugFilter(Partner, label=_("Partner"))
    state = ChoicesFilter(choices=PartnerReport.State.choices, method="in_states", label=_("State"))
    late = YesNoFilter(method="only_late", label=_("Late"))

    class Meta:
        model = PartnerReport
        fields = []

    def in_states(self, queryset, name, value):
        condition, today = Q(), timezone.localdate()
        for state in value:
            condition |= Q(pk__in=PartnerReport.objects.in_state(state, today).values("pk"))
        return queryset.filter(condition)

    def only_late(self, queryset, name, value):
        """What was sent back is late as well, once the due day is over."""
        if value is None:
            return queryset
        late = PartnerReport.objects.overdue(timezone.localdate()).values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)


class ProgressEntryFilter(FilterSet):
    activity = SlugFilter(Activity, label=_("Activity"))
    partner = SlugFilter(Partner, label=_("Partner"))
    period = SlugFilter(ReportingPeriod, field_name="report__period", label=_("Reporting period"))
    status = ChoicesFilter(
        choices=PartnerReport.Status.choices, field_name="report__status", label=_("Status of the report")
    )
    extent = ChoicesFilter(choices=Extent.choices, label=_("Achieved"))
    reported_after = PartialDateFilter(method="from_day", label=_("As of this day or later"))
    reported_before = PartialDateFilter(method="before_day", label=_("As of before"))

    class Meta:
        model = ProgressEntry
        fields = []

    def from_day(self, queryset, name, value):
        return queryset.filter(reported_on__gte=value.first)

    def before_day(self, queryset, name, value):
        return queryset.filter(reported_on__lt=value.first)


class EvidenceFileFilter(FilterSet):
    period = SlugFilter(ReportingPeriod, field_name="report__period", label=_("Reporting period"))
    partner = SlugFilter(Partner, field_name="report__partner", label=_("Partner"))
    activity = SlugFilter(Activity, field_name="progress_entry__activity", label=_("Activity"))
    output = SlugFilter(Output, field_name="output_entry__output", label=_("Output"))
    format = ChoicesFilter(choices=formats.CHOICES, label=_("Format"))

    class Meta:
        model = EvidenceFile
        fields = []
