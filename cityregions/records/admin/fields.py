"""What a coordinator fills in: JSON that is checked at once, dates, choices from long lists, the reason of a change."""

import json

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from cityregions.records.checks import placed
from cityregions.web.editing.merging import versions_of, when, who


def moment(version):
    return formats.date_format(timezone.localtime(when(version)), "DATETIME_FORMAT")


class JsonArea(AdminTextareaWidget):
    """JSON in lines, so that people can read it."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 4, "class": "vLargeTextField json", "spellcheck": "false", **(attrs or {})})

    def format_value(self, value):
        try:
            found = json.loads(value)
            storable(found)
            return json.dumps(found, indent=2, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError):
            return value and value.encode(errors="backslashreplace").decode()


class JsonField(forms.JSONField):
    """JSON of the same kind as the field's empty value, which an emptied box stands for."""

    widget = JsonArea
    default_error_messages = {
        "not_json": _("This is not JSON: check quotes, commas and brackets, e.g. %(example)s."),
        "kind": _("Write JSON of the form %(example)s."),
    }

    def __init__(self, *, empty, **kwargs):
        self.empty = empty
        super().__init__(**kwargs)

    def to_python(self, value):
        try:
            found = super().to_python(value)
            storable(found)
        except (ValidationError, ValueError, RecursionError):
            raise self.complaint("not_json") from None
        if found is None:
            return self.empty()
        if self.empty() is not None and not isinstance(found, type(self.empty())):
            raise self.complaint("kind")
        return found

    def bound_data(self, data, initial):
        try:
            return super().bound_data(data, initial)
        except RecursionError:
            return InvalidJSONInput(data)

    def complaint(self, code):
        example = {list: '["…", "…"]', dict: '{"…": "…"}'}.get(type(self.empty()), '{"…": "…"}')
        return ValidationError(self.error_messages[code], code=code, params={"example": example})


def storable(value):
    """Raises ValueError on what no database keeps: NaN, infinity, null characters, halves of characters."""
    if b"\\u0000" in json.dumps(value, ensure_ascii=False, allow_nan=False).encode():
        raise ValueError(value)


class DateText(AdminTextInputWidget):
    def __init__(self, attrs=None):
        super().__init__({"placeholder": _("2014, 2014-03 or 2014-03-15"), "class": "known-date", **(attrs or {})})


class LoadedSelect(AutocompleteSelect):
    """A choice that shows the name of the row loaded with its record, where Django asks the database once more."""

    loaded = None

    def optgroups(self, name, value, attrs=None):
        if self.loaded is None or value != [str(self.loaded.pk)]:
            return super().optgroups(name, value, attrs)
        chosen = self.create_option(name, self.loaded.pk, str(self.loaded), True, 1)
        nothing = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*nothing, chosen], 0)]


class LoadedForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, LoadedSelect) and self._meta.model._meta.get_field(name).is_cached(self.instance):
                widget.loaded = getattr(self.instance, name)

    def add_error(self, field, error):
        """The sentence of a constraint stands beside the field that it concerns."""
        if field is None and hasattr(error, "error_dict"):
            error = placed(self._meta.model, error, self.fields)
        super().add_error(field, error)


class RecordForm(LoadedForm):
    change_reason = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        widget=AdminTextInputWidget,
        help_text=_("Stands in the history beside what you change; may stay empty."),
    )
    # Number of the newest change that the page showed.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            newest = self.newest_change()
            self.initial["version"] = newest and newest.history_id

    def newest_change(self):
        if self.instance.pk is None:
            return None
        return versions_of(self.instance).first()

    def clean(self):
        super().clean()
        self.require_newest()

    def require_newest(self):
        """Saves nothing over what somebody else has saved since the page was opened, until the person has seen that."""
        known = self.cleaned_data.get("version")
        # Two who save at the same moment wait for each other here.
        self._meta.model._base_manager.select_for_update().filter(pk=self.instance.pk).first()
        newest = self.newest_change()
        if known and newest and newest.history_id != known:
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = str(newest.history_id)
            raise ValidationError(
                _(
                    "%(who)s has changed this record since you opened it, at %(when)s. Nothing was saved yet: look at "
                    "its history, then save again to keep what stands here."
                ),
                "changed",
                {"who": who(newest), "when": moment(newest)},
            )

    @property
    def changed_fields(self):
        return [name for name in self.changed_data if name not in {"change_reason", "version"}]
