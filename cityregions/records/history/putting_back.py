"""Putting back: an earlier value or state of a record, or a deleted record with its parts."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cityregions.records import rights

from .reading import load_lists
from .sight import seen
from .tables import last_states, later
from .wording import NOTHING, Names, differences, name_of, state_at_end

# Parts that were deleted with their whole went within a minute of it, by the same hand.
TOGETHER = timedelta(minutes=1)


@dataclass
class Version:
    """A state of one record that can be put back."""

    table: object
    record: object
    values: dict

    @property
    def key(self):
        return self.record.id

    @property
    def name(self):
        return name_of(self.record)


def version(table, history_id, user):
    """The state that the record had after this change; of a deletion, the state before.

    None for a change that is not known, or that the person does not see.
    """
    record = table.rows.filter(seen(table, user), history_id=history_id).first()
    return record and versions(table, [record])[0]


def versions(table, records):
    before = {record: record.prev_record if record.history_type == "-" else None for record in records}
    load_lists(table, [*records, *filter(None, before.values())])
    return [Version(table, each, state_at_end(each, before[each])) for each in records]


class PuttingBack:
    """What it would mean to put a version back, the whole of it or some of its fields.

    `differences` are the fields that would change (old is what stands now), `parts` the versions of the parts that
    come back with a deleted record, `left_out` names in its lists that are gone.
    """

    def __init__(self, version, user, only=()):
        self.version, self.user, self.table = version, user, version.table
        self.row = self.table.model._base_manager.filter(pk=version.key).first()
        self.only = [] if self.is_deleted else only
        self.parts = deleted_with(self.table, version.key) if self.is_deleted else []
        self.names = Names(user)
        self.names.learn([version.record, *(part.record for part in self.parts)])
        self.differences = self.find_differences()
        self.left_out = self.find_left_out()

    @property
    def is_deleted(self):
        return self.row is None

    @property
    def newest(self):
        """The number of the record's newest change: what a confirmation rests on."""
        return self.table.rows.filter(id=self.version.key).aggregate(newest=Max("history_id"))["newest"]

    @property
    def name(self):
        return self.version.name if self.is_deleted else str(self.row)

    def find_differences(self):
        now = None if self.is_deleted else current_state(self.table, self.row)
        for each in [*self.table.fields, *self.table.lists]:
            keys = [value for values in (now or {}, self.version.values) for value in as_keys(each, values)]
            self.look_up(each, keys)
        found = differences(self.table, now, self.version.values, self.names)
        # What no form changes, the history does not change either.
        found = [each for each in found if self.is_deleted or each.field.editable]
        return [each for each in found if not self.only or each.field.name in self.only]

    def look_up(self, field, keys):
        unknown = {key for key in keys if (field.related_model, key) not in self.names.found}
        if unknown:
            self.names.look_up(field.related_model, unknown)

    def find_left_out(self):
        gone = [(each, key) for each in self.table.lists for key in missing(each, self.version.values[each.name])]
        return [name_of(row) if row else NOTHING for row in (self.names.row(f.related_model, key) for f, key in gone)]

    @transaction.atomic
    def do(self, reason, newest):
        """Puts it back and notes the reason, unless there is a change after the `newest` one that the person has seen.

        Raises ValidationError, and changes nothing, when it cannot.
        """
        row = self.table.model._base_manager.select_for_update().filter(pk=self.version.key).first()
        if self.newest != newest:
            raise ValidationError(
                _("It was changed meanwhile. Look again at what putting it back would change."), "changed"
            )
        if row and not rights.may_change(self.user, row):
            raise ValidationError(_("You may not change this record as it stands now."), "locked")
        if self.is_deleted:
            self.bring_back(reason)
        else:
            save(row, self.table, {each.field.name: each.new for each in self.differences}, reason, self.user)

    def bring_back(self, reason):
        for each in [self.version, *self.parts]:
            row = each.table.model(pk=each.key)
            try:
                save(row, each.table, each.values, reason, self.user)
            except ValidationError as error:
                raise named_error(each, error) from error


def current_state(table, row):
    values = {each.name: getattr(row, each.attname) for each in table.fields}
    return values | {each.name: set(getattr(row, each.name).values_list("pk", flat=True)) for each in table.lists}


def as_keys(field, values):
    """The keys of the related rows in one field of a state."""
    value = values.get(field.name)
    if field.many_to_many:
        return value or ()
    return [value] if field.is_relation and value is not None else ()


def deleted_with(table, key):
    """The last states of the parts that went when this record did, wholes before their parts."""
    gone = last_states(table).filter(id=key).first()
    return parts_of(table, [gone], gone) if gone else []


def parts_of(table, wholes, gone):
    found = []
    for part in table.parts:
        link = part.model._meta.get_field(part.link).attname
        near = Q(history_date__range=(gone.history_date - TOGETHER, gone.history_date + TOGETHER))
        records = part.rows.filter(near, history_type="-", history_user=gone.history_user_id)
        records = records.filter(~Exists(later(part)), **{f"{link}__in": [whole.id for whole in wholes]})
        records = list(records.order_by("id"))
        found += [*versions(part, records), *(parts_of(part, records, gone) if records else [])]
    return found


def save(row, table, values, reason, user):
    """Saves these values by field name, checked like anything that people type; an earlier row is one change."""
    for each in table.fields:
        if each.name in values:
            check_link(each, values[each.name])
            setattr(row, each.attname, values[each.name])
    row.full_clean()
    row._change_reason, row._history_user = reason, user
    try:
        with transaction.atomic():
            insert(row, table, values) if row._state.adding else update(row, table, values)
    except IntegrityError as error:
        raise ValidationError(_("Something else has taken its place meanwhile.")) from error


def insert(row, table, values):
    row.save(force_insert=True)
    set_lists(row, table, values)
    dates = {each.name: values[each.name] for each in table.fields if getattr(each, "auto_now_add", False)}
    first = table.rows.filter(id=row.pk).order_by("history_id").first()
    table.model._base_manager.filter(pk=row.pk).update(created=first.history_date, **dates)


def update(row, table, values):
    row.skip_history_when_saving = True
    set_lists(row, table, values)
    del row.skip_history_when_saving
    row.save()


def set_lists(row, table, values):
    for each in table.lists:
        if each.name in values:
            getattr(row, each.name).set(values[each.name] - missing(each, values[each.name]))


def check_link(field, key):
    if not field.is_relation or key is None:
        return
    if not field.related_model._base_manager.filter(pk=key).exists():
        sentence = _("%(field)s: what it led to is gone. Put that back first.")
        raise ValidationError(sentence % {"field": capfirst(field.verbose_name)})


def missing(field, keys):
    """Those of the keys whose rows are gone."""
    return keys - set(field.related_model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))


def named_error(version, error):
    label = capfirst(version.table.label)
    return ValidationError([f"{label} “{version.name}”: {sentence}" for sentence in error.messages])
