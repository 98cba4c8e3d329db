"""The network of a map as the script draws it: lists in one order, so that 10,000 stakeholders are quickly read."""

from ..models import Relation
from . import focus, picture
from .clusters import groups_of
from .network import places_of
from .network_form import group_of, size_of


def drawn(asked, measures, may_pin):
    """Everything that the address shows, with places, sizes from 0 to 1 and signs of groups.

    `entries` are the keys of places on the map, for those who may pin them; `pinned` lists who is pinned.
    """
    content = focus.shown(asked)
    groups = groups_of(content, measures, group_of(asked))
    places, circles = places_of(asked, content, measures, groups)
    large = picture.sizes(content, measures, size_of(asked))
    sign = {node.pk: group.sign for group in groups for node in group.nodes}
    number = {node.pk: number for number, node in enumerate(content.nodes)}
    kinds = list(Relation.Kind)
    at = {kind.value: place for place, kind in enumerate(kinds)}
    nodes = {
        "slug": [node.slug for node in content.nodes],
        "name": [node.name for node in content.nodes],
        "x": [round(places[node.pk][0], 1) for node in content.nodes],
        "y": [round(places[node.pk][1], 1) for node in content.nodes],
        "size": [round(large.get(node.pk, 0.2), 3) for node in content.nodes],
        "sign": [sign[node.pk] for node in content.nodes],
    }
    edges = {
        "start": [number[edge.start] for edge in content.edges],
        "end": [number[edge.end] for edge in content.edges],
        "kind": [at[edge.kind] for edge in content.edges],
        "weight": [edge.weight or 0 for edge in content.edges],
    }
    told = {"nodes": nodes, "edges": edges, "kinds": [words_of(kind) for kind in kinds], "circles": list(circles)}
    if may_pin and not circles:
        nodes["entry"] = [node.entry for node in content.nodes]
        told["pinned"] = [number[node.pk] for node in content.nodes if node.x is not None]
    return told


def words_of(kind):
    """A kind in the words of either end, and whether it is mutual."""
    return {"label": str(kind.label), "back": str(kind.seen_from_the_other), "mutual": kind in Relation.MUTUAL}
