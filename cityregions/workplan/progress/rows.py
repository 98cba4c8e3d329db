"""What counts of the activities and the outputs of a plan, each as a row of its table has it."""

from typing import NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast
from django.urls import reverse

from cityregions.records.dates import PartialDate
from cityregions.records.text import fold

from ..models import Activity, Output

# Of an output that has one of these, nobody waits for anything.
HANDED_IN = {Output.Status.ENDORSED, Output.Status.PUBLISHED}


class ActivityRow(NamedTuple):
    """What counts of an activity."""

    pk: int
    slug: str
    title: str
    kind: str
    phase_id: int
    starts_on: PartialDate | None
    ends_on: PartialDate | None

    def get_kind_display(self):
        return Activity.Kind(self.kind).label

    def get_absolute_url(self):
        return reverse("activity-detail", args=[self.slug])


class OutputRow(NamedTuple):
    """What counts of an output; its dates as the column has them, `2013-12-31.8`, since most are only compared."""

    pk: int
    slug: str
    title: str
    area_id: int | None
    activity_id: int | None
    phase_id: int | None
    status: str
    due: str | None
    delivered: str | None


def activities(found):
    """The rows of a queryset of activities: `{key: row}`."""
    return by_key(ActivityRow, found.order_by().values_list(*ActivityRow._fields))


def outputs(found):
    """The rows of a queryset of outputs: `{key: row}`."""
    raw = {"due_text": Cast("due_on", CharField()), "delivered_text": Cast("delivered_on", CharField())}
    names = (*OutputRow._fields[:-2], *raw)
    return by_key(OutputRow, found.annotate(**raw).order_by().values_list(*names))


def by_key(kind, found):
    return {row[0]: kind._make(row) for row in found}


def in_order_of_time(activities, phases):
    """By their own start, else the phase's; what has no date comes last."""

    def place(row):
        start = row.starts_on or (phases[row.phase_id].starts_on if row.phase_id in phases else None)
        return (start.first.isoformat() if start else "~", row.ends_on.last.isoformat() if row.ends_on else "~", row.pk)

    return sorted(activities.values(), key=place)


def in_order_of_titles(outputs):
    return tuple(sorted(outputs, key=lambda row: (fold(row.title), row.pk)))


def replaced(rows, keys, found):
    """A mapping with what was found for these keys now; the very same one where nothing of it is another."""
    if all(rows.get(key) == found.get(key) for key in keys):
        return rows
    return {key: row for key, row in rows.items() if key not in keys} | found


def replaced_owed(owed, before, keys, found):
    """The outputs of each activity, after those of these keys were `before` and are what was `found` now."""
    touched = {row.activity_id for rows in (before, found) for key in keys if (row := rows.get(key))}
    now = dict(owed)
    for activity in touched:
        stay = [row for row in owed.get(activity, ()) if row.pk not in keys]
        come = [row for row in found.values() if row.activity_id == activity]
        now[activity] = in_order_of_titles([*stay, *come])
    return {activity: rows for activity, rows in now.items() if rows}
