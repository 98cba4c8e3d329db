"""The pages on which coordinators list, edit and look back at records."""

from functools import cache

from django.contrib import admin, messages
from django.contrib.admin.utils import model_ngettext
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelectMultiple
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..dates import PartialDateField
from ..models import Sourced
from ..text import fold
from .fields import DateText, JsonField, LoadedForm, LoadedSelect, RecordForm
from .history import HistoryPage

PROVENANCE = ("source", "confidence", "detail_sources", "field_sources", "extra")


@cache
def date_column(field):
    """A list's column that shows a date as it is known and sorts by the day it stands for."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(record):
        day = getattr(record, field.name)
        return day and day.display

    column.__name__ = field.name
    return column


def as_column(model, name):
    known = {field.name: field for field in model._meta.fields if isinstance(field, PartialDateField)}
    return date_column(known[name]) if name in known else name


class RecordFields:
    """How the fields of a record are filled in, on its own page and as a part of another."""

    # Links that are loaded with every row, since its name or its columns show them.
    with_related = ()
    formfield_overrides = {
        PartialDateField: {"widget": DateText},
        models.TextField: {"widget": AdminTextareaWidget({"rows": 4})},
    }

    def get_queryset(self, request):
        rows = super().get_queryset(request).visible_to(request.user)
        return rows.select_related(*self.with_related) if self.with_related else rows

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.JSONField):
            return db_field.formfield(form_class=JsonField, empty=db_field.get_default, show_hidden_initial=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if self.admin_site.is_registered(db_field.related_model):
            kwargs.setdefault("widget", LoadedSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if self.admin_site.is_registered(db_field.related_model):
            kwargs.setdefault("widget", AutocompleteSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RecordAdmin(RecordFields, HistoryPage, admin.ModelAdmin):
    """A record's list, form and history. `fieldsets` name its facts; provenance and reason are added at the end."""

    form = RecordForm
    readonly_fields = ("created", "modified")
    search_fields = ("search_text__contains",)
    list_per_page = 50

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))

    def get_list_display(self, request):
        return [as_column(self.model, name) for name in self.list_display]

    def get_list_filter(self, request):
        return [*self.list_filter, *(["confidence"] if issubclass(self.model, Sourced) else [])]

    def get_fieldsets(self, request, obj=None):
        facts = list(self.fieldsets or [(None, {"fields": self.facts()})])
        if issubclass(self.model, Sourced):
            facts.append((_("Where it is known from"), {"fields": PROVENANCE, "classes": ["collapse"]}))
        own = ("change_reason", "version", *(self.readonly_fields if obj else ()))
        return [*facts, (_("This change"), {"fields": own})]

    def facts(self):
        elsewhere = PROVENANCE if issubclass(self.model, Sourced) else ()
        fields = [field for field in self.opts.fields if field.editable and not field.primary_key]
        many = [field for field in self.opts.many_to_many if field.remote_field.through._meta.auto_created]
        return [field.name for field in fields + many if field.name not in elsewhere]

    def save_model(self, request, obj, form, change):
        """Saves what changed; what did not leaves no trace in the history."""
        obj._change_reason = form.cleaned_data.get("change_reason")
        many = {field.name for field in self.opts.many_to_many}
        if change and not form.changed_fields:
            return
        if change and many.issuperset(form.changed_fields):
            obj.skip_history_when_saving = True
        super().save_model(request, obj, form, change)
        obj.__dict__.pop("skip_history_when_saving", None)

    def save_formset(self, request, form, formset, change):
        for part in formset.forms:
            part.instance._change_reason = form.cleaned_data.get("change_reason")
        super().save_formset(request, form, formset, change)

    def save_each(self, request, rows, sentence, **values):
        """Sets the values in each of these rows, with history, and says how many were changed."""
        with transaction.atomic():
            changed = [row for row in rows if any(getattr(row, name) != value for name, value in values.items())]
            for row in changed:
                vars(row).update(values)
                row.save(update_fields=[*values])
        noun = model_ngettext(self.opts, len(changed))
        self.message_user(request, sentence % {"count": len(changed), "noun": noun}, messages.SUCCESS)


@admin.action(description=_("Publish selected %(verbose_name_plural)s"), permissions=["change"])
def publish(modeladmin, request, queryset):
    modeladmin.save_each(request, queryset, gettext("%(count)d %(noun)s published."), published=True)


@admin.action(description=_("Withdraw selected %(verbose_name_plural)s from the public"), permissions=["change"])
def unpublish(modeladmin, request, queryset):
    modeladmin.save_each(request, queryset, gettext("%(count)d %(noun)s withdrawn from the public."), published=False)


class PublishedAdmin(RecordAdmin):
    actions = (publish, unpublish)

    def get_list_display(self, request):
        return [*super().get_list_display(request), "published"]

    def get_list_filter(self, request):
        return ["published", *super().get_list_filter(request)]


class PartAdmin(RecordAdmin):
    """A part's own page, reached from its whole: with its provenance and its history, but not in the menu."""

    def get_model_perms(self, request):
        return {}


class WrittenElsewhere(RecordAdmin):
    """What people say and write on pages of the portal: to look at here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets


class RecordInline(RecordFields, admin.TabularInline):
    """Parts that are edited on the page of their whole."""

    form = LoadedForm
    extra = 0
    show_change_link = True
    view_on_site = False


class PartInline(RecordInline):
    fields = ("position", "text")
