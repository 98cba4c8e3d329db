"""What every list and detail takes beside its filters: which fields, how nested, in what order."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .authentication import require_noun
from .filters import refuse_repeated, refuse_unknown
from .nodes import Many, One, declared
from .ordering import orderable
from .problems import bad_parameter, unknown_word

SHAPE = ("fields", "omit", "expand")
LIST = ("cursor", "page_size", "count", "ordering", "facets")


@dataclass(frozen=True)
class Shape:
    """Which keys the rows of an answer have, and which of them nest the related record."""

    names: tuple
    expand: frozenset


def words(request, name):
    """The words of a parameter that may be repeated or hold several words with commas between them."""
    return [word for text in request.query_params.getlist(name) for word in text.split(",") if word]


def known_words(request, name, known):
    """The same, all of them known; anything else is refused with the list of the known ones."""
    found = words(request, name)
    for word in found:
        if word not in known:
            raise unknown_word(name, word, known)
    return found


def expandable(serializer_class):
    """The keys whose related records have an endpoint, and so can be nested."""
    nodes = declared(serializer_class)
    return [name for name, node in nodes.items() if isinstance(node, One | Many) and node.viewset()]


def shape(request, serializer_class, detail):
    known = list(declared(serializer_class))
    hidden = () if detail else serializer_class.detail_fields()
    asked, omitted = known_words(request, "fields", known), set(known_words(request, "omit", known))
    expand = frozenset(known_words(request, "expand", expandable(serializer_class)))
    for name in expand:
        require_noun(getattr(request, "auth", None), declared(serializer_class)[name].viewset().noun)
    shown = set(asked or [name for name in known if name not in hidden]) | expand
    return Shape(tuple(name for name in known if name in shown - omitted), expand)


def order_words(request, serializer_class):
    """The keys by which a list is asked to be put in order, with - before those that turn round."""
    known = orderable(serializer_class)
    words = known_words(request, "ordering", [*known, *(f"-{name}" for name in known)])
    refuse_twice(words)
    return words


def refuse_twice(words):
    """A column that stands in an order twice orders nothing, and a thousand of them would keep the database busy."""
    names = [word.removeprefix("-") for word in words]
    if len(set(names)) < len(names):
        raise bad_parameter("ordering", "repeated", _("A name stands twice in ordering: give it once."))


def refuse_others(request, known):
    """Refuses every parameter of the address that is not known, and nothing else."""
    refuse_unknown(sorted(set(request.query_params) - set(known)), sorted(known))


def switch(request, name):
    """Whether a parameter says true; it says true or false, and that once."""
    refuse_repeated(request, [name])
    word = request.query_params.get(name, "false")
    if word not in {"true", "false"}:
        raise unknown_word(name, word, ["true", "false"])
    return word == "true"


def size(request, default, largest):
    """Rows on a page."""
    refuse_repeated(request, ["page_size"])
    text = request.query_params.get("page_size") or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(largest)) and 1 <= int(text) <= largest):
        detail = _("“%(value)s” is no page size: write a number from 1 to %(largest)s.")
        raise bad_parameter("page_size", "invalid", detail % {"value": text, "largest": largest})
    return int(text)


def query(name, schema, description):
    """A parameter of the address; one with several words takes them with commas or repeated."""
    style = {"style": "form", "explode": False} if schema["type"] == "array" else {}
    return {"name": name, "in": "query", "schema": schema, "description": description, **style}


def several(words):
    return {"type": "array", "items": {"type": "string", "enum": list(words)}}


def shape_parameters(serializer_class):
    nested = expandable(serializer_class)
    return [
        query("fields", several(declared(serializer_class)), _("Only these keys.")),
        query("omit", several(declared(serializer_class)), _("All keys but these.")),
        *([query("expand", several(nested), _("Nest these related records."))] if nested else []),
    ]


def header(name, description):
    return {"name": name, "in": "header", "schema": {"type": "string"}, "description": description}
