"""What documents are made of: headings, texts, facts and tables, whatever file they become."""

from dataclasses import dataclass, field
from functools import cache, lru_cache

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

STATES = {
    "planned": gettext_lazy("planned"),
    "ongoing": gettext_lazy("running"),
    "due": gettext_lazy("due soon"),
    "ended": gettext_lazy("ended"),
    "done": gettext_lazy("done"),
    "late": gettext_lazy("late"),
    "delivered": gettext_lazy("delivered"),
    "unknown": gettext_lazy("not dated"),
}


class Own(str):
    """Words of a record, which are in the language of the records, whatever the report's."""

    __slots__ = ()


@dataclass
class Document:
    """A document with its title, who speaks in it and who funds it."""

    title: str
    subtitle: str
    author: str
    statement: str
    # As many rows of a table as a document shows; a spreadsheet shows all.
    most_rows: int | None = None
    blocks: list = field(default_factory=list)

    def heading(self, text, level=1):
        self.blocks.append({"kind": "heading", "level": level, "text": text})

    def text(self, text):
        if text:
            self.blocks.append({"kind": "text", "text": text})

    def facts(self, pairs):
        """Names with what they stand for; those without are left out."""
        if told := [pair for pair in pairs if pair[1] not in {"", None}]:
            self.blocks.append({"kind": "facts", "pairs": told})

    def table(self, caption, columns, rows, widths=()):
        """A table with a head, or a sentence where it has no rows."""
        rows = list(rows)
        if rows:
            block = {"kind": "table", "caption": caption, "columns": columns, "rows": rows[: self.most_rows]}
            self.blocks.append({**block, "widths": list(widths) or [1] * len(columns)})
            self.tell_cut(len(rows))
        else:
            self.text(f"{caption}: {_('none')}.")

    def tell_cut(self, number):
        """Says what is left out of a table that is too long to be read on paper."""
        if self.most_rows is not None and number > self.most_rows:
            words = {"shown": self.most_rows, "all": number}
            self.text(_("The first %(shown)d of %(all)d: all of them are in this report as a spreadsheet.") % words)

    def list(self, texts):
        if texts:
            self.blocks.append({"kind": "list", "texts": list(texts)})


def day(date):
    """A date as it is known, or nothing."""
    return shown(date, get_language()) if date else ""


@lru_cache(maxsize=10000)
def shown(date, language):
    """The same, remembered: large reports name the same days thousands of times."""
    return getattr(date, "display", None) or formats.date_format(date, "DATE_FORMAT")


def period(start, end):
    first, last = day(start), day(end)
    return first if first == last or not last else f"{first} – {last}"


def per_cent(percent):
    return "–" if percent is None else f"{percent} %"


def money(amount):
    return _("not known") if amount is None else formats.number_format(amount, 2, use_l10n=True, force_grouping=True)


def own(text):
    return Own(text) if text else ""


def names(rows):
    return own(", ".join(str(row) for row in rows))


def heading_of(phase):
    return _("Phase %(number)d: %(name)s") % {"number": phase.number, "name": phase.name}


def basis(progress):
    """What an activity's per cent rests on, in words."""
    if progress.basis == "reports":
        return _("%(told)d of %(all)d partners reported") % {"told": progress.reported, "all": progress.responsible}
    if progress.basis == "outputs":
        return _("no report yet: %(delivered)d of %(owed)d outputs delivered") % {
            "delivered": progress.delivered,
            "owed": progress.owed,
        }
    return _("no report and no output")


def state(thing):
    """How an activity or an output stands, in a word."""
    return word_for(thing.state, get_language())


@cache
def word_for(state, language):
    return capfirst(str(STATES[state]))
