"""Pages of the stakeholders, and their agreements."""

from django.db.models import F, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from cityregions.web.pages import DetailPage, ListPage

from ..filters import AgreementFilter, StakeholderFilter
from ..models import Agreement, Stakeholder


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
        return {**context, "told": context["relations"].told_by(self.object)}


class AgreementList(ListPage):
    queryset = Agreement.objects.with_area()
    filterset_class = AgreementFilter
    template_name = "stakeholders/agreement_list.html"
    exported = (
        "title",
        "title_local",
        "area",
        "form",
        "status",
        "agreed_on",
        ("party_names", _("Parties")),
        "parties_note",
        "within_project",
        "summary",
    )
    sorts = {
        "title": (_("Title"), ("title",)),
        "-agreed_on": (_("Latest first"), (F("agreed_on").desc(nulls_last=True), "title")),
        "area": (_("Metropolitan area"), ("area__name", "title")),
    }

    def fill(self, rows):
        prefetch_related_objects(rows, "parties__stakeholder")
        for agreement in rows:
            agreement.party_names = "; ".join(party.stakeholder.name for party in agreement.parties.all())


class AgreementDetail(DetailPage):
    queryset = Agreement.objects.with_area()
    template_name = "stakeholders/agreement_detail.html"

    def related(self, agreement):
        outputs = agreement.outputs.with_area().visible_to(self.request.user)
        pilots = agreement.pilots.model.objects.with_area()
        return {
            "parties": agreement.parties.select_related("stakeholder__area"),
            "outputs": outputs,
            "pilots": pilots.filter(Q(agreements=agreement) | Q(outputs__in=outputs)).distinct(),
        }
