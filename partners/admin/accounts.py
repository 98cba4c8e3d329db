"""Accounts: who may sign in, for whom they work, and who coordinates."""

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import User
from ..second_factor import remove_second_factor
from .organisations import MembershipInline

# What Django and allauth, which come first in INSTALLED_APPS, have registered: groups are not used here, and an
# account's addresses and second factors stand on its own page, where no secret shows.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])
if apps.is_installed("allauth.socialaccount"):
    admin.site.unregister(apps.get_app_config("socialaccount").get_models())


class AccountForm(forms.ModelForm):
    """What the form to make an account and the one to change it share."""

    is_staff = forms.BooleanField(
        label=_("Coordinator"),
        required=False,
        help_text=_("Whether the person steers the project and opens the admin."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("English")), *(choice for choice in settings.LANGUAGES if choice[0] != "en")],
        help_text=_("Language of mails."),
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class AccountCreationForm(AccountForm, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language", "is_staff")


class AccountChangeForm(AccountForm, UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "language", "is_active", "is_staff", "password")


class FoundOnlyInline(admin.TabularInline):
    """What the person set up; a coordinator may remove it, never add it."""

    extra = 0
    view_on_site = False

    def has_add_permission(self, request, obj=None):
        return False


class AddressInline(FoundOnlyInline):
    model = EmailAddress
    fields = ("email", "primary", "verified")
    readonly_fields = ("email", "primary")


class SecondFactorInline(FoundOnlyInline):
    model = Authenticator
    fields = readonly_fields = ("type", "created_at", "last_used_at")
    verbose_name = _("second factor")
    verbose_name_plural = _("second factors")


@admin.register(User)
class AccountAdmin(UserAdmin):
    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = ("email", "name", "works_for", "is_coordinator", "is_active", "last_login")
    list_filter = ("is_staff", "is_active", "memberships__partner")
    search_fields = ("email__icontains", "name__icontains", "memberships__partner__search_text__contains")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline, AddressInline, SecondFactorInline)
    actions = ("send_password_link", "remove_second_factors")
    fieldsets = (
        (None, {"fields": ("email", "name", "language", "password")}),
        (_("Rights"), {"fields": ("is_active", "is_staff")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "language", "is_staff"), "classes": ("wide",)}),
        (_("Password"), {"fields": ("usable_password", "password1", "password2"), "classes": ("wide",)}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__partner")

    def get_inlines(self, request, obj):
        return self.inlines if obj else (MembershipInline,)

    def get_readonly_fields(self, request, obj=None):
        """Nobody takes away the own rights, so that the portal is never without a coordinator."""
        own = ("is_active", "is_staff") if obj == request.user else ()
        return (*self.readonly_fields, *own)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj != request.user

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            obj.emailaddress_set.exclude(email=obj.email).delete()
            EmailAddress.objects.get_or_create(user=obj, email=obj.email, defaults={"primary": True})

    @admin.display(description=_("works for"))
    def works_for(self, account):
        return ", ".join(membership.partner.name for membership in account.memberships.all())

    @admin.display(description=_("coordinator"), boolean=True, ordering="is_staff")
    def is_coordinator(self, account):
        return account.is_staff

    @admin.action(description=_("Send a link to set the password"), permissions=["change"])
    def send_password_link(self, request, queryset):
        active = [account for account in queryset if account.is_active]
        for account in active:
            form = ResetPasswordForm({"email": account.email})
            if form.is_valid():
                form.save(request)
        sentence = ngettext("A link was sent to %(count)d person.", "A link was sent to %(count)d people.", len(active))
        self.message_user(request, sentence % {"count": len(active)}, messages.SUCCESS)

    @admin.action(description=_("Remove the second factor, which was lost"), permissions=["change"])
    def remove_second_factors(self, request, queryset):
        removed = [account for account in queryset if remove_second_factor(account, request.user)]
        sentence = ngettext(
            "The second factor of %(count)d person was removed; a mail tells of it.",
            "The second factors of %(count)d people were removed; mails tell of it.",
            len(removed),
        )
        self.message_user(request, sentence % {"count": len(removed)}, messages.SUCCESS)
