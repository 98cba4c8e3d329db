"""The list view of a map: its stakeholders page by page, and who relates to whom."""

from collections import Counter
from itertools import chain

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityregions.web.errors import BadAddress

from ..models import Assessment, Relation, Stakeholder
from .paging import page_of

RELATIONS = 50
LEVELS = {level: number for number, level in enumerate(Stakeholder.Level.values)}
# Those who are not rated come last.
LAST = 6


def by_score(name):
    return lambda content: lambda node: -getattr(node.rating, name) if node.rating else LAST


SORTS = {
    "name": (gettext_lazy("Name"), None),
    "category": (gettext_lazy("Category"), lambda content: lambda node: node.get_category_display()),
    "level": (gettext_lazy("Level"), lambda content: lambda node: LEVELS.get(node.level, len(LEVELS))),
    "relations": (gettext_lazy("Most relations"), lambda content: lambda node: -content.degrees[node.pk]),
    "influence": (gettext_lazy("Most influence"), by_score("influence")),
    "interest": (gettext_lazy("Most interest"), by_score("interest")),
}


def context(asked):
    content = asked.content
    chosen = asked.own["ordering"] or "name"
    page = page_of(in_order(content, chosen), asked.own["page"])
    relations = page_of(list(chain(*content.by_kind.values())), asked.own["relations_page"], RELATIONS)
    return {
        "page_obj": page,
        "rows": rows(asked, page.object_list),
        "sorts": [{"value": value, "label": name, "current": value == chosen} for value, (name, _key) in SORTS.items()],
        "relations": relations,
        "related": related(asked, relations.object_list),
        "categories": categories(asked),
        "kinds": kinds(asked, relations.has_other_pages()),
        "rated": any(node.rating for node in content.nodes),
    }


def in_order(content, chosen):
    if chosen not in SORTS:
        raise BadAddress(_("This list cannot be sorted by “%(name)s”.") % {"name": chosen}, known=list(SORTS))
    key = SORTS[chosen][1]
    return sorted(content.nodes, key=key(content)) if key else content.nodes


def rows(asked, nodes):
    """Each stakeholder with its number of relations, what ratings rest on, and the reader's own one to change."""
    own, sources = own_ratings(asked, nodes) if asked.may_rate else {}, sources_of(asked, nodes)
    return [
        {
            "node": node,
            "relations": asked.content.degrees[node.pk],
            "own": own.get(node.entry),
            "sources": list(sources.get(node.entry, ())),
        }
        for node in nodes
    ]


def sources_of(asked, nodes):
    """What the ratings of each of these rest on, each source once, the newest first; a snapshot holds none."""
    rated = [node.entry for node in nodes if node.rating]
    if asked.frozen or not rated:
        return {}
    rows = Assessment.objects.visible_to(asked.reader).filter(entry__in=rated).exclude(source="")
    rows = rows.filter(assessed_on__lte=asked.on) if asked.on else rows
    found = {}
    for entry, source in rows.order_by("-assessed_on", "-pk").values_list("entry_id", "source"):
        found.setdefault(entry, {})[source] = None
    return found


def own_ratings(asked, nodes):
    """The keys of the reader's latest ratings of these."""
    found = Assessment.objects.filter(entry__in=[node.entry for node in nodes], assessed_by=asked.reader)
    return dict(found.order_by("assessed_on", "pk").values_list("entry_id", "pk"))


def related(asked, edges):
    """These relations with all that is known of them; of what is frozen, with what it keeps."""
    found = {} if asked.frozen else Relation.objects.in_bulk([edge.pk for edge in edges])
    ends = ((edge, *asked.content.ends(edge)) for edge in edges)
    return [{"edge": edge, "start": start, "end": end, "known": found.get(edge.pk, edge)} for edge, start, end in ends]


def categories(asked):
    """Rows of the chart, each leading to these stakeholders in the list of all."""
    address = f"{reverse('stakeholder-list')}?map={asked.map.slug}"
    counted = Counter(node.category for node in asked.content.nodes)
    choices = [*Stakeholder.Category.choices, ("", _("category not known"))]
    return [
        (name, counted[each], f"{address}&category={each}" if each else "") for each, name in choices if counted[each]
    ]


def kinds(asked, in_pages):
    """Rows of the chart, each leading to these relations: on this page, or alone where there are several pages."""
    query = asked.request.GET.copy()
    found = []
    for kind, edges in asked.content.by_kind.items():
        query["relation"] = kind
        url = f"?{query.urlencode()}#{kind}" if in_pages else f"#{kind}"
        found.append((Relation.Kind(kind).label, len(edges), url))
    return found
