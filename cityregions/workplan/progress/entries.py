"""The accepted entries of each activity as one text: joined by the database, taken apart when they are asked for."""

import re
from functools import lru_cache

from django.db.models import Aggregate, CharField, F, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import cached_property

from ..models import PartnerReport, ProgressEntry
from .rows import replaced

BETWEEN, WITHIN = ",", " "
KEY = re.compile(r"[\d-]+ (\d+) \d+ \d+")


class Joined(Aggregate):
    """The texts of a group as one, in whatever order."""

    function = "STRING_AGG"
    template = f"%(function)s(%(expressions)s, '{BETWEEN}')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def entry_as_text():
    """Day, key, partner and per cent of an entry."""
    columns = [Cast(F(name), CharField()) for name in ("reported_on", "pk", "partner_id", "percent")]
    spaced = [part for column in columns for part in (Value(WITHIN), column)][1:]
    return Concat(*spaced, output_field=TextField())


@lru_cache(20_000)
def entries_of(text):
    """The entries in order of time, and of their keys on the same day: `((day as text, partner, per cent), …)`."""
    rows = [row.split(WITHIN) for row in text.split(BETWEEN)] if text else []
    rows.sort(key=lambda row: (row[0], int(row[1])))
    return tuple((day, int(partner), int(percent)) for day, _key, partner, percent in rows)


def keys_of(text):
    return map(int, KEY.findall(text))


class Entries:
    """The text of each activity that has accepted entries, and the reports that were accepted."""

    def __init__(self, texts, accepted):
        self.texts, self.accepted = texts, accepted

    @classmethod
    def read(cls):
        accepted = PartnerReport.objects.accepted().values_list("pk", flat=True)
        return cls(texts_of(ProgressEntry.objects.all()), frozenset(accepted))

    @cached_property
    def activity_of(self):
        """The activity of each entry, by their keys."""
        return {key: activity for activity, text in self.texts.items() for key in keys_of(text)}

    def after(self, written):
        """The entries after reports and entries were written."""
        reports, keys = written.get(PartnerReport, set()), written.get(ProgressEntry, set())
        accepted = frozenset(PartnerReport.objects.accepted().filter(pk__in=reports).values_list("pk", flat=True))
        decided = (self.accepted & reports) ^ accepted
        found = ProgressEntry.objects.filter(Q(pk__in=keys) | Q(report__in=decided)).order_by()
        activities = {self.activity_of[key] for key in keys if key in self.activity_of}
        activities.update(found.values_list("activity_id", flat=True))
        texts = texts_of(ProgressEntry.objects.filter(activity__in=activities)) if activities else {}
        now = Entries(replaced(self.texts, activities, texts), (self.accepted - reports) | accepted)
        before = {key for activity in activities for key in keys_of(self.texts.get(activity, ""))}
        after = {key: activity for activity, text in texts.items() for key in keys_of(text)}
        now.activity_of = replaced(self.activity_of, before | after.keys(), after)
        return now


def texts_of(entries):
    """The accepted ones of these entries as one text for each activity: `{activity: text}`."""
    accepted = PartnerReport.objects.accepted().values("pk")
    rows = entries.filter(percent__isnull=False, report__in=accepted).order_by()
    return dict(rows.values("activity_id").annotate(told=Joined(entry_as_text())).values_list("activity_id", "told"))
