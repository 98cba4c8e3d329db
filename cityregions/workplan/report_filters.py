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

    @property
    def standing(self):
        """The reports, the day on which they are looked at, and the column with their status of that day."""
        return PartnerReport.objects.all(), timezone.localdate(), "status"

    def in_states(self, queryset, name, value):
        condition, (reports, day, status) = Q(), self.standing
        for state in value:
            condition |= Q(pk__in=reports.in_state(state, day, status).values("pk"))
        return queryset.filter(condition)

    def only_late(self, queryset, name, value):
        """What was sent back is late as well, once the due day is over."""
        if value is None:
            return queryset
        reports, day, status = self.standing
        late = reports.overdue(day, status).values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)


class ReportListFilter(PartnerReportFilter):
    """On the page, the reports can be looked at as they stood on an earlier day."""

    on = PartialDateFilter(method="as_on", label=_("As they stood on"))

    @property
    def day(self):
        """The day that is asked for, None for today."""
        asked = self.form.cleaned_data.get("on")
        return asked.last if asked else None

    @property
    def standing(self):
        if self.day is None:
            return super().standing
        return PartnerReport.objects.as_on(self.day), self.day, "status_then"

    def as_on(self, queryset, name, value):
        return queryset.as_on(value.last)


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
