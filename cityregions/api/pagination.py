"""Pages of a list that neither repeat nor skip a row while others write: each begins where the last one ended."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .compiled import Slot
from .ordering import beyond, ordered, steps
from .parameters import order_words, refuse_repeated, size
from .problems import bad_parameter

USUAL, LARGEST = 100, 1000
SIGNER = signing.Signer(salt="cityregions.api.cursor")


@dataclass(frozen=True)
class Cursor:
    """A place in an ordered list: before or after the row with these values, or with that row when inclusive."""

    values: list
    backwards: bool = False
    inclusive: bool = False

    @property
    def shape(self):
        """What of a cursor makes the query another one: everything but its values."""
        return self.backwards, self.inclusive, tuple(value is None for value in self.values)

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


class Paging:
    """What is the same for all pages of a list: its order, by the words of the request, and how much a page holds."""

    def __init__(self, request, serializer_class, noun):
        words = order_words(request, serializer_class)
        self.steps = steps(serializer_class, words, request.user)
        self.bound_to = [noun, ",".join(words)]
        self.size = size(request, USUAL, LARGEST)

    def cursor(self, request):
        """The cursor that the request brings, if any. Raises BadParameters for one of another list."""
        refuse_repeated(request, ["cursor"])
        text = request.query_params.get("cursor")
        try:
            return read_cursor(text, self.bound_to, self.steps) if text else None
        except ValueError:
            detail = _("This cursor does not belong to this list in this order: start again without it.")
            raise bad_parameter("cursor", "invalid", detail) from None

    def narrowed(self, queryset, cursor):
        """The rows of a page with slots for the values of a cursor like this one.

        There is one row more than the page holds, which tells whether another page follows.
        """
        backwards = bool(cursor and cursor.backwards)
        rows = ordered(queryset, self.steps, backwards)
        if cursor:
            rows = rows.filter(beyond(self.steps, self.slots(cursor), backwards, cursor.inclusive))
        return rows[: self.size + 1]

    def slots(self, cursor):
        pairs = enumerate(zip(self.steps, cursor.values, strict=True))
        return [value if value is None else Slot(("cursor", place), step.kept_as) for place, (step, value) in pairs]


class Page:
    """One page of a list: its rows, and the addresses of those beside it."""

    def __init__(self, paging, cursor, rows, places):
        self.paging, self.cursor = paging, cursor
        self.more = len(rows) > paging.size
        self.rows = rows[: paging.size]
        if self.backwards:
            self.rows.reverse()
        self.positions = [[stored(get(values)) for get in places] for values in (self.rows[:1] + self.rows[-1:])]

    @property
    def backwards(self):
        return bool(self.cursor and self.cursor.backwards)

    def answer(self, request, row):
        """The page as `next`, `previous` and `results`."""
        before = self.more if self.backwards else bool(self.cursor)
        return {
            "next": self.link(request, self.positions[-1:], self.backwards or self.more),
            "previous": self.link(request, self.positions[:1], before, backwards=True),
            "results": [row(values) for values in self.rows],
        }

    def link(self, request, position, there, backwards=False):
        """The address of the page beyond a row; of an empty page, that which leads back to where one came from."""
        if not there:
            return None
        if position:
            return self.address(request, Cursor(position[0], backwards))
        if self.cursor.backwards == backwards:
            return None
        return self.address(request, Cursor([stored(value) for value in self.cursor.values], backwards, inclusive=True))

    def address(self, request, cursor):
        # Of what it is made of, only the colon is not at home in an address.
        signed = cursor.signed(self.paging.bound_to).replace(":", "%3A")
        return f"{request.build_absolute_uri(request.path)}?{self.asked(request)}cursor={signed}"

    def asked(self, request):
        """What else the address asks for, as it came, or written out where it does not hold plain letters only."""
        query = request.META["QUERY_STRING"]
        if query.isascii() and "%" not in query and " " not in query:
            pieces = [piece for piece in query.split("&") if piece and piece.partition("=")[0] != "cursor"]
            return "".join(f"{piece}&" for piece in pieces)
        pairs = [(name, text) for name, texts in request.query_params.lists() for text in texts if name != "cursor"]
        return f"{urlencode(pairs)}&" if pairs else ""


def stored(value):
    """A value as it stands in a cursor."""
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
