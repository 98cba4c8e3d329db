"""Which field of a form fits which field of a record."""

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField

from .related import RelatedField, RelatedManyField

# Of these there are few enough to choose from a list; all others are named in a text field.
FEW = {"metropolitanarea", "partner", "phase"}


class LinesField(forms.CharField):
    """A list of texts, one in each line."""

    def __init__(self, **kwargs):
        super().__init__(**{"widget": forms.Textarea({"rows": 3}), **kwargs})

    def prepare_value(self, value):
        return "\n".join(str(each) for each in value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]


class TextsByLanguage(forms.MultiWidget):
    template_name = "editing/texts.html"
    use_fieldset = True

    def __init__(self, languages):
        self.languages = languages
        areas = {code: forms.Textarea({"rows": 2, "lang": code, "aria-label": name}) for code, name in languages}
        super().__init__(areas)

    def decompress(self, value):
        return [(value or {}).get(code, "") for code, _name in self.languages]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["named"] = list(
            zip([label for _code, label in self.languages], context["widget"]["subwidgets"], strict=True)
        )
        return context

    def posted(self, name, value):
        return {
            f"{name}_{code}": [text] for (code, _n), text in zip(self.languages, self.decompress(value), strict=True)
        }


class TextsField(forms.MultiValueField):
    """A text in each of the portal's languages."""

    def __init__(self, *, languages, **kwargs):
        fields = [forms.CharField(required=False) for _language in languages]
        self.codes = [code for code, _name in languages]
        super().__init__(fields, widget=TextsByLanguage(languages), require_all_fields=False, **kwargs)

    def compress(self, texts):
        # Django passes nothing at all where every text is empty.
        texts = texts or [""] * len(self.codes)
        return {code: text for code, text in zip(self.codes, texts, strict=True) if text}


def about(field):
    """What every form field says of itself."""
    return {"label": capfirst(field.verbose_name), "help_text": field.help_text, "required": not field.blank}


def related_field(field, **kwargs):
    model = field.related_model
    if model._meta.model_name not in FEW:
        return (RelatedManyField if field.many_to_many else RelatedField)(model=model, **about(field))
    if field.many_to_many:
        return field.formfield(widget=forms.CheckboxSelectMultiple, **kwargs)
    return field.formfield(empty_label=_("none") if field.blank else _("choose …"), **kwargs)


def form_field(field, **kwargs):
    """For Meta.formfield_callback."""
    if field.is_relation:
        return related_field(field, **kwargs)
    if isinstance(field, PartialDateField):
        example = {"placeholder": _("2014, 2014-03 or 2014-03-15"), "class": "known-date", "inputmode": "numeric"}
        return field.formfield(widget=forms.TextInput(example), **kwargs)
    if isinstance(field, models.DateField):
        return field.formfield(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)
    if isinstance(field, models.JSONField):
        return LinesField(**about(field))
    if isinstance(field, models.TextField):
        return field.formfield(widget=forms.Textarea({"rows": 4}), **kwargs)
    return field.formfield(**kwargs)


def posted(bound, value):
    """The fields of a form in which a person had entered this value: lists of texts by their names in the form."""
    widget, name = bound.field.widget, bound.html_name
    if hasattr(widget, "posted"):
        return widget.posted(name, value)
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if value else []}
    shown = bound.field.prepare_value(value)
    if isinstance(shown, (list, tuple, frozenset)):
        return {name: [str(each) for each in shown]}
    if isinstance(widget, forms.NullBooleanSelect) or not isinstance(widget, forms.Select):
        shown = widget.format_value(shown)
    return {name: ["" if shown is None else str(shown)]}


def as_shown(field, text):
    """A value from a form as the person saw it there."""
    if isinstance(field, forms.BooleanField):
        return gettext("yes")
    return next((str(label) for value, label in getattr(field, "choices", []) if str(value) == text), text)


def is_short(field):
    """Whether a field is short enough to share its line with another one."""
    text = isinstance(field.widget, forms.TextInput) and getattr(field, "max_length", None) is not None
    if isinstance(field.widget, forms.NumberInput | forms.DateInput | forms.Select) or "known-date" in str(
        field.widget.attrs.get("class", "")
    ):
        return not isinstance(field.widget, forms.CheckboxSelectMultiple)
    return isinstance(field.widget, forms.EmailInput) or (text and field.max_length <= 60)
