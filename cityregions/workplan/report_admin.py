"""Reports as coordinators see them in the admin: which are late, and many decided on or reminded of at once."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cityregions.records.admin import RecordAdmin
from partners.models import SentReminder
from partners.notices import remind, working_for

from . import actions, obligations
from .duties import report_to_write
from .models import PartnerReport, ReportingPeriod
from .report_forms import DecisionForm


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(RecordAdmin):
    list_display = ("name", "starts_on", "ends_on", "due_on", "locked")
    list_filter = ("locked",)
    prepopulated_fields = {"slug": ("name",)}

    def save_model(self, request, obj, form, change):
        """Every partner that takes part in the period is asked for its report."""
        super().save_model(request, obj, form, change)
        actions.ask(obj)


class StateFilter(admin.SimpleListFilter):
    """What is late first of all: that is what people come for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("late", _("late")), *PartnerReport.State.choices]

    def queryset(self, request, queryset):
        today, state = timezone.localdate(), self.value()
        if state == "late":
            return queryset.overdue(today)
        return queryset.in_state(state, today) if state in PartnerReport.State.values else queryset


@admin.action(description=_("Accept selected reports"), permissions=["decide"])
def accept(modeladmin, request, queryset):
    return modeladmin.decide(request, queryset, "accept")


@admin.action(description=_("Send selected reports back"), permissions=["decide"])
def send_back(modeladmin, request, queryset):
    return modeladmin.decide(request, queryset, "send_back")


@admin.action(description=_("Remind the partners of selected reports"), permissions=["decide"])
def remind_of(modeladmin, request, queryset):
    return modeladmin.remind(request, queryset)


@admin.action(description=_("Withdraw selected reports that nobody has begun"), permissions=["decide"])
def withdraw(modeladmin, request, queryset):
    """For a period that was made by mistake: once nobody is asked for a report on it, it can be deleted."""
    gone = [actions.withdraw(report) for report in queryset]
    withdrawn, kept = gone.count(True), gone.count(False)
    sentence = ngettext("%(count)d report withdrawn.", "%(count)d reports withdrawn.", withdrawn)
    modeladmin.message_user(request, sentence % {"count": withdrawn}, messages.SUCCESS)
    if kept:
        sentence = ngettext(
            "%(count)d report has been begun and stays.", "%(count)d reports have been begun and stay.", kept
        )
        modeladmin.message_user(request, sentence % {"count": kept}, messages.WARNING)


