"""Stakeholders: what coordinators edit."""

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cityregions.records.admin import PartAdmin, PublishedAdmin, RecordAdmin, RecordInline, WrittenElsewhere

from .models import (
    Agreement,
    AgreementVersion,
    Assessment,
    EngagementAction,
    MapEntry,
    MapSnapshot,
    Party,
    PartyEndorsement,
    Relation,
    Stakeholder,
    StakeholderMap,
)

# A map with more entries has them on a list of their own, since a form of so many rows is too long to use.
ENTRIES_ON_PAGE = 150


@admin.register(Stakeholder)
class StakeholderAdmin(RecordAdmin):
    list_display = ("name", "name_local", "category", "sector", "level", "area", "municipality", "is_partner")
    list_filter = ("area", "category", "sector", "level", "is_group", ("partner", admin.EmptyFieldListFilter))
    with_related = ("area", "partner")
    prepopulated_fields = {"slug": ("name",)}
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("name", "name_local", "slug", "area", "partner", "role", "is_group")}),
        (_("Kind"), {"fields": (("category", "sector", "level"), "organisation_type")}),
        (_("Place"), {"fields": ("municipality", "address", "website", ("latitude", "longitude"))}),
    )

    @admin.display(description=_("partner"), boolean=True, ordering="partner")
    def is_partner(self, stakeholder):
        return stakeholder.partner_id is not None


@admin.register(Relation)
class RelationAdmin(RecordAdmin):
    list_display = ("from_stakeholder", "kind", "to_stakeholder", "weight", "since", "until")
    list_filter = ("kind", ("from_stakeholder__area", admin.RelatedOnlyFieldListFilter), "weight")
    search_fields = (
        "search_text__contains",
        "from_stakeholder__search_text__contains",
        "to_stakeholder__search_text__contains",
    )
    with_related = ("from_stakeholder", "to_stakeholder")


class EntryInline(RecordInline):
    model = MapEntry
    fields = ("stakeholder", "x", "y")
    with_related = ("stakeholder", "stakeholder_map")


@admin.register(StakeholderMap)
class StakeholderMapAdmin(PublishedAdmin):
    list_display = ("name", "area", "entries")
    list_filter = ("area",)
    with_related = ("area",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (EntryInline,)
    save_on_top = True

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(size=Count("entries"))

    def get_inlines(self, request, obj):
        return () if obj and obj.size > ENTRIES_ON_PAGE else self.inlines

    @admin.display(description=_("stakeholders"), ordering="size")
    def entries(self, shown):
        url = reverse("admin:stakeholders_mapentry_changelist")
        return format_html('<a href="{}?stakeholder_map__id__exact={}">{}</a>', url, shown.pk, shown.size)


class AssessmentInline(RecordInline):
    model = Assessment
    with_related = ("entry__stakeholder", "entry__stakeholder_map", "assessed_by")


@admin.register(MapEntry)
class MapEntryAdmin(PartAdmin):
    list_display = ("stakeholder", "stakeholder_map", "x", "y")
    list_filter = ("stakeholder_map",)
    search_fields = ("stakeholder__search_text__contains", "stakeholder_map__search_text__contains")
    with_related = ("stakeholder", "stakeholder_map")
    inlines = (AssessmentInline,)


@admin.register(Assessment)
class AssessmentAdmin(PartAdmin):
    list_display = ("entry", "assessed_on", "influence", "interest", "attitude", "place", "assessed_by")
    list_filter = ("entry__stakeholder_map", "legitimacy", "urgency", "attitude")
    search_fields = (
        "entry__stakeholder__search_text__contains",
        "entry__stakeholder_map__search_text__contains",
        "source__icontains",
    )
    with_related = ("entry__stakeholder", "entry__stakeholder_map", "assessed_by")

    @admin.display(description=_("power and interest"))
    def place(self, assessment):
        return assessment.quadrant.label


class PartyInline(RecordInline):
    model = Party
    with_related = ("stakeholder", "agreement")


@admin.register(Agreement)
class AgreementAdmin(PublishedAdmin):
    list_display = ("title", "title_local", "area", "form", "status", "agreed_on", "ends_on", "parties_named")
    list_filter = ("area", "form", "status", "within_project")
    with_related = ("area",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (PartyInline,)
    save_on_top = True

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(size=Count("parties"))

    @admin.display(description=_("parties"), ordering="size")
    def parties_named(self, agreement):
        return agreement.size


@admin.register(Party)
class PartyAdmin(PartAdmin):
    list_display = ("stakeholder", "agreement", "signed_on")
    list_filter = ("agreement",)
    search_fields = ("stakeholder__search_text__contains", "agreement__search_text__contains")
    with_related = ("stakeholder", "agreement")


@admin.register(EngagementAction)
class EngagementActionAdmin(RecordAdmin):
    list_display = ("__str__", "stakeholder", "level", "status", "due_on", "responsible", "done_on")
    list_filter = ("status", "level", ("stakeholder__area", admin.RelatedOnlyFieldListFilter))
    search_fields = ("search_text__contains", "stakeholder__search_text__contains")
    with_related = ("stakeholder", "stakeholder_map", "responsible")
    date_hierarchy = "due_on"


@admin.register(AgreementVersion)
class AgreementVersionAdmin(WrittenElsewhere):
    list_display = ("__str__", "language", "note", "made_by", "made_at")
    list_filter = ("agreement",)
    search_fields = ("agreement__search_text__contains", "text__icontains")
    with_related = ("agreement", "made_by")
    fieldsets = ((None, {"fields": ("agreement", "number", "language", "text", "note", "made_by", "made_at")}),)


@admin.register(PartyEndorsement)
class PartyEndorsementAdmin(WrittenElsewhere):
    list_display = ("party", "version", "endorsed_at", "endorsed_by")
    list_filter = ("version__agreement",)
    search_fields = ("party__stakeholder__search_text__contains", "version__agreement__search_text__contains")
    with_related = ("party__stakeholder", "party__agreement", "version__agreement", "endorsed_by")
    fieldsets = ((None, {"fields": ("party", "version", "endorsed_at", "endorsed_by", "note")}),)


@admin.register(MapSnapshot)
class MapSnapshotAdmin(RecordAdmin):
    """To look at: a snapshot is taken, published and withdrawn on the page of its map."""

    list_display = ("stakeholder_map", "number", "title", "taken_at", "taken_by", "published", "withdrawn_at")
    list_filter = ("stakeholder_map", "published")
    search_fields = ("search_text__contains", "stakeholder_map__search_text__contains")
    with_related = ("stakeholder_map", "taken_by")
    fieldsets = (
        (None, {"fields": ("stakeholder_map", "number", "title", "note", "on", "with_ratings", "digest")}),
        (_("What happened to it"), {"fields": ("taken_at", "taken_by", "published", "published_at")}),
        (_("Withdrawal"), {"fields": ("withdrawn_at", "withdrawn_because")}),
    )

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
