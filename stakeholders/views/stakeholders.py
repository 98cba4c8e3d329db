"""Pages of the stakeholders and their maps."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.web.pages import DetailPage, ListPage

from ..filters import StakeholderFilter, StakeholderMapFilter
from ..models import Assessment, Stakeholder, StakeholderMap
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


class MapList(ListPage):
    queryset = StakeholderMap.objects.with_area().with_size()
    filterset_class = StakeholderMapFilter
    template_name = "stakeholders/map_list.html"
    exported = ("name", "area", "issue", ("size", _("Stakeholders")), "published")
    sorts = {"name": (_("Name"), ("name",)), "size": (_("Largest first"), ("-size", "name"))}


class MapDetail(DetailPage):
    queryset = StakeholderMap.objects.with_area()
    template_name = "stakeholders/map_detail.html"

    def related(self, stakeholder_map):
        return {
            "entries": stakeholder_map.entries.select_related("stakeholder__area"),
            "relations": stakeholder_map.relations.with_ends().in_order_of_kind(),
            "stakeholders": stakeholder_map.stakeholders.all(),
            "assessments": Assessment.objects.filter(entry__stakeholder_map=stakeholder_map),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "entries": self.with_ratings(context["entries"], context["relations"], context["assessments"]),
            "rated": bool(context["assessments"]),
            "categories": self.categories(context["stakeholders"]),
            "kinds": [(label, number, f"#{kind}") for kind, label, number in context["relations"].by_kind()],
        }

    def with_ratings(self, entries, relations, assessments):
        """The entries, each with its number of relations on this map, its latest rating and the reader's own one."""
        numbers = Counter(end for each in relations for end in (each.from_stakeholder_id, each.to_stakeholder_id))
        latest, own = {}, {}
        for each in assessments.order_by("assessed_on", "pk"):
            latest[each.entry_id] = each
            if each.assessed_by_id == self.request.user.pk:
                own[each.entry_id] = each
        for entry in entries:
            entry.number_of_relations = numbers[entry.stakeholder_id]
            entry.rating, entry.own_rating = latest.get(entry.pk), own.get(entry.pk)
        return entries

    def categories(self, stakeholders):
        """Rows of the chart, each leading to these stakeholders in the list."""
        address = f"{reverse('stakeholder-list')}?map={self.object.slug}"
        return [
            (label, number, f"{address}&category={category}" if category else "")
            for category, label, number in stakeholders.by_category()
        ]
