"""Rules of records: what each may say, checked for one or for thousands at once, and which addresses are free."""

import operator
from collections import Counter

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.text import slugify

from .dates import PartialDateField
from .text import fold

# Names that the addresses of the portal's own pages have.
RESERVED = {"new", "edit", "delete", "compare", "propose"}
# As many beginnings of names as one question to the database asks for.
AT_ONCE = 100
COMPARISONS = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda left, right: left in right,
    "range": lambda left, right: right[0] <= left <= right[1],
}


def named_by(model):
    """The field that a record is called by, of which its address is made: the first in which people look for words."""
    return next(iter(model.SEARCHED), "")


def start_of_slug(model, text):
    return slugify(fold(text))[:80].strip("-") or model._meta.model_name


def free_slug(model, text, besides=()):
    """An address name made from a text that no row has yet, and none of those `besides`."""
    return free_slugs(model, [text], besides)[0]


def free_slugs(model, texts, besides=()):
    """Address names for many new rows at once, no two the same."""
    starts = [start_of_slug(model, text) for text in texts]
    rows, used = model._base_manager.order_by(), RESERVED | set(besides)
    used |= set(rows.filter(slug__in=set(starts)).values_list("slug", flat=True))
    times = Counter(starts)
    used |= taken_numbers(rows, sorted(start for start in times if times[start] > 1 or start in used))
    found, numbers = [], {}
    for start in starts:
        slug, number = start, numbers.get(start, 2)
        while slug in used:
            slug, number = f"{start}-{number}", number + 1
        used.add(slug)
        numbers[start] = number
        found.append(slug)
    return found


def taken_numbers(rows, starts):
    """The slugs of the rows that begin with one of these, asked for many at a time."""
    found = set()
    for some in batched(starts):
        condition = Q(*(("slug__startswith", f"{start}-") for start in some), _connector=Q.OR)
        found |= set(rows.filter(condition).values_list("slug", flat=True))
    return found


def batched(starts):
    return (starts[first : first + AT_ONCE] for first in range(0, len(starts), AT_ONCE))


def names_in(expression):
    """The fields that a condition or an expression of a constraint speaks of."""
    if isinstance(expression, tuple):
        value = expression[1]
        return [expression[0].split("__")[0], *(names_in(value) if isinstance(value, F | Q) else [])]
    if isinstance(expression, F):
        return [expression.name]
    if isinstance(expression, Q):
        return [name for child in expression.children for name in names_in(child)]
    return [name for source in getattr(expression, "get_source_expressions", list)() for name in names_in(source)]


def fields_of(constraint):
    """The fields that a constraint binds; what only says when it holds counts where nothing else is told."""
    bound = [name for each in getattr(constraint, "expressions", ()) for name in names_in(each)]
    return {*getattr(constraint, "fields", ()), *bound} or set(names_in(getattr(constraint, "condition", None)))


def field_of(model, sentence, names):
    """The last of these fields that the constraint with this sentence binds; empty where there is none."""
    for constraint in model._meta.constraints:
        if str(sentence) == str(constraint.get_violation_error_message()):
            bound = fields_of(constraint)
            return next((name for name in reversed(list(names)) if name in bound), "")
    return ""


def placed(model, error, names):
    """The error with the sentence of each constraint at the field, among these, that it binds."""
    found = {}
    for name, messages in error.error_dict.items():
        for message in messages:
            own = name if name in names else ""
            place = own or (field_of(model, message.message, names) if name == NON_FIELD_ERRORS else "")
            found.setdefault(place or NON_FIELD_ERRORS, []).append(message)
    return ValidationError(found)


class UndecidedError(Exception):
    """A condition that only the database can judge."""


def holds(condition, row):
    """Whether a condition holds for a row that may not be saved yet: None where a value in it is not known.

    As in the database, and without asking it. Raises UndecidedError where that cannot be done.
    """
    if isinstance(condition, tuple):
        return compare(*condition, row)
    if not isinstance(condition, Q):
        raise UndecidedError
    found = [holds(child, row) for child in condition.children]
    # What decides: one that holds among alternatives, one that does not where all have to.
    decisive = condition.connector == Q.OR
    if condition.connector not in {Q.AND, Q.OR}:
        raise UndecidedError
    result = decisive if decisive in found else None if None in found else not decisive
    return (None if result is None else not result) if condition.negated else result


def compare(path, value, row):
    name, _underscores, lookup = path.partition("__")
    field = row._meta.pk if name == "pk" else row._meta.get_field(name)
    left = prepared(field, row)
    if lookup == "isnull":
        return (left is None) == value
    if (lookup or "exact") not in COMPARISONS or (not isinstance(value, F) and isinstance(field, PartialDateField)):
        raise UndecidedError
    right = value_of(value, row) if hasattr(value, "resolve_expression") else plain(value)
    return None if left is None or right is None else COMPARISONS[lookup or "exact"](left, right)


def plain(value):
    return getattr(value, "pk", value)


def prepared(field, row):
    """The value of a field as the database compares it."""
    value = getattr(row, field.attname)
    return value if field.is_relation else field.get_prep_value(value)


def value_of(expression, row):
    """The value of an expression over the columns of a row. Raises UndecidedError for one that it does not know."""
    if isinstance(expression, F):
        if "__" in expression.name:
            raise UndecidedError
        return prepared(row._meta.get_field(expression.name), row)
    if type(expression) not in {Least, Greatest}:
        raise UndecidedError
    values = [value_of(source, row) for source in expression.get_source_expressions()]
    if None in values:
        return None
    return min(values) if type(expression) is Least else max(values)
