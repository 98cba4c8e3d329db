"""How partners and invitations can be narrowed down."""

from django.utils.translation import gettext_lazy as _

from cityregions.api.filters import ChoicesFilter, FilterSet, PartialDateFilter, SlugFilter
from cityregions.areas.models import MetropolitanArea

from .models import Invitation, Partner


class PartnerFilter(FilterSet):
    area = SlugFilter(MetropolitanArea, label=_("Metropolitan area"))
    kind = ChoicesFilter(choices=Partner.Kind.choices, label=_("Kind"))
    role = ChoicesFilter(choices=Partner.Role.choices, label=_("Role"))
    active_on = PartialDateFilter(method="only_active", label=_("Taking part on"))

    class Meta:
        model = Partner
        fields = []

    def only_active(self, queryset, name, value):
        """A month or year counts as its last day."""
        return queryset.active(value.last)


class InvitationFilter(FilterSet):
    """How invitations can be narrowed down."""

    partner = SlugFilter(Partner, label=_("Partner"))
    role = ChoicesFilter(choices=Invitation.Role.choices, label=_("Role"))

    class Meta:
        model = Invitation
        fields = []
