"""What a change says: which fields, from what to what, with the names of everything it speaks of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cityregions.records import rights

from .sight import seen
from .tables import Table, last_states, table_of

NOTHING = "–"
WORDS = {"+": "created", "~": "changed", "-": "deleted"}


class Names:
    """Names of related rows, as far as the person may see them; of deleted ones, what they were called at last."""

    def __init__(self, user):
        self.user, self.found = user, {}

    def tell(self, changes):
        """Learns all names that these changes need, with one query or two for each kind of record."""
        self.learn([each for change in changes for each in (change.record, change.before) if each])
        for change in changes:
            change.names = self

    def learn(self, records):
        wanted = {}
        for record in records:
            for related, keys in related_keys(record):
                wanted.setdefault(related, set()).update(key for key in keys if (related, key) not in self.found)
        for related, keys in wanted.items():
            if keys:
                self.look_up(related, keys)
        for record in records:
            self.fill_in(record)

    def look_up(self, model, keys):
        self.found.update({(model, key): None for key in keys})
        rows = model._base_manager.select_related()
        if model in rights.stated_models():
            rows = rows.filter(rights.condition(model, self.user))
        self.found.update({(model, key): named(row) for key, row in rows.in_bulk(keys).items()})
        table, gone = table_of(model), [key for key in keys if self.found[model, key] is None]
        if table and gone:
            records = list(last_states(table).filter(seen(table, self.user), id__in=gone))
            self.learn(records)
            self.found.update({(model, record.id): revived(record) for record in records})

    def fill_in(self, record):
        """Gives the record its related rows, so that its name needs no query."""
        for each in record.tracked_fields:
            if each.is_relation:
                row = self.found.get((each.related_model, getattr(record, each.attname)))
                record._state.fields_cache[each.name] = NOTHING if row is None else row

    def row(self, model, key):
        return self.found.get((model, key))


def revived(record):
    """The row that is gone, as it was then."""
    row = record.instance_type(**{each.attname: getattr(record, each.attname) for each in record.tracked_fields})
    row._state.fields_cache.update(record._state.fields_cache)
    return row


def related_keys(record):
    """The models that a record speaks of, each with the keys of rows."""
    for each in record.tracked_fields:
        key = getattr(record, each.attname) if each.is_relation else None
        if key is not None:
            yield each.related_model, {key}
    for each in record._history_m2m_fields:
        yield each.related_model, getattr(record, "listed", {}).get(each.name, set())


def named(row):
    """The row itself; a person without a name is called by the number of the account, never by an address."""
    if isinstance(row, get_user_model()) and not row.name:
        row.name = _("account no. %(number)s") % {"number": row.pk}
    return row


def name_of(row):
    """What a row is called, or was at the time of a historical record."""
    model = getattr(row, "instance_type", type(row))
    try:
        return str(model.__str__(row))
    except (ObjectDoesNotExist, AttributeError):
        return NOTHING


def state(record):
    """The values of a historical record by field name; lists of related rows as sets of keys."""
    return {each.name: getattr(record, each.attname) for each in record.tracked_fields} | record.listed


@dataclass(frozen=True)
class FieldChange:
    """One field, with the values as they are kept and the names to tell them with."""

    field: object
    old: object
    new: object
    names: Names

    @property
    def label(self):
        return capfirst(self.field.verbose_name)

    @property
    def old_words(self):
        return self.words(self.old)

    @property
    def new_words(self):
        return self.words(self.new)

    def words(self, value):
        if isinstance(value, set):
            return ", ".join(sorted(self.name(key) for key in value)) or NOTHING
        if self.field.is_relation:
            return NOTHING if value is None else self.name(value)
        return in_words(dict(self.field.flatchoices).get(value, value) if self.field.flatchoices else value)

    def name(self, key):
        row = self.names.row(self.field.related_model, key)
        return NOTHING if row is None else name_of(row)

    def raw(self, value):
        """The value for programs: related rows by slug or id, those that the reader may not see as null."""
        if isinstance(value, set):
            return sorted((key for key in map(self.key, value) if key is not None), key=str)
        return self.key(value) if self.field.is_relation and value is not None else value

    def key(self, value):
        row = self.names.row(self.field.related_model, value)
        return None if row is None else getattr(row, "slug", value)


def in_words(value):
    """A value as people read it, in their language."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "; ".join(in_words(inner) for inner in value)
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(getattr(value, "display", value))


def differences(table, old, new, names):
    """The fields in which two states differ; a state of None stands for a row that was not there."""
    fields = [*table.fields, *table.lists]
    before, after = (({} if each is None else each) for each in (old, new))
    pairs = [(each, before.get(each.name), after.get(each.name)) for each in fields]
    if old is None or new is None:
        pairs = [pair for pair in pairs if any(value not in (None, "", [], {}, set()) for value in pair[1:])]
    return [FieldChange(each, was, now, names) for each, was, now in pairs if was != now]


@dataclass(eq=False)
class Change:
    """One change of one record, or of a part of a whole."""

    table: Table
    record: object
    before: object
    names: Names = field(default=None, repr=False)

    @property
    def what(self):
        """created, changed or deleted"""
        return WORDS[self.record.history_type]

    @property
    def person(self):
        user = self.record.history_user
        return user and named(user)

    @property
    def reason(self):
        return self.record.history_change_reason or ""

    @property
    def name(self):
        return name_of(self.record)

    @property
    def address(self):
        return self.table.address(self.record)

    @cached_property
    def whole(self):
        """The whole that the record is a part of, as (address, name), or None."""
        link = self.table.link and self.table.model._meta.get_field(self.table.link)
        row = link and self.names.row(link.related_model, getattr(self.record, link.attname))
        if not row:
            return None
        return table_of(link.related_model).address(row), name_of(row)

    @cached_property
    def fields(self):
        record, before = self.record, self.before
        if record.history_type == "-":
            return differences(self.table, state_at_end(record, before), None, self.names)
        return differences(self.table, state(before) if before else None, state(record), self.names)

    @property
    def is_whole_state(self):
        """Whether the fields tell everything of a record that came or went."""
        return self.record.history_type == "-" or self.before is None


def state_at_end(record, before):
    """The state of a row when it was deleted; its lists had been emptied by then, those of the record before stand."""
    return state(record) | (before.listed if before else {})
