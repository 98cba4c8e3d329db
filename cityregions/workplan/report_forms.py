"""The forms of reports: what a partner writes of a period, what coordinators say to it, and the periods themselves."""

from datetime import date, timedelta

from django import forms
from django.db.models import Max, Min
from django.urls import reverse
from django.utils import formats
from django.utils.text import format_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from cityregions.web.editing import PartForm, Parts, RecordForm, RecordMeta
from cityregions.web.uploads import StoredFileField
from partners.models import CostLine

from . import actions
from .models import (
    EvidenceFile,
    OutputEntry,
    PartnerReport,
    Phase,
    ProgressEntry,
    ReportedCost,
    ReportingPeriod,
    ReportText,
    clash_of_periods,
)
from .models.span import project_time

NEEDED = _("Needed before you submit.")


class ReportPartForm(PartForm):
    """A part of a report. `needed` may stay empty while people write, and not when they submit."""

    needed = ()

    def suit(self, name, field):
        super().suit(name, field)
        if name in self.needed:
            # So that it is not marked as optional.
            field.needed = True
            field.help_text = format_lazy("{} {}", field.help_text, NEEDED)


class EntryForm(ReportPartForm):
    """What is told of something that the plan asks for: it comes from the plan, not from this form."""

    @property
    def subject(self):
        return getattr(self.instance, self.called_by, None) if self.instance.pk else None

    def clean(self):
        super().clean()
        if not getattr(self.instance, f"{self.called_by}_id"):
            self.add_error(None, gettext("The plan no longer asks for this: leave it out."))
        return self.cleaned_data


class ReportTextForm(ReportPartForm):
    needed = ("summary",)

    class Meta(RecordMeta):
        model = ReportText
        fields = ("summary", "problems", "next_steps", "target_groups")


class ProgressEntryForm(EntryForm):
    called_by = "activity"
    needed = ("percent", "extent")

    class Meta(RecordMeta):
        model = ProgressEntry
        fields = ("percent", "extent", "text", "evidence")


class OutputEntryForm(EntryForm):
    called_by = "output"
    needed = ("extent",)

    class Meta(RecordMeta):
        model = OutputEntry
        fields = ("extent", "text", "evidence")


class ReportedCostForm(PartForm):
    class Meta(RecordMeta):
        model = ReportedCost
        fields = ("cost_line", "amount_eur", "note")


class ReportForm(RecordForm):
    """All of a report at once; several people write in it, each keeps what the others wrote."""

    parts = (
        Parts("text", ReportTextForm, title=_("The period in your words"), most=1),
        Parts("progress_entries", ProgressEntryForm, title=_("Activities"), most=0),
        Parts("output_entries", OutputEntryForm, title=_("Outputs"), most=0),
        Parts("costs", ReportedCostForm, blank=len(CostLine), title=_("Costs of the period"), most=len(CostLine)),
    )

    class Meta(RecordMeta):
        model = PartnerReport
        fields = ()

    @classmethod
    def place(cls, row, noun):
        return _("Reports"), reverse("report-list")


class LineField(forms.ChoiceField):
    """A line of a report: what it tells of an activity, `activity-12`, or of an output, `output-7`."""

    def __init__(self, report, **kwargs):
        activities = report.progress_entries.select_related("activity").order_by("-pk")
        outputs = report.output_entries.select_related("output").order_by("pk")
        self.lines = {f"activity-{entry.activity_id}": entry for entry in activities}
        self.lines |= {f"output-{entry.output_id}": entry for entry in outputs}
        groups = (
            (_("Activities"), [(key, entry.activity) for key, entry in self.lines.items() if key[0] == "a"]),
            (_("Outputs"), [(key, entry.output) for key, entry in self.lines.items() if key[0] == "o"]),
        )
        named = [(title, lines) for title, lines in groups if lines]
        super().__init__(choices=[("", _("choose …")), *named], **kwargs)

    def clean(self, value):
        return self.lines[super().clean(value)]


