"""The tables beside the picture of a network: stakeholders with their measures, and relations, page by page."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import date_of
from cityregions.web.errors import BadAddress

from .clusters import community_name
from .meanings import OF_A_STAKEHOLDER
from .measures import NodeMeasures
from .network_form import query
from .paging import page_of

USUAL = "degree"
LABELS = {"name": _("Stakeholder"), **{each.name: each.label for each in OF_A_STAKEHOLDER}, "community": _("Community")}


class Row(NamedTuple):
    """A stakeholder of the table; its measures are None while they are not known."""

    node: object
    degree: int
    measured: NodeMeasures | None
    community: str
    focus_url: str


class Tie(NamedTuple):
    """A relation of the table, with its ends."""

    edge: object
    start: object
    end: object
    since: str
    until: str


def rows_of(asked, content, measures):
    """The page of stakeholders that the address asks for. Raises BadAddress on an order that is not known, Http404."""
    order = asked.own["ordering"] or USUAL
    if order not in LABELS:
        raise BadAddress(_("Stakeholders cannot be sorted by “%(name)s”.") % {"name": order[:100]}, known=list(LABELS))
    page = page_of(in_order(content.nodes, order, asked.everything.degrees, measures), asked.own["page"])
    page.object_list = [row(asked, node, measures) for node in page.object_list]
    return page


def in_order(nodes, order, degrees, measures):
    """Communities one after the other, those without one last; of all measures the highest first."""
    if order == "degree":
        return sorted(nodes, key=lambda node: -degrees[node.pk])
    if order == "name" or not measures:
        return nodes
    found = measures.nodes
    if order == "community":
        return sorted(nodes, key=lambda node: (found[node.pk].community is None, found[node.pk].community))
    return sorted(nodes, key=lambda node: -getattr(found[node.pk], order))


def row(asked, node, measures):
    measured = measures and measures.nodes[node.pk]
    known = measured and measured.community is not None
    community = community_name(asked.everything, measures, measured.community) if known else ""
    degree = asked.everything.degrees[node.pk]
    return Row(node, degree, measured, community, query(asked, focus=node.slug, view="network"))


def sorts(asked):
    """The head of the table: each order with its label, address, and whether it is the present one."""
    current = asked.own["ordering"] or USUAL
    return [
        {"name": name, "label": label, "url": query(asked, ordering=name), "current": name == current}
        for name, label in LABELS.items()
    ]


def relations_of(content, number):
    page = page_of(content.edges, number)
    page.object_list = [
        Tie(edge, *content.ends(edge), *(each and date_of(each) for each in (edge.since, edge.until)))
        for edge in page.object_list
    ]
    return page
