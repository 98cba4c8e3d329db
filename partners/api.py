"""Partners, as programs read them."""

from cityregions.api.routes import register
from cityregions.api.serializers import PartSerializer, RowSerializer
from cityregions.api.views import PortalViewSet

from .filters import PartnerFilter
from .models import BudgetLine, Partner, PartnerBudget


class PartnerBudgetSerializer(PartSerializer):
    class Meta:
        model = PartnerBudget
        fields = ("amount_eur", "text")


class BudgetLineSerializer(PartSerializer):
    class Meta:
        model = BudgetLine
        fields = ("cost_line", "amount_eur")


class PartnerSerializer(RowSerializer):
    budget = PartnerBudgetSerializer(read_only=True, allow_null=True)
    budget_lines = BudgetLineSerializer(many=True, read_only=True)

    class Meta:
        model = Partner
        fields = (
            "name",
            "name_local",
            "partner_number",
            "kind",
            "role",
            "area",
            "stakeholder",
            "cofinancing_rate",
            "joined_on",
            "left_on",
            "contact_unit",
            "address",
            "website",
            "founded",
            "later",
            "budget",
            "budget_lines",
        )
        detail_fields = ("pilots", "activities", "visited_practices")


@register("partners")
class PartnerViewSet(PortalViewSet):
    """The organisations that take part in the project."""

    queryset = Partner.objects.all()
    serializer_class = PartnerSerializer
    filterset_class = PartnerFilter
