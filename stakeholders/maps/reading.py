"""The content of a map from the database: kept until it is written to, then only what was written is read again."""

from functools import partial
from operator import is_
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Count, Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from cityregions.areas.models import MetropolitanArea
from cityregions.records import keeping
from cityregions.records.changes.reading import Reading
from cityregions.records.changes.written import journals
from cityregions.records.rights import EVERYTHING
from partners.models import Partner

from ..models import Assessment, MapEntry, Relation, Stakeholder, StakeholderMap
from .content import Content, Edge, Node
from .ratings import COUNTED, together

# What the parts of a map are read from.
NODES = (MetropolitanArea, Partner, StakeholderMap, Stakeholder, MapEntry)
EDGES = (MapEntry, Relation)
RATINGS = (StakeholderMap, MapEntry, Assessment)
READ = (MetropolitanArea, Partner, Stakeholder, StakeholderMap, MapEntry, Relation, Assessment)
# Of these, not everybody may see every row.
SEEN = (Stakeholder, MapEntry, Relation, Assessment)
# Of a map of 10,000 stakeholders and 30,000 relations all parts take some twenty megabytes.
parts, contents = keeping.Kept(24), keeping.Kept(6)


class Parts(NamedTuple):
    """What a content is made of: nodes in the order of their names, relations and ratings by the keys of their rows."""

    nodes: list
    edges: dict
    ratings: dict


def content_of(stakeholder_map, user, on=None):
    """The content of a map as this person may see it, on a day or now; kept until something of it changes."""
    reading, own = Reading(user, SEEN, parts), MapReading(stakeholder_map, user, on)

    entries = partial(reading.part, ("entries", stakeholder_map.pk), RATINGS, own.entries, own.entries_after)
    ratings = partial(own.ratings_with, entries), partial(own.ratings_after, entries)
    found = Parts(
        reading.part(("nodes", stakeholder_map.pk), NODES, own.nodes, own.nodes_after),
        reading.part(("edges", stakeholder_map.pk), EDGES, own.edges, own.edges_after),
        reading.part(("ratings", stakeholder_map.pk, on), RATINGS, *ratings)[0],
    )
    rated = sees_ratings(stakeholder_map, user)

    def renew(known):
        """The content with what it was made of; the very same one where nothing of it is another."""
        if known and known[1].rated == rated and all(map(is_, known[0], found)):
            return known
        return found, composed(found, on, rated, known)

    return contents.renew((reading.key, stakeholder_map.pk, on), renew)[1]


def read(stakeholder_map, user, on=None):
    """The content as the database has it now; nothing is kept."""
    own = MapReading(stakeholder_map, user, on)
    return composed(Parts(own.nodes(), own.edges(), own.ratings()), on, sees_ratings(stakeholder_map, user))


def composed(found, on, rated, known=None):
    """A content of these parts; who is linked how is taken from the one before, where that cannot be another."""
    nodes = found.nodes
    if found.ratings:
        nodes = [Node(*node[:-1], found.ratings.get(node.entry)) for node in nodes]
    if known and known[0].edges is found.edges and same_places(known[1].nodes, nodes):
        return known[1].with_nodes(nodes, rated)
    return Content(nodes, arranged(found.edges, nodes, on), on, rated)


def same_places(nodes, others):
    return len(nodes) == len(others) and all(node.pk == other.pk for node, other in zip(nodes, others, strict=True))


def arranged(edges, nodes, on):
    """The relations with both ends among the nodes, in the order of these, the oldest first; on a day, its own."""
    place, many = {node.pk: number for number, node in enumerate(nodes)}, len(nodes)
    found = [edge for edge in sorted(edges.values()) if edge.start in place and edge.end in place]
    if on:
        day = on.isoformat()
        found = [edge for edge in found if edge.holds_on(day)]
    return sorted(found, key=lambda edge: place[edge.start] * many + place[edge.end])


