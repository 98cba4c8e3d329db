"""Graphs: Kumu's JSON, GEXF 1.3 and GraphML, each written piece by piece."""

import json
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

from cityregions.records.dates import date_of
from cityregions.web.exports import funding_statement

from .writing_cells import told
from .writing_layouts import connection_id, direction, kumu_id, location, tags
from .writing_tables import day, mean_columns, means_of

# Columns of a stakeholder and of a relation, with their types in XML.
NODE = {
    "name_local": "string",
    "category": "string",
    "organisation_type": "string",
    "sector": "string",
    "level": "string",
    "area": "string",
    "municipality": "string",
    "address": "string",
    "website": "string",
    "latitude": "double",
    "longitude": "double",
    "is_group": "boolean",
    "role": "string",
    "source": "string",
    "confidence": "string",
}
EDGE = {"note": "string", "source": "string", "confidence": "string"}
MEAN = {
    "people": "integer",
    "influence": "double",
    "influence_low": "double",
    "influence_high": "double",
    "interest": "double",
    "interest_low": "double",
    "interest_high": "double",
    "legitimacy": "boolean",
    "urgency": "boolean",
    "attitude": "double",
}


def as_kumu(asked):
    """Kumu's JSON: elements and connections, nothing else, none of its fields an e-mail address."""
    content, means = asked.content, means_told(asked)
    yield '{"elements":['
    yield from listed(element(node, means) for node in content.nodes)
    yield '],"connections":['
    yield from listed(connection(content, edge) for edge in content.edges)
    yield "]}"


def listed(rows):
    for number, row in enumerate(rows):
        filled = {name: told(value) for name, value in row.items() if value is not None and value != ""}
        yield ("," if number else "") + json.dumps(filled, ensure_ascii=False, separators=(",", ":"))


def element(node, means):
    row = {
        "id": kumu_id(node),
        "label": node.name,
        "type": str(node.get_category_display()),
        "description": node.role,
        "url": node.website,
        "location": location(node),
        "original name": node.name_local,
        "sector": str(node.get_sector_display()),
        "level": str(node.get_level_display()),
        "municipality": node.municipality,
    }
    row |= dict(zip(means, means_of(node, means), strict=True))
    return row | {"tags": tags(node)}


def connection(content, edge):
    start, end = content.ends(edge)
    return {
        "id": connection_id(edge),
        "from": kumu_id(start),
        "to": kumu_id(end),
        "type": str(edge.get_kind_display()),
        "direction": direction(edge),
        "strength": edge.weight,
        "description": edge.note,
        "since": day(edge.since),
        "until": day(edge.until),
    }


def means_told(asked):
    shown = mean_columns(asked)
    return [name for name in MEAN if name in shown]


def attributes(row, names):
    """The values that are there, as XML has them, by their names."""
    for name, value in zip(names, row, strict=True):
        if value is not None and value != "":
            yield name, str(value).lower() if isinstance(value, bool) else str(told(value))


