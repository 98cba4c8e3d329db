"""Dates as they are known: to the day, the month or the year."""

import calendar
import re
from datetime import date
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _

NOT_A_DATE = _("“%(value)s” is not a date: write a year (2013), a month (2014-03) or a day (2014-03-15).")
FORM = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


class PartialDate(str):
    """A day, month or year as text: `2014-03-15`, `2014-03` or `2014`. Raises ValueError on anything else."""

    __slots__ = ()

    def __new__(cls, text):
        found = FORM.fullmatch(str(text).strip())
        if not found:
            raise ValueError(text)
        year, month, day = found.groups()
        date(int(year), int(month or 1), int(day or 1))
        return super().__new__(cls, found.group())

    @property
    def precision(self):
        return {4: "year", 7: "month", 10: "day"}[len(self)]

    @property
    def first(self):
        """The first day it can mean."""
        return days_of(self)[0]

    @property
    def last(self):
        """The last day it can mean."""
        return days_of(self)[1]

    @property
    def display(self):
        """As people write it in their language: 2013, March 2014, 15 March 2014."""
        if self.precision == "year":
            return str(self)
        return formats.date_format(self.first, "YEAR_MONTH_FORMAT" if self.precision == "month" else "DATE_FORMAT")

    def __reduce__(self):
        return (PartialDate, (str(self),))


@lru_cache(4096)
def days_of(text):
    """The first and the last day that a date can mean; kept, since a plan asks for the same few again and again."""
    first = date.fromisoformat((text + "-01-01")[:10])
    if len(text) == len("2014-03-15"):
        return first, first
    month = 12 if len(text) == len("2014") else first.month
    return first, date(first.year, month, calendar.monthrange(first.year, month)[1])


class PartialDateFormField(forms.CharField):
    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return None
        try:
            return PartialDate(value)
        except ValueError:
            raise ValidationError(NOT_A_DATE, code="invalid", params={"value": value}) from None


class PartialDateField(models.CharField):
    """A date known to the day, the month or the year, in one column that sorts and compares as a date.

    `stands_for` says which day an imprecise date counts as: the first for a start, the last for an end, due or
    delivered date. The column holds that day and a digit for the precision (`2013-12-31.8`); the digits of ends are
    higher than those of starts, so that an end never counts as before a start on the same day.
    """

    DIGITS = {"first": {"year": "1", "month": "2", "day": "3"}, "last": {"year": "7", "month": "8", "day": "9"}}
    LENGTHS = {"1": 4, "2": 7, "3": 10, "7": 4, "8": 7, "9": 10}

    def __init__(self, *args, stands_for="first", **kwargs):
        self.stands_for = stands_for
        super().__init__(*args, **{**kwargs, "max_length": 12})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, {**kwargs, "stands_for": self.stands_for}

    def to_python(self, value):
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None
        if isinstance(value, date):
            return PartialDate(value.isoformat()[:10])
        try:
            return PartialDate(value)
        except ValueError:
            raise ValidationError(NOT_A_DATE, code="invalid", params={"value": value}) from None

    def from_db_value(self, value, expression, connection):
        return value and date_of(value)

    def get_prep_value(self, value):
        value = self.to_python(value)
        return value and f"{getattr(value, self.stands_for)}.{self.DIGITS[self.stands_for][value.precision]}"

    def formfield(self, **kwargs):
        return super(models.CharField, self).formfield(**{"form_class": PartialDateFormField, **kwargs})

    def value_to_string(self, obj):
        return self.value_from_object(obj) or ""


@lru_cache(4096)
def date_of(text):
    """The date that a column holds as text; None where it holds none."""
    return text and PartialDate(text[: PartialDateField.LENGTHS[text[-1]]])


class DayLookup:
    """Compares the day that a partial date counts as with a day: `left_on__lt=date(2014, 1, 1)`.

    A month or a year on the right counts as that same kind of day (`2014` as its first in a start, its last in an end).
    """

    # What is put behind the day, so that every precision of that day falls on the right side.
    behind = {"lt": "", "gte": "", "lte": ".~", "gt": ".~"}

    def get_prep_lookup(self):
        if hasattr(self.rhs, "resolve_expression"):
            return super().get_prep_lookup()
        field = self.lhs.output_field
        value = field.to_python(self.rhs)
        return f"{getattr(value, field.stands_for)}{self.behind[self.lookup_name]}"

    def get_db_prep_lookup(self, value, connection):
        if isinstance(value, str):
            return "%s", [value]
        return super().get_db_prep_lookup(value, connection)


for lookup in (
    models.lookups.LessThan,
    models.lookups.LessThanOrEqual,
    models.lookups.GreaterThan,
    models.lookups.GreaterThanOrEqual,
):
    PartialDateField.register_lookup(type(f"Day{lookup.__name__}", (DayLookup, lookup), {}))
