"""The network view of a map: its picture, and beside it the stakeholders with their measures and the relations."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cityregions.records import work

from . import focus, measures, picture
from .clusters import groups_of
from .meanings import OF_A_STAKEHOLDER
from .network_form import form, group_of, size_of, surroundings
from .network_rows import relations_of, rows_of, sorts


def context(asked):
    shown, found = focus.shown(asked), measures.measures_of(asked.map, asked.everything)
    told = {
        "shown": shown,
        "network_form": form(asked),
        "focus": surroundings(asked),
        "meanings": OF_A_STAKEHOLDER,
        "sorts_by": sorts(asked),
        "page_obj": rows_of(asked, shown, found),
        "relations_page": relations_of(shown, asked.own["relations_page"]),
        # What a snapshot holds tells other measures than the map does today.
        "measures_url": "" if asked.frozen else address(asked, "map-measures"),
    }
    if found is None:
        return told | {"measuring": begun(asked), "is_measured": False}
    few = picture.most_linked(shown)
    told |= {"picture": drawn(asked, few, found), "left_out": len(shown.nodes) - len(few.nodes), "is_measured": True}
    # A snapshot is shown as it is drawn here.
    return told | {"data_url": "" if asked.frozen else f"network.json?{asked.request.GET.urlencode()}"}


def begun(asked):
    """The work that measures the map, or None where so much is waiting that it was not begun."""
    try:
        return measures.begin(asked)
    except work.TooMuchWork:
        return None


def address(asked, name):
    query = asked.request.GET.urlencode()
    return reverse(name, args=[asked.map.slug]) + (f"?{query}" if query else "")


def drawn(asked, content, found):
    """The picture of this content in the way that the address asks for."""
    groups = groups_of(content, found, group_of(asked))
    places, circles = places_of(asked, content, found, groups)
    large = picture.sizes(content, found, size_of(asked))
    return picture.picture_of(content, groups, places, large, circles, names_of(asked, content))


def places_of(asked, content, found, groups):
    """Where the stakeholders stand, and the circles around their groups if they are gathered."""
    if asked.own["gather"]:
        return picture.gathered(groups, content.degrees)
    return picture.positions(asked.everything.nodes, found), ()


def names_of(asked, content):
    """What the picture is called, and what it shows."""
    nodes = ngettext("%(count)d stakeholder", "%(count)d stakeholders", len(content.nodes)) % {
        "count": len(content.nodes)
    }
    edges = ngettext("%(count)d relation", "%(count)d relations", len(content.edges)) % {"count": len(content.edges)}
    told = {"nodes": nodes, "edges": edges, "group": group_of(asked).label, "size": size_of(asked).label}
    text = _("%(nodes)s and %(edges)s. Colour and shape: %(group)s. Size: %(size)s. The tables say the same in words.")
    return _("Network: %(map)s") % {"map": asked.map}, text % told
