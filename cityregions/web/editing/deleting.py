"""Deleting a record: what goes with it is told first, and what others still use stays."""

from contextlib import suppress

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cityregions.records import rights
from cityregions.records.models import Record
from cityregions.records.uses import collected, uses

from . import drafts, merging
from .pages import EditPage

SHOWN = 50


def parts(row):
    """What is deleted with it, as (noun, number)."""
    found = collected([row]).model_objs
    numbers = {
        model: len(rows) for model, rows in found.items() if issubclass(model, Record) and model is not type(row)
    }
    return [(model._meta.verbose_name_plural, number) for model, number in numbers.items()]


class DeletePage(EditPage):
    """Asks first; a row that others use stays, and the page says who they are."""

    template_name = "editing/delete.html"
    may = staticmethod(rights.may_delete)

    def get(self, request, **kwargs):
        return self.ask(self.find())

    def post(self, request, **kwargs):
        try:
            with transaction.atomic():
                row = self.find(lock=True)
                if self.must_ask(row):
                    return self.ask(row, status=409)
                url, name = self.form_class.url_gone(row, self.noun), str(row)
                row._change_reason = request.POST.get("reason", "").replace("\0", "")[:500] or None
                row.delete()
        except (ProtectedError, IntegrityError):
            return self.ask(self.find(), status=409)
        if edit := self.address("edit", **self.kwargs):
            drafts.discard(request.user, drafts.plain_path(edit))
        messages.success(request, _("Deleted: %(name)s.") % {"name": name})
        return redirect(url)

    def must_ask(self, row):
        """Whether something has come up since the question was put."""
        newest = merging.key_of(merging.versions_of(row).first())
        return newest != self.request.POST.get("base", "") or any(uses([row], self.request.user))

    def ask(self, row, status=200):
        used_by, hidden = uses([row], self.request.user)
        newest = merging.versions_of(row).first()
        base, sent = merging.key_of(newest), self.request.POST.get("base")
        context = {
            "object": row,
            "noun": self.model._meta.verbose_name,
            "used_by": [(each._meta.verbose_name, each, address(each)) for each in used_by[:SHOWN]],
            "more": hidden + len(used_by[SHOWN:]),
            "parts": parts(row),
            "base": base,
            "changed_by": merging.who(newest) if sent is not None and sent != base else "",
            "changed_at": merging.when(newest),
            "place": self.form_class.place(row, self.noun),
            "cancel_url": self.form_class.url_after(row),
            "edit_url": self.address("edit", **self.kwargs),
        }
        return render(self.request, self.template_name, context, status=status)

    def gone(self):
        messages.info(self.request, _("It has been deleted already."))
        last = self.last_version()
        return redirect(self.form_class.url_gone(last.instance, self.noun))


def address(row):
    """A record's own page, else its form, else the page of what it belongs to."""
    if hasattr(row, "get_absolute_url"):
        return row.get_absolute_url()
    with suppress(NoReverseMatch):
        return reverse(f"{row._meta.model_name}-edit", kwargs={"pk": row.pk})
    for field in row._meta.fields:
        if field.many_to_one and hasattr(field.related_model, "get_absolute_url") and getattr(row, field.attname):
            return getattr(row, field.name).get_absolute_url()
    return ""
