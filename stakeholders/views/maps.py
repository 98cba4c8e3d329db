"""Pages of stakeholder maps: all of them, and one in its views."""

from django.utils.translation import gettext_lazy as _

from cityregions.web.pages import DetailPage, ListPage

from ..filters import StakeholderMapFilter
from ..maps import change, geo, grid, listed, network
from ..maps.asked import Asked, View
from ..models import StakeholderMap

DRAWN = {
    View.LIST: listed.context,
    View.GRID: grid.context,
    View.NETWORK: network.context,
    View.GEO: geo.context,
    View.CHANGE: change.context,
}


class MapList(ListPage):
    queryset = StakeholderMap.objects.with_area().with_size()
    filterset_class = StakeholderMapFilter
    template_name = "stakeholders/map_list.html"
    exported = ("name", "area", "issue", ("size", _("Stakeholders")), "published")
    sorts = {"name": (_("Name"), ("name",)), "size": (_("Largest first"), ("-size", "name"))}


class MapDetail(DetailPage):
    """One map: the address says in which view, of which day, and narrowed down to what."""

    queryset = StakeholderMap.objects.with_area()
    template_name = "stakeholders/map_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**shown(Asked(self.request, self.object)), **kwargs)


def shown(asked):
    """What the templates of a map show of what is asked for, now or in a snapshot."""
    return {
        "asked": asked,
        "filter": asked.filterset,
        "content": asked.content,
        "count": len(asked.content.nodes),
        **tabs(asked),
        **DRAWN[asked.view](asked),
    }


def tabs(asked):
    """The views, each at the address that keeps everything else, and this one without filters."""
    query = asked.request.GET.copy()
    for name in ("page", "relations_page"):
        query.pop(name, None)
    found = []
    for view in View:
        query["view"] = view.value
        found.append({"view": view, "url": f"?{query.urlencode()}", "current": view == asked.view})
    return {"tabs": found, "all_url": f"?view={asked.view}", "part": f"stakeholders/maps/{asked.view}.html"}