class EvidenceForm(forms.Form):
    """A file that shows what a line of the report tells."""

    file = StoredFileField(label=_("File"))

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"] = LineField(
            report, label=_("What it shows"), help_text=_("The activity or the output of which it is evidence.")
        )


class EvidenceFileForm(RecordForm):
    """Evidence that is there: it can only be taken away again."""

    class Meta(RecordMeta):
        model = EvidenceFile
        fields = ()

    @classmethod
    def place(cls, row, noun):
        return str(row.report), row.report.get_absolute_url()

    @classmethod
    def url_after(cls, row):
        return row.report.get_absolute_url()

    @classmethod
    def url_gone(cls, row, noun):
        return row.report.get_absolute_url()


class PeriodForm(RecordForm):
    sections = {"name": _("The period"), "due_on": _("Reports")}

    class Meta(RecordMeta):
        model = ReportingPeriod
        fields = ("name", "slug", "starts_on", "ends_on", "due_on", "locked")

    @classmethod
    def place(cls, row, noun):
        return _("Reports"), reverse("report-list")

    def keep(self, reason):
        """Every partner that takes part in the period is asked for its report."""
        changed = super().keep(reason)
        actions.ask(self.instance)
        return changed


class DecisionForm(forms.Form):
    """A word of the lead partner to a report that was submitted."""

    note = forms.CharField(
        label=_("A word to the partner"),
        required=False,
        max_length=4000,
        help_text=_("What is to be mended; needed when you send the report back."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def project_dates():
    """The first and last day of the project's own phases; None where no phase has dates."""
    found = Phase.objects.of_the_project().aggregate(first=Min("starts_on"), last=Max("ends_on"))
    return found["first"] and found["first"].first, found["last"] and found["last"].last


class ProposalForm(forms.Form):
    """The stretch of time that is divided into periods, and how long partners have to report."""

    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    months = forms.TypedChoiceField(
        label=_("Length of a period"),
        choices=[(3, _("three months")), (6, _("half a year")), (12, _("a year"))],
        coerce=int,
        initial=6,
    )
    days = forms.IntegerField(
        label=_("Days to report"), min_value=0, max_value=365, initial=31, help_text=_("From the end of a period on.")
    )

    MOST = 60

    def clean(self):
        super().clean()
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        time = project_time()
        for name, day in (("starts_on", first), ("ends_on", last)):
            if wrong := time.wrong(day):
                self.add_error(name, wrong)
        if first and last and last < first:
            self.add_error("ends_on", gettext("The last day is before the first one."))
        elif not self.errors:
            self.check(self.proposed())
        return self.cleaned_data

    def check(self, periods):
        if len(periods) > self.MOST:
            self.add_error(
                "months", gettext("These are more than %(most)d periods: make them longer.") % {"most": self.MOST}
            )
        taken = [other for period in periods[: self.MOST] if (other := clash_of_periods(period))]
        if taken:
            sentence = gettext("This time is part of “%(period)s” already: begin after it, or change that one.")
            self.add_error("starts_on", sentence % {"period": taken[0]})

    def proposed(self):
        """The periods, not saved yet: they end with half-years, quarters or years of the calendar."""
        asked = self.cleaned_data
        first, number = asked["starts_on"], ReportingPeriod.objects.count() + 1
        periods = []
        while first <= asked["ends_on"] and len(periods) <= self.MOST:
            last = min(end_of_stretch(first, asked["months"]), asked["ends_on"])
            periods.append(new_period(number, first, last, asked["days"]))
            first, number = last + timedelta(days=1), number + 1
        return periods


def end_of_stretch(day, months):
    """The last day of the part of the year in which a day lies, when the year is cut into parts of so many months."""
    month = ((day.month - 1) // months + 1) * months
    return date(day.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def new_period(number, first, last, days):
    # Records are in English, whatever the reader's language.
    with override("en"):
        name = f"Period {number}, {formats.date_format(first, 'F Y')} to {formats.date_format(last, 'F Y')}"
    return ReportingPeriod(name=name, starts_on=first, ends_on=last, due_on=last + timedelta(days=days))
