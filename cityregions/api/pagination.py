"""Pages of a list that neither repeat nor skip a row while others write: each begins where the last one ended."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .ordering import beyond, orderable, ordered, steps
from .parameters import known_words, refuse_repeated, size, switch
from .problems import bad_parameter

USUAL, LARGEST = 100, 1000
SIGNER = signing.Signer(salt="cityregions.api.cursor")


@dataclass(frozen=True)
class Cursor:
    """A place in an ordered list: before or after the row with these values, or with that row when inclusive."""

    values: list
    backwards: bool = False
    inclusive: bool = False

    def signed(self, bound_to):
        return SIGNER.sign_object([*bound_to, int(self.backwards), int(self.inclusive), self.values])


def read_cursor(text, bound_to, steps):
    """The cursor that this text stands for. Raises ValueError for any that this list and order did not give out."""
    try:
        noun, words, backwards, inclusive, stored = SIGNER.unsign_object(text)
        if [noun, words] != bound_to or len(stored) != len(steps):
            raise ValueError(text)
        values = [step.value(value) for step, value in zip(steps, stored, strict=True)]
    except (signing.BadSignature, ValidationError, TypeError, UnicodeError) as error:
        raise ValueError(text) from error
    return Cursor(values, bool(backwards), bool(inclusive))


def refuse_twice(words):
    """A column that stands in an order twice orders nothing, and a thousand of them would keep the database busy."""
    names = [word.removeprefix("-") for word in words]
    if len(set(names)) < len(names):
        raise bad_parameter("ordering", "repeated", _("A name stands twice in ordering: give it once."))


class KeysetPagination:
    """One page of a list, in the order that the request asks for."""

    def __init__(self, request, serializer_class, noun):
        self.request = request
        known = orderable(serializer_class)
        words = known_words(request, "ordering", [*known, *(f"-{name}" for name in known)])
        refuse_twice(words)
        self.steps = steps(serializer_class, words, request.user)
        self.bound_to = [noun, ",".join(words)]
        self.size = size(request, USUAL, LARGEST)
        self.counted = switch(request, "count")
        self.cursor = self.asked_cursor()

    def asked_cursor(self):
        refuse_repeated(self.request, ["cursor"])
        text = self.request.query_params.get("cursor")
        try:
            return read_cursor(text, self.bound_to, self.steps) if text else None
        except ValueError:
            detail = _("This cursor does not belong to this list in this order: start again without it.")
            raise bad_parameter("cursor", "invalid", detail) from None

    def answer(self, queryset, reading, row):
        """The page as `next`, `previous` and `results`, and the `count` of the whole list when asked for."""
        places = [reading.column(step.expression) for step in self.steps]
        rows = reading.read(self.narrowed(queryset), keep=self.size)
        backwards = bool(self.cursor and self.cursor.backwards)
        if backwards:
            rows.reverse()
        positions = [[stored(get(values)) for get in places] for values in (rows[:1] + rows[-1:])]
        more = reading.left_over
        body = {
            "next": self.link(positions[-1:], backwards or more),
            "previous": self.link(positions[:1], more if backwards else bool(self.cursor), backwards=True),
            "results": [row(values) for values in rows],
        }
        return {"count": queryset.order_by().count(), **body} if self.counted else body

    def narrowed(self, queryset):
        """One row more than the page holds, which tells whether another page follows."""
        backwards = bool(self.cursor and self.cursor.backwards)
        rows = ordered(queryset, self.steps, backwards)
        if self.cursor:
            rows = rows.filter(beyond(self.steps, self.cursor.values, backwards, self.cursor.inclusive))
        return rows[: self.size + 1]

    def link(self, position, there, backwards=False):
        """The address of the page beyond a row; of an empty page, that which leads back to where one came from."""
        if not there:
            return None
        if position:
            return self.address(Cursor(position[0], backwards))
        if self.cursor.backwards == backwards:
            return None
        return self.address(Cursor([stored(value) for value in self.cursor.values], backwards, inclusive=True))

    def address(self, cursor):
        pairs = [(name, text) for name, text in self.pairs() if name != "cursor"]
        query = urlencode([*pairs, ("cursor", cursor.signed(self.bound_to))])
        return f"{self.request.build_absolute_uri(self.request.path)}?{query}"

    def pairs(self):
        return [(name, text) for name, texts in self.request.query_params.lists() for text in texts]


def stored(value):
    """A value as it stands in a cursor."""
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
