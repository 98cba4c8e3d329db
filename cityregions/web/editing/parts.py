"""Parts of a record in its form: each is added, changed and removed on its own, and merged on its own."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from . import merging
from .forms import RecordForm

# As many parts as fit one page of a form; more of them are paged through.
ON_PAGE = 60
MOST_POSTED = 300


def link_to(whole, part):
    """The field of a part that names its whole."""
    return next(field.name for field in part._meta.fields if field.related_model is whole)


@dataclass(frozen=True)
class Parts:
    """Which parts belong to a form: the name of the whole's list of them, their form, how many empty ones wait."""

    name: str
    form_class: type
    blank: int = 1
    title: str = ""
    most: int | None = None


class PartForm(RecordForm):
    """The form of a part; it has its whole's reason, and a box to remove it.

    `called_by` names the field that tells it from the other parts, if its own name says more than that.
    """

    reason = None
    sections = {}
    called_by = None
    # Whether it is unfolded, though there is nothing wrong with it.
    opened = False

    def __init__(self, *args, key, whole, gone=None, **kwargs):
        self.key, self.gone, self.removal_clash = key, gone, False
        self.link, self.whole = link_to(type(whole), self._meta.model), whole
        self.preset = (*self.preset, self.link)
        instance = kwargs.pop("instance", None) or self._meta.model(**{self.link: whole})
        self.heading = "" if instance._state.adding else str(getattr(instance, self.called_by or "", None) or instance)
        super().__init__(*args, instance=instance, **kwargs)

    def suit(self, name, field):
        super().suit(name, field)
        if name == "position":
            field.required = False
            field.initial = None
            field.help_text = _("Place in the list, 0 first; empty to come last.")
            if self.is_new:
                self.initial.pop("position", None)

    def clean(self):
        if "position" in self.fields and self.cleaned_data.get("position", "") is None:
            self.cleaned_data["position"] = self.last_position() if self.is_new else self.versions.now["position"]
        return super().clean()

    def last_position(self):
        """The place after all others."""
        beside = self._meta.model._base_manager.filter(**{self.link: self.whole.pk})
        last = beside.order_by("-position").values_list("position", flat=True).first()
        return 0 if last is None else last + 1

    @property
    def all_sections(self):
        return self.sections

    @property
    def remove_name(self):
        return self.add_prefix("remove")

    @property
    def gone_name(self):
        return self.add_prefix("gone")

    @property
    def is_removed(self):
        return self.is_bound and bool(self.data.get(self.remove_name))

    @property
    def gone_choice(self):
        return self.data.get(self.gone_name, "") if self.is_bound else ""

    @property
    def is_blank(self):
        """Whether nothing was entered for a new part."""
        keys = [key for key in self.data if key.startswith(f"{self.prefix}-")]
        told = [key for key in keys if key not in (self.add_prefix("base"), self.remove_name, self.gone_name)]
        return not any(text.strip() for key in told for text in self.data.getlist(key))

    @property
    def needs_a_look(self):
        return self.gone or self.removal_clash or (self.is_bound and (self.errors or self.clashes))

    def is_as_it_was(self):
        """Whether a part that is gone had been left alone in this form."""
        before = self.gone and self.gone.before(self.posted_version())
        if not before or not self.is_valid():
            return False
        rows = {name: self._meta.model._meta.get_field(name) for name in self.names}
        return all(merging.plain(self.cleaned_data[name]) == merging.value_in(before, rows[name]) for name in rows)

    def posted_version(self):
        return merging.number(self.data.get(self.add_prefix("base"), ""))


class Gone:
    """A part that somebody else has removed."""

    def __init__(self, model, key, link, whole):
        pk = merging.number(key)
        history = model.history.filter(**{model._meta.pk.name: pk, link: whole.pk}) if pk else model.history.none()
        self.history = history.select_related("history_user")
        self.last = self.history.filter(history_type="-").order_by("-history_id").first()
        self.who, self.when = merging.who(self.last), merging.when(self.last)

    def before(self, version):
        return self.history.filter(history_id=version).first() if version else None


