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
        asked = Asked(self.request, self.object)
        shown = {"asked": asked, "filter": asked.filterset, "content": asked.content, "count": len(asked.content.nodes)}
        return super().get_context_data(**shown, **self.tabs(asked), **DRAWN[asked.view](asked), **kwargs)

    def tabs(self, asked):
        """The views, each at the address that keeps everything else."""
        query = self.request.GET.copy()
        query.pop("page", None)
        tabs = []
        for view in View:
            query["view"] = view.value
            tabs.append({"view": view, "url": f"?{query.urlencode()}", "current": view == asked.view})
        return {"tabs": tabs, "part": f"stakeholders/maps/{asked.view}.html"}
