"""Snapshots of a map: taking one, publishing and withdrawing it, and showing it as it was."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cityregions.records import keeping

from ..exchange.writing_cells import told
from ..models import MapSnapshot, SnapshotContent, Stakeholder, StakeholderMap
from ..models.snapshots import canonical
from .content import Content, Node, as_data, from_data
from .reading import read

_kept = keeping.Kept(4)


@transaction.atomic
def take(stakeholder_map, user, with_ratings, **fields):
    """Keeps what the map shows to this person, without e-mail addresses; its ratings only where that is said."""
    locked = StakeholderMap.objects.select_for_update(of=("self",)).select_related("area").get(pk=stakeholder_map.pk)
    data = as_data(read(locked, user, fields.get("on")))
    data["nodes"] = [[*map(told, values), rating if with_ratings else None] for *values, rating in data["nodes"]]
    data["edges"] = [[told(value) for value in values] for values in data["edges"]]
    data["map"] = {name: told(str(getattr(locked, name))) for name in ("slug", "name", "issue", "area")}
    text, digest = canonical(data)
    number = (locked.snapshots.aggregate(last=Max("number"))["last"] or 0) + 1
    snapshot = MapSnapshot.objects.create(
        stakeholder_map=locked, taken_by=user, number=number, with_ratings=with_ratings, digest=digest, **fields
    )
    SnapshotContent.objects.create(snapshot=snapshot, text=text)
    return snapshot


@transaction.atomic
def publish(snapshot):
    """Anyone may read it from now on; nothing happens to one that is published or withdrawn already."""
    snapshot = locked_row(snapshot)
    if not snapshot.published and not snapshot.withdrawn_at:
        snapshot.published, snapshot.published_at = True, timezone.now()
        snapshot.save()
    return snapshot


@transaction.atomic
def withdraw(snapshot, reason):
    """It is not shown any more, and its address says why; nothing happens to one that is withdrawn already."""
    snapshot = locked_row(snapshot)
    if not snapshot.withdrawn_at:
        snapshot.withdrawn_at, snapshot.withdrawn_because = timezone.now(), reason
        snapshot.save()
    return snapshot


def locked_row(snapshot):
    return MapSnapshot.objects.select_for_update(of=("self",)).select_related("stakeholder_map").get(pk=snapshot.pk)


class Gone(Node):
    """A stakeholder that is no longer in the portal: its link leads to where it stands in the snapshot."""

    address = ""

    def get_absolute_url(self):
        return self.address


class Frozen(Content):
    """The content of a snapshot; `told` is what was said of its map, `sha256` that of the whole."""

    def __init__(self, snapshot):
        data, there = snapshot.data, set(Stakeholder.objects.order_by().values_list("slug", flat=True))
        found = from_data(data)
        nodes = [node if node.slug in there else gone(node, snapshot) for node in found.nodes]
        super().__init__(nodes, found.edges, found.on, snapshot.with_ratings)
        self.told, self.sha256 = data["map"], snapshot.digest


def content_of_snapshot(snapshot):
    """The content as it was; later names and relations of its stakeholders are not looked at."""
    key = keeping.database(), keeping.newest((Stakeholder,)), snapshot.digest, snapshot.get_absolute_url()
    return _kept.get(key, lambda: Frozen(snapshot))


def gone(node, snapshot):
    made = Gone(*node)
    made.address = f"{snapshot.get_absolute_url()}#content"
    return made
