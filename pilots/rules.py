"""Who sees and changes which pilots, with all their parts: anyone sees published ones, the area's staff change them."""

from django.db.models import Q

from cityregions.records.rights import state

from .models import Expert, FollowUp, Intervention, Milestone, Objective, Pilot, Result


def own_area(user):
    return Q(area__in=user.current_areas)


def part_of_own(user):
    return Q(pilot__area__in=user.current_areas)


state(Pilot, public=Q(published=True), change=own_area)
for part in (Objective, Intervention, Milestone, Expert, Result, FollowUp):
    state(part, public=Q(pilot__published=True), change=part_of_own)
