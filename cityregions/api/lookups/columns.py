"""What a column can be asked for, by what stands in it: text, a word of a few, a number, a day, a time."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from cityregions.records.dates import PartialDate, PartialDateField, PartialDateFormField

from ..problems import bad_parameter, unknown_word
from ..serializers import PARTIAL_DATE

RANGE = ("gt", "gte", "lt", "lte")


class Text:
    """A column with text."""

    own_words = ("", "not", "contains", "startswith")

    def __init__(self, path, field, nullable):
        self.path, self.field, self.nullable = path, field, nullable

    @property
    def words(self):
        can_be_empty = self.nullable or (
            isinstance(self.field, models.CharField | models.TextField) and self.field.blank
        )
        return (*self.own_words, "empty") if can_be_empty else self.own_words

    def read(self, parameter, texts, user):
        return [self.value(parameter, text) for text in texts]

    def value(self, parameter, text):
        return text

    def condition(self, word, values, user):
        if word in {"", "not"}:
            found = self.among(values)
            return ~found if word else found
        if word in RANGE:
            return self.beyond(word, values[0])
        condition = Q()
        for value in values:
            condition |= Q(**{f"{self.path}__i{word}": value})
        return condition

    def among(self, values):
        return Q(**{f"{self.path}__in": values})

    def beyond(self, word, value):
        return Q(**{f"{self.path}__{word}": value})

    def empty(self, user):
        """The condition that nothing stands there."""
        blank = Q(**{self.path: ""}) if isinstance(self.field, models.CharField | models.TextField) else Q(pk__in=[])
        return blank | Q(**{f"{self.path}__isnull": True}) if self.nullable else blank

    def schema(self, word):
        return {"type": "string"}


class Choice(Text):
    """A column with one of a few words or numbers."""

    own_words = ("", "not")

    def value(self, parameter, text):
        known = {str(key): key for key, _label in self.field.flatchoices if key not in {"", None}}
        if text not in known:
            raise unknown_word(parameter, text, list(known))
        return known[text]

    def schema(self, word):
        return {"type": "string", "enum": [str(key) for key, _label in self.field.flatchoices if key not in {"", None}]}


class Switch(Choice):
    """A column that says yes or no."""

    own_words = ("",)

    def value(self, parameter, text):
        if text not in {"true", "false"}:
            raise unknown_word(parameter, text, ["true", "false"])
        return text == "true"

    def schema(self, word):
        return {"type": "boolean"}


class Number(Text):
    """A column with a number."""

    own_words = ("", "not", *RANGE)

    def value(self, parameter, text):
        try:
            return self.form_field().clean(text)
        except ValidationError as error:
            raise bad_parameter(parameter, "invalid", " ".join(error.messages)) from None

    def form_field(self):
        """What reads a number, so that no database is asked for one that it cannot hold."""
        if isinstance(self.field, models.DecimalField):
            return forms.DecimalField(max_digits=self.field.max_digits, decimal_places=self.field.decimal_places)
        if isinstance(self.field, models.FloatField):
            return forms.FloatField()
        return forms.IntegerField(min_value=-(2**63) + 1, max_value=2**63 - 1)

    def schema(self, word):
        return {"type": "integer" if isinstance(self.field, models.IntegerField) else "number"}


class Day(Text):
    """A column with a day; asked for by day, month or year."""

    own_words = ("", "not", *RANGE)
    said = {"type": "string", "pattern": PARTIAL_DATE}

    def value(self, parameter, text):
        try:
            return PartialDateFormField().clean(text)
        except ValidationError as error:
            raise bad_parameter(parameter, "invalid", " ".join(error.messages)) from None

    def among(self, values):
        condition = Q()
        for value in values:
            condition |= Q(**{f"{self.path}__range": (value.first, value.last)})
        return condition

    def beyond(self, word, value):
        """From the first day on, or after the last; a month or a year counts as a whole."""
        return Q(**{f"{self.path}__{word}": value.last if word in {"gt", "lte"} else value.first})

    def schema(self, word):
        return self.said


class KnownDay(Day):
    """A column with a date as it is known; equal is what is known as exactly."""

    def among(self, values):
        return Q(**{f"{self.path}__in": values})


NOT_A_MOMENT = gettext_lazy(
    "“%(value)s” is no date: write a day (2014-03-15), month or year, or a time with its zone (2014-03-15T12:00:00Z)."
)


class Moment(Text):
    """A column with a time; asked for by time, or by day, month or year in the time zone of the portal."""

    own_words = ("", *RANGE)

    def value(self, parameter, text):
        """From when until when, the end not included; of a single time both are the same."""
        try:
            return stretch(text)
        except (ValueError, OverflowError):
            raise bad_parameter(parameter, "invalid", NOT_A_MOMENT % {"value": text}) from None

    def among(self, values):
        condition = Q()
        for start, end in values:
            upper = "lte" if start == end else "lt"
            condition |= Q(**{f"{self.path}__gte": start, f"{self.path}__{upper}": end})
        return condition

    def beyond(self, word, value):
        start, end = value
        if start != end and word in {"gt", "lte"}:
            return Q(**{f"{self.path}__{'gte' if word == 'gt' else 'lt'}": end})
        return Q(**{f"{self.path}__{word}": start})

    def schema(self, word):
        return {"type": "string", "anyOf": [{"format": "date-time"}, {"pattern": PARTIAL_DATE}]}


def stretch(text):
    """Raises ValueError or OverflowError for what is no time."""
    moment = parse_datetime(text) if "T" in text else None
    if moment:
        if timezone.is_naive(moment):
            raise ValueError(text)
        return (moment.astimezone(UTC),) * 2
    day = PartialDate(text)
    ends = datetime.combine(day.first, time.min), datetime.combine(day.last + timedelta(days=1), time.min)
    return tuple(timezone.make_aware(end).astimezone(UTC) for end in ends)


class Notes(Text):
    """A column with JSON."""

    own_words = ()

    @property
    def words(self):
        return ("empty",)

    def empty(self, user):
        return Q(**{self.path: []}) | Q(**{self.path: {}}) | Q(**{f"{self.path}__isnull": True})


# The first that fits says what a column is.
KINDS = (
    (models.BooleanField, Switch),
    (models.JSONField, Notes),
    (PartialDateField, KnownDay),
    (models.DateTimeField, Moment),
    (models.DateField, Day),
    (models.CharField | models.TextField, Text),
    (models.IntegerField | models.FloatField | models.DecimalField, Number),
)


def column_kind(field):
    """What can be asked of a field, or None."""
    if field.choices:
        return Choice
    return next((kind for type_, kind in KINDS if isinstance(field, type_)), None)
