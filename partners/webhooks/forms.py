"""What a webhook is to be told, and where."""

from urllib.parse import unquote

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cityregions.records.changes.dependents import nouns

from ..models import Event, Webhook
from .addresses import NotAllowedError, resolve
from .collecting import filtered, start_now


class WebhookForm(forms.ModelForm):
    nouns = forms.MultipleChoiceField(
        label=_("Of what"),
        required=False,
        choices=lambda: [(noun, noun) for noun in nouns()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nouns of the API; none means all."),
    )
    events = forms.MultipleChoiceField(
        label=_("On what"), choices=Event, initial=Event.values, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "nouns", "events", "filter", "is_active"]
        widgets = {
            "url": forms.URLInput,
            "filter": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.owner = owner
        if self.instance._state.adding:
            del self.fields["is_active"]

    def clean_url(self):
        url = self.cleaned_data["url"].strip()
        try:
            resolve(url)
        except NotAllowedError as refusal:
            raise ValidationError(str(refusal)) from None
        except (OSError, UnicodeError):
            raise ValidationError(
                _("The name in this address is not known: see whether it is written right.")
            ) from None
        return url

    def clean_filter(self):
        text = self.cleaned_data["filter"].strip().lstrip("?")
        if "\0" in unquote(text):
            raise ValidationError(_("Write it as in the address of a list: name=value&name=value."))
        return text

    def clean(self):
        super().clean()
        text, chosen = self.cleaned_data.get("filter"), self.cleaned_data.get("nouns") or []
        if text and len(chosen) != 1:
            self.add_error("filter", _("A filter is of one noun: choose that one, or leave the filter empty."))
        elif text:
            viewset = nouns()[chosen[0]]
            asked = filtered(viewset, text, self.instance.owner, viewset.queryset.all())
            for name in asked.unknown():
                known = {"name": name, "known": ", ".join(asked.known())}
                self.add_error("filter", _("“%(name)s” is not known here. Known: %(known)s.") % known)
            for name, errors in asked.form.errors.items():
                self.add_error("filter", f"{name}: {' '.join(errors)}")
            if not all(value for _name, values in QueryDict(text).lists() for value in values):
                self.add_error("filter", _("Write it as in the address of a list: name=value&name=value."))

    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.cursor = start_now(self.instance.owner)
        if self.instance.is_active:
            self.instance.off_because = ""
        return super().save(commit)
