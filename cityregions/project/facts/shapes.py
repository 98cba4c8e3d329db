"""Values of the file that fill several fields of a record, and lists that another section decides."""

import re

from .errors import FactsError, at, quoted
from .fields import EMPTY, partial_date
from .form import OWN_SOURCE, own_source

DATE = r"\d{4}(?:-\d{2}){0,2}"
PERIOD = re.compile(rf"({DATE})?(-|/({DATE}))?(?: ?\((.+)\))?", re.ASCII)


class Shape:
    """Like a field, for one or more keys that fill more than one column."""

    required = False

    def __init__(self, *keys, **empty):
        self.key, self.keys, self.consumed = keys[0], keys, keys
        self.names, self.empty = tuple(empty), empty

    def defaults(self, item, book):
        return dict(self.empty)


class Period(Shape):
    """`1999-` goes on, `2007/2013` is over, `2002` began then; `2012-05-01 (enlarged form)` says what began."""

    def __init__(self):
        super().__init__("period", started_on=None, ended_on=None, ongoing=False, period_qualifier="")

    def read(self, item, book):
        if "period" not in item:
            return {}
        value = "" if item["period"] is None else str(item["period"])
        found = PERIOD.fullmatch(value)
        if not found:
            raise FactsError(f"{quoted(value)} is not a period: write 1999- or 2007/2013 or 2002, with dates as known.")
        start, going_on, end, qualifier = found.groups()
        return {
            "started_on": partial_date(start) if start else None,
            "ended_on": partial_date(end) if end else None,
            "ongoing": going_on == "-",
            "period_qualifier": qualifier or "",
        }

    def write(self, record, out, book):
        end = "-" if record.ongoing else f"/{record.ended_on}" if record.ended_on else ""
        qualifier = f" ({record.period_qualifier})" if record.period_qualifier else ""
        if period := f"{record.started_on or ''}{end}{qualifier}".strip():
            out["period"] = period


class StartOrDate(Shape):
    """`start` for a day, `date` when only the month or the year is known."""

    def __init__(self):
        super().__init__("start", "date", starts_on=None)

    def read(self, item, book):
        said = [key for key in self.keys if key in item]
        if len(said) > 1:
            raise FactsError("stands beside “date”: write “start” for a day, “date” for a month or a year.")
        if not said:
            return {}
        value = item[said[0]]
        return {"starts_on": None if value in EMPTY else partial_date(value)}

    def write(self, record, out, book):
        if record.starts_on:
            out["start" if record.starts_on.precision == "day" else "date"] = str(record.starts_on)


class Nested(Shape):
    """A mapping inside the item; its own source becomes `<key>_source` of the record, further keys its notes."""

    def __init__(self, key, *fields):
        super().__init__(key)
        self.fields, self.names = fields, tuple(name for each in fields for name in each.names)
        self.inner_keys = {each.key for each in fields}
        self.consumed = (key, *(key + ending for ending in OWN_SOURCE))

    def defaults(self, item, book):
        return {each.column: each.usual({}, book) for each in self.fields}

    def read(self, item, book):
        if misplaced := [key for key in self.consumed[1:] if key in item]:
            raise FactsError(f"write what “{misplaced[0]}” says inside “{self.key}”.")
        if self.key not in item:
            return {}
        inner = item[self.key] or {}
        if not isinstance(inner, dict):
            raise FactsError(f"{quoted(inner)} is not a mapping with {', '.join(sorted(self.inner_keys))}.")
        values = self.defaults({}, book)
        for each in self.fields:
            with at(f"“{each.key}”"):
                values |= each.read(inner, book)
        own = {key: own_source(key, inner[key]) for key in ("source", "confidence") if key in inner}
        rest = {key: value for key, value in inner.items() if key not in {*self.inner_keys, *own}}
        return {
            **values,
            "field_sources": {f"{self.key}_{key}": value for key, value in own.items()},
            "extra": {self.key: rest} if rest else {},
        }

    def write(self, record, out, book):
        inner = {}
        for each in self.fields:
            each.write(record, inner, book)
        more = record.extra.get(self.key, {})
        inner |= more if isinstance(more, dict) else {}
        own = {key: record.field_sources.get(f"{self.key}_{key}") for key in ("source", "confidence")}
        if inner := inner | {key: value for key, value in own.items() if value is not None}:
            out[self.key] = inner


class Meta(Shape):
    """What the file says of itself: a section of its own, kept with the project."""

    def __init__(self):
        super().__init__("meta", facts_meta={})

    def read(self, item, book):
        if not isinstance(item.get("meta") or {}, dict):
            raise FactsError(f"{quoted(item['meta'])} is not a mapping.")
        return {"facts_meta": item["meta"] or {}} if "meta" in item else {}

    def write(self, record, out, book):
        out["meta"] = record.facts_meta


class Listed(Shape):
    """The records that name this one, by slug; the section of those records decides which they are."""

    def __init__(self, key, model, name):
        super().__init__(key)
        self.model, self.name = model, name

    def read(self, item, book):
        slugs = item.get(self.key) or []
        if not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs):
            raise FactsError(f"{quoted(slugs)} is not a list of slugs.")
        return {}

    def write(self, record, out, book):
        if owned := book.parts(self.model, self.name).get(record.pk):
            out[self.key] = [row.slug for row in owned]