def attribute(value):
    """A quoted attribute; a tab or a new line in it would be read as a space."""
    return quoteattr(str(told(value)), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def node_values(asked):
    """Each stakeholder with its attributes."""
    means = means_told(asked)
    for node in asked.content.nodes:
        row = [*(getattr(node, name) for name in NODE), *means_of(node, means)]
        yield node, list(attributes(row, [*NODE, *means]))


def edge_values(content):
    for edge in content.edges:
        start, end = content.ends(edge)
        row = [getattr(edge, name) for name in EDGE]
        yield edge, start, end, list(attributes(row, EDGE))


def as_gexf(asked):
    """GEXF 1.3: typed attributes, dates, weights, pinned positions, parallel edges told apart by their kind."""
    content, types = asked.content, NODE | {name: MEAN[name] for name in means_told(asked)}
    dynamic = any(edge.since or edge.until for edge in content.edges)
    mode = 'mode="dynamic" timeformat="date" timerepresentation="interval"' if dynamic else 'mode="static"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    yield f'<meta lastmodifieddate="{timezone.localdate().isoformat()}"><creator>{text(asked.page_address)}</creator>'
    yield f"<description>{text(about(asked))}</description></meta>\n"
    yield f'<graph defaultedgetype="directed" idtype="string" {mode}>\n'
    yield from gexf_attributes("node", types)
    yield from gexf_attributes("edge", EDGE)
    yield "<nodes>\n"
    for node, values in node_values(asked):
        # Other programs count upwards where a page counts downwards.
        place = "" if node.x is None else f'<viz:position x="{node.x}" y="{-node.y}" z="0.0"/>'
        yield f"<node id={attribute(node.slug)} label={attribute(node.name)}>{gexf_values(values)}{place}</node>\n"
    yield "</nodes>\n<edges>\n"
    for edge, start, end, values in edge_values(content):
        yield (
            f'<edge id="{edge.pk}" source={attribute(start.slug)} target={attribute(end.slug)} '
            f'type="{direction(edge)}" kind="{edge.kind}" label={attribute(edge.get_kind_display())}'
            f"{weight(edge)}{dates(edge)}>{gexf_values(values)}</edge>\n"
        )
    yield "</edges>\n</graph>\n</gexf>\n"


def gexf_attributes(kind, types):
    yield f'<attributes class="{kind}" mode="static">'
    for name, each in types.items():
        yield f'<attribute id="{name}" title="{name}" type="{each}"/>'
    yield "</attributes>\n"


def gexf_values(values):
    told_of = "".join(f'<attvalue for="{name}" value={attribute(value)}/>' for name, value in values)
    return told_of and f"<attvalues>{told_of}</attvalues>"


def weight(edge):
    return "" if edge.weight is None else f' weight="{edge.weight}.0"'


def dates(edge):
    """From the first day that the start can mean to the last day that the end can."""
    start = f' start="{date_of(edge.since).first.isoformat()}"' if edge.since else ""
    return start + (f' end="{date_of(edge.until).last.isoformat()}"' if edge.until else "")


def text(value):
    return escape(str(told(value)))


def about(asked):
    return " · ".join(each for each in (asked.title, asked.page_address, funding_statement()) if each)


def as_graphml(asked):
    """GraphML with typed keys; all edges are directed, and `mutual` says which read the same from both ends."""
    types = {"label": "string", **NODE, "x": "double", "y": "double"}
    types |= {name: MEAN[name].replace("integer", "int") for name in means_told(asked)}
    edge_types = {"label": "string", "kind": "string", "mutual": "boolean", "weight": "double"}
    edge_types |= {"since": "string", "until": "string", **EDGE}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield f"<desc>{text(about(asked))}</desc>\n"
    yield from graphml_keys("node", types)
    yield from graphml_keys("edge", edge_types)
    yield '<graph id="map" edgedefault="directed">\n'
    for node, values in node_values(asked):
        own = [("label", told(node.name)), *values]
        own += [] if node.x is None else [("x", node.x), ("y", node.y)]
        yield f"<node id={attribute(node.slug)}>{graphml_values('node', own)}</node>\n"
    for edge, start, end, values in edge_values(asked.content):
        named = ("label", "kind", "mutual", "weight", "since", "until")
        row = (str(edge.get_kind_display()), edge.kind, edge.is_mutual, edge.weight, day(edge.since), day(edge.until))
        own = [*attributes(row, named), *values]
        ends = f"source={attribute(start.slug)} target={attribute(end.slug)}"
        yield f'<edge id="{connection_id(edge)}" {ends}>{graphml_values("edge", own)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def graphml_keys(kind, types):
    for name, each in types.items():
        yield f'<key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="{each}"/>\n'


def graphml_values(kind, values):
    return "".join(f'<data key="{kind}-{name}">{text(value)}</data>' for name, value in values)
