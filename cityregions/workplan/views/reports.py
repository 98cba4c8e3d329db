"""Partner reports: the list of all, each one to read, to write, to submit and to decide on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Q, prefetch_related_objects
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View

from cityregions.records import rights
from cityregions.records.views import ForThePartnership
from cityregions.web.editing import EditPage
from cityregions.web.pages import DetailPage, ListPage, address
from partners.models import Partner, SentReminder

from .. import actions, obligations
from ..models import PartnerReport, ReportedCost, ReportingPeriod, ReportText, refuse_locked
from ..report_filters import ReportListFilter
from ..report_forms import DecisionForm, ReportForm


def standing(reports, today):
    """Gives each report its state of today and how complete it is; two or three questions for all of them."""
    complete = obligations.completeness(reports)
    for report in reports:
        report.now, report.completeness = report.state(today), complete[report.pk]
        report.late = report.is_overdue(today)
    return reports


class ReportList(ForThePartnership, ListPage):
    queryset = PartnerReport.objects.with_place()
    filterset_class = ReportListFilter
    template_name = "workplan/report_list.html"
    exported = (
        "partner",
        "period",
        ("due_on", _("Due")),
        ("state_name", _("State")),
        ("percent_told", _("Filled in, in per cent")),
        "submitted_at",
        "decided_at",
    )
    sorts = {
        "due": (_("Due first"), ("period__due_on", "partner__name")),
        "-due": (_("Due last"), ("-period__due_on", "partner__name")),
        "partner": (_("Partner"), ("partner__name", "period__starts_on")),
        "-submitted": (_("Submitted last"), (F("submitted_at").desc(nulls_last=True), "partner__name")),
    }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        periods = ReportingPeriod.objects.visible_to(self.request.user)
        may_add = rights.may_add(self.request.user, ReportingPeriod)
        adding = {"period_new_url": address("period-new"), "propose_url": address("period-propose")} if may_add else {}
        return {**context, **adding, "periods": periods, "day": self.filterset.day}

    def fill(self, rows):
        day = self.filterset.day
        for report in rows if day else ():
            report.stands_as_on(day)
        for report in standing(rows, day or timezone.localdate()):
            report.due_on, report.state_name = report.period.due_on, report.now.label
            # How much was filled in on an earlier day, nobody has kept.
            report.percent_told = None if day else report.completeness.percent


def is_own(user, report):
    return report.partner_id in user.current_partners


class ReportPage(ForThePartnership, DetailPage):
    """A report to read; its own people submit it here, coordinators accept it or send it back."""

    queryset = PartnerReport.objects.with_place().select_related("submitted_by", "decided_by")
    template_name = "workplan/report_detail.html"
    status = 200

    def post(self, request, **kwargs):
        self.object = self.get_object()
        name = request.POST.get("step")
        if name not in actions.STEPS:
            return HttpResponseBadRequest()
        form = DecisionForm(request.POST)
        try:
            if not form.is_valid():
                raise ValidationError(form.errors["note"])
            actions.take(name, self.object, request.user, form.cleaned_data["note"])
        except ValidationError as error:
            self.status, self.object = 422, self.get_object()
            return self.render_to_response(self.get_context_data(wrong=error.messages))
        messages.success(request, actions.STEPS[name].done)
        return redirect(self.object)

    @property
    def edit_url(self):
        return ""

    def get_context_data(self, **kwargs):
        report, user = self.object, self.request.user
        standing([report], timezone.localdate())
        text = ReportText.objects.visible_to(user).filter(report=report).first()
        may_write = rights.may_change(user, report)
        may_read = may_write or text is not None
        told = (
            {
                "entries": entries(report, user, may_write),
                "outputs": outputs(report, user, may_write),
                **costs(report, user),
            }
            if may_read
            else {}
        )
        shown = {"text": text, "may_read": may_read, "may_write": may_write, **told}
        shown["gaps"] = actions.gaps(report) if may_write else []
        shown["may_decide"] = user.is_coordinator and report.status == PartnerReport.Status.SUBMITTED
        if user.is_coordinator or is_own(user, report):
            shown["reminders"] = SentReminder.objects.of(report)[:50]
        shown["form"] = DecisionForm(self.request.POST if self.request.method == "POST" else None)
        return super().get_context_data(**shown, **kwargs)

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=self.status, **kwargs)


def entries(report, user, may_write):
    """What is told of the activities, each with its evidence and with what was told before."""
    rows = report.progress_entries.visible_to(user).select_related("activity__phase").prefetch_related("files")
    before = obligations.told_before(report)
    rows = list(rows.order_by("-pk"))
    for entry in rows:
        entry.told_before = before.get(entry.activity_id)
        entry.attach_url = attach_url(report, f"activity-{entry.activity_id}") if may_write else ""
    return rows


def outputs(report, user, may_write):
    rows = report.output_entries.visible_to(user).select_related("output__area").prefetch_related("files")
    rows = list(rows.order_by("pk"))
    for entry in rows:
        entry.attach_url = attach_url(report, f"output-{entry.output_id}") if may_write else ""
    return rows


def attach_url(report, line):
    """Where evidence is attached to a line of a report."""
    return f"{reverse('evidence-new', args=[report.pk])}?line={line}"


def costs(report, user):
    """What was spent in the period, and on which cost lines that is more than planned, with all that counts."""
    seen = ReportedCost.objects.visible_to(user)
    counted = seen.filter(Q(report=report) | Q(report__status=PartnerReport.Status.ACCEPTED))
    return {"costs": list(seen.filter(report=report)), "beyond_plan": counted.beyond_plan(report.partner)}


class ReportStart(ForThePartnership, View):
    """Begins the report of a partner on a period, or takes over what is new in the plan, and leads to its form."""

    http_method_names = ["post"]

    def post(self, request, slug, partner):
        period = get_object_or_404(ReportingPeriod.objects.visible_to(request.user), slug=slug)
        partner = get_object_or_404(Partner.objects.visible_to(request.user), slug=partner)
        if partner.pk not in request.user.current_partners:
            raise PermissionDenied(gettext("Only the partner itself writes its report."))
        try:
            report = actions.begin(period, partner)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(period)
        return redirect("report-edit", pk=report.pk)


class ReportEdit(EditPage):
    """The report's form; it says who may write in it, and why not any more."""

    form_class = ReportForm
    template_name = "workplan/report_form.html"

    def find(self, lock=False):
        try:
            return super().find(lock)
        except PermissionDenied:
            report = get_object_or_404(PartnerReport.objects.with_place(), pk=self.kwargs["pk"])
            raise PermissionDenied(why_not(self.request.user, report)) from None

    def show(self, editor, draft=None, status=200):
        told = {
            "progress_entries": (obligations.told_before(editor.row), "activity_id"),
            "output_entries": (obligations.told_before_of_outputs(editor.row), "output_id"),
        }
        for each in editor.lists:
            before, key = told.get(each.name, ({}, "pk"))
            saved = [form.instance for form in each.forms if form.instance.pk]
            if key != "pk":
                prefetch_related_objects(saved, "files")
            for form in each.forms:
                subject = getattr(form.instance, key)
                form.before = before.get(subject)
                if key != "pk" and form.instance.pk:
                    form.attach_url = attach_url(editor.row, f"{form.called_by}-{subject}")
        activities, owed = obligations.missing(editor.row)
        editor.new_in_plan = activities + owed
        return super().show(editor, draft, status)


def why_not(user, report):
    """Why this person does not write in the report, in a sentence."""
    if not is_own(user, report):
        return gettext("Only the partner itself writes its report.")
    try:
        refuse_locked(report)
    except ValidationError as error:
        return " ".join(error.messages)
    return gettext("You may not change this.")
