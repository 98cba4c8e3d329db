"""Who sees and changes which practices: anyone sees published ones, the area's staff change them."""

from django.db.models import Q

from cityregions.records.rights import state

from .models import Practice

state(Practice, public=Q(published=True), change=lambda user: Q(area__in=user.current_areas))
