"""The project's own time: nothing is due before it starts, and nothing of its plan lies decades away from it."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cityregions.records.dates import PartialDate

# What belongs to a project lies no further from it; a year further away was mistyped.
YEARS_AROUND = 20
EARLIEST, LATEST = 1900, 2200


@dataclass(frozen=True)
class ProjectTime:
    """When the project starts and ends, as partial dates; None where it does not say or is not loaded yet."""

    start: PartialDate | None = None
    end: PartialDate | None = None

    @property
    def years(self):
        """The first and the last year in which anything of the plan can lie."""
        first = max(EARLIEST, self.start.first.year - YEARS_AROUND) if self.start else EARLIEST
        return first, min(LATEST, self.end.last.year + YEARS_AROUND) if self.end else LATEST

    def wrong(self, day):
        """Why something of the plan cannot lie on this day, in a sentence; empty where it can."""
        first, last = self.years
        if not isinstance(day, date | PartialDate):
            return ""
        begun, over = (day.first, day.last) if isinstance(day, PartialDate) else (day, day)
        if first <= begun.year and over.year <= last:
            return ""
        return _("Write a year from %(first)s to %(last)s.") % {"first": first, "last": last}


def project_time():
    found = apps.get_model("project", "Project").objects.values_list("starts_on", "ends_on").first()
    return ProjectTime(*(found or ()))


class InTime(models.Model):
    """Something of the plan, whose dates in the fields `DATES` lie in or near the project's time."""

    DATES = ("starts_on", "ends_on")

    class Meta:
        abstract = True

    @cached_property
    def project_time(self):
        return project_time()

    @classmethod
    def prepare_to_clean(cls, rows):
        """Asks once what cleaning each of these rows would ask."""
        time = project_time()
        for row in rows:
            row.project_time = time

    def clean(self):
        super().clean()
        wrong = {name: self.project_time.wrong(getattr(self, name)) for name in self.DATES}
        if wrong := {name: sentence for name, sentence in wrong.items() if sentence}:
            raise ValidationError(wrong)


class Due(InTime):
    """Something that is due by the day in its field `DUE`."""

    DUE = "due_on"

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        day, start = getattr(self, self.DUE), self.project_time.start
        last = day.last if isinstance(day, PartialDate) else day
        if last and start and last < start.first:
            raise ValidationError(
                {self.DUE: _("The project starts later than this: %(start)s.") % {"start": start.display}}
            )
