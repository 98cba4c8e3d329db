"""The work plan: what coordinators edit."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import model_ngettext
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityregions.records.admin import PartAdmin, PartInline, PublishedAdmin, RecordAdmin, RecordInline

from . import report_admin, review, review_admin  # noqa: F401 - two of them register their models
from .models import Activity, ActivityArea, AgendaItem, Event, Minutes, Output, Phase, PolicyConclusion


@admin.register(Phase)
class PhaseAdmin(RecordAdmin):
    list_display = ("name", "framework", "number", "starts_on", "ends_on", "maps_to")
    list_filter = ("framework",)
    with_related = ("maps_to",)
    prepopulated_fields = {"slug": ("name",)}


class ActivityAreaInline(RecordInline):
    model = ActivityArea
    with_related = ("activity", "area")


@admin.register(Activity)
class ActivityAdmin(RecordAdmin):
    list_display = ("title", "kind", "phase", "starts_on", "ends_on", "partners", "where")
    list_filter = ("phase", "kind", "areas", "responsible")
    with_related = ("phase", "public_phase", "pilot")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (ActivityAreaInline,)
    save_on_top = True

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("responsible", "areas")

    @admin.display(description=_("responsible partners"))
    def partners(self, activity):
        return ", ".join(partner.name for partner in activity.responsible.all())

    @admin.display(description=_("metropolitan areas"))
    def where(self, activity):
        return ", ".join(area.name for area in activity.areas.all())


@admin.register(ActivityArea)
class ActivityAreaAdmin(PartAdmin):
    list_display = ("activity", "area", "expected_output")
    list_filter = ("area", "activity__phase")
    search_fields = ("activity__search_text__contains", "area__search_text__contains", "expected_output__icontains")
    with_related = ("activity", "area")


class DeliveryFilter(admin.SimpleListFilter):
    title = _("delivery")
    parameter_name = "delivery"

    def lookups(self, request, model_admin):
        return [("delivered", _("delivered")), ("late", _("late")), ("open", _("not yet due"))]

    def queryset(self, request, queryset):
        late = queryset.late(timezone.localdate())
        return {
            "delivered": queryset.delivered(),
            "late": late,
            "open": queryset.exclude(pk__in=Output.objects.delivered()).exclude(pk__in=late.values("pk")),
        }.get(self.value(), queryset)


def take_step(step, modeladmin, request, queryset):
    """Takes the step with each of them; what hinders one is told, and hinders no other."""
    done = 0
    for output in queryset:
        try:
            review.take(output, step, request.user)
            done += 1
        except ValidationError as error:
            modeladmin.message_user(request, f"{output}: {' '.join(error.messages)}", messages.ERROR)
    noun = model_ngettext(modeladmin.opts, done)
    sentence = gettext("%(count)d %(noun)s: %(step)s.") % {"count": done, "noun": noun, "step": step.label}
    modeladmin.message_user(request, sentence, messages.SUCCESS if done else messages.WARNING)


@admin.register(Output)
class OutputAdmin(RecordAdmin):
    list_display = ("title", "area", "delivery", "due_on", "delivered_on", "status", "kind", "number")
    list_filter = (DeliveryFilter, "status", "kind", "area", "pilot", "phase")
    search_fields = ("search_text__contains", "author__search_text__contains")
    with_related = ("area", "activity", "phase", "pilot", "agreement", "author")
    prepopulated_fields = {"slug": ("title",)}
    save_on_top = True
    readonly_fields = ("status", *RecordAdmin.readonly_fields)
    fieldsets = (
        (None, {"fields": ("title", "title_local", "number", "slug", "kind", "status", "summary")}),
        (_("Where it belongs"), {"fields": ("area", "activity", "phase", "pilot", "agreement", "author")}),
        (_("Dates"), {"fields": (("due_on", "delivered_on"), "date_note")}),
        (_("File"), {"fields": ("url", "languages")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).with_due_day()

    def get_actions(self, request):
        """Those of Django, and one for each step that needs no word."""
        steps = {
            step.name: (partial(take_step, step), step.name, step.label)
            for step in review.STEPS.values()
            if not step.needs_note
        }
        found = super().get_actions(request)
        return found and found | steps

    @admin.display(description=_("delivery"), ordering="due_day")
    def delivery(self, output):
        if output.is_delivered:
            return _("delivered")
        if output.due_day is None:
            return _("no due date")
        return _("late") if output.due_day.last < timezone.localdate() else _("not yet due")


class AgendaItemInline(PartInline):
    model = AgendaItem
    fields = ("position", "time", "title", "text")


class MinutesInline(PartInline):
    model = Minutes
    fields = ("position", "title", "text", "url", "published")


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = ("title", "kind", "area", "place", "starts_on", "ends_on", "host", "participants")
    list_filter = ("kind", "area")
    search_fields = ("search_text__contains", "host__search_text__contains")
    with_related = ("area", "host", "practice")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (AgendaItemInline, MinutesInline)
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("title", "title_local", "slug", "kind", "area", "practice", "meeting_number", "summary")}),
        (_("When and where"), {"fields": (("starts_on", "ends_on"), "date_note", "place")}),
        (
            _("Who came"),
            {
                "fields": (
                    "host",
                    "co_hosts",
                    "participants",
                    "participants_note",
                    "participant_organisations",
                    "speaker_organisations",
                )
            },
        ),
        (_("What it led to"), {"fields": ("outputs", "agreements")}),
    )


@admin.register(AgendaItem, Minutes)
class EventPartAdmin(PartAdmin):
    list_display = ("__str__", "event", "position")
    list_filter = ("event__area",)
    with_related = ("event",)


@admin.register(PolicyConclusion)
class PolicyConclusionAdmin(PublishedAdmin):
    list_display = ("statement", "area")
    list_filter = ("area",)
    with_related = ("area",)
