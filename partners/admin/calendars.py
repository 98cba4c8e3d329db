"""Calendar addresses: who has one and when it was last used; the secret itself is known to nobody here."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import CalendarAddress
from .lists import ListOnly


@admin.register(CalendarAddress)
class CalendarAddressAdmin(ListOnly):
    list_display = ("person", "partner", "created", "last_used")
    list_filter = ("membership__partner",)
    list_select_related = ("membership__user", "membership__partner")
    list_per_page = 50
    search_fields = (
        "membership__user__email__icontains",
        "membership__user__name__icontains",
        "membership__partner__name__icontains",
    )
    actions = ("revoke",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("person"), ordering="membership__user__name")
    def person(self, address):
        return address.membership.user

    @admin.display(description=_("partner"), ordering="membership__partner__name")
    def partner(self, address):
        return address.membership.partner

    @admin.action(description=_("Revoke selected calendar addresses"), permissions=["delete"])
    def revoke(self, request, queryset):
        self.log_deletions(request, queryset)
        count = queryset.delete()[0]
        sentence = ngettext("%(count)d calendar address revoked.", "%(count)d calendar addresses revoked.", count)
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)
