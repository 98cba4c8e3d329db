"""The change view of a map: who came and went, what began and ended, and how ratings moved between two days."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from ..models import MapEntry, Stakeholder
from .groups import Grouped
from .paging import page_of
from .plot import DRAWN, plot, way
from .reading import rounds_of

# Of longer lists of what came and went only the first are told.
TOLD = 200


def context(asked):
    rounds = [] if asked.frozen else rounds_of(asked.map, asked.reader)
    since, until = days(asked, rounds)
    if asked.frozen or not since or since >= until:
        return {"since": since, "until": until, "rounds": rounds, "compared": False}
    before, after = asked.everything_on(since), asked.narrowed(asked.everything_on(until))
    moved = moves(before, after)
    nodes = [each["node"] for each in moved]
    grouped = Grouped(asked, nodes)
    picture = plot(nodes[:DRAWN], grouped, before.by_pk)
    return {
        "since": since,
        "until": until,
        "rounds": rounds,
        "compared": True,
        "picture": picture,
        "legend": grouped.legend,
        "page_obj": page_of([{**each, "number": number} for number, each in enumerate(moved, 1)], asked.own["page"]),
        "crossed": sum(each["crosses"] for each in moved),
        "newly_rated": first([node for node in after.nodes if node.rating and not before.by_pk[node.pk].rating]),
        "begun": relations(asked, lambda edge: begins(edge, since, until)),
        "ended": relations(asked, lambda edge: ends(edge, since, until)),
        "added": added(asked, since, until),
        "gone": gone(asked, since, until),
    }


def days(asked, rounds):
    """The two days to compare: those asked for, else the first and the last on which people rated."""
    first, last = (rounds[-1][0], rounds[0][0]) if rounds else (None, None)
    return asked.since or first, asked.on or last or timezone.localdate()


def moves(before, after):
    """Stakeholders whose rating is another one, those that moved farthest first."""
    found = []
    for node in after.nodes:
        earlier = before.by_pk[node.pk].rating
        if node.rating and earlier and way(earlier, node.rating):
            crosses = earlier.quadrant != node.rating.quadrant
            found.append({"node": node, "earlier": earlier, "crosses": crosses, "way": way(earlier, node.rating)})
    return sorted(found, key=lambda each: -each["way"])


def begins(edge, since, until):
    """Whether it begins after the one day and up to the other, as far as its date is known."""
    return since.isoformat() < edge.first_day <= until.isoformat()


def ends(edge, since, until):
    return since.isoformat() <= edge.last_day < until.isoformat()


def first(rows):
    """The first of the rows, and how many there are."""
    return {"count": len(rows), "rows": rows[:TOLD]}


def relations(asked, chosen):
    """The relations that are chosen, whichever day the address asks for, with their ends."""
    everything = asked.narrowed(asked.everything_on(None))
    found = first([edge for edge in everything.edges if chosen(edge)])
    ends_of = [(edge, *everything.ends(edge)) for edge in found["rows"]]
    return {**found, "rows": [{"edge": edge, "start": start, "end": end} for edge, start, end in ends_of]}


def between(since, until):
    """The moments after the one day and up to the end of the other."""
    return [timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) for day in (since, until)]


def added(asked, since, until):
    """Stakeholders that were put on the map after the one day and up to the other."""
    begin, end = between(since, until)
    entries = MapEntry.objects.filter(stakeholder_map=asked.map, created__gte=begin, created__lt=end)
    found = set(entries.values_list("pk", flat=True))
    return first([node for node in asked.content.nodes if node.entry in found])


def gone(asked, since, until):
    """Stakeholders that were taken off the map, by its history, for those who may read that."""
    begin, end = between(since, until)
    lines = MapEntry.history.filter(
        stakeholder_map_id=asked.map.pk, history_type="-", history_date__gte=begin, history_date__lt=end
    )
    here = {node.pk for node in asked.everything.nodes}
    left = set(lines.values_list("stakeholder_id", flat=True)) - here if asked.shows_salience else ()
    return first(list(Stakeholder.objects.visible_to(asked.reader).filter(pk__in=left)) if left else [])
