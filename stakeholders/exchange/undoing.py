"""Undoing: an import is taken back as a whole, by what the history says that it wrote."""

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cityregions.api.writing import saving
from cityregions.api.writing.entries import Entry
from cityregions.api.writing.locks import held
from cityregions.records import rights
from cityregions.records.work import WorkError

from ..models import Assessment, Import, MapEntry, Relation, Stakeholder
from .applying import locked, write_rows
from .comparing import chunks

# What leads to other rows before those that it leads to.
IN_ORDER = (Assessment, Relation, MapEntry, Stakeholder)


class Undoing:
    """What undoing an import would delete and put back; `kept` says of each row that cannot be undone why."""

    def __init__(self, imported, user):
        self.imported, self.user = imported, user
        self.added, self.changed, self.kept = defaultdict(set), defaultdict(dict), {}
        for model in IN_ORDER:
            self.look_up(model)
        for model in IN_ORDER:
            self.require_rights(model)
            self.find_uses(model)

    def look_up(self, model):
        """The rows that the import wrote, without those that are gone; others may have changed them since."""
        past = model.history.model.objects
        lines = list(past.filter(history_request_id=self.imported.run).values_list("id", "history_id", "history_type"))
        latest = {}
        for some in chunks({key for key, _line, _kind in lines}):
            newest = past.filter(id__in=some).order_by().values_list("id").annotate(newest=Max("history_id"))
            latest |= dict(newest.values_list("id", "newest"))
        since = past.select_related("history_user").in_bulk(
            [latest[key] for key, line, _kind in lines if latest[key] != line]
        )
        first = min((line for _key, line, _kind in lines), default=0)
        changed = set()
        for key, _line, kind in lines:
            last = since.get(latest[key])
            if last and last.history_type == "-":
                continue
            if last:
                self.kept[model, key] = changed_since(last)
            if kind == "+":
                self.added[model].add(key)
            else:
                changed.add(key)
        self.changed[model] = dict.fromkeys(changed) | states_before(past, changed, first)
        for key, state in self.changed[model].items():
            if state is None:
                self.kept[model, key] = _("What stood there before is not kept.")

    def require_rights(self, model):
        for keys, condition in (
            (self.added[model], rights.delete_condition),
            (set(self.changed[model]), rights.change_condition),
        ):
            allowed = condition(model, self.user)
            for some in chunks(keys):
                for key in some - rights.within(model, allowed, some):
                    self.kept.setdefault((model, key), _("It belongs to somebody else: only they can change it."))

    def find_uses(self, model):
        """New rows that others have put to use since stay where they are."""
        for relation in model._meta.related_objects:
            user = relation.related_model
            if relation.many_to_many and not relation.through._meta.auto_created:
                # The rows in between are looked at themselves.
                continue
            through = relation.through if relation.many_to_many else user
            name = relation.field.m2m_reverse_field_name() if relation.many_to_many else relation.field.name
            going = self.going(through)
            for some in chunks(self.going(model)):
                rows = through._base_manager.filter(**{f"{name}__in": some})
                for key, other in rows.order_by().values_list(f"{name}_id", "pk"):
                    if other not in going:
                        sentence = _("It is in use meanwhile: %(noun)s.")
                        noun = capfirst(user._meta.verbose_name)
                        self.kept.setdefault((model, key), sentence % {"noun": noun})

    def going(self, model):
        return {key for key in self.added[model] if (model, key) not in self.kept}

    @property
    def total(self):
        return sum(len(self.added[model]) + len(self.changed[model]) for model in IN_ORDER)

    def told(self, most=200):
        """The rows that cannot be undone, by name and with the reason; the first of them."""
        found = []
        for model in IN_ORDER:
            keys = [key for each, key in self.kept if each is model][:most]
            links = [field.name for field in model._meta.fields if field.many_to_one]
            rows = model._base_manager.select_related(*links).in_bulk(keys)
            found += [(capfirst(model._meta.verbose_name), row, self.kept[model, key]) for key, row in rows.items()]
        return found[:most]


def changed_since(line):
    told = {
        "who": line.history_user or _("somebody"),
        "when": timezone.localtime(line.history_date).strftime("%Y-%m-%d %H:%M"),
    }
    return _("Changed since by %(who)s, %(when)s.") % told


def states_before(past, keys, first):
    """What the rows were before the import, from the line of the history before its own."""
    found = {}
    for some in chunks(keys):
        earlier = past.filter(id__in=some, history_id__lt=first).order_by().values_list("id")
        numbers = dict(earlier.annotate(newest=Max("history_id")).values_list("id", "newest"))
        found |= {line.id: line for line in past.filter(history_id__in=numbers.values())}
    return found


def undo(imported, user, leave=False, tell=lambda step, done, total: None):
    """Takes the import back in one transaction. Raises WorkError, and changes nothing, where a row cannot be undone.

    With `leave` such rows stay as they are and all others are undone.
    """
    tell(_("Looks what was changed since"), 0, 2)
    try:
        with transaction.atomic():
            take_back(imported, user, leave, tell)
    except IntegrityError as error:
        sentence = _("Something else has taken the place of what stood there before, so that nothing was undone.")
        raise WorkError(sentence) from error


def take_back(imported, user, leave, tell):
    imported = locked(imported)
    if imported.state != Import.State.APPLIED:
        raise WorkError(_("This import is not applied: there is nothing to undo."))
    lock(imported)
    undoing = Undoing(imported, user)
    if undoing.kept and not leave:
        raise WorkError(_("Rows of this import were changed since, so that nothing was undone: look which ones."))
    tell(_("Puts back what was there"), 1, 2)
    reason = _("Undoes the import of %(name)s") % {"name": imported.file_name[:100]}
    author = saving.Author(user, f"undo-{imported.run}", reason)
    for model in IN_ORDER:
        for some in chunks(undoing.going(model)):
            saving.remove(list(model._base_manager.filter(pk__in=some)), author)
    for model in reversed(IN_ORDER):
        put_back(model, undoing, author)
    imported.state, imported.undone_at, imported.undone_by = Import.State.UNDONE, timezone.now(), user
    imported.save()


def lock(imported):
    for model in reversed(IN_ORDER):
        keys = model.history.model.objects.filter(history_request_id=imported.run).values("id")
        list(held(model._base_manager.filter(pk__in=keys)).values_list("pk"))


def put_back(model, undoing, author):
    entries = []
    states = {key: line for key, line in undoing.changed[model].items() if (model, key) not in undoing.kept}
    for some in chunks(set(states)):
        for row in model._base_manager.filter(pk__in=some):
            entry = Entry(row, {}, "")
            for field in model.history.model.tracked_fields:
                setattr(row, field.attname, getattr(states[row.pk], field.attname))
            entries.append(entry)
    write_rows(model, entries, author)
