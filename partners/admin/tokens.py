"""API tokens: made and revoked by coordinators, shown once, never the digest."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..forms import NounsField
from ..models import ApiToken
from ..tokens import UNUSED_FOR, USUAL_LIFE, make_token, revoke_tokens
from .lists import ListOnly


class TokenForm(forms.ModelForm):
    nouns = NounsField()

    class Meta:
        model = ApiToken
        fields = ("user", "name", "read_only", "nouns", "expiry")

    def clean_user(self):
        user = self.cleaned_data["user"]
        if not user.is_in_partnership:
            raise ValidationError(_("Tools act for people who work for a partner, and for coordinators."))
        return user

    def clean_expiry(self):
        expiry = self.cleaned_data["expiry"]
        if expiry and expiry <= timezone.now():
            raise ValidationError(_("A token that has expired already is of no use: give a day to come."))
        return expiry


class ExpiredFilter(admin.SimpleListFilter):
    title = _("expiry")
    parameter_name = "expired"

    def lookups(self, request, model_admin):
        return [("no", _("still good")), ("yes", _("expired"))]

    def queryset(self, request, queryset):
        expired = {"expiry__lte": timezone.now()}
        return {"yes": queryset.filter(**expired), "no": queryset.exclude(**expired)}.get(self.value(), queryset)


class UnusedFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "unused"

    def lookups(self, request, model_admin):
        days = UNUSED_FOR.days
        return [("yes", _("not used for %(days)s days") % {"days": days}), ("never", _("never used"))]

    def queryset(self, request, queryset):
        unused = ApiToken.objects.unused(timezone.now() - UNUSED_FOR).values("pk")
        found = {"yes": {"pk__in": unused}, "never": {"last_used": None}}.get(self.value(), {})
        return queryset.filter(**found)


@admin.register(ApiToken)
class ApiTokenAdmin(ListOnly):
    """A list with one action. A token has no page of its own, since its address would be the digest."""

    form = TokenForm
    list_display = ("token_key", "name", "user", "read_only", "allowed", "created", "expiry", "last_used")
    kept_pages = ("_changelist", "_add")
    list_filter = ("read_only", ExpiredFilter, UnusedFilter)
    list_select_related = ("user",)
    search_fields = ("name__icontains", "user__email__icontains", "user__name__icontains", "token_key__startswith")
    autocomplete_fields = ("user",)
    actions = ("revoke",)

    def get_changeform_initial_data(self, request):
        return {"user": request.user.pk, "expiry": timezone.now() + USUAL_LIFE} | super().get_changeform_initial_data(
            request
        )

    def action_checkbox(self, token):
        label = _("Select this token: %(name)s") % {"name": token}
        return forms.CheckboxInput({"class": "action-select", "aria-label": label}).render(
            ACTION_CHECKBOX_NAME, token.token_key
        )

    def response_action(self, request, queryset):
        """The list names tokens by the first characters of their key; Django looks for digests."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST = request.POST.copy()
        request.POST.setlist(
            ACTION_CHECKBOX_NAME, ApiToken.objects.filter(token_key__in=chosen).values_list("pk", flat=True)
        )
        return super().response_action(request, queryset)

    @admin.display(description=_("allowed nouns"))
    def allowed(self, token):
        return ", ".join(token.nouns) or _("all")

    @admin.action(description=_("Revoke selected API tokens"), permissions=["delete"])
    def revoke(self, request, queryset):
        self.log_deletions(request, queryset)
        count = revoke_tokens(queryset, request.user)
        sentence = ngettext("%(count)d token revoked.", "%(count)d tokens revoked.", count)
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    def save_model(self, request, obj, form, change):
        told = {"name": obj.name, "read_only": obj.read_only, "nouns": form.cleaned_data["nouns"]}
        made, shown = make_token(obj.user, request.user, obj.expiry, **told)
        vars(obj).update(vars(made))
        obj.shown_once = shown

    def response_add(self, request, obj, post_url_continue=None):
        sentence = _("The token is made. Copy it now, it is not shown again: {}")
        self.message_user(request, format_html(str(sentence), obj.shown_once), messages.SUCCESS)
        return self.response_post_save_add(request, obj)
