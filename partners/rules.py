"""Who sees and changes which partners and people: partners are public, people are not.

What a partner planned to spend is public as the partner is: it is public money. What it spent stands in its reports.
"""

from django.db.models import Q

from cityregions.records.rights import EVERYTHING, NOTHING, state

from .models import BudgetLine, Invitation, Membership, Partner, PartnerBudget, User, Webhook


def own_partner(user):
    return Q(pk__in=user.current_partners)


def managed(user):
    return Q(partner__in=user.managed_partners)


def own_or_managed(user):
    """One's own memberships, and those of the partners whose colleagues one manages."""
    return Q(user=user) | Q(partner__in=user.managed_partners)


# Which organisations take part, the coordinators say.
state(Partner, public=EVERYTHING, change=own_partner, add=NOTHING, delete=NOTHING)
for model in (PartnerBudget, BudgetLine):
    state(model, public=EVERYTHING, change=lambda user: Q(partner__in=user.current_partners))
state(Membership, public=NOTHING, partnership=own_or_managed, change=managed)
state(Invitation, public=NOTHING, partnership=managed, change=managed)
# Colleagues are named to each other, e.g. who is responsible; accounts are changed by their own pages alone.
state(User, public=NOTHING, coordinator_change=NOTHING)
# What a tool is told is what its owner may see.
state(Webhook, public=NOTHING, partnership=lambda user: Q(owner=user), change=lambda user: Q(owner=user))
