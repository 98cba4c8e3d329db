"""What a reader asks of the timeline: which day, since when, grouped by what, and what of it."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityregions.records.dates import PartialDateFormField
from cityregions.web.errors import BadAddress

from ..progress import plan_on

STATES = {
    "planned": gettext_lazy("planned"),
    "ongoing": gettext_lazy("running"),
    "due": gettext_lazy("due soon"),
    "late": gettext_lazy("late"),
    "done": gettext_lazy("done"),
    "ended": gettext_lazy("over, nothing reported"),
    "unknown": gettext_lazy("no date known"),
}
KINDS = {
    "activity": gettext_lazy("activities"),
    "output": gettext_lazy("outputs"),
    "milestone": gettext_lazy("milestones"),
    "event": gettext_lazy("events"),
}
GROUPINGS = {"phase": gettext_lazy("phase"), "partner": gettext_lazy("partner"), "area": gettext_lazy("area")}
CHOSEN = ("area", "partner", "phase", "status", "kind")
DAYS = ("on", "since")
KNOWN = (*DAYS, "by", "open", "page", *CHOSEN)


class DaysForm(forms.Form):
    """The two days; a month or a year stands for its last day."""

    on = PartialDateFormField(label=gettext_lazy("The plan on"), required=False)
    since = PartialDateFormField(label=gettext_lazy("Changes since"), required=False)

    def __init__(self, data):
        super().__init__(data)
        for name, field in self.fields.items():
            field.widget.attrs = {"inputmode": "numeric", "maxlength": 10, "size": 10}
            field.widget.attrs["aria-describedby"] = f"{name}-help"

    def clean(self):
        found = super().clean()
        on, since = found.get("on"), found.get("since")
        on = on.last if on else timezone.localdate()
        if since and since.last >= on:
            self.add_error("since", _("“Changes since” is a day before that of the plan."))
        return found | {"on": on, "since": since and since.last}


class ChoiceForm(forms.Form):
    """What of the plan is shown, and in what groups."""

    by = forms.ChoiceField(label=gettext_lazy("Grouped by"), choices=list(GROUPINGS.items()), required=False)
    area = forms.MultipleChoiceField(label=gettext_lazy("Metropolitan area"), required=False)
    partner = forms.MultipleChoiceField(label=gettext_lazy("Partner"), required=False)
    phase = forms.MultipleChoiceField(label=gettext_lazy("Phase"), required=False)
    status = forms.MultipleChoiceField(
        label=gettext_lazy("Status"),
        choices=list(STATES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.MultipleChoiceField(
        label=gettext_lazy("What"), choices=list(KINDS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, data, book, phases):
        super().__init__(data)
        self.fields["area"].choices = [(area.slug, area.name) for area in book.areas.values()]
        self.fields["partner"].choices = [(partner.slug, partner.name) for partner in book.partners.values()]
        self.fields["phase"].choices = [(each.phase.slug, each.phase.name) for each in phases]
        for name in ("area", "partner", "phase"):
            # A list that lies open takes much room; the reader sees a few lines of it and scrolls.
            self.fields[name].widget.attrs["size"] = min(5, max(2, len(self.fields[name].choices)))


class Asked:
    """The plan that an address asks for. Raises BadAddress (400) on what it does not know."""

    def __init__(self, query, user):
        refuse_unknown(query)
        self.query, self.days = query, DaysForm({name: query.get(name, "") for name in DAYS})
        refuse(self.days)
        self.on, self.since = self.days.cleaned_data["on"], self.days.cleaned_data["since"]
        self.plan = plan_on(user, self.on)
        self.before = self.since and plan_on(user, self.since)
        self.choice = ChoiceForm(query, self.plan.book, self.plan.phases)
        refuse(self.choice)
        chosen = self.choice.cleaned_data
        self.by = chosen["by"] or "phase"
        self.page = chosen["page"] or 1
        self.open = query.get("open", "")
        self.chosen = {name: set(chosen[name]) for name in CHOSEN}

    def narrowed(self):
        return any(self.chosen.values())

    def active(self):
        """What the plan is narrowed down by: `[(label, value, address without it)]`."""
        return [
            (self.choice.fields[name].label, dict(self.choice.fields[name].choices)[value], self.without(name, value))
            for name in CHOSEN
            for value in self.query.getlist(name)
            if value in self.chosen[name]
        ]

    def without(self, name, value):
        query = self.query.copy()
        query.setlist(name, [other for other in query.getlist(name) if other != value])
        return address(query, open=None, page=None)

    def address(self, **changes):
        """The address of the same plan with other values; None takes one out."""
        return address(self.query, **changes)


def address(query, **changes):
    query = query.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def refuse_unknown(query):
    unknown = sorted(set(query) - set(KNOWN))
    if unknown:
        raise BadAddress(_("This page knows no “%(name)s”.") % {"name": unknown[0]}, known=KNOWN)
    repeated = [name for name in query if name not in CHOSEN and len(query.getlist(name)) > 1]
    if repeated:
        raise BadAddress(_("“%(name)s” can be asked for once only.") % {"name": repeated[0]})


def refuse(form):
    if not form.is_valid():
        told = [f"{capfirst(form.fields[name].label)}: {' '.join(found)}" for name, found in form.errors.items()]
        raise BadAddress(" ".join(told))
