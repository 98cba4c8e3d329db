"""Pages of the partners."""

from django.utils.translation import gettext_lazy as _

from cityregions.web.pages import DetailPage, ListPage

from ..filters import PartnerFilter
from ..models import Partner


class PartnerList(ListPage):
    queryset = Partner.objects.with_area()
    filterset_class = PartnerFilter
    template_name = "partners/partner_list.html"
    exported = ("partner_number", "name", "name_local", "kind", "role", "area", "joined_on", "left_on", "website")
    sorts = {
        "name": (_("Name"), ("name",)),
        "area": (_("Metropolitan area"), ("area__name", "kind", "name")),
        "number": (_("Partner number"), ("partner_number", "name")),
    }


class PartnerDetail(DetailPage):
    queryset = Partner.objects.with_area().select_related("budget", "stakeholder")
    template_name = "partners/partner_detail.html"

    def related(self, partner):
        return {
            "pilots": partner.pilots.with_area(),
            "activities": partner.activities.with_phase().in_order_of_time(),
            "practices": partner.visited_practices.with_area(),
            **self.as_a_stakeholder(getattr(partner, "stakeholder", None)),
        }

    def as_a_stakeholder(self, stakeholder):
        """What is known of it through its stakeholder record, if it has one."""
        if not stakeholder:
            return {}
        return {
            "relations": stakeholder.relations,
            "hosted_events": stakeholder.hosted_or_co_hosted.with_area(),
            "outputs": stakeholder.authored_outputs.newest_first(),
            "parties": stakeholder.parties.select_related("agreement__area"),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if "relations" in context:
            context["told"] = context["relations"].told_by(self.object.stakeholder)
        return context
