"""Pages of pilots: the list, and each pilot with what led to it and what came of it."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cityregions.web import pictures
from cityregions.web.pages import DetailPage, ListPage
from stakeholders.models import Agreement

from .filters import PilotFilter
from .models import Pilot


class PilotList(ListPage):
    queryset = Pilot.objects.with_area()
    filterset_class = PilotFilter
    template_name = "pilots/pilot_list.html"
    exported = ("title", "title_local", "area", "theme", "decision", "summary")
    sorts = {
        "area": (_("Area"), ("area__name", "title")),
        "title": (_("Title"), ("title",)),
        "theme": (_("Theme"), ("theme", "title")),
    }


class PilotDetail(DetailPage):
    queryset = Pilot.objects.with_area().with_parts()
    template_name = "pilots/pilot_detail.html"

    def related(self, pilot):
        outputs = pilot.outputs.visible_to(self.request.user)
        return {
            "partners": pilot.partners.order_by("partner_number", "name"),
            "stakeholders": pilot.stakeholders.order_by("name"),
            "practices": pilot.inspired_by.with_area(),
            "activities": pilot.activities.with_phase().in_order_of_time(),
            "outputs": pilot.outputs.with_area().with_files(self.request.user).newest_first(),
            "agreements": Agreement.objects.with_area().filter(
                Q(pk__in=pilot.agreements.values("pk")) | Q(pk__in=outputs.values("agreement"))
            ),
        }

    def get_context_data(self, **kwargs):
        milestones = sorted(self.object.milestones.all(), key=day)
        return super().get_context_data(**along_time(milestones), **kwargs)


def day(milestone):
    """By when it was reached; those without a date come last."""
    return milestone.reached_on.last if milestone.reached_on else date.max


def along_time(milestones):
    """The milestones, each with its bar on the time axis if its date is known, and the picture of the axis."""
    pairs = [(milestone, bar(milestone)) for milestone in milestones]
    picture = pictures.timeline([drawn for _milestone, drawn in pairs if drawn])
    return {"milestones": pairs, "picture": picture}


def bar(milestone):
    known = milestone.reached_on
    return known and pictures.Bar(milestone.text, known.first, known.last)
