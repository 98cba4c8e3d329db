"""Values: how JSON becomes what a field of a record holds, and nothing is guessed."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from cityregions.records.dates import PartialDateField

from ..filters import LISTED, NOT_KNOWN
from .mistakes import MistakeError


def value_for(field, value):
    """The value of a field. Raises MistakeError when JSON of this kind does not stand for one."""
    if value is None and not isinstance(field, models.JSONField):
        if not field.null:
            empty = _("Write an empty text rather than null.") if is_text(field) else _("This cannot be null.")
            raise MistakeError("null", empty)
        return None
    for kind, read in READERS:
        if isinstance(field, kind):
            found = read(field, value)
            return known(field, found) if field.choices else found
    raise MistakeError("read_only", _("This key cannot be written."))


def is_text(field):
    return isinstance(field, models.CharField | models.TextField)


def known(field, value):
    keys = [key for key, _label in field.flatchoices]
    if value not in keys and not (value in field.empty_values and field.blank):
        told = ", ".join(str(key) for key in keys[:LISTED])
        raise MistakeError(
            "invalid_choice", NOT_KNOWN % {"value": value, "known": told}, known=[str(key) for key in keys if key != ""]
        )
    return value


def text(field, value):
    if not isinstance(value, str):
        raise MistakeError("invalid", _("Write a text."))
    return value.strip()


def partial_date(field, value):
    if not isinstance(value, str):
        raise MistakeError("invalid", _("Write a year, month or day as text, e.g. “2014-03”."))
    return understood(field, value)


def day(field, value):
    if not isinstance(value, str):
        raise MistakeError("invalid", _("Write a day as text, e.g. “2014-03-15”."))
    return understood(field, value)


def understood(field, value):
    try:
        return field.to_python(value)
    except ValidationError as error:
        raise MistakeError(error.code or "invalid", error.messages[0]) from None


def yes_or_no(field, value):
    if not isinstance(value, bool):
        raise MistakeError("invalid", _("Write true or false."))
    return value


def whole(field, value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise MistakeError("invalid", _("Write a whole number."))
    return value


def number(field, value):
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MistakeError("invalid", _("Write a number."))
    return float(value)


def exact(field, value):
    """A decimal number, as a number or, so that no digit is lost, as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise MistakeError("invalid", _("Write a number."))
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise MistakeError("invalid", _("Write a number.")) from None
    if not found.is_finite():
        raise MistakeError("invalid", _("Write a number."))
    # 75 and 75.0 are 75.00, as the database has it; what has more digits is left to the field's own sentence.
    rounded = found.quantize(Decimal(1).scaleb(-field.decimal_places)) if found.adjusted() < field.max_digits else found
    return rounded if rounded == found else found


def anything(field, value):
    wanted = field.default if field.default in (list, dict) else None
    if wanted and not isinstance(value, wanted):
        raise MistakeError("invalid", _("Write a list.") if wanted is list else _("Write an object."))
    if value is None and not field.null:
        raise MistakeError("null", _("This cannot be null."))
    return value


READERS = (
    (PartialDateField, partial_date),
    (models.DateField, day),
    (models.CharField, text),
    (models.TextField, text),
    (models.BooleanField, yes_or_no),
    (models.DecimalField, exact),
    (models.FloatField, number),
    (models.IntegerField, whole),
    (models.JSONField, anything),
)
