"""Who sees which metropolitan areas: everyone, all of them."""

from cityregions.records.rights import EVERYTHING, state

from .models import MetropolitanArea

state(MetropolitanArea, public=EVERYTHING)