class PartList:
    """The parts of one kind in a form."""

    def __init__(self, declared, whole, user, data=None, page=1):
        self.declared, self.whole, self.user, self.data = declared, whole, user, data
        self.model = declared.form_class._meta.model
        self.name = declared.name
        self.title = declared.title or capfirst(self.model._meta.verbose_name_plural)
        self.noun = self.model._meta.verbose_name
        self.link = link_to(type(whole), self.model)
        self.removed_by_others, self.choices = [], {}
        self.pages = None
        self.forms = self.opened(page) if data is None else self.posted()

    def rows(self):
        if self.whole._state.adding:
            return self.model._base_manager.none()
        links = [field.name for field in self.model._meta.fields if field.is_relation]
        rows = self.model.objects.filter(**{self.link: self.whole}).visible_to(self.user)
        return rows.select_related(*links).order_by(*self.model._meta.ordering)

    def opened(self, page):
        self.pages = Paginator(self.rows(), ON_PAGE).get_page(page)
        blank = self.declared.blank
        if self.declared.most is not None:
            blank = min(blank, max(0, self.declared.most - self.pages.paginator.count))
        bases = merging.newest_keys(self.model, [row.pk for row in self.pages])
        old = [self.form(str(row.pk), row, bases[row.pk]) for row in self.pages]
        return old + [self.form(f"new{number}") for number in range(1, blank + 1)]

    def posted(self):
        keys = list(dict.fromkeys(self.data.getlist(self.name)))[:MOST_POSTED]
        numbers = [merging.number(key) for key in keys]
        known = {str(row.pk): row for row in self.rows().filter(pk__in=[n for n in numbers if n])}
        forms = [self.form(key, known.get(key)) for key in keys if key in known or is_key(key)]
        self.model.prepare_to_clean([form.instance for form in forms])
        return forms

    def form(self, key, row=None, base=None):
        gone = None
        if row is None and not key.startswith("new"):
            gone = Gone(self.model, key, self.link, self.whole)
        options = {"key": key, "whole": self.whole, "gone": gone, "user": self.user, "base": base}
        options["prefix"] = f"{self.name}-{key}"
        return self.with_choices(self.declared.form_class(self.data, instance=row, **options))

    def with_choices(self, form):
        """The form with the records to choose from, which are read once for all parts."""
        for name, field in form.fields.items():
            if hasattr(field, "queryset"):
                if name not in self.choices:
                    self.choices[name] = list(field.choices)
                field.choices = self.choices[name]
        return form

    def add_blank(self):
        """One more empty part at the end, for those who have no scripts."""
        used = {form.key for form in self.forms}
        key = next(f"new{n}" for n in range(1, MOST_POSTED + 2) if f"new{n}" not in used)
        self.forms.append(self.form(key))
        self.forms[-1].opened = True

    @property
    def may_add(self):
        return self.declared.most is None or len(self.forms) < self.declared.most

    @property
    def model_form(self):
        """An empty form that scripts copy."""
        options = {"key": "__new__", "whole": self.whole, "user": self.user, "prefix": f"{self.name}-__new__"}
        return self.with_choices(self.declared.form_class(None, **options))

    def save(self, reason):
        """Saves what changed; returns the forms that need a look and whether anything was saved."""
        faulty, changed = [], False
        # Removals first, so that what is added in their stead does not meet them.
        for form in sorted(self.forms, key=lambda form: not form.is_removed):
            good, did = self.save_part(form, reason)
            faulty += [] if good else [form]
            changed = changed or did
        return faulty, changed

    def save_part(self, form, reason):
        """Whether the part is in order, and whether anything was saved."""
        if form.gone:
            if not form.gone_choice and form.is_as_it_was():
                self.removed_by_others.append(form)
            if form.is_removed or form.gone_choice == merging.THEIRS or form in self.removed_by_others:
                return True, False
            if form.gone_choice != merging.MINE:
                form.is_valid()
                return False, False
        elif form.is_new and (form.is_removed or form.is_blank):
            return True, False
        elif form.is_removed:
            return self.remove(form, reason)
        setattr(form.instance, form.link, self.whole)
        if not form.is_valid() or form.clashes:
            return False, False
        return True, form.keep(reason)

    def remove(self, form, reason):
        """Removes a part, unless somebody changed it since it was shown: then people look at it first."""
        if form.versions.outdated:
            form.removal_clash = True
            form.is_valid()
            form.errors.clear()
            return False, False
        form.instance._change_reason = reason or None
        form.instance.delete()
        return True, True

    def validate(self):
        """Looks for what is wrong without saving, when the whole cannot be saved either."""
        for form in self.forms:
            if not form.gone and not form.is_removed and not (form.is_new and form.is_blank):
                form.is_valid()

    def rebase(self):
        self.data.setlist(self.name, [form.key for form in self.forms if form not in self.removed_by_others])
        for form in self.forms:
            form.rebase()


def is_key(key):
    return merging.number(key) is not None or (key.startswith("new") and key[3:].isascii() and key[3:].isdigit())


def renewed(data, declared):
    """What was typed for a record that is gone, as a form for a new one: its parts are new, too."""
    for name in ("base", "key", "clash"):
        data.pop(name, None)
    for name in (each.name for each in declared):
        keys = list(dict.fromkeys(data.getlist(name)))[:MOST_POSTED]
        fresh = {key: f"new{number}" for number, key in enumerate(keys, 1)}
        moved = {}
        for field in [field for field in data if field.startswith(f"{name}-")]:
            key, _dash, rest = field.removeprefix(f"{name}-").partition("-")
            if key in fresh and rest not in {"base", "clash", "gone"}:
                moved[f"{name}-{fresh[key]}-{rest}"] = data.getlist(field)
            del data[field]
        for field, values in moved.items():
            data.setlist(field, values)
        data.setlist(name, list(fresh.values()))
    return data
