"""Pages of the stakeholders."""

from django.utils.translation import gettext_lazy as _

from cityregions.web.pages import DetailPage, ListPage

from ..filters import StakeholderFilter
from ..models import Stakeholder
from .engagement import record_of


class StakeholderList(ListPage):
    queryset = Stakeholder.objects.with_area()
    filterset_class = StakeholderFilter
    template_name = "stakeholders/stakeholder_list.html"
    exported = ("name", "name_local", "category", "sector", "level", "area", "municipality", "website", "role")
    sorts = {
        "name": (_("Name"), ("name",)),
        "area": (_("Metropolitan area"), ("area__name", "name")),
        "category": (_("Category"), ("category", "name")),
        "level": (_("Level"), ("level", "name")),
    }


class StakeholderDetail(DetailPage):
    queryset = Stakeholder.objects.with_area()
    template_name = "stakeholders/stakeholder_detail.html"

    def related(self, stakeholder):
        return {
            "relations": stakeholder.relations,
            "contacts": stakeholder.contacts.all(),
            "maps": stakeholder.maps.with_area(),
            "parties": stakeholder.parties.select_related("agreement__area"),
            "pilots": stakeholder.pilots.with_area(),
            "contracted_pilots": stakeholder.contracted_pilots.with_area(),
            "expertise": stakeholder.expertise.select_related("pilot__area"),
            "practices": stakeholder.practices.with_area(),
            "hosted_events": stakeholder.hosted_or_co_hosted.with_area(),
            "attended_events": stakeholder.attended_events.with_area().latest_first(),
            "addressed_events": stakeholder.addressed_events.with_area().latest_first(),
            "outputs": stakeholder.authored_outputs.with_area().newest_first(),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        engagement = record_of(self.object, self.request.user)
        return {**context, **engagement, "told": context["relations"].told_by(self.object)}
