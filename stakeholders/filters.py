"""How stakeholders, their relations, maps and agreements can be narrowed down."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import (
    ChoicesFilter,
    FilterSet,
    FoundChoicesFilter,
    PartialDateFilter,
    SelectOne,
    SlugFilter,
    YesNoFilter,
)
from cityregions.areas.models import MetropolitanArea
from partners.models import User

from .models import (
    Agreement,
    Assessment,
    EngagementAction,
    MapEntry,
    MapSnapshot,
    Party,
    Relation,
    Stakeholder,
    StakeholderMap,
)


class PeopleFilter(FoundChoicesFilter):
    """One or more of the people who are named in the rows that the reader may see, by the number of the account."""

    def __init__(self, **kwargs):
        super().__init__(name_of=str, **kwargs)

    def found(self):
        request = self.parent.request
        rows = self.model.objects.visible_to(request.user) if request else self.model.objects.all()
        people = User.objects.filter(pk__in=rows.order_by().values(self.field_name)).order_by("name", "email")
        return [(person.pk, str(person)) for person in people]


class StakeholderFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"), null_label=_("whole project"))
    category = ChoicesFilter(choices=Stakeholder.Category.choices, label=_("Category"))
    level = ChoicesFilter(choices=Stakeholder.Level.choices, label=_("Level"))
    sector = ChoicesFilter(choices=Stakeholder.Sector.choices, label=_("Sector"))
    organisation_type = ChoicesFilter(
        choices=Stakeholder.OrganisationType.choices, label=_("Interreg type"), widget=SelectOne
    )
    map = SlugFilter(StakeholderMap, field_name="maps", many=True, label=_("Stakeholder map"))
    is_partner = YesNoFilter(
        field_name="partner", lookup_expr="isnull", exclude=True, label=_("Partner of the project")
    )
    is_group = YesNoFilter(field_name="is_group", label=_("Stands for several organisations"))

    class Meta:
        model = Stakeholder
        fields = []


class RelationFilter(FilterSet):
    kind = ChoicesFilter(choices=Relation.Kind.choices, label=_("Kind"))
    from_stakeholder = SlugFilter(Stakeholder, label=_("From"))
    to_stakeholder = SlugFilter(Stakeholder, label=_("To"))
    stakeholder = SlugFilter(Stakeholder, method="of_either_end", label=_("From or to"))
    area = SlugFilter(
        MetropolitanArea,
        field_name="from_stakeholder__area",
        label=_("Area of the first"),
        null_label=_("whole project"),
    )

    class Meta:
        model = Relation
        fields = []

    def of_either_end(self, queryset, name, value):
        return queryset.of(value) if value else queryset


class StakeholderMapFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"))

    class Meta:
        model = StakeholderMap
        fields = []


class MapContentFilter(FilterSet):
    """What one map shows; its rows are no rows of the database, and `maps.asked` does the narrowing."""

    category = ChoicesFilter(choices=Stakeholder.Category.choices, label=_("Category"))
    sector = ChoicesFilter(choices=Stakeholder.Sector.choices, label=_("Sector"))
    level = ChoicesFilter(choices=Stakeholder.Level.choices, label=_("Level"))
    organisation_type = ChoicesFilter(
        choices=Stakeholder.OrganisationType.choices, label=_("Interreg type"), widget=SelectOne
    )
    quadrant = ChoicesFilter(choices=Assessment.Quadrant.choices, label=_("Influence and interest"))
    relation = ChoicesFilter(choices=Relation.Kind.choices, label=_("Kind of relation"))

    class Meta:
        model = Stakeholder
        fields = []


class MapEntryFilter(FilterSet):
    stakeholder_map = SlugFilter(StakeholderMap, label=_("Stakeholder map"))
    stakeholder = SlugFilter(Stakeholder, label=_("Stakeholder"))

    class Meta:
        model = MapEntry
        fields = []


class AssessmentFilter(FilterSet):
    stakeholder_map = SlugFilter(StakeholderMap, field_name="entry__stakeholder_map", label=_("Stakeholder map"))
    stakeholder = SlugFilter(Stakeholder, field_name="entry__stakeholder", label=_("Stakeholder"))

    class Meta:
        model = Assessment
        fields = []


class MapSnapshotFilter(FilterSet):
    stakeholder_map = SlugFilter(StakeholderMap, label=_("Stakeholder map"))
    published = YesNoFilter(field_name="published", label=_("Published"))

    class Meta:
        model = MapSnapshot
        fields = []


class AgreementFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"), null_label=_("whole project"))
    status = ChoicesFilter(choices=Agreement.Status.choices, label=_("Status"))
    form = ChoicesFilter(choices=Agreement.Form.choices, label=_("Form"))
    within_project = YesNoFilter(field_name="within_project", label=_("Within the project"))
    party = SlugFilter(Stakeholder, field_name="parties__stakeholder", many=True, label=_("Party"))
    agreed_after = PartialDateFilter(field_name="agreed_on", lookup_expr="gte", label=_("Agreed from"))
    agreed_before = PartialDateFilter(field_name="agreed_on", lookup_expr="lt", label=_("Agreed before"))
    ends_before = PartialDateFilter(field_name="ends_on", lookup_expr="lt", label=_("Ends before"))

    class Meta:
        model = Agreement
        fields = []


class PartyFilter(FilterSet):
    agreement = SlugFilter(Agreement, label=_("Agreement"))
    stakeholder = SlugFilter(Stakeholder, label=_("Stakeholder"))

    class Meta:
        model = Party
        fields = []


class EngagementFilter(FilterSet):
    area = SlugFilter(
        MetropolitanArea,
        field_name="stakeholder__area",
        label=_("Metropolitan area"),
        null_label=_("whole project"),
    )
    stakeholder = SlugFilter(Stakeholder, label=_("Stakeholder"))
    stakeholder_map = SlugFilter(StakeholderMap, label=_("Stakeholder map"))
    level = ChoicesFilter(choices=EngagementAction.Level.choices, label=_("Level"))
    status = ChoicesFilter(choices=EngagementAction.Status.choices, label=_("Status"))
    responsible = PeopleFilter(label=_("Responsible"), widget=SelectOne)
    overdue = YesNoFilter(method="only_overdue", label=_("Overdue"))

    class Meta:
        model = EngagementAction
        fields = []

    def only_overdue(self, queryset, name, value):
        if value is None:
            return queryset
        late = EngagementAction.objects.overdue(timezone.localdate()).order_by().values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)
