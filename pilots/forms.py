"""Pilots: what staff of an area fill in, with all parts."""

from django.utils.translation import gettext_lazy as _

from cityregions.web.editing import PROVENANCE, PartForm, Parts, RecordForm, RecordMeta

from .models import Expert, FollowUp, Intervention, Milestone, Objective, Pilot, Result

SOURCE = ("source", "confidence")


class ObjectiveForm(PartForm):
    class Meta(RecordMeta):
        model = Objective
        fields = ("text", "position", *SOURCE)


class InterventionForm(PartForm):
    class Meta(RecordMeta):
        model = Intervention
        fields = ("title", "text", "position", *SOURCE)


class MilestoneForm(PartForm):
    class Meta(RecordMeta):
        model = Milestone
        fields = ("text", "reached_on", "position", "planned", "date_note", *SOURCE)


class ExpertForm(PartForm):
    class Meta(RecordMeta):
        model = Expert
        fields = ("text", "organisation", "position", *SOURCE)


class ResultForm(PartForm):
    class Meta(RecordMeta):
        model = Result
        fields = ("text", "position", *SOURCE)


class FollowUpForm(PartForm):
    class Meta(RecordMeta):
        model = FollowUp
        fields = ("text", "position", *SOURCE)


class PilotForm(RecordForm):
    sections = {
        "title": _("What it is about"),
        "partners": _("Who takes part"),
        "contractor": _("Contract"),
        "agreements": _("What it led to"),
    }
    parts = (
        Parts("objectives", ObjectiveForm),
        Parts("interventions", InterventionForm),
        Parts("milestones", MilestoneForm),
        Parts("experts", ExpertForm),
        Parts("results", ResultForm),
        Parts("follow_ups", FollowUpForm),
    )

    class Meta(RecordMeta):
        model = Pilot
        fields = (
            "title",
            "title_local",
            "slug",
            "title_report",
            "area",
            "theme",
            "theme_public",
            "summary",
            "inspired_by",
            "published",
            "partners",
            "partners_note",
            "stakeholders",
            "stakeholders_note",
            "contractor",
            "contractor_note",
            "contract_number",
            "agreements",
            "decision",
            *PROVENANCE,
        )
