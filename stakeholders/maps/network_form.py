"""What may be chosen on the network of a map, and what the address has chosen."""

from urllib.parse import urlencode

from ..models import Relation
from . import focus, picture
from .asked import Group, Size

OF_RATINGS = {Size.INFLUENCE, Size.INTEREST, Group.QUADRANT}
# What the form of the network asks for itself; everything else of the address is handed on with it.
OWN = {"size", "group", "gather", "focus", "steps", "relation", "page", "relations_page", "view"}
PAGES = {"page", "relations_page"}


def group_of(asked):
    return Group(asked.own["group"] or Group.CATEGORY)


def size_of(asked):
    return Size(asked.own["size"] or Size.DEGREE)


def form(asked):
    """The form of the network, as lists of (value, label, whether it is chosen)."""
    rated = any(node.rating for node in asked.everything.nodes)
    kinds, slug = asked.request.GET.getlist("relation"), asked.own["focus"]
    return {
        "sizes": choices(Size, size_of(asked), rated),
        "groups": choices(Group, group_of(asked), rated),
        "gather": bool(asked.own["gather"]),
        "kinds": [(kind.value, kind.label, kind.value in kinds) for kind in Relation.Kind],
        "focus": [(node.slug, node.name, node.slug == slug) for node in offered(asked, slug)],
        "steps": [(number, number == focus.steps_of(asked)) for number in range(1, focus.MOST_STEPS + 1)],
        "kept": [(name, value) for name, value in pairs(asked) if name not in OWN],
    }


def choices(of, chosen, rated):
    """Those that rest on ratings are offered only where some are seen."""
    return [(each.value, each.label, each == chosen) for each in of if rated or each not in OF_RATINGS]


def offered(asked, slug):
    """Around whom one may look: the best linked of a large map; all others from the table."""
    few = picture.most_linked(asked.content)
    return few.nodes + [node for node in asked.everything.nodes if node.slug == slug and node.pk not in few.by_pk]


def surroundings(asked):
    """Of whom the surroundings are shown, how far, and the addresses that lead further, nearer and back; or None."""
    node = focus.focus_of(asked)
    if node is None:
        return None
    steps = focus.steps_of(asked)
    return {
        "node": node,
        "steps": steps,
        "is_left": node.pk in asked.content.by_pk,
        "further": query(asked, steps=steps + 1) if steps < focus.MOST_STEPS else "",
        "nearer": query(asked, steps=steps - 1) if steps > 1 else "",
        "back": query(asked, focus=None, steps=None),
    }


def query(asked, **changed):
    """The query of the address with other values, None for none; pages begin anew."""
    left = [(name, value) for name, value in pairs(asked) if name not in changed and name not in PAGES]
    return "?" + urlencode([*left, *((name, value) for name, value in changed.items() if value is not None)])


def pairs(asked):
    return [(name, value) for name, values in asked.request.GET.lists() for value in values]
