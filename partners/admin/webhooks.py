"""Webhooks of everybody: where changes are sent, and how that goes; their secrets are shown to nobody here."""

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import Webhook
from .lists import ListOnly


@admin.register(Webhook)
class WebhookAdmin(ListOnly):
    list_display = ("name", "owner", "url", "is_active", "waiting", "off_because", "created")
    list_filter = ("is_active",)
    list_select_related = ("owner",)
    list_per_page = 50
    search_fields = ("name__icontains", "url__icontains", "owner__email__icontains", "owner__name__icontains")
    actions = ("switch_off",)

    def get_queryset(self, request):
        is_open = Q(deliveries__delivered_at__isnull=True, deliveries__given_up_at__isnull=True)
        return super().get_queryset(request).annotate(open=Count("deliveries", filter=is_open))

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("waiting"), ordering="open")
    def waiting(self, webhook):
        return webhook.open

    @admin.action(description=_("Switch off selected webhooks"), permissions=["change"])
    def switch_off(self, request, queryset):
        for webhook in queryset.filter(is_active=True):
            self.log_change(request, webhook, [{"changed": {"fields": ["is_active"]}}])
        because = _("A coordinator switched it off.")
        count = Webhook.objects.filter(pk__in=queryset.values("pk"), is_active=True).update(
            is_active=False, off_because=str(because)
        )
        sentence = ngettext("%(count)d webhook switched off.", "%(count)d webhooks switched off.", count)
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)
