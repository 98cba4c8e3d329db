"""The part of a map around one stakeholder, out to some steps."""

from collections import defaultdict

from django.utils.translation import gettext as _

from cityregions.web.errors import BadAddress

USUAL_STEPS, MOST_STEPS = 1, 9


def around(content, node, steps):
    """The content with those only whom it takes at most so many steps to reach from there, whichever way they go."""
    beside = defaultdict(set)
    for edge in content.edges:
        beside[edge.start].add(edge.end)
        beside[edge.end].add(edge.start)
    reached = rim = {node.pk}
    for _step in range(steps):
        rim = set().union(*(beside[key] for key in rim)) - reached
        reached = reached | rim
    return content.narrowed(lambda each: each.pk in reached)


def focus_of(asked):
    """The stakeholder that the address asks for, None where it asks for none. Raises BadAddress where it is unknown."""
    slug = asked.own["focus"]
    if not slug:
        return None
    found = next((node for node in asked.everything.nodes if node.slug == slug), None)
    if found is None:
        raise BadAddress(_("“%(name)s” is not on this map: choose one of its stakeholders.") % {"name": slug[:100]})
    return found


def shown(asked):
    """What the network of the address shows: narrowed by the filters, and to the surroundings of its focus."""
    return focused(asked, asked.content)


def focused(asked, content):
    """What of a content is around the focus of the address, all of it where there is none."""
    node = focus_of(asked)
    if node is None:
        return content
    if node.pk not in content.by_pk:
        return content.narrowed(lambda _each: False)
    return around(content, node, steps_of(asked))


def steps_of(asked):
    return asked.own["steps"] or USUAL_STEPS
