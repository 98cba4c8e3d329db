"""What a map shows on a day to one reader: its stakeholders with their ratings, and the relations among them.

Every view, export, measure and snapshot is made of this. It is plain data.
"""

import hashlib
import json
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import cached_property

from cityregions.records.dates import date_of

from ..models import Relation, Stakeholder
from .ratings import Rating


class Node(NamedTuple):
    """A stakeholder on a map; `pk` is its key, `entry` that of its place on the map."""

    pk: int
    entry: int
    slug: str
    name: str
    name_local: str
    category: str
    organisation_type: str
    sector: str
    level: str
    area: str | None
    municipality: str
    address: str
    website: str
    latitude: float | None
    longitude: float | None
    is_group: bool
    partner: str | None
    role: str
    source: str
    confidence: str
    x: float | None
    y: float | None
    rating: Rating | None = None

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stakeholder-detail", args=[self.slug])

    def get_category_display(self):
        return label(Stakeholder.Category, self.category)

    def get_level_display(self):
        return label(Stakeholder.Level, self.level)

    def get_sector_display(self):
        return label(Stakeholder.Sector, self.sector)

    @property
    def quadrant(self):
        return self.rating and self.rating.quadrant

    @property
    def place(self):
        """What says where it stands among others."""
        return self.pk, self.name


class Edge(NamedTuple):
    """A relation between two stakeholders of a map, which stand here by their keys; its dates as they are written."""

    pk: int
    start: int
    kind: str
    end: int
    weight: int | None
    since: str | None
    until: str | None
    note: str
    source: str
    confidence: str

    def get_kind_display(self):
        return Relation.Kind(self.kind).label

    @property
    def is_mutual(self):
        return self.kind in Relation.MUTUAL

    @property
    def since_date(self):
        return self.since and date_of(self.since)

    @property
    def until_date(self):
        return self.until and date_of(self.until)

    @property
    def first_day(self):
        """The day it counts as having begun, as ISO text; empty where that is not known."""
        return (self.since or "")[:10]

    @property
    def last_day(self):
        """The day it counts as having ended, as ISO text; empty where that is not known."""
        return (self.until or "")[:10]

    def holds_on(self, text):
        """Whether it may have held on a day, which stands here as ISO text, as far as its dates are known."""
        return self.first_day <= text and not (self.until and self.last_day < text)


class Content:
    """Stakeholders and relations of a map; both in the order of their names.

    `on` is the day whose relations and ratings are shown, None for all relations and the latest ratings. `rated` says
    whether the reader may see what people think of stakeholders on this map at all.
    """

    # What is worked out of the relations alone.
    OF_EDGES = ("degrees", "by_kind", "graph", "digest")

    def __init__(self, nodes, edges, on=None, rated=True):
        self.nodes, self.edges, self.on, self.rated = nodes, edges, on, rated

    @cached_property
    def by_pk(self):
        return {node.pk: node for node in self.nodes}

    @cached_property
    def degrees(self):
        """How many relations each stakeholder has on this map, by its key."""
        found = defaultdict(int)
        for edge in self.edges:
            found[edge.start] += 1
            found[edge.end] += 1
        return found

    @cached_property
    def by_kind(self):
        """The relations of each kind that there is, in the kinds' own order."""
        found = {kind: [] for kind in Relation.Kind.values}
        for edge in self.edges:
            found[edge.kind].append(edge)
        return {kind: edges for kind, edges in found.items() if edges}

    @cached_property
    def graph(self):
        """What measures rest on: keys of stakeholders, and of relations (from, to, weight, whether mutual)."""
        edges = ([edge.start, edge.end, edge.weight, edge.is_mutual] for edge in self.edges)
        return {"keys": sorted(self.by_pk), "edges": sorted(edges, key=lambda edge: (*edge[:2], edge[2] or 0, edge[3]))}

    @cached_property
    def digest(self):
        """Another one as soon as a measure of the network may be another."""
        return hashlib.sha256(json.dumps(self.graph).encode()).hexdigest()

    def with_nodes(self, nodes, rated):
        """The same relations among the same stakeholders, of whom something else is known."""
        made = Content(nodes, self.edges, self.on, rated)
        vars(made).update({name: vars(self)[name] for name in self.OF_EDGES if name in vars(self)})
        return made

    def ends(self, edge):
        return self.by_pk[edge.start], self.by_pk[edge.end]

    def narrowed(self, fits=None, relates=None):
        """The same with those stakeholders only that fit, and those relations only that relate, if both ends are left.

        `fits` is asked with a Node, `relates` with an Edge; None leaves all.
        """
        if fits is None and relates is None:
            return self
        nodes = [node for node in self.nodes if fits(node)] if fits else self.nodes
        left = {node.pk for node in nodes}
        edges = [
            edge
            for edge in self.edges
            if edge.start in left and edge.end in left and (relates is None or relates(edge))
        ]
        return Content(nodes, edges, self.on, self.rated)


def label(choices, value):
    return choices(value).label if value else ""


def as_data(content):
    """The content as lists that JSON holds, for a snapshot."""
    nodes = [[*node[:-1], node.rating and list(node.rating)] for node in content.nodes]
    on = content.on and content.on.isoformat()
    return {"nodes": nodes, "edges": [list(edge) for edge in content.edges], "on": on}


def from_data(data):
    """The content of a snapshot."""
    nodes = [Node(*values, rating and Rating(*rating)) for *values, rating in data["nodes"]]
    on = data["on"] and date.fromisoformat(data["on"])
    return Content(nodes, [Edge(*values) for values in data["edges"]], on)
