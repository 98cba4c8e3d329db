"""The measures of a map's network: computed once for each state of it, large ones in the background."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from cityregions.records import keeping, work

from .. import network
from ..models import NetworkMeasures

# A map with more stakeholders or relations is not measured while somebody waits for a page.
AT_ONCE = 1500
# Of 10,000 stakeholders some ten megabytes each.
_kept = keeping.Kept(12)


class NodeMeasures(NamedTuple):
    """What is measured of a stakeholder; x and y are its place where it has none of its own (network.WIDTH, HEIGHT).

    `constraint` is None where it has no relation, as `community` is, which otherwise counts from 0, the largest.
    """

    degree: int
    in_degree: int
    out_degree: int
    betweenness: float
    closeness: float
    eigenvector: float
    constraint: float | None
    cuts_off: int
    community: int | None
    x: float
    y: float


class Measures:
    """What is measured of a whole network, a dict, and of each stakeholder by its key; members of each community."""

    def __init__(self, keys, data):
        columns = [data["points"][name] for name in NodeMeasures._fields]
        self.whole = data["whole"]
        self.nodes = dict(zip(keys, map(NodeMeasures._make, zip(*columns, strict=True)), strict=True))
        self.communities = [[] for _number in range(self.whole["communities"])]
        for key in sorted(keys, key=lambda key: -self.nodes[key].degree):
            if self.nodes[key].community is not None:
                self.communities[self.nodes[key].community].append(key)


def measures_of(stakeholder_map, content):
    """The measures of this content of a map; None where it is large and nobody has had it measured yet."""
    if max(len(content.nodes), len(content.edges)) <= AT_ONCE:
        return _kept.get(content.digest, lambda: Measures(content.graph["keys"], measured(content.graph)))
    key = (stakeholder_map.pk, content.digest)
    if key in _kept.found:
        return _kept.get(key, lambda: None)
    found = NetworkMeasures.objects.computed().filter(stakeholder_map=stakeholder_map, digest=content.digest).first()
    return found and _kept.get(key, lambda: Measures(content.graph["keys"], found.data))


def measured(graph, tell=lambda done, total: None):
    """What `network.measured` says of the graph of a content."""
    places = {key: place for place, key in enumerate(graph["keys"])}
    edges = [(places[start], places[end], weight, mutual) for start, end, weight, mutual in graph["edges"]]
    return network.measured(len(places), edges, tell)


def begin(asked):
    """Has the whole map of the day measured in the background: the work. Raises work.TooMuchWork."""
    content = asked.everything
    wanted, _is_new = NetworkMeasures.objects.get_or_create(
        stakeholder_map=asked.map, digest=content.digest, defaults={"graph": content.graph}
    )
    return work.start(
        "network",
        title=_("Measures of the network: %(map)s") % {"map": asked.map},
        back_url=asked.request.get_full_path(),
        user=asked.reader,
        arguments={"measures": wanted.pk},
        version=content.digest,
    )


@work.carries_out("network")
def measure_in_background(started):
    """Measures what was asked for, unless another process has; leads back to the page."""
    wanted = NetworkMeasures.objects.filter(pk=started.arguments["measures"]).first()
    if wanted is None:
        raise work.WorkError(_("The map has changed in the meantime: open its network again."))
    if wanted.data is None:
        wanted.data = measured(wanted.graph, lambda done, total: started.tell(_("Measures the network"), done, total))
        wanted.computed_at = timezone.now()
        wanted.save()
    NetworkMeasures.objects.superseded(wanted.stakeholder_map).delete()
    return started.back_url