def read_ahead():
    """Reads the largest maps, as visitors and as coordinators see them, before anybody asks."""
    readers = AnonymousUser(), get_user_model()(is_staff=True)
    for reader in readers:
        largest = StakeholderMap.objects.visible_to(reader).order_by().annotate(size=Count("entries")).order_by("-size")
        for each in largest[: contents.most // len(readers)]:
            content_of(each, reader)


def forget():
    """As in a process that has just begun."""
    journals.clear()
    for results in (parts, contents):
        results.found.clear()


def state_of_the_data(user):
    """Something else whenever a map may have changed, in whatever process, and for whoever sees other rows of it."""
    return keeping.database(), keeping.newest(READ), keeping.sight(SEEN, user)


class MapReading:
    """How the parts of a map are read, and how those that are known are brought up to date."""

    def __init__(self, stakeholder_map, user, on):
        self.map, self.user, self.on = stakeholder_map, user, on

    def nodes(self):
        return list(nodes_of(self.map, self.user))

    def nodes_after(self, known, written):
        """With those read again that were written, if all are there as before and none has another name."""
        keys, entries = (written.get(model, set()) for model in (Stakeholder, MapEntry))
        if written.keys() - {Stakeholder, MapEntry}:
            return self.nodes()
        touched = Q(stakeholder__in=keys) | Q(pk__in=entries)
        found = {node.entry: node for node in nodes_of(self.map, self.user, touched)}
        before = {node.entry: node for node in known if node.pk in keys or node.entry in entries}
        if found == before:
            return known
        if found.keys() != before.keys() or any(node.place != before[entry].place for entry, node in found.items()):
            return self.nodes()
        return [found.get(node.entry, node) for node in known]

    def edges(self):
        return {edge.pk: edge for edge in edges_of(self.map, self.user)}

    def edges_after(self, known, written):
        """With those read again that were written; all of them where stakeholders came or went."""
        if MapEntry in written:
            return self.edges()
        keys = written[Relation]
        found = {edge.pk: edge for edge in edges_of(self.map, self.user, Q(pk__in=keys))}
        if all(known.get(key) == found.get(key) for key in keys):
            return known
        return {key: edge for key, edge in known.items() if key not in keys} | found

    def ratings(self):
        return ratings_of(self.map, self.user, self.on)

    def ratings_with(self, entries):
        """The ratings, and of which entry each was that somebody gave; that is read first, and so is never newer."""
        known = entries()
        return self.ratings(), known

    def ratings_after(self, entries, known, written):
        """With those counted again whose entries had, or have now, a rating that was written."""
        if written.keys() != {Assessment}:
            return self.ratings_with(entries)
        (ratings, before), now = known, entries()
        touched = {each.get(key) for each in (before, now) for key in written[Assessment]} - {None}
        found = ratings_of(self.map, self.user, self.on, Q(entry__in=touched))
        if any(ratings.get(entry) != found.get(entry) for entry in touched):
            ratings = {entry: rating for entry, rating in ratings.items() if entry not in touched} | found
        return ratings, now

    def entries(self, which=EVERYTHING):
        """For each rating that somebody gave the key of its entry."""
        rows = Assessment.objects.visible_to(self.user).filter(which, entry__stakeholder_map=self.map)
        return dict(rows.order_by().values_list("pk", "entry_id"))

    def entries_after(self, known, written):
        if written.keys() != {Assessment}:
            return self.entries()
        keys = written[Assessment]
        return {key: entry for key, entry in known.items() if key not in keys} | self.entries(Q(pk__in=keys))


def sees_ratings(stakeholder_map, user):
    """Whether this person may see ratings of this map, where there are any."""
    return stakeholder_map.published or (
        user.is_authenticated and (user.is_coordinator or stakeholder_map.area_id in user.current_areas)
    )


def nodes_of(stakeholder_map, user, which=EVERYTHING):
    """Who is on the map, in the order of their names; `which` says of which entries."""
    seen = Stakeholder.objects.visible_to(user).order_by().values("pk")
    entries = MapEntry.objects.visible_to(user).filter(which, stakeholder_map=stakeholder_map, stakeholder__in=seen)
    own = {"pk": F("stakeholder_id"), "entry": F("pk"), "area": F("stakeholder__area__slug")}
    own |= {"partner": F("stakeholder__partner__slug")}
    paths = [own.get(name) or F(name if name in ("x", "y") else f"stakeholder__{name}") for name in Node._fields[:-1]]
    rows = entries.order_by("stakeholder__name", "stakeholder_id")
    return map(Node._make, ((*values, None) for values in rows.values_list(*paths)))


def edges_of(stakeholder_map, user, which=EVERYTHING):
    """The relations whose ends are both on the map; `which` says which of them."""
    on_map = MapEntry.objects.filter(stakeholder_map=stakeholder_map).order_by().values("stakeholder_id")
    rows = Relation.objects.visible_to(user).filter(which).among(on_map)
    # The dates as the column has them, `2013-12-31.8`: most are never looked at.
    raw = {"since_text": Cast("since", CharField()), "until_text": Cast("until", CharField())}
    names = {"start": "from_stakeholder_id", "end": "to_stakeholder_id", "since": "since_text", "until": "until_text"}
    columns = [names.get(name, name) for name in Edge._fields]
    return map(Edge._make, rows.annotate(**raw).order_by().values_list(*columns))


def ratings_of(stakeholder_map, user, on=None, which=EVERYTHING):
    """For each entry what people think of it, up to that day, counted by the database: there may be many rows."""
    rows = Assessment.objects.visible_to(user).filter(which, entry__stakeholder_map=stakeholder_map)
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
