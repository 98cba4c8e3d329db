"""Files, comments, endorsements and compliance as coordinators see them in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cityregions.records import rights
from cityregions.records.admin import RecordAdmin, WrittenElsewhere

from .models import Comment, ComplianceCheck, Endorsement, OutputFile


@admin.register(OutputFile)
class OutputFileAdmin(RecordAdmin):
    """What is told of a file; the file itself is handed in on the page of its output."""

    list_display = ("name", "output", "language", "version", "format", "size", "accessible", "published")
    list_filter = ("accessible", "published", "format", "language")
    search_fields = ("search_text__contains", "output__search_text__contains")
    with_related = ("output",)
    readonly_fields = ("output", "name", "format", "size", "digest", "published", *RecordAdmin.readonly_fields)
    fieldsets = ((None, {"fields": ("output", "name", "language", "version", "accessible")}),)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """As long as the text of its output may change."""
        return super().has_change_permission(request, obj) and (obj is None or rights.may_change(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or rights.may_delete(request.user, obj))


@admin.register(Comment)
class CommentAdmin(WrittenElsewhere):
    list_display = ("paragraph", "output", "partner", "author", "answer", "answered_by")
    list_filter = ("answer", "partner")
    with_related = ("output", "partner", "author", "answered_by")
    fieldsets = (
        (None, {"fields": ("output", "partner", "paragraph", "text", "author")}),
        (_("Answer"), {"fields": ("answer", "reason", "answered_by", "answered_at")}),
    )


@admin.register(Endorsement)
class EndorsementAdmin(WrittenElsewhere):
    list_display = ("partner", "output", "endorsed_at", "endorsed_by")
    list_filter = ("partner",)
    search_fields = ("output__search_text__contains", "partner__search_text__contains")
    with_related = ("output", "partner", "endorsed_by")
    fieldsets = ((None, {"fields": ("partner", "output", "endorsed_at", "endorsed_by", "note")}),)


@admin.register(ComplianceCheck)
class ComplianceCheckAdmin(RecordAdmin):
    list_display = ("point", "met", "output", "event", "checked_by", "checked_at")
    list_filter = ("met", "point")
    search_fields = ("output__search_text__contains", "event__search_text__contains", "note__icontains")
    with_related = ("output", "event", "checked_by")

    def save_model(self, request, obj, form, change):
        obj.checked_by = request.user
        super().save_model(request, obj, form, change)
