"""Forms of records: the model's own messages beside the fields, and a merge with what others saved meanwhile."""

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cityregions.records.checks import free_slug, named_by, placed

from . import fields, merging
from .related import RelatedField
from .saving import keep

PROVENANCE = ("source", "confidence", "detail_sources")


class RecordMeta:
    """For the Meta of a record's form."""

    formfield_callback = fields.form_field


class RecordForm(forms.ModelForm):
    """A form that knows what its record looked like when it was opened.

    `sections` gives a heading to the field that begins a section.
    """

    sections = {}
    parts = ()
    # Fields that the page has set and the form does not show, checked with the others.
    preset = ()

    reason = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        help_text=_("Stands in the history beside what you change."),
    )

    def __init__(self, data=None, *, user, instance=None, base=None, **kwargs):
        super().__init__(data, instance=instance, **kwargs)
        self.user, self.base = user, base
        self.is_new = self.instance._state.adding
        self.clashes, self.taken = {}, {}
        self.leave_out()
        for name, field in self.fields.items():
            self.suit(name, field)
        self.names = [name for name in self._meta.fields if name in self.fields]
        self.versions = None
        if self.is_bound and not self.is_new:
            self.versions = merging.Versions(self.instance, self.names, self.posted_base())

    def posted_base(self):
        """The version that the form was opened with."""
        if self.is_bound:
            return self.data.get(self.add_prefix("base"), "")
        if self.base is None:
            self.base = (
                "" if self.is_new else merging.newest_keys(self._meta.model, [self.instance.pk])[self.instance.pk]
            )
        return self.base

    def pending(self):
        """Fields for which the person was asked to choose."""
        return self.data.getlist(self.add_prefix("clash")) if self.is_bound else []

    def leave_out(self):
        """Takes out what this person does not fill in, and the address of what has one already."""
        out = [] if self.user.is_coordinator else list(self._meta.model.COORDINATORS_ONLY)
        for name in [*out, *([] if self.is_new else ["slug"])]:
            self.fields.pop(name, None)

    def suit(self, name, field):
        """Fits a field to the person: offers only what may be seen, and only the own areas."""
        if name == "slug":
            field.required = False
            field.help_text = _(
                "Name in the page's address, which stays the same for good; empty to make it from the name."
            )
        if isinstance(field, forms.TypedChoiceField) and field.choices[0][0] == "":
            field.choices = [("", _("choose …") if field.required else _("not stated")), *field.choices[1:]]
        if isinstance(field, RelatedField) and name in self.instance._state.fields_cache:
            self.initial[name] = getattr(self.instance, name)
        if hasattr(field, "queryset"):
            field.queryset = field.queryset.visible_to(self.user)
        if hasattr(field, "model"):
            field.user = self.user
            link = self._meta.model._meta.get_field(name)
            if not link.many_to_many and link.is_cached(self.instance):
                self.initial[name] = getattr(self.instance, name)
        if name == "area" and not self.user.is_coordinator:
            own = [*self.user.current_areas, *([self.instance.area_id] if self.instance.area_id else [])]
            field.queryset, field.required = field.queryset.filter(pk__in=own), True
            if len(set(own)) == 1:
                field.empty_label, field.initial = None, own[0]

    # What stands in the form.

    def clean(self):
        super().clean()
        if self.versions:
            for name in self.names:
                self.merge(name)
        elif not self.instance.pk and self.has_slug and "slug" not in self.errors:
            self.give_address()
        return self.cleaned_data

    @property
    def has_slug(self):
        return any(field.name == "slug" for field in self._meta.model._meta.fields)

    def give_address(self):
        """Makes the address of a new record from its name unless somebody wrote one."""
        name = self.cleaned_data.get(named_by(self._meta.model))
        if name and not self.cleaned_data.get("slug"):
            self.cleaned_data["slug"] = self.instance.slug = free_slug(self._meta.model, str(name))

    def mine(self, name):
        """What the person entered, to compare it; what cannot be understood is unlike everything else."""
        if name in self.errors:
            return object()
        value = self.cleaned_data[name]
        return merging.keys(value) if self.versions.fields[name].many_to_many else merging.plain(value)

    def merge(self, name):
        choice = self.data.get(self.add_prefix(f"choice-{name}"), "")
        mine = self.mine(name)
        value, side = self.versions.merged(name, mine, choice)
        asked = name in self.pending()
        if asked and not choice and mine != self.versions.now[name]:
            side = None
        if side is None:
            self.clashes[name] = self.clash(name, mine)
        elif side == merging.THEIRS:
            self.take(name, mine)
        elif value != mine:
            self.cleaned_data[name] = list(value)

    def take(self, name, mine):
        """Keeps what stands in the database."""
        field = self.versions.fields[name]
        self.errors.pop(name, None)
        stored = self.versions.now[name]
        self.cleaned_data[name] = list(stored) if field.many_to_many else getattr(self.instance, name)
        if mine != stored:
            self.taken[name] = merging.who(self.versions.author(name))

    def clash(self, name, mine):
        field, author = self.versions.fields[name], self.versions.author(name)
        return merging.Clash(
            mine=self.data.get(self.add_prefix(name), "") if name in self.errors else merging.in_words(field, mine),
            theirs=merging.in_words(field, self.versions.now[name]),
            who=merging.who(author),
            when=merging.when(author),
        )

    def rebase(self):
        """Puts what others saved into the fields that this person left alone, and the version it is of beside it."""
        # A form that was not looked through keeps its version, so that nothing is passed over the next time.
        if not self.versions or self._errors is None:
            return
        for name in self.taken:
            for key, values in fields.posted(self[name], self.versions.now[name]).items():
                self.data.setlist(key, values)
        self.data[self.add_prefix("base")] = self.versions.key
        self.data.setlist(self.add_prefix("clash"), list(self.clashes))
        for name in self.names:
            self.data.pop(self.add_prefix(f"choice-{name}"), None)

    def quiet(self):
        """Shows what was typed without judging it: for drafts."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        return self

    # What is wrong with it.

    def _get_validation_exclusions(self):
        """Fields that the page has set take part in the checks, too: most are one half of a constraint."""
        return super()._get_validation_exclusions() - {
            name for name in self.preset if getattr(self.instance, self.instance._meta.get_field(name).attname)
        }

    def add_error(self, field, error):
        """The sentence of a constraint stands beside the field that it concerns."""
        if field is None and hasattr(error, "error_dict"):
            error = placed(self._meta.model, error, self.fields)
        super().add_error(field, error)

    def doubts(self):
        """Records that are likely to be the same as this one; people are asked before it is saved."""
        return []

    # Saving.

    @property
    def changed_names(self):
        """The fields whose value differs from what stands in the database."""
        return [name for name in self.names if self.mine(name) != self.versions.now[name]]

    def keep(self, reason):
        """Saves the record if anything is new; returns whether it was."""
        if self.versions and not self.changed_names:
            return False
        many = {field.name for field in self._meta.model._meta.many_to_many} & set(self.names)
        lists = {name: self.cleaned_data[name] for name in many}
        keep(self.instance, {name: rows for name, rows in lists.items() if rows or not self.is_new}, reason)
        return True

    # Where it stands.

    @classmethod
    def new_row(cls, request):
        """A row to be added, with what its page knows already. Parameters of the address come by name."""
        return cls._meta.model()

    @classmethod
    def place(cls, row, noun):
        """What the page lies under: `(label, address)`."""
        return capfirst(cls._meta.model._meta.verbose_name_plural), reverse(f"{noun}-list")

    @classmethod
    def url_after(cls, row):
        """Where to go once it is saved."""
        return row.get_absolute_url()

    @classmethod
    def url_gone(cls, row, noun):
        """Where to go once it is deleted."""
        return cls.place(row, noun)[1]

    @classmethod
    def new_url(cls, last):
        """Where one that is gone is added anew, if that depends on what it belonged to."""
        return ""

    # How it looks.

    def groups(self):
        """The fields by section: `[{"title", "fields"}]`."""
        found = []
        for bound in self.visible_fields():
            if bound.name == "reason":
                continue
            if not found or bound.name in self.all_sections:
                found.append({"title": self.all_sections.get(bound.name, ""), "fields": []})
            found[-1]["fields"].append(self.dressed(bound))
        return found

    @property
    def all_sections(self):
        return {"source": _("Where it is known from"), **self.sections}

    def dressed(self, bound):
        """A field with what its template asks: how wide it is, and what somebody else wrote into it."""
        bound.is_wide = not fields.is_short(bound.field)
        bound.clash, bound.taken = self.clashes.get(bound.name), self.taken.get(bound.name)
        bound.choice_name = self.add_prefix(f"choice-{bound.name}")
        return bound

    def marked(self):
        """Fields that need a look, for the summary above the form."""
        return [self.dressed(self[name]) for name in self.fields if name in self.errors or name in self.clashes]

    def typed(self):
        """What was entered, as labels and texts, so that it can be copied."""
        found = []
        for bound in self.visible_fields():
            keys = [
                bound.html_name,
                f"{bound.html_name}-add",
                *(f"{bound.html_name}_{code}" for code, _name in settings.LANGUAGES),
            ]
            texts = [text for key in keys for text in self.data.getlist(key) if text.strip()]
            if texts:
                found.append((bound.label, "\n".join(fields.as_shown(bound.field, text) for text in texts)))
        return found
