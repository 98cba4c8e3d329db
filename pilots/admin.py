"""Pilots: what coordinators edit."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cityregions.records.admin import PartAdmin, PartInline, PublishedAdmin

from .models import Expert, FollowUp, Intervention, Milestone, Objective, Pilot, Result


class ObjectiveInline(PartInline):
    model = Objective


class InterventionInline(PartInline):
    model = Intervention
    fields = ("position", "title", "slug", "text")
    prepopulated_fields = {"slug": ("title",)}


class MilestoneInline(PartInline):
    model = Milestone
    fields = ("position", "reached_on", "text", "planned", "date_note")


class ExpertInline(PartInline):
    model = Expert
    fields = ("position", "organisation", "text")
    with_related = ("organisation",)


class ResultInline(PartInline):
    model = Result


class FollowUpInline(PartInline):
    model = FollowUp


@admin.register(Pilot)
class PilotAdmin(PublishedAdmin):
    list_display = ("title", "area", "theme", "contractor", "decision")
    list_filter = ("area", "decision")
    with_related = ("area", "contractor")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (ObjectiveInline, InterventionInline, MilestoneInline, ExpertInline, ResultInline, FollowUpInline)
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("title", "title_local", "title_report", "slug", "published", "area")}),
        (_("What it is about"), {"fields": ("theme", "theme_public", "summary", "inspired_by")}),
        (_("Who takes part"), {"fields": ("partners", "partners_note", "stakeholders", "stakeholders_note")}),
        (_("Contract"), {"fields": ("contractor", "contractor_note", "contract_number")}),
        (_("What it led to"), {"fields": ("agreements", "decision")}),
    )


@admin.register(Objective, Intervention, Result, FollowUp)
class PilotPartAdmin(PartAdmin):
    list_display = ("__str__", "pilot", "position")
    list_filter = ("pilot",)
    with_related = ("pilot",)


@admin.register(Milestone)
class MilestoneAdmin(PilotPartAdmin):
    list_display = ("text", "reached_on", "planned", "pilot")


@admin.register(Expert)
class ExpertAdmin(PilotPartAdmin):
    list_display = ("text", "organisation", "pilot")
    with_related = ("pilot", "organisation")
