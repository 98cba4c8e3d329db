"""Practices: what coordinators edit."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cityregions.records.admin import PublishedAdmin

from .models import Practice


@admin.register(Practice)
class PracticeAdmin(PublishedAdmin):
    list_display = ("name", "name_local", "area", "country", "form", "started_on", "ended_on", "outcome")
    list_filter = ("area", "form", "outcome", "ongoing", "country")
    with_related = ("area",)
    prepopulated_fields = {"slug": ("name",)}
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("name", "name_local", "slug", "published", "area", "country", "place", "form", "theme")}),
        (_("Period"), {"fields": (("started_on", "ended_on"), "ongoing", "period_qualifier")}),
        (_("What came of it"), {"fields": ("summary", "outcome", "outcome_basis")}),
        (_("Who takes part"), {"fields": ("organisations",)}),
        (_("Visits"), {"fields": ("visited_by", "visited_on", "visited_note")}),
    )
