"""Lookups: how a list can be narrowed down by each of its keys, made from what the key is.

`due_on=2014-03`, `due_on__gte=2014`, `kind__not=study`, `summary__empty=true`, `name__contains=bahn`. A repeated value
means or, behind `__not` none of these.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..nodes import Many, One, Part, column_of, declared, field_at, may_be_null
from ..problems import bad_parameter, unknown_word
from .columns import column_kind
from .relations import Parts, Record, Records, SinglePart

# How many values one parameter takes.
MOST = 50
SEVERAL = {"", "not", "contains", "startswith"}
SAID = {
    "": gettext_lazy("Is this; several mean either."),
    "not": gettext_lazy("Is not this; several mean none of them."),
    "gt": gettext_lazy("Beyond this; a month or year counts as a whole."),
    "gte": gettext_lazy("This or beyond; a month or year counts from its first day."),
    "lt": gettext_lazy("Before this; a month or year counts from its first day."),
    "lte": gettext_lazy("This or before; a month or year counts as a whole."),
    "contains": gettext_lazy("Holds this text, in capitals or not; several mean either."),
    "startswith": gettext_lazy("Begins with this text, in capitals or not; several mean either."),
    "empty": gettext_lazy("Whether it is empty."),
}


@dataclass(frozen=True)
class Lookup:
    """One way to narrow a list down: by what a key is, with one of the words of SAID."""

    parameter: str
    word: str
    kind: object

    def condition(self, texts, user):
        """The condition that these texts stand for. Raises BadParameters for any that is none."""
        self.require_number(texts)
        if self.word == "empty":
            return self.kind.empty(user) if self.is_true(texts[0]) else ~self.kind.empty(user)
        return self.kind.condition(self.word, self.kind.read(self.parameter, texts, user), user)

    def require_number(self, texts):
        most = MOST if self.word in SEVERAL else 1
        if most == 1 < len(texts):
            detail = _("“%(name)s” takes one value: give it once.")
            raise bad_parameter(self.parameter, "repeated", detail % {"name": self.parameter})
        if len(texts) > most:
            detail = _("“%(name)s” takes up to %(most)s values at once: ask for the others in another request.")
            raise bad_parameter(self.parameter, "too_many", detail % {"name": self.parameter, "most": most})
        if "" in texts:
            detail = _("“%(name)s” needs a value; for rows without one ask with __empty.")
            raise bad_parameter(self.parameter, "required", detail % {"name": self.parameter})

    def is_true(self, text):
        if text not in {"true", "false"}:
            raise unknown_word(self.parameter, text, ["true", "false"])
        return text == "true"

    def described(self):
        """The parameter as the API's description shows it."""
        value = {"type": "boolean"} if self.word == "empty" else self.kind.schema(self.word)
        schema = {"type": "array", "items": value, "maxItems": MOST} if self.word in SEVERAL else value
        return {"name": self.parameter, "in": "query", "description": str(SAID[self.word]), "schema": schema}


def kind_of(model, node):
    """What a key can be asked for, or None for what is made of others."""
    path = column_of(node)
    if path:
        field = field_at(model, path)
        kind = column_kind(field)
        return kind and kind(path, field, may_be_null(model, path))
    if isinstance(node, One):
        return Record(node)
    if isinstance(node, Many) and node.link:
        return Parts(node) if node.serializer_class else Records(node)
    return SinglePart(node) if isinstance(node, Part) else None


def lookups(serializer_class):
    """Every lookup of a list."""
    for name, node in declared(serializer_class).items():
        kind = kind_of(serializer_class.Meta.model, node)
        for word in kind.words if kind else ():
            yield Lookup(f"{name}__{word}" if word else name, word, kind)
