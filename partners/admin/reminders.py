"""What people were reminded of, when, and when it was mailed: to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import SentReminder


@admin.register(SentReminder)
class SentReminderAdmin(admin.ModelAdmin):
    list_display = ("title", "user", "reason", "due_on", "day", "created", "mailed")
    list_display_links = None
    list_filter = ("reason", "day")
    list_select_related = ("user", "mailing")
    list_per_page = 50
    search_fields = ("title__icontains", "user__email__icontains", "user__name__icontains")
    date_hierarchy = "created"

    def get_urls(self):
        return [url for url in super().get_urls() if (url.name or "").endswith("_changelist")]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("mailed"), ordering="mailing__sent_at")
    def mailed(self, reminder):
        return reminder.mailing and reminder.mailing.sent_at
