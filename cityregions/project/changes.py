"""What others changed in the records that a person works on, since a moment, one entry for each record."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db.models import CASCADE, CharField, F, Q, Value

from cityregions.records import rights
from partners.models import User

MOST_ROWS, MOST_RECORDS = 400, 20


@dataclass
class Change:
    """What happened to one record and its parts, by whom, and when last."""

    label: str
    key: int
    at: datetime
    kinds: Counter = field(default_factory=Counter)
    people: dict = field(default_factory=dict)
    title: str = ""
    url: str = ""
    noun: str = ""

    @property
    def is_gone(self):
        return not self.url

    @property
    def is_new(self):
        return "+" in self.kinds

    @property
    def number(self):
        return sum(self.kinds.values())

    @property
    def names(self):
        return [name for name in self.people.values() if name]


def whole_of(model):
    """The record with a page that a model's rows are part of, and the path to its key; None where there is none."""
    if hasattr(model, "get_absolute_url"):
        return model, "id"
    for link in model._meta.fields:
        if link.many_to_one and link.remote_field.on_delete is CASCADE:
            found = whole_of(link.related_model)
            if found:
                whole, path = found
                return whole, link.name if path == "id" else f"{link.name}__{path}"
    return None


def changes_since(user, since):
    """Changes of the records that this person may change, by others, the latest first; and whether there are more."""
    rows = list(rows_since(user, since))
    changes = {}
    for label, key, at, person, kind, own in rows:
        change = changes.setdefault((label, key), Change(label, key, at))
        # A part that comes or goes is a change of the whole.
        change.kinds[kind if own else "~"] += 1
        change.people[person] = ""
    shown = list(changes.values())[:MOST_RECORDS]
    name(shown)
    return shown, len(changes) > MOST_RECORDS or len(rows) == MOST_ROWS


def rows_since(user, since):
    kept = [model for model in rights.stated_models() if hasattr(model, "history")]
    rows = [history_of(model, user, since) for model in sorted(kept, key=str)]
    rows = [each for each in rows if each is not None]
    return rows[0].union(*rows[1:], all=True).order_by("-history_date")[:MOST_ROWS] if rows else []


def history_of(model, user, since):
    """The history of one model, as rows of the union; None where the person changes nothing of that kind."""
    whole, path = whole_of(model) or (None, "")
    if not whole or whole not in rights.stated_models() or rights.change_condition(whole, user) == rights.NOTHING:
        return None
    mine = Q(whole__in=whole._base_manager.filter(rights.change_condition(whole, user)).values("pk"))
    if path == "id" and "area" in {each.name for each in model._meta.fields}:
        gone = Q(history_type="-")
        mine |= gone if user.is_coordinator else gone & Q(area__in=user.current_areas)
    rows = model.history.filter(history_date__gt=since).exclude(history_user=user)
    told = rows.annotate(
        label=Value(whole._meta.label_lower, output_field=CharField()),
        whole=F(path),
        own=Value(1 if path == "id" else 0),
    )
    told = told.filter(mine).order_by()
    return told.values_list("label", "whole", "history_date", "history_user", "history_type", "own")


def name(changes):
    """Adds the names of the records and of the people, one query for each kind of record."""
    people = {key for change in changes for key in change.people if key}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
    for change in changes:
        change.people = {key: names.get(key, "") for key in change.people}
    for label in sorted({change.label for change in changes}):
        name_kind(apps.get_model(label), [change for change in changes if change.label == label])


def name_kind(model, changes):
    there = model._base_manager.select_related(*named_by(model)).in_bulk([change.key for change in changes])
    missing = [change.key for change in changes if change.key not in there]
    gone = {row.id: row for row in model.history.filter(id__in=missing, history_type="-")} if missing else {}
    for change in changes:
        change.noun = model._meta.verbose_name
        if change.key in there:
            change.title, change.url = str(there[change.key]), there[change.key].get_absolute_url()
        elif change.key in gone:
            change.title = str(gone[change.key].instance)


def named_by(model):
    """The links that a record needs to say its name."""
    return ["stakeholder"] if "stakeholder" in {each.name for each in model._meta.fields} else []
