"""The project as a whole, as programs read it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.reverse import reverse

from cityregions.api.authentication import allows
from cityregions.api.parameters import refuse_others, refuse_repeated
from cityregions.api.problems import bad_parameter
from cityregions.api.routes import register, viewset_of
from cityregions.api.serializers import PartSerializer, RowSerializer
from cityregions.api.views import ApiViewSet, SingleViewSet

from . import search
from .keep import api as keep_api  # noqa: F401 - one of this app's nouns
from .models import Conflict, ExpectedOutcome, FurtherSupport, Gap, Project, RelatedProject


class ExpectedOutcomeSerializer(PartSerializer):
    class Meta:
        model = ExpectedOutcome
        fields = ("text",)


class FurtherSupportSerializer(PartSerializer):
    class Meta:
        model = FurtherSupport
        fields = ("text",)


class RelatedProjectSerializer(PartSerializer):
    class Meta:
        model = RelatedProject
        fields = ("name", "period", "text")


class ConflictSerializer(PartSerializer):
    class Meta:
        model = Conflict
        fields = ("slug", "topic", "project_page_says", "others_say", "resolution", "sources")


class GapSerializer(PartSerializer):
    class Meta:
        model = Gap
        fields = ("text",)


class ProjectSerializer(RowSerializer):
    further_support = FurtherSupportSerializer(many=True, read_only=True)
    expected_outcomes = ExpectedOutcomeSerializer(many=True, read_only=True)
    related_projects = RelatedProjectSerializer(many=True, read_only=True)
    conflicts = ConflictSerializer(many=True, read_only=True, source="*")
    missing = GapSerializer(many=True, read_only=True, source="*")

    class Meta:
        model = Project
        fields = (
            "name",
            "acronym",
            "name_variants",
            "programme",
            "programme_envelope_eur",
            "fund",
            "cofinancing_rate",
            "starts_on",
            "ends_on",
            "duration_months",
            "final_report_due_on",
            "budget_total_eur",
            "budget_note",
            "lead_partner",
            "partners_count",
            "areas_count",
            "countries_count",
            "secretariat",
            "secretariat_name",
            "secretariat_address",
            "funding_statement",
            "funding_statement_note",
            "website",
            "website_note",
            "website_archive",
            "objective",
            "rationale",
            "further_aim",
            "architecture",
            "target_group",
            "further_support",
            "expected_outcomes",
            "related_projects",
            "conflicts",
            "missing",
            "facts_meta",
            "is_sample",
        )
        read_only_fields = ("facts_meta", "is_sample")


@register("project")
class ProjectViewSet(SingleViewSet):
    """The project that this portal is about, with what its sources disagree on and do not tell."""

    queryset = Project.objects.all()
    serializer_class = ProjectSerializer


class HitSerializer(serializers.Serializer):
    noun = serializers.CharField(help_text=gettext_lazy("The noun of the API that has the record."))
    name = serializers.CharField(help_text=gettext_lazy("What the record is called."))
    url = serializers.URLField(help_text=gettext_lazy("Address of the record in the API."))
    page = serializers.URLField(help_text=gettext_lazy("Address of the page for people."))


class SearchSerializer(serializers.Serializer):
    totals = serializers.DictField(
        child=serializers.IntegerField(), help_text=gettext_lazy("How many were found, by noun.")
    )
    results = HitSerializer(
        many=True, help_text=gettext_lazy("The best of each noun; its list with `search` has them all.")
    )


@register("search")
class SearchViewSet(ApiViewSet):
    """One question to every noun: what holds all of these words, whatever their accents."""

    serializer_class = SearchSerializer
    heeds_nouns = True
    parameters = [
        {
            "name": "q",
            "in": "query",
            "required": True,
            "schema": {"type": "string", "minLength": search.SHORTEST, "maxLength": search.LONGEST},
            "description": gettext_lazy("The words."),
        }
    ]

    def list(self, request):
        refuse_others(request, ["q"])
        found = search.search(self.words(request), request.user)
        found = [group for group in found if allows(request, noun_of(group.noun.model))]
        totals = {noun_of(group.noun.model): group.total for group in found}
        return self.answered({"totals": totals, "results": [self.hit(row) for group in found for row in group.records]})

    def words(self, request):
        refuse_repeated(request, ["q"])
        words = request.query_params.get("q", "")
        if search.too_short(words) or search.too_long(words):
            limits = {"shortest": search.SHORTEST, "longest": search.LONGEST, "most": search.MOST_WORDS}
            detail = _("Write what to look for in q, with %(shortest)s to %(longest)s letters in up to %(most)s words.")
            raise bad_parameter("q", "invalid", detail % limits)
        return words

    def hit(self, row):
        """A record that was found; a conflict between sources is part of the project."""
        viewset = viewset_of(type(row)) or ProjectViewSet
        end, key = ("detail", [getattr(row, viewset.lookup_field)]) if viewset.is_list else ("list", None)
        url = reverse(f"api:{viewset.noun}-{end}", args=key, request=self.request)
        page = self.request.build_absolute_uri(row.get_absolute_url())
        return {"noun": viewset.noun, "name": str(row), "url": url, "page": page}


def noun_of(model):
    return (viewset_of(model) or ProjectViewSet).noun
