"""Pages of the metropolitan areas."""

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.web.pages import DetailPage, ListPage

from .filters import MetropolitanAreaFilter
from .models import MetropolitanArea


class AreaList(ListPage):
    queryset = MetropolitanArea.objects.with_partners()
    filterset_class = MetropolitanAreaFilter
    template_name = "areas/area_list.html"
    exported = (
        "name",
        "name_local",
        "country",
        "core_city",
        "second_core_city",
        "nuts",
        "population",
        "population_year",
        "summary",
    )
    sorts = {"name": (_("Name"), ("name",)), "country": (_("Country"), ("country", "name"))}


class AreaDetail(DetailPage):
    queryset = MetropolitanArea.objects.all()
    template_name = "areas/area_detail.html"

    def related(self, area):
        pilots = area._meta.get_field("pilot").related_model.objects.with_area()
        return {
            "partners": area.partners.all(),
            "pilots": pilots.filter(area=area),
            "stakeholders": area.stakeholders.all(),
            "stakeholder_maps": area.stakeholder_maps.with_size(),
            "activity_areas": self.in_order_of_time(area.activity_areas.select_related("activity__phase")),
            "outputs": area.outputs.newest_first(),
            "events": area.events.latest_first(),
            "practices": area.practices.all(),
            "agreements": area.agreements.all(),
            "policy_conclusions": area.policy_conclusions.all(),
        }

    def in_order_of_time(self, activity_areas):
        begins = Coalesce("activity__starts_on", "activity__phase__starts_on")
        return activity_areas.order_by("activity__phase__number", begins, "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        stakeholders = f"{reverse('stakeholder-list')}?area={self.object.slug}"
        categories = [
            (label, number, f"{stakeholders}&category={category}" if category else "")
            for category, label, number in context["stakeholders"].by_category()
        ]
        return {
            **context,
            "categories": categories,
            "number_of_stakeholders": sum(number for _label, number, _url in categories),
            "stakeholders_url": stakeholders,
            "places": [self.object] if self.object.latitude is not None else [],
        }
