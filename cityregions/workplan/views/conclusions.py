"""Policy conclusions: what the project has to say to those who make policy, and what it rests on."""

from django.db.models import F, Prefetch
from django.utils.translation import gettext_lazy as _

from cityregions.web.pages import DetailPage, ListPage

from ..filters import PolicyConclusionFilter
from ..models import Output, PolicyConclusion


class ConclusionList(ListPage):
    queryset = PolicyConclusion.objects.with_area()
    filterset_class = PolicyConclusionFilter
    template_name = "workplan/conclusion_list.html"
    exported = ("statement", "area", "evidence", "source", "confidence")
    sorts = {"area": (_("Area"), (F("area__name").asc(nulls_first=True), "slug"))}

    def get_queryset(self):
        evidence = Output.objects.visible_to(self.request.user)
        return super().get_queryset().prefetch_related(Prefetch("evidence", evidence))


class ConclusionDetail(DetailPage):
    queryset = PolicyConclusion.objects.with_area()
    template_name = "workplan/conclusion_detail.html"

    def related(self, conclusion):
        return {"evidence": conclusion.evidence.with_area().with_files(self.request.user).newest_first()}