@admin.register(PartnerReport)
class PartnerReportAdmin(RecordAdmin):
    """How far each report is. What it says is read on its own page, and written by nobody but the partner."""

    list_display = ("partner", "period", "state", "complete", "due", "submitted_at", "decided_at")
    list_filter = (StateFilter, "period", "partner")
    search_fields = ("partner__search_text__contains", "period__search_text__contains")
    with_related = ("partner", "period", "submitted_by", "decided_by")
    date_hierarchy = "period__due_on"
    actions = (accept, send_back, remind_of, withdraw)
    readonly_fields = ("to_read", "sent_reminders")
    fieldsets = (
        (None, {"fields": ("partner", "period", "status", "to_read")}),
        (_("Submitted and decided"), {"fields": ("submitted_at", "submitted_by", "decided_at", "decided_by", "note")}),
        (_("Reminders"), {"fields": ("sent_reminders",)}),
    )

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """Its state changes by accepting and sending back, which leave their trace; not by a field of a form."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_decide_permission(self, request):
        return request.user.is_coordinator

    @admin.display(description=_("due"), ordering="period__due_on")
    def due(self, report):
        return report.period.due_on

    @admin.display(description=_("state"))
    def state(self, report):
        today = timezone.localdate()
        label = report.state(today).label
        is_both = report.is_overdue(today) and report.status == PartnerReport.Status.SENT_BACK
        return f"{label}, {PartnerReport.State.OVERDUE.label}" if is_both else label

    @admin.display(description=_("filled in"))
    def complete(self, report):
        return f"{report.completeness.percent} %" if report.started_at else _("not begun")

    def get_changelist_instance(self, request):
        """The reports on the page with how complete they are: three questions for all of them."""
        changelist = super().get_changelist_instance(request)
        reports = list(changelist.result_list)
        complete = obligations.completeness(reports)
        for report in reports:
            report.completeness = complete[report.pk]
        changelist.result_list = reports
        return changelist

    @admin.display(description=_("what it says"))
    def to_read(self, report):
        return format_html('<a href="{}">{}</a>', report.get_absolute_url(), gettext("Read it on its page"))

    @admin.display(description=_("sent to"))
    def sent_reminders(self, report):
        found = SentReminder.objects.of(report)[:50]
        lines = [f"{each.user}: {each.get_reason_display()}, {each.created:%Y-%m-%d %H:%M}" for each in found]
        return "; ".join(lines) or "–"

    # Many at once.

    def decide(self, request, queryset, verb):
        """Asks for a word first; then each report is decided on by itself, and what could not be is told."""
        form = DecisionForm(request.POST if "_confirm" in request.POST else None)
        if verb == "send_back":
            form.fields["note"].required = True
        if "_confirm" not in request.POST or not form.is_valid():
            return self.ask(request, queryset, verb, form)
        act, done = getattr(actions, verb), 0
        for report in queryset:
            try:
                act(report, request.user, note=form.cleaned_data["note"])
                done += 1
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
        self.message_user(request, self.words(verb, done), messages.SUCCESS if done else messages.WARNING)
        return None

    def words(self, verb, number):
        if verb == "accept":
            said = ngettext("%(count)d report accepted.", "%(count)d reports accepted.", number)
        else:
            said = ngettext("%(count)d report sent back.", "%(count)d reports sent back.", number)
        return said % {"count": number}

    def remind(self, request, queryset):
        """Reminds the people of each partner once, of all its selected reports that are to be written."""
        reports = list(queryset)
        open_ones = [report for report in reports if report.is_open]
        if "_confirm" not in request.POST:
            return self.ask(request, queryset, "remind_of", None, open_ones)
        today, by_partner = timezone.localdate(), {}
        for report in open_ones:
            by_partner.setdefault(report.partner, []).append(report_to_write(report))
        for partner, owed in by_partner.items():
            self.message_user(request, *self.remind_partner(partner, owed, request.user, today))
        if skipped := len(reports) - len(open_ones):
            sentence = ngettext(
                "%(count)d report is handed in: nobody was reminded of it.",
                "%(count)d reports are handed in: nobody was reminded of them.",
                skipped,
            )
            self.message_user(request, sentence % {"count": skipped}, messages.INFO)
        return None

    def remind_partner(self, partner, owed, by, today):
        """What came of it, as a sentence and a level."""
        people = list(working_for(partner, today))
        if not people:
            sentence = gettext("Nobody works for %(partner)s in the portal yet: invite somebody first.")
            return sentence % {"partner": partner}, messages.WARNING
        if not remind(partner, people, owed, by, today):
            return gettext("%(partner)s was reminded today already.") % {"partner": partner}, messages.INFO
        names = ", ".join(str(person) for person in people)
        sentence = gettext("%(partner)s was reminded: %(people)s.")
        return sentence % {"partner": partner, "people": names}, messages.SUCCESS

    def ask(self, request, queryset, verb, form, concerned=None):
        titles = {
            "accept": gettext("Accept reports"),
            "send_back": gettext("Send reports back"),
            "remind_of": gettext("Remind partners"),
        }
        if concerned is None:
            concerned = [report for report in queryset if report.status == PartnerReport.Status.SUBMITTED]
        context = {
            **self.admin_site.each_context(request),
            "title": titles[verb],
            "action": verb,
            "form": form,
            "concerned": concerned,
            "others": [report for report in queryset if report not in concerned],
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "checkbox": ACTION_CHECKBOX_NAME,
            "select_across": request.POST.get("select_across", "0"),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/decide_on_reports.html", context)
