"""The compliance list of an output or an event: what the programme asks for, and who has seen that it is so."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views import View

from cityregions.records import rights
from cityregions.records.views import ForThePartnership

from ..models import ComplianceCheck, Event, Output
from ..review_forms import PointForm


def points(record, user):
    """Every point with what was said of it, or None: (value, label, check)."""
    rows = record.compliance_checks.visible_to(user).with_person()
    checks = {check.point: check for check in rows}
    return [(value, label, checks.get(value)) for value, label in ComplianceCheck.Point.choices]


def compliance(record, user):
    """For the page of the record: its list, for the partnership, and whether the person fills it in."""
    if not (user.is_authenticated and user.is_in_partnership):
        return {}
    return {"compliance": points(record, user), "may_check": rights.may_change(user, record)}


class CompliancePage(ForThePartnership, View):
    """All points of one record in one form."""

    queryset = None
    http_method_names = ["get", "head", "post"]

    def record(self, slug):
        record = get_object_or_404(self.queryset.visible_to(self.request.user), slug=slug)
        rights.require_change(self.request.user, record)
        return record

    def forms(self, record, data=None):
        found = []
        for value, label, check in points(record, self.request.user):
            initial = {"met": check.met, "note": check.note} if check else None
            form = PointForm(data, prefix=value, initial=initial)
            form.point, form.title, form.check = value, label, check
            found.append(form)
        return found

    def get(self, request, slug):
        record = self.record(slug)
        return self.show(record, self.forms(record))

    def post(self, request, slug):
        with transaction.atomic():
            record = self.record(slug)
            record = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
            forms = self.forms(record, request.POST)
            if not all(form.is_valid() for form in forms):
                return self.show(record, forms, status=422)
            for form in forms:
                self.keep(record, form)
        messages.success(request, gettext("Saved."))
        return redirect(record)

    def keep(self, record, form):
        """Saves what is new of a point, with who says so; one that is not checked any more goes."""
        if not form.has_changed():
            return
        check = form.check or ComplianceCheck(point=form.point, **{record._meta.model_name: record})
        check.met, check.note, check.checked_by = form.cleaned_data["met"], form.cleaned_data["note"], self.request.user
        check._history_user = self.request.user
        if check.met:
            check.full_clean()
            check.save()
        elif check.pk:
            check.delete()

    def show(self, record, forms, status=200):
        context = {"object": record, "forms": forms}
        return render(self.request, "workplan/compliance_form.html", context, status=status)


class OutputCompliance(CompliancePage):
    queryset = Output.objects.with_area()


class EventCompliance(CompliancePage):
    queryset = Event.objects.with_area()
