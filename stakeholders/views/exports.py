"""What a map shows, as files; of a published one for everybody."""

from django.shortcuts import get_object_or_404
from django.views.generic import View

from ..exchange import writing
from ..models import StakeholderMap


class MapExport(View):
    """`/maps/<slug>.<format>` with the filters of the page."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, slug, suffix):
        rows = StakeholderMap.objects.visible_to(request.user).with_area()
        return writing.answer(request, get_object_or_404(rows, slug=slug), suffix)
