"""Layouts of other programs: workbooks as Kumu and Onodo read them, tables as Gephi does."""

from collections import Counter

from ..models import Relation, Stakeholder
from .writing_cells import told
from .writing_tables import csv_lines, day, workbook

KUMU_ELEMENTS = ("ID", "Label", "Type", "Description", "Tags", "URL", "Location", "Original name", "Municipality")
KUMU_CONNECTIONS = ("ID", "From", "To", "Type", "Description", "Strength", "Direction", "Since", "Until")
ONODO_NODES = ("Name", "Type", "Description", "Visible", "Sector", "Level", "Website")
ONODO_RELATIONS = ("Source", "Type", "Target", "Directed", "At", "From", "To", "Weight", "Note")
GEPHI_NODES = ("Id", "Label", "Category", "Sector", "Level", "Municipality", "Latitude", "Longitude")
GEPHI_EDGES = ("Source", "Target", "Type", "Id", "Label", "Weight", "Kind", "Since", "Until")


def kumu_id(node):
    """Kumu advises against underscores and points in ids; a slug can hold the first."""
    return f"{node.slug.replace('_', '-')}-{node.pk}" if "_" in node.slug else node.slug


def connection_id(edge):
    return f"relation-{edge.pk}"


def direction(edge):
    return "mutual" if edge.is_mutual else "directed"


def tags(node):
    """What it is grouped by in Kumu, by its keys."""
    return [each for each in (node.sector, node.level, node.area) if each]


def location(node):
    return "" if node.latitude is None else f"{node.latitude}, {node.longitude}"


def kumu_xlsx(asked):
    """Elements and connections; several tags stand with `|` between them."""
    content = asked.content
    elements = (
        (
            kumu_id(node),
            node.name,
            node.get_category_display(),
            node.role,
            "|".join(tags(node)),
            node.website,
            location(node),
            node.name_local,
            node.municipality,
        )
        for node in content.nodes
    )
    connections = (
        (
            connection_id(edge),
            *map(kumu_id, content.ends(edge)),
            edge.get_kind_display(),
            edge.note,
            edge.weight,
            direction(edge),
            day(edge.since),
            day(edge.until),
        )
        for edge in content.edges
    )
    return workbook(asked, {"Elements": (KUMU_ELEMENTS, elements), "Connections": (KUMU_CONNECTIONS, connections)})


def onodo_xlsx(asked):
    """Nodes and relations, which know each other by name: names that come twice get their address name, too."""
    content = asked.content
    often = Counter(node.name for node in content.nodes)
    names = {node.pk: node.name if often[node.name] == 1 else f"{node.name} ({node.slug})" for node in content.nodes}
    nodes = (
        (
            names[node.pk],
            node.get_category_display(),
            node.role,
            1,
            node.get_sector_display(),
            node.get_level_display(),
            node.website,
        )
        for node in content.nodes
    )
    relations = (
        (
            names[edge.start],
            edge.get_kind_display(),
            names[edge.end],
            int(not edge.is_mutual),
            None,
            day(edge.since),
            day(edge.until),
            edge.weight,
            edge.note,
        )
        for edge in content.edges
    )
    return workbook(asked, {"Nodes": (ONODO_NODES, nodes), "Relations": (ONODO_RELATIONS, relations)})


def gephi_csv(asked):
    """Nodes, or with `?part=relations` edges; without a mark of UTF-8, which Gephi takes for text."""
    content = asked.content
    if asked.own["part"] == "relations":
        kinds = dict(Relation.Kind.choices)
        return csv_lines(GEPHI_EDGES, (gephi_edge(content, edge, kinds) for edge in content.edges))
    categories = dict(Stakeholder.Category.choices)
    rows = (
        (
            node.slug,
            node.name,
            categories.get(node.category, ""),
            node.sector,
            node.level,
            node.municipality,
            node.latitude,
            node.longitude,
        )
        for node in content.nodes
    )
    return csv_lines(GEPHI_NODES, rows)


def gephi_edge(content, edge, kinds):
    start, end = content.ends(edge)
    kind = "Undirected" if edge.is_mutual else "Directed"
    label = told(str(kinds[edge.kind]))
    return start.slug, end.slug, kind, edge.pk, label, edge.weight, edge.kind, day(edge.since), day(edge.until)
