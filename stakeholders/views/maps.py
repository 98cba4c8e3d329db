"""Pages of stakeholder maps: all of them, and one in its views."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.records import rights
from cityregions.web.pages import DetailPage, ListPage

from ..exchange import writing
from ..filters import StakeholderMapFilter
from ..maps import change, geo, grid, listed, network
from ..maps.asked import Asked, View
from ..models import MapSnapshot, StakeholderMap

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
        asked = self.asked()
        found = shown(asked)
        return super().get_context_data(**found, **self.taken_along(asked, bool(found.get("picture"))), **kwargs)

    def asked(self):
        return Asked(self.request, self.object)

    def taken_along(self, asked, is_drawn):
        """The files of what the page shows, the snapshots of the map, and where one is taken by those who may."""
        taken = MapSnapshot.objects.visible_to(self.request.user).filter(stakeholder_map=self.object)
        found = {"snapshots": taken.with_map(), **writing.offered(asked, self.object.get_absolute_url(), is_drawn)}
        if rights.may_change(self.request.user, self.object):
            found["snapshot_url"] = reverse("snapshot-new", args=[self.object.slug])
        return found


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
        # What never changes has nothing to be compared with.
        if asked.frozen and view == View.CHANGE:
            continue
        query["view"] = view.value
        found.append({"view": view, "url": f"?{query.urlencode()}", "current": view == asked.view})
    return {"tabs": found, "all_url": f"?view={asked.view}", "part": f"stakeholders/maps/{asked.view}.html"}
