"""Places: GeoJSON (RFC 7946) of the stakeholders of a map, and of its relations as lines where that is asked for."""

import json

from cityregions.web.exports import funding_statement

from .writing_cells import told
from .writing_graphs import means_told
from .writing_tables import STAKEHOLDERS, day, means_of

PROPERTIES = [name for name in STAKEHOLDERS if name not in {"id", "latitude", "longitude", "x", "y"}]


def as_geojson(asked):
    """A FeatureCollection; a stakeholder whose place is not known has no geometry, and its relations have no line."""
    about = {"type": "FeatureCollection", "name": asked.title, "source": asked.page_address}
    about["attribution"] = funding_statement()
    yield json.dumps(about, ensure_ascii=False)[:-1] + ',"features":['
    between = ""
    for feature in features(asked):
        yield between + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        between = ","
    yield "]}"


def features(asked):
    means = means_told(asked)
    for node in asked.content.nodes:
        told_of = {name: told(getattr(node, name)) for name in PROPERTIES}
        told_of |= dict(zip(means, means_of(node, means), strict=True))
        yield made(node.slug, place(node) and {"type": "Point", "coordinates": place(node)}, told_of)
    if asked.own["relations"] == "true":
        for edge in asked.content.edges:
            start, end = asked.content.ends(edge)
            if place(start) and place(end):
                line = {"type": "LineString", "coordinates": [place(start), place(end)]}
                yield made(f"relation-{edge.pk}", line, relation(edge, start, end))


def made(key, geometry, properties):
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


def place(node):
    """East before north, as the format has it."""
    return None if node.latitude is None else [node.longitude, node.latitude]


def relation(edge, start, end):
    found = {"from": start.slug, "kind": edge.kind, "to": end.slug, "mutual": edge.is_mutual, "weight": edge.weight}
    dates = {"since": day(edge.since), "until": day(edge.until)}
    return found | dates | {"note": told(edge.note), "source": told(edge.source), "confidence": edge.confidence}
