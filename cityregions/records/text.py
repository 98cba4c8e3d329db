"""Words as people search for them: without accents, case and punctuation; and text that every file can hold."""

import re
import unicodedata

# Letters that no accent can be taken from.
FOLDS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "–": "-", "’": "'"})


# Characters that XML cannot hold, and so no feed and no file of Office; they come along when people paste.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Where a spreadsheet that divides lines at other signs than commas would begin another cell with a formula.
CELL_WITHIN = re.compile(r"(?<=[;\t])(?=[=+\-@])")


def writable(text):
    return UNWRITABLE.sub("", text)


def no_formula(text):
    """Text that no cell of a spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def no_formulas(value):
    """The value of a cell in CSV: a text that is no formula either where a spreadsheet divides it."""
    return CELL_WITHIN.sub("'", value) if isinstance(value, str) else value


def fold(text):
    """`Wrocław` and `wroclaw` become the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(FOLDS))
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())


def words(text):
    """The words to look for, folded, each once.

    A sign that stands alone is none, so that “Park & Ride” finds “park and ride”.
    """
    parts = list(dict.fromkeys(fold(text).split()))
    return [part for part in parts if any(letter.isalnum() for letter in part)] or parts
