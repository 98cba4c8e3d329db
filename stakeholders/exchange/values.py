"""Values: how the cells that people write become what a field of a record holds, in the ways they are written."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cityregions.records.dates import PartialDate, PartialDateField
from cityregions.records.text import FORMULA, fold, writable

NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
# No column takes a larger number, and programs choke on far larger ones.
LARGEST = 10**18
DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
MONTH = re.compile(r"(\d{1,2})[./](\d{4})", re.ASCII)
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?", re.ASCII)
# What would call something in a spreadsheet; a minus before a word is none.
CALL = re.compile(r"=|@\w+\(|[+\-@].*\|.*!|[+\-]\w+\(", re.DOTALL)
ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
SHOWN = 60


class NotRead(Exception):  # noqa: N818 - it is the cell that is wrong
    """A cell that does not say what its column takes; the sentence says what to write."""


def is_empty(cell):
    return cell is None or cell == ""


def shown(cell):
    text = str(cell)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def cleaned(cell):
    """A text without what no file can hold, and without the sign that kept it from being a formula."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    text = writable(str(cell)).strip()
    if text.startswith("'") and text.lstrip("'").startswith(FORMULA):
        return text[1:]
    if CALL.match(text):
        sentence = _("“%(value)s” is a formula: write the plain value.")
        raise NotRead(sentence % {"value": shown(text)})
    if text in ERRORS:
        raise NotRead(_("The spreadsheet shows an error here (%(value)s): write the plain value.") % {"value": text})
    return text


def value_for(field, cell):
    """The value of a field that a cell stands for, `cell` not being empty. Raises NotRead."""
    for kind, read in READERS:
        if isinstance(field, kind):
            return read(field, cell)
    raise TypeError(field)


def text(field, cell):
    found = cleaned(cell)
    return choice(field, found) if field.choices else found


def choice(field, found):
    names = names_of(field, translation.get_language())
    if (key := names.get(fold(found))) is None:
        known = ", ".join(str(key) for key, _label in field.flatchoices)
        sentence = _("“%(value)s” is not known here. Known: %(known)s.")
        raise NotRead(sentence % {"value": shown(found), "known": known})
    return key


@lru_cache(64)
def names_of(field, language):
    """The keys of a field's choices by what they are called: keys, English labels and those of the reader."""
    found = {}
    for spoken in (language, "en"):
        with translation.override(spoken):
            found |= {fold(str(label)): key for key, label in field.flatchoices}
    return found | {fold(str(key)): key for key, _label in field.flatchoices}


def is_known(field, cell):
    try:
        choice(field, cleaned(cell))
    except NotRead:
        return False
    return True


def number(field, cell):
    found = numeric(cell)
    return float(found)


def whole(field, cell):
    found = numeric(cell)
    if found != found.to_integral_value():
        raise NotRead(_("“%(value)s” is no whole number.") % {"value": shown(cell)})
    return int(found)


def exact(field, cell):
    found = numeric(cell)
    rounded = round(found, field.decimal_places)
    if rounded != found:
        sentence = ngettext(
            "“%(value)s” is finer than what is kept: write at most %(number)s digit behind the point.",
            "“%(value)s” is finer than what is kept: write at most %(number)s digits behind the point.",
            field.decimal_places,
        )
        raise NotRead(sentence % {"value": shown(cell), "number": field.decimal_places})
    return rounded


def numeric(cell):
    """A number as people write it, with a point or a comma."""
    written = cell if isinstance(cell, int | float) and not isinstance(cell, bool) else cleaned(cell)
    plain = str(written).replace("\u00a0", "").replace("\u202f", "").replace("−", "-").strip()
    if not isinstance(written, str) or NUMBER.fullmatch(plain):
        try:
            found = Decimal(plain.replace(",", "."))
        except InvalidOperation:
            found = Decimal("NaN")
        if found.is_finite() and abs(found) < LARGEST:
            return found
    raise NotRead(_("“%(value)s” is not a number: write it as 3.5 or 3,5.") % {"value": shown(cell)})


def yes_or_no(field, cell):
    found = fold(cleaned(cell)) if not isinstance(cell, bool) else cell
    yes = {True, "yes", "true", "1", "x", fold(_("yes"))}
    no = {False, "no", "false", "0", fold(_("no"))}
    if found not in yes | no:
        raise NotRead(_("“%(value)s” is neither yes nor no.") % {"value": shown(cell)})
    return found in yes


def partial_date(field, cell):
    """2014, 2014-03, 2014-03-15, 15.03.2014 and 15/03/2014; of 03/04/2014 nobody knows which month it is."""
    written = cleaned(cell)
    try:
        return PartialDate(as_known(written))
    except ValueError:
        sentence = _("“%(value)s” is not a date: write 2014, 2014-03, 2014-03-15 or 15.03.2014.")
        raise NotRead(sentence % {"value": shown(cell)}) from None


def day(field, cell):
    found = partial_date(field, cell)
    if found.precision != "day":
        raise NotRead(_("“%(value)s” is not a day: write it as 2014-03-15.") % {"value": shown(cell)})
    return found.first


def as_known(written):
    """The form in which the portal writes it."""
    if moment := MOMENT.fullmatch(written):
        return moment[1]
    if month := MONTH.fullmatch(written):
        return f"{month[2]}-{int(month[1]):02}"
    if not (found := DAY.fullmatch(written)):
        return written
    first, between, second, year = int(found[1]), found[2], int(found[3]), found[4]
    if between != "." and first != second and max(first, second) <= 12:
        sentence = _("“%(value)s” can be a day in two months: write it as %(one)s or %(other)s.")
        told = {"value": written, "one": f"{year}-{second:02}-{first:02}", "other": f"{year}-{first:02}-{second:02}"}
        raise NotRead(sentence % told)
    if second > 12 and between != ".":
        first, second = second, first
    return f"{year}-{second:02}-{first:02}"


READERS = (
    (PartialDateField, partial_date),
    (models.DateField, day),
    (models.CharField, text),
    (models.TextField, text),
    (models.BooleanField, yes_or_no),
    (models.DecimalField, exact),
    (models.FloatField, number),
    (models.IntegerField, whole),
)


def told(field, value):
    """A value as people read it in the list of changes."""
    if value is None or value == "":
        return ""
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
