"""Cells: how a value is written into a file, so that it holds no e-mail address and no spreadsheet runs it."""

import re

from django.utils.functional import Promise

from cityregions.records.text import FORMULA, no_formulas, writable

ADDRESS = re.compile(r"[\w.!#$%&'*+=?^`{|}~-]{1,64}@\w[\w-]*(?:\.[\w-]+)+")
LEFT_OUT = "[e-mail address left out]"


def told(value):
    """A text as every file can hold it, without e-mail addresses; any other value as it is."""
    if not isinstance(value, str | Promise):
        return value
    text = writable(str(value))
    return ADDRESS.sub(LEFT_OUT, text) if "@" in text else text


def cell(value):
    """The value of a cell of a spreadsheet: one apostrophe stands before what would be a formula.

    It stands before what begins with apostrophes and then a formula, too, so that taking off one gives back the text.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    value = told(value)
    if isinstance(value, str) and value.lstrip("'").startswith(FORMULA):
        return f"'{value}"
    return value


def csv_cell(value):
    """The same in CSV, which some spreadsheets divide at semicolons and tabs as well."""
    return no_formulas(cell(value))
