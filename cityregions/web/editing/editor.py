"""A record's form with the forms of its parts: saved together or not at all."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cityregions.records import rights

from .parts import PartList


class Editor:
    def __init__(self, form_class, row, user, data=None, page=1):
        self.row, self.user, self.data = row, user, data
        # What it is called before anything is typed into it.
        self.title = "" if row._state.adding else str(row)
        self.form = form_class(data, user=user, instance=row)
        self.lists = [PartList(declared, row, user, data, page) for declared in form_class.parts]
        self.doubts, self.refusal, self.changed = [], "", False

    def quiet(self):
        for form in self.all_forms():
            form.quiet()
        return self

    def all_forms(self):
        return [self.form, *(form for each in self.lists for form in each.forms)]

    def add_blank(self, name):
        for each in self.lists:
            if each.name == name and each.may_add:
                each.add_blank()
        self.quiet()

    def save(self, anyway=False):
        """Saves the record and its parts if all is in order; whoever calls takes everything back if it is not."""
        if not self.form.is_valid() or self.form.clashes:
            self.validate_parts()
            return False
        self.doubts = [] if anyway else self.form.doubts()
        if self.doubts:
            self.validate_parts()
            return False
        return self.save_all() and self.is_allowed()

    def save_all(self):
        reason = self.form.cleaned_data.get("reason", "")
        self.changed = self.form.keep(reason)
        faulty = []
        for each in self.lists:
            wrong, did = each.save(reason)
            faulty += wrong
            self.changed = self.changed or did
        return not faulty

    def is_allowed(self):
        """Whether the record is still the person's to change; otherwise says so beside the field that moved it."""
        try:
            rights.require_change(self.user, self.row)
        except PermissionDenied as refusal:
            self.refusal = str(refusal)
            self.form.add_error("area" if "area" in self.form.fields else None, self.refusal)
            return False
        return True

    def validate_parts(self):
        for each in self.lists:
            each.validate()

    def rebase(self):
        for form in [self.form, *self.lists]:
            form.rebase()

    @property
    def status(self):
        """The answer's status when nothing was saved."""
        if self.refusal:
            return 403
        return 409 if self.has_clashes else 422

    @property
    def has_clashes(self):
        return any(
            form.clashes or getattr(form, "gone", None) or getattr(form, "removal_clash", False)
            for form in self.all_forms()
        )

    def marked(self):
        """Everything that needs a look: `(form, field)`."""
        return [
            (form, bound) for form in self.all_forms() if not getattr(form, "gone", None) for bound in form.marked()
        ]

    def words_after(self, is_new):
        """What to tell once it is saved: `(level, sentence)`."""
        if not self.changed:
            told = [(messages.INFO, _("Nothing was changed."))]
        else:
            told = [(messages.SUCCESS, _("Added.") if is_new else _("Saved."))]
        return told + [(messages.INFO, words) for words in self.words_about_others()]

    def words_about_others(self):
        """What other people changed meanwhile, and was kept."""
        by_person = {}
        for form in self.all_forms():
            for name, person in form.taken.items():
                by_person.setdefault(person, []).append(str(form.fields[name].label))
        for each in self.lists:
            for form in each.removed_by_others:
                by_person.setdefault(form.gone.who, []).append(_("removed: %(noun)s") % {"noun": each.noun})
        sentence = _("%(who)s changed something else meanwhile, which was kept: %(fields)s.")
        return [
            sentence % {"who": capfirst(person), "fields": ", ".join(dict.fromkeys(labels))}
            for person, labels in by_person.items()
        ]
