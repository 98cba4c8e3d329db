"""What the network of a map tells: to the script that draws it, as a page of measures, and maps side by side."""

import hashlib

import orjson
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cityregions.records import rights
from cityregions.web.errors import BadAddress
from cityregions.web.pages import DetailPage

from ..maps import drawing, measures, network, telling
from ..maps.asked import Asked
from ..maps.compared import compared
from ..models import StakeholderMap

MOST_COMPARED = 6


class NetworkData(DetailPage):
    """What the script draws of a network: the same address as its page, with positions and sizes of everything.

    404 while a large map is being measured: the page then shows no picture either.
    """

    queryset = StakeholderMap.objects.with_area()

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        asked = self.asked()
        found = measures.measures_of(asked.map, asked.everything)
        if found is None:
            raise Http404
        body = orjson.dumps(drawing.drawn(asked, found, rights.may_change(request.user, self.object)))
        response = answer(request, body)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    def asked(self):
        return Asked(self.request, self.object)


def answer(request, body):
    """The body with its tag, or that it is still the same."""
    tag = f'"{hashlib.sha256(get_language().encode() + body).hexdigest()[:32]}"'
    same = tag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if same else HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = tag
    return response


class MapMeasures(DetailPage):
    """What a map tells on a day: measures of its network, who holds it together, who is missing."""

    queryset = StakeholderMap.objects.with_area()
    template_name = "stakeholders/map_measures.html"

    def get_context_data(self, **kwargs):
        asked = Asked(self.request, self.object)
        told = telling.context(asked)
        if told["measures"] is None:
            told["measuring"] = network.begun(asked)
        addresses = {"network_url": f"{self.object.get_absolute_url()}?{network_query(self.request)}"}
        return super().get_context_data(asked=asked, **told, **addresses, **kwargs)


def network_query(request):
    query = request.GET.copy()
    query["view"] = "network"
    return query.urlencode()


class MapComparison(TemplateView):
    """Maps beside each other, all that the reader may see unless some are chosen. Raises 404 for one not to be seen."""

    template_name = "stakeholders/map_compare.html"

    def get_context_data(self, **kwargs):
        if unknown := sorted(set(self.request.GET) - {"map"}):
            raise BadAddress(_("This page knows no “%(name)s”.") % {"name": unknown[0]}, known=["map"])
        visible = list(StakeholderMap.objects.visible_to(self.request.user).with_area())
        maps = chosen(visible, [slug for slug in self.request.GET.getlist("map") if slug])
        return super().get_context_data(
            maps=maps, choices=visible, most=MOST_COMPARED, **compared(maps, self.request.user), **kwargs
        )


def chosen(visible, slugs):
    """The maps with these address names, else the first ones."""
    if len(set(slugs)) > MOST_COMPARED:
        raise BadAddress(_("Compare up to %(number)d maps at a time.") % {"number": MOST_COMPARED})
    by_slug = {each.slug: each for each in visible}
    if set(slugs) - set(by_slug):
        raise Http404
    return [by_slug[slug] for slug in dict.fromkeys(slugs)] or visible[:MOST_COMPARED]
