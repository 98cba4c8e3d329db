"""The project as a whole: what coordinators edit, and the requests about personal data that they answer."""

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityregions.records.admin import PartAdmin, PartInline, RecordAdmin
from cityregions.web.mail import send
from partners.accounts import language_of
from partners.models import DataRequest
from stakeholders.actions import erase_person

from .models import Conflict, ExpectedOutcome, FurtherSupport, Gap, Project, RelatedProject


class ExpectedOutcomeInline(PartInline):
    model = ExpectedOutcome


class FurtherSupportInline(PartInline):
    model = FurtherSupport


class RelatedProjectInline(PartInline):
    model = RelatedProject
    fields = ("position", "name", "period", "text")


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    list_display = ("acronym", "name", "starts_on", "ends_on", "lead_partner")
    with_related = ("lead_partner", "secretariat")
    inlines = (ExpectedOutcomeInline, FurtherSupportInline, RelatedProjectInline)
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("acronym", "name", "name_variants", "slug", "is_sample")}),
        (_("Period"), {"fields": ("starts_on", "ends_on", "duration_months", "final_report_due_on")}),
        (
            _("Programme and budget"),
            {
                "fields": (
                    "programme",
                    "programme_envelope_eur",
                    "fund",
                    "cofinancing_rate",
                    "budget_total_eur",
                    "budget_note",
                    "funding_statement",
                    "funding_statement_note",
                )
            },
        ),
        (
            _("Partnership"),
            {
                "fields": (
                    "lead_partner",
                    ("partners_count", "areas_count", "countries_count"),
                    "architecture",
                    "secretariat",
                    "secretariat_name",
                    "secretariat_address",
                )
            },
        ),
        (_("Aims"), {"fields": ("objective", "rationale", "further_aim", "target_group")}),
        (_("Website"), {"fields": ("website", "website_note", "website_archive")}),
        (_("About the facts"), {"fields": ("facts_meta",), "classes": ["collapse"]}),
    )

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Project.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ExpectedOutcome, FurtherSupport, RelatedProject)
class ProjectPartAdmin(PartAdmin):
    list_display = ("__str__", "text", "position")
    with_related = ("project",)


@admin.register(Conflict)
class ConflictAdmin(RecordAdmin):
    list_display = ("topic", "project_page_says", "resolution")
    prepopulated_fields = {"slug": ("topic",)}


@admin.register(Gap)
class GapAdmin(RecordAdmin):
    list_display = ("text",)


class DataRequestForm(forms.ModelForm):
    erase = forms.BooleanField(
        label=_("Erase the person"),
        required=False,
        help_text=_(
            "Erases accounts, contacts and everything else that is stored about this address, in the history, too, "
            "after the answer was sent. This cannot be taken back."
        ),
    )

    class Meta:
        model = DataRequest
        fields = ("answer",)


@admin.register(DataRequest)
class DataRequestAdmin(admin.ModelAdmin):
    """A coordinator answers by mail, once; what was asked stays as it was."""

    form = DataRequestForm
    list_display = ("created", "email", "wish", "answered_at", "answered_by")
    list_select_related = ("answered_by",)
    search_fields = ("email__icontains",)
    list_filter = (("answered_at", admin.EmptyFieldListFilter), "wish")
    fields = ("created", "email", "wish", "text", "stored", "answer", "erase", "answered_at", "answered_by")
    readonly_fields = ("created", "email", "wish", "text", "stored", "answered_at", "answered_by")

    @admin.display(description=_("what is stored"))
    def stored(self, asked):
        url = f"{reverse('privacy-person')}?request={asked.pk}"
        return format_html('<a href="{}">{}</a>', url, gettext("Download everything about this address"))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.answered_at)

    def save_model(self, request, obj, form, change):
        obj.erase = form.cleaned_data["erase"]
        if not form.changed_data:
            return
        obj.answered_at, obj.answered_by = timezone.now(), request.user
        if obj.answer:
            send("project/email/data_request", obj.email, language_of(obj.email), {"request": obj})
        super().save_model(request, obj, form, change)

    def response_change(self, request, obj):
        """Erases at the very end, when the admin's log has been written, too."""
        if obj.erase:
            erase_person(obj.email)
            obj.refresh_from_db()
            self.message_user(request, gettext("The person was erased."), messages.SUCCESS)
        return super().response_change(request, obj)
