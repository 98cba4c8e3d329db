"""What a map shows on a day to one reader: its stakeholders with their ratings, and the relations among them.

Every view, export, measure and snapshot is made of this. It is plain data, kept until one of its tables changes.
"""

import hashlib
import json
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.db.models import CharField, Count, Exists, F, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import cached_property

from cityregions.areas.models import MetropolitanArea
from cityregions.records import keeping
from cityregions.records.dates import date_of
from partners.models import Partner

from ..models import Assessment, MapEntry, Relation, Stakeholder, StakeholderMap
from .ratings import COUNTED, Rating, together

# Whatever changes one of these may change what a map shows; ratings, which come most often, are the last.
READ = (MetropolitanArea, Partner, Stakeholder, StakeholderMap, MapEntry, Relation, Assessment)
# Of these, not everybody may see every row.
SEEN = (Stakeholder, MapEntry, Relation, Assessment)
# Of a map of 10,000 stakeholders some twenty megabytes each.
KEPT = keeping.Kept(6)
# A rating changes neither who is on the map nor who relates to whom.
UNRATED = keeping.Kept(6)


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

    def holds_on(self, day):
        """Whether it may have held on that day, as far as its dates are known."""
        text = day.isoformat()
        return self.first_day <= text and not (self.until and self.last_day < text)


class Content:
    """Stakeholders and relations of a map; both in the order of their names.

    `on` is the day whose relations and ratings are shown, None for all relations and the latest ratings. `rated` says
    whether the reader may see what people think of stakeholders on this map at all.
    """

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


def content_of(stakeholder_map, user, on=None):
    """The content of a map as this person may see it, on a day or now; kept until something of it changes."""
    state = state_of_the_data(user)
    return KEPT.get((state, stakeholder_map.pk, on), lambda: read(stakeholder_map, user, on, state))


def state_of_the_data(user):
    """A key that is another one whenever a map may have changed, and for whoever sees other rows of it."""
    return keeping.database(), keeping.newest(READ), keeping.sight(SEEN, user)


def read(stakeholder_map, user, on=None, state=None):
    """The content from the database; what of it only ratings have changed since is kept."""
    database, tables, sight = state or state_of_the_data(user)
    nodes, edges = UNRATED.get(
        (database, tables[:-1], sight, stakeholder_map.pk), lambda: unrated(stakeholder_map, user)
    )
    ratings = ratings_of(stakeholder_map, user, on)
    if ratings:
        nodes = [Node(*node[:-1], ratings.get(node.entry)) for node in nodes]
    if on:
        edges = [edge for edge in edges if edge.holds_on(on)]
    return Content(nodes, edges, on, sees_ratings(stakeholder_map, user))


def unrated(stakeholder_map, user):
    """Who is on the map, and who relates to whom, by their names."""
    nodes = list(nodes_of(stakeholder_map, user))
    place, many = {node.pk: number for number, node in enumerate(nodes)}, len(nodes)
    edges = [edge for edge in edges_of(stakeholder_map, user) if edge.start in place and edge.end in place]
    edges.sort(key=lambda edge: place[edge.start] * many + place[edge.end])
    return nodes, edges


def sees_ratings(stakeholder_map, user):
    """Whether this person may see ratings of this map, where there are any."""
    return stakeholder_map.published or (
        user.is_authenticated and (user.is_coordinator or stakeholder_map.area_id in user.current_areas)
    )


def nodes_of(stakeholder_map, user):
    seen = Stakeholder.objects.visible_to(user).order_by().values("pk")
    entries = MapEntry.objects.visible_to(user).filter(stakeholder_map=stakeholder_map, stakeholder__in=seen)
    own = {"pk": F("stakeholder_id"), "entry": F("pk"), "area": F("stakeholder__area__slug")}
    own |= {"partner": F("stakeholder__partner__slug")}
    paths = [own.get(name) or F(name if name in ("x", "y") else f"stakeholder__{name}") for name in Node._fields[:-1]]
    rows = entries.order_by("stakeholder__name", "stakeholder_id")
    return map(Node._make, ((*values, None) for values in rows.values_list(*paths)))


def edges_of(stakeholder_map, user):
    """The relations whose ends are both on the map, the oldest first."""
    on_map = MapEntry.objects.filter(stakeholder_map=stakeholder_map).order_by().values("stakeholder_id")
    rows = Relation.objects.visible_to(user).among(on_map)
    # The dates as the column has them, `2013-12-31.8`: most are never looked at.
    raw = {"since_text": Cast("since", CharField()), "until_text": Cast("until", CharField())}
    names = {"start": "from_stakeholder_id", "end": "to_stakeholder_id", "since": "since_text", "until": "until_text"}
    columns = [names.get(name, name) for name in Edge._fields]
    return map(Edge._make, rows.annotate(**raw).order_by("pk").values_list(*columns))


def ratings_of(stakeholder_map, user, on=None):
    """For each entry what people think of it, up to that day, counted by the database: there may be many rows."""
    rows = Assessment.objects.visible_to(user).filter(entry__stakeholder_map=stakeholder_map)
    # Ratings of people who have left are of nobody, and each counts.
    later = Assessment.objects.filter(
        entry=OuterRef("entry"), assessed_by=OuterRef("assessed_by"), assessed_on__gt=OuterRef("assessed_on")
    )
    if on:
        rows, later = rows.filter(assessed_on__lte=on), later.filter(assessed_on__lte=on)
    latest = rows.filter(~Exists(later)).order_by().values("entry_id").annotate(**COUNTED)
    return {entry: together(*counted) for entry, *counted in latest.values_list("entry_id", *COUNTED)}


def rounds_of(stakeholder_map, user):
    """The days on which somebody rated, the newest first, each with the number of ratings."""
    rows = Assessment.objects.visible_to(user).filter(entry__stakeholder_map=stakeholder_map).order_by()
    counted = rows.values_list("assessed_on").annotate(Count("pk"))
    return sorted(counted, reverse=True)


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
