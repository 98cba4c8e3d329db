"""Forms about people: the own account, inviting, accepting, and the end of somebody's work."""

from datetime import datetime, time

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from cityregions.api.routes import registered

from .models import ApiToken, Invitation, Membership, User
from .tokens import LONGEST_LIFE, USUAL_LIFE


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


def language_field():
    names = [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]
    return forms.ChoiceField(label=_("Language of mails"), choices=names)


class ProfileForm(forms.ModelForm):
    """What a person says about the own account."""

    language = language_field()

    class Meta:
        model = User
        fields = ["name", "language", "digest"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["language"] = self.instance.language or settings.LANGUAGE_CODE


class InvitationForm(forms.ModelForm):
    """Whom to ask, for which partner and as what; nobody gives more than they hold."""

    language = language_field()

    class Meta:
        model = Invitation
        fields = ["email", "partner", "role", "until", "language"]
        widgets = {"until": DayInput(), "email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        partner, role = self.fields["partner"], self.fields["role"]
        partner.queryset = by.invites_for()
        partner.error_messages["invalid_choice"] = _("You invite people for the partners that you manage.")
        role.error_messages["invalid_choice"] = _("You cannot give a role above your own.")
        if not by.is_coordinator:
            partner.required, partner.empty_label, partner.help_text = True, None, ""
            role.choices = [choice for choice in role.choices if choice[0] != Invitation.Role.COORDINATOR]

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("This day is over: give a day to come, or none."))
        return until

    def clean(self):
        super().clean()
        email, partner = self.cleaned_data.get("email"), self.cleaned_data.get("partner")
        held = Membership.objects.current(timezone.localdate()).filter(partner=partner, user__email__iexact=email)
        if email and partner and held.exists():
            self.add_error("email", _("This person already works for this partner."))


class NewPersonForm(forms.Form):
    """Name and password of somebody who has no account yet."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("As colleagues know you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        super().clean()
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ: type the same one twice."))
        elif password:
            self.check(password)

    def check(self, password):
        try:
            validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        except ValidationError as error:
            self.add_error("password", error)


class LastDayForm(forms.ModelForm):
    """The last day of somebody's work for a partner."""

    class Meta:
        model = Membership
        fields = ["until"]
        labels = {"until": _("Last day")}
        help_texts = {"until": _("The day before today ends it at once.")}
        widgets = {"until": DayInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].required = True
        self.initial["until"] = self.instance.until or timezone.localdate()


# What is no kind of record.
OTHER_NOUNS = {
    "changes": _("Feed of changes"),
    "history": _("History of changes"),
    "keep": _("Data for keep.eu"),
    "progress": _("Progress of the work plan"),
    "search": _("Search"),
}


def noun_names():
    """The nouns of the API with what people call them, in the order of the alphabet."""
    named = {
        noun: viewset.queryset.model._meta.verbose_name_plural
        for noun, viewset in registered()
        if viewset.queryset is not None
    }
    words = {noun: (OTHER_NOUNS | named).get(noun, noun) for noun, _viewset in registered()}
    return sorted(((noun, f"{capfirst(word)} ({noun})") for noun, word in words.items()), key=lambda pair: pair[1])


class NounsField(forms.MultipleChoiceField):
    """Some of the nouns of the API; none of them stands for all."""

    def __init__(self, **kwargs):
        label, text = _("Allowed nouns"), _("What of the API it may use; choose none for everything.")
        told = {"label": label, "help_text": text, "required": False, "widget": forms.CheckboxSelectMultiple}
        super().__init__(choices=noun_names, **told, **kwargs)


class TokenForm(forms.ModelForm):
    """What a person's own token is for, and how far it goes."""

    last_day = forms.DateField(
        label=_("Last day"), widget=DayInput(), help_text=_("It stops working at the end of this day.")
    )
    nouns = NounsField()

    class Meta:
        model = ApiToken
        fields = ["name", "last_day", "read_only", "nouns"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.initial.setdefault("last_day", timezone.localdate() + USUAL_LIFE)

    def clean_last_day(self):
        day, latest = self.cleaned_data["last_day"], timezone.localdate() + LONGEST_LIFE
        if not timezone.localdate() <= day <= latest:
            sentence = _("Give a day from today to %(day)s.") % {"day": date_format(latest)}
            raise ValidationError(sentence)
        return day

    @property
    def expiry(self):
        """The end of its last day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["last_day"], time.max))
