"""Partner organisations, with their budget and their people."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cityregions.records.admin import PartAdmin, RecordAdmin, RecordInline

from ..models import BudgetLine, Membership, Partner, PartnerBudget


class BudgetInline(RecordInline):
    model = PartnerBudget
    fields = ("amount_eur", "text")
    with_related = ("partner",)


class BudgetLineInline(RecordInline):
    model = BudgetLine
    fields = ("cost_line", "amount_eur")
    with_related = ("partner",)


class MembershipInline(RecordInline):
    model = Membership
    with_related = ("user", "partner")


@admin.register(Partner)
class PartnerAdmin(RecordAdmin):
    list_display = ("name", "name_local", "partner_number", "role", "kind", "area", "joined_on", "left_on")
    list_filter = ("area", "role", "kind", ("left_on", admin.EmptyFieldListFilter))
    search_fields = ("search_text__contains", "partner_number__iexact")
    with_related = ("area",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (BudgetInline, BudgetLineInline, MembershipInline)
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("name", "name_local", "slug", "area", "kind", "role", "partner_number")}),
        (_("In the project"), {"fields": ("cofinancing_rate", ("joined_on", "left_on"))}),
        (_("Organisation"), {"fields": ("contact_unit", "address", "website", "founded", "later")}),
    )


@admin.register(PartnerBudget)
class PartnerBudgetAdmin(PartAdmin):
    list_display = ("partner", "amount_eur", "text")
    search_fields = ("partner__search_text__contains", "text__icontains")
    with_related = ("partner",)


@admin.register(BudgetLine)
class BudgetLineAdmin(PartAdmin):
    list_display = ("partner", "cost_line", "amount_eur")
    list_filter = ("cost_line", "partner")
    search_fields = ("partner__search_text__contains",)
    with_related = ("partner",)


@admin.register(Membership)
class MembershipAdmin(PartAdmin):
    list_display = ("user", "partner", "role", "until")
    list_filter = ("partner", "role", ("until", admin.EmptyFieldListFilter))
    search_fields = ("user__email__icontains", "user__name__icontains", "partner__search_text__contains")
    with_related = ("user", "partner")
