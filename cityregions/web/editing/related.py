"""Related records in a form: people type a name and are offered what fits; several stand there as ticked boxes."""

import re
from functools import cache

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, JsonResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.generic import View

from cityregions.records.models import Record
from cityregions.records.text import fold

HITS = 10
# How many records with the words of a name are looked through for one of exactly that name.
LOOKED_THROUGH = 300
WITH_SLUG = re.compile(r"(?s)(.*) \(([-\w]+)\)")


@cache
def models_by_noun():
    """Models whose rows can be named in a form, by the name that the address of their suggestions has."""
    models = (model for model in apps.get_models() if issubclass(model, Record))
    return {m._meta.model_name: m for m in models if any(field.name == "slug" for field in m._meta.fields)}


def fitting(model, user, words):
    """Rows with these words that the person may see, those whose name starts with them first."""
    start = When(search_text__startswith=fold(words), then=Value(0))
    rows = model.objects.visible_to(user).search(words)
    if any(field.name == "area" for field in model._meta.fields):
        rows = rows.select_related("area")
    return rows.order_by(Case(start, default=Value(1), output_field=IntegerField()), *model._meta.ordering)


def note(row):
    """What tells a row from others of the same name."""
    local, area = getattr(row, "name_local", ""), getattr(row, "area", None)
    parts = [local if local != str(row) else "", str(area) if area else ""]
    return " · ".join(part for part in parts if part)


def unmistakable(row):
    return f"{row} ({row.slug})"


def resolve(model, user, text, slug=""):
    """The row that a person means by a text. Raises ValidationError with what to write instead."""
    visible = model.objects.visible_to(user)
    if slug and (row := visible.filter(slug=slug).first()) and fold(str(row)) == fold(text):
        return row
    written = WITH_SLUG.fullmatch(text)
    named = [text, written[2]] if written else [text]
    if row := visible.filter(slug__in=named).first():
        return row
    hits = list(fitting(model, user, text)[:LOOKED_THROUGH])
    same = [row for row in hits if fold(text) in {fold(str(row)), fold(getattr(row, "name_local", "") or str(row))}]
    if len(same) == 1:
        return same[0]
    raise ValidationError(complaint(text, same, hits), code="ambiguous" if same else "unknown")


def complaint(text, same, hits):
    offered = "; ".join(unmistakable(row) for row in (same or hits)[:HITS])
    if same:
        return _("“%(text)s” is the name of several. Write one of these: %(choices)s.") % {
            "text": text,
            "choices": offered,
        }
    if hits:
        return _("There is no “%(text)s”. Did you mean one of these? %(choices)s.") % {"text": text, "choices": offered}
    return _("There is no “%(text)s”: write another part of its name, or add it on its own page first.") % {
        "text": Truncator(text).chars(80)
    }


class Suggestions(View):
    """`/suggest/stakeholder/?q=graz`: up to ten records that the reader may see, whatever their accents and case."""

    def get(self, request, noun):
        model = models_by_noun().get(noun)
        words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
        if model is None:
            raise Http404
        hits = list(fitting(model, request.user, words)[:HITS]) if words else []
        return JsonResponse({"results": [self.row(row, hits) for row in hits]})

    def row(self, row, hits):
        twins = sum(fold(str(other)) == fold(str(row)) for other in hits)
        return {"slug": row.slug, "text": unmistakable(row) if twins > 1 else str(row), "note": note(row)}


class RelatedInput(forms.TextInput):
    """A name in a text field; the row that was chosen goes with it, hidden, for names that several have."""

    template_name = "editing/related.html"

    def __init__(self, model, attrs=None):
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.model = model

    def value_from_datadict(self, data, files, name):
        return (data.get(name) or "").strip(), data.get(f"{name}-slug") or ""

    def value_omitted_from_data(self, data, files, name):
        return name not in data

    def get_context(self, name, value, attrs):
        text, slug = value or ("", "")
        context = super().get_context(name, text, attrs)
        context["widget"] |= {"slug": slug, "slug_name": f"{name}-slug", "noun": self.model._meta.model_name}
        return context

    def format_value(self, value):
        return value or ""

    def posted(self, name, pk):
        """The fields of a form in which this row was chosen."""
        row = self.model._base_manager.filter(pk=pk).first() if pk else None
        return {name: [str(row or "")], f"{name}-slug": [row.slug if row else ""]}


class RelatedField(forms.Field):
    """A link to another record, by its name."""

    def __init__(self, *, model, **kwargs):
        super().__init__(widget=RelatedInput(model), **kwargs)
        self.model, self.user = model, None

    def prepare_value(self, value):
        if isinstance(value, tuple):
            return value
        if value and not isinstance(value, self.model):
            value = self.model._base_manager.filter(pk=value).first()
        return (str(value), value.slug) if value else ("", "")

    def clean(self, value):
        text, slug = value
        if not text:
            super().validate(None)
            return None
        return resolve(self.model, self.user, text, slug)


class RelatedBoxes(forms.Widget):
    """The rows that are linked now as ticked boxes, and a text field to name further ones."""

    template_name = "editing/related_many.html"
    use_fieldset = True

    def __init__(self, model, attrs=None):
        super().__init__(attrs)
        self.model = model

    def value_from_datadict(self, data, files, name):
        return {"slugs": data.getlist(name), "text": (data.get(f"{name}-add") or "").strip()}

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        value = value or {"slugs": [], "text": ""}
        context = super().get_context(name, None, attrs)
        rows = sorted(self.model._base_manager.filter(slug__in=value["slugs"]), key=str)
        context["widget"] |= {"rows": rows, "text": value["text"], "noun": self.model._meta.model_name}
        context["widget"]["is_invalid"] = context["widget"]["attrs"].get("aria-invalid")
        return context

    def id_for_label(self, id_, index=None):
        return id_

    def posted(self, name, pks):
        slugs = self.model._base_manager.filter(pk__in=pks).values_list("slug", flat=True)
        return {name: list(slugs), f"{name}-add": [""]}


class RelatedManyField(forms.Field):
    """Links to several other records. In the text field, several names are divided by semicolons."""

    def __init__(self, *, model, **kwargs):
        super().__init__(widget=RelatedBoxes(model), **kwargs)
        self.model, self.user = model, None

    def prepare_value(self, value):
        if isinstance(value, dict):
            return value
        pks = [getattr(row, "pk", row) for row in value or []]
        slugs = self.model._base_manager.filter(pk__in=pks).values_list("slug", flat=True)
        return {"slugs": list(slugs), "text": ""}

    def clean(self, value):
        ticked = list(self.model.objects.visible_to(self.user).filter(slug__in=value["slugs"]))
        texts = [text.strip() for text in value["text"].split(";") if text.strip()]
        found = {row.pk: row for row in [*ticked, *(resolve(self.model, self.user, text) for text in texts)]}
        if not found:
            super().validate([])
        return list(found.values())
