"""Pages of practices: the list, each practice, and several side by side."""

from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from cityregions.web.errors import BadAddress
from cityregions.web.pages import DetailPage, ListPage

from .filters import PracticeFilter
from .models import Practice

# More cases than this fit neither a screen nor a sheet of paper.
MOST_CASES = 6


class PracticeList(ListPage):
    queryset = Practice.objects.with_area()
    filterset_class = PracticeFilter
    template_name = "practices/practice_list.html"
    exported = (
        "name",
        "name_local",
        "area",
        "country",
        "place",
        "form",
        "theme",
        "started_on",
        "ended_on",
        "ongoing",
        "outcome",
        "summary",
    )
    sorts = {
        "name": (gettext_lazy("Name"), ("name",)),
        "area": (gettext_lazy("Area"), (F("area__name").asc(nulls_last=True), "country", "name")),
        "started_on": (gettext_lazy("Oldest first"), (F("started_on").asc(nulls_last=True), "name")),
        "-started_on": (gettext_lazy("Newest first"), (F("started_on").desc(nulls_last=True), "name")),
    }


class PracticeDetail(DetailPage):
    queryset = Practice.objects.with_area()
    template_name = "practices/practice_detail.html"

    def related(self, practice):
        return {
            "organisations": practice.organisations.with_area().order_by("name"),
            "visitors": practice.visited_by.with_area().order_by("name"),
            "events": practice.events.with_area().latest_first(),
            "pilots": practice.inspired_pilots.with_area(),
        }


class PracticeComparison(TemplateView):
    """Cases beside each other. Raises 404 for one that is not there, 400 for too many."""

    template_name = "practices/practice_compare.html"

    def get_context_data(self, **kwargs):
        unknown = sorted(set(self.request.GET) - {"case"})
        if unknown:
            raise BadAddress(_("This page knows no “%(name)s”.") % {"name": unknown[0]}, known=["case"])
        visible = Practice.objects.visible_to(self.request.user).with_area().by_area()
        asked = list(dict.fromkeys(slug for slug in self.request.GET.getlist("case") if slug))
        return super().get_context_data(cases=chosen(visible, asked), choices=visible, most=MOST_CASES, **kwargs)


def chosen(practices, slugs):
    """These practices in the order in which they were asked for."""
    if len(slugs) > MOST_CASES:
        raise BadAddress(_("Compare up to %(number)d cases at a time.") % {"number": MOST_CASES})
    found = practices.with_organisations().filter(slug__in=slugs)
    by_slug = {practice.slug: practice for practice in found}
    if set(slugs) - set(by_slug):
        raise Http404
    return [by_slug[slug] for slug in slugs]
