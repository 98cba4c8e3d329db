"""The grid view of a map: influence against interest, and how the ratings have moved."""

from django.utils import timezone

from ..models import Assessment
from .groups import Grouped
from .paging import page_of
from .plot import NUMBERED, plot
from .reading import rounds_of

# The latest days on which people rated that are offered as links.
ROUNDS = 12


def context(asked):
    nodes = [node for node in asked.content.nodes if node.rating]
    page, grouped = page_of(nodes, asked.own["page"], NUMBERED), Grouped(asked, nodes)
    earlier = asked.everything_on(asked.since).by_pk if asked.since and not asked.frozen else {}
    picture = plot(nodes, grouped, earlier, asked.own["focus"], page.start_index())
    picture["may_rate"] = asked.may_rate
    return {
        "page_obj": page,
        "picture": picture,
        "legend": grouped.legend,
        "rated": bool(nodes),
        "unrated": len(asked.content.nodes) - len(nodes),
        "rounds": [] if asked.frozen else rounds_of(asked.map, asked.reader)[:ROUNDS],
        "rows": rows(page, earlier),
        "points": movable(asked, picture) if asked.may_rate else None,
    }


def rows(page, earlier):
    """The stakeholders of the table with their numbers in the picture, and what was thought of them earlier."""
    numbered = enumerate(page.object_list, page.start_index() or 1)
    return [
        {"number": number, "node": node, "earlier": earlier[node.pk].rating if node.pk in earlier else None}
        for number, node in numbered
    ]


def movable(asked, picture):
    """What the script needs to let people move the points of the picture."""
    own = own_of_today(asked.reader, [mark["node"].entry for mark in picture["marks"]])
    points = [
        {
            "entry": mark["node"].entry,
            "name": mark["node"].name,
            "influence": mark["node"].rating.influence,
            "interest": mark["node"].rating.interest,
            "own": own.get(mark["node"].entry, ""),
        }
        for mark in picture["marks"]
    ]
    return {"frame": {name: picture[name] for name in ("left", "top", "side")}, "points": points}


def own_of_today(user, entries):
    """What the person has said today of these, by the key of the entry: `3.0 4.5` for influence and interest."""
    own = Assessment.objects.filter(entry__in=entries, assessed_by=user, assessed_on=timezone.localdate())
    rows = own.values_list("entry_id", "influence", "interest")
    return {entry: f"{influence} {interest}" for entry, influence, interest in rows}
