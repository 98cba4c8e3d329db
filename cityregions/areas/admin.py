"""Areas: what coordinators edit."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cityregions.records.admin import RecordAdmin

from .models import MetropolitanArea


@admin.register(MetropolitanArea)
class MetropolitanAreaAdmin(RecordAdmin):
    list_display = ("name", "name_local", "country", "core_city", "second_core_city", "population", "municipalities")
    list_filter = ("country",)
    prepopulated_fields = {"slug": ("name",)}
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("name", "name_local", "slug", "country", "core_city", "second_core_city", "summary")}),
        (
            _("Size"),
            {
                "fields": (
                    ("population", "population_year"),
                    ("population_core", "population_core_year"),
                    "population_second_core",
                    ("municipalities", "surrounding_municipalities"),
                )
            },
        ),
        (_("Place"), {"fields": ("nuts", "fua_code", ("latitude", "longitude"), "boundary")}),
        (_("Look"), {"fields": ("accent",)}),
    )
