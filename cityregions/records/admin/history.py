"""The history of a record and its parts: who changed what, when, from what to what, and why."""

import json
from datetime import date, datetime

from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.template_utils import HistoricalRecordContextHelper
from simple_history.utils import get_m2m_reverse_field_name

NOTHING = "–"
LONGEST = 300


def timeline(model, pk, parts):
    """The historical records of one row and of its parts, the newest first, each with the one before it.

    `parts` are pairs of a model and its link to the row.
    """
    found = list(records(model, **{model._meta.pk.attname: pk}))
    for part, link in parts:
        found += records(part, **{link.attname: pk})
    found.sort(key=lambda record: (record.history_date, record.history_id), reverse=True)
    before = {}
    for record in reversed(found):
        row = (record.instance_type, getattr(record, record.instance_type._meta.pk.attname))
        record.before = before.get(row)
        before[row] = record
    return found


def records(model, **condition):
    """Historical records with the rows that they link to."""
    fields = model.history.model.tracked_fields
    links = [field.name for field in fields if field.many_to_one or field.one_to_one]
    return model.history.filter(**condition).select_related("history_user", *links)


def name(record):
    """What the record was called then; empty when something that its name rests on is gone."""
    try:
        return record.instance_type.__str__(record)
    except (ObjectDoesNotExist, AttributeError):
        return ""


def changes(record):
    """The fields that differ from the record before: `{"field", "old", "new"}`, in words."""
    if record.before is None or record.history_type == "-":
        return []
    many = record._history_m2m_fields
    words = Words(record.instance_type, record, max_displayed_delta_change_chars=LONGEST)
    plain = record.diff_against(
        record.before, excluded_fields=[field.name for field in many], foreign_keys_are_objs=True
    )
    lists = [change_of_list(field, record) for field in many if record.before.lists[field] != record.lists[field]]
    return words.context_for_delta_changes(plain) + lists


def change_of_list(field, record):
    old, new = (", ".join(sorted(each.lists[field])) or NOTHING for each in (record.before, record))
    return {"field": capfirst(field.verbose_name), "old": old, "new": new}


def load_lists(shown):
    """Gives each record and the one before it the names in its lists, in one query for each list of the model."""
    for model in {record.instance_type for record in shown}:
        mine = [record for record in shown if record.instance_type is model]
        both = {each.pk: each for record in mine for each in (record.before, record) if each}
        for each in both.values():
            each.lists = {field: [] for field in model.history.model._history_m2m_fields}
        for field in model.history.model._history_m2m_fields:
            link = get_m2m_reverse_field_name(field)
            for row in getattr(model.history.model, field.name).filter(history__in=both).select_related(link):
                both[row.history_id].lists[field].append(str(getattr(row, link)))


class Words(HistoricalRecordContextHelper):
    """Old and new values as people read them."""

    def prepare_delta_change_value(self, change, value):
        field = self.model._meta.get_field(change.field)
        return in_words(dict(field.flatchoices).get(value, value) if field.flatchoices else value)


def in_words(value):
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(getattr(value, "display", value))


def link_to(whole, part):
    return next(field for field in part._meta.fields if field.related_model is whole)


class HistoryPage:
    """The history of a record together with that of the parts edited on its page."""

    def history_view(self, request, object_id, extra_context=None):
        pk = self.known_pk(object_id)
        found = timeline(self.model, pk, self.parts_with_history())
        record = self.get_object(request, str(pk)) or self.last_known(found)
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | self.history_context(request, record, found)
        return TemplateResponse(request, "admin/record_history.html", context | (extra_context or {}))

    def known_pk(self, text):
        try:
            pk = self.opts.pk.to_python(unquote(text))
            self.opts.pk.run_validators(pk)
        except ValidationError:
            raise Http404 from None
        return pk

    def parts_with_history(self):
        parts = [inline.model for inline in self.inlines if hasattr(inline.model, "history")]
        return [(part, link_to(self.model, part)) for part in parts]

    def last_known(self, found):
        """The row as it was, when it has been deleted since."""
        own = [record for record in found if record.instance_type is self.model]
        if not own:
            raise Http404
        return own[0].instance

    def history_context(self, request, record, found):
        page = Paginator(found, 100).get_page(request.GET.get("p"))
        shown = list(page)
        load_lists(shown)
        for each in shown:
            each.changes = changes(each)
            if each.instance_type is not self.model:
                setattr(each, link_to(self.model, each.instance_type).name, record)
                each.part, each.called = each.instance_type._meta.verbose_name, name(each)
        return {
            "title": _("History: %(record)s") % {"record": record},
            "page": page,
            "shown": shown,
            "pages": page.paginator.get_elided_page_range(page.number),
            "object": record,
            "opts": self.opts,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "preserved_filters": self.get_preserved_filters(request),
        }
