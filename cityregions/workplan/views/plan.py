"""The work plan on a timeline, and each of its activities."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import TemplateView

from cityregions.web.pages import DetailPage
from pilots.models import Pilot

from .. import progress
from ..models import Activity, Phase
from ..progress.kept import pages
from ..timeline.asking import STATES, Asked
from ..timeline.changes import Changes
from ..timeline.drawing import Drawing
from ..timeline.groups import groups


class WorkPlan(TemplateView):
    """The plan on a day, `?on=2014-03-15`, without one today; `?since=2013-12-31` marks what changed since then."""

    template_name = "workplan/workplan.html"

    def get_context_data(self, **kwargs):
        asked = Asked(self.request.GET, self.request.user)
        public = Phase.objects.with_counterparts().filter(framework=Phase.Framework.PUBLIC)
        return super().get_context_data(
            asked=asked,
            plan=asked.plan,
            drawn=self.drawn(asked),
            public_phases=public.visible_to(self.request.user),
            **kwargs,
        )

    def drawn(self, asked):
        """The timeline with all that stands beside it: drawn once until the plan changes, for all who see the same."""
        user = self.request.user
        # Who said what, and so who is late with it, stays within the partnership.
        tells, edits = getattr(user, "is_in_partnership", False), getattr(user, "is_coordinator", False)
        key = (asked.plan.book.key, asked.on, asked.query.urlencode(), get_language(), tells, edits)
        return pages.get(key, lambda: self.draw(asked, tells, edits))

    def draw(self, asked, tells, edits):
        changes = Changes(asked.before, asked.plan) if asked.since else None
        found = groups(asked)
        axis = Drawing(asked, found, changes).axis
        shown = {"asked": asked, "plan": asked.plan, "groups": found, "axis": axis, "changes": changes}
        return render_to_string("workplan/_drawn.html", {**shown, "tells": tells, "edits": edits})


class ActivityDetail(DetailPage):
    queryset = Activity.objects.with_phase().select_related("public_phase")
    template_name = "workplan/activity_detail.html"

    def related(self, activity):
        return {
            "responsible": activity.responsible.order_by("partner_number", "name"),
            "areas": activity.activity_areas.select_related("area").order_by("area__name"),
            "pilots": Pilot.objects.with_area().filter(pk=activity.pilot_id),
            "outputs": activity.outputs.with_area().with_files(self.request.user).newest_first(),
        }

    def get_context_data(self, **kwargs):
        done = progress.of_activity(self.object, self.request.user, timezone.localdate())
        tells = getattr(self.request.user, "is_in_partnership", False)
        return super().get_context_data(progress=done, state=STATES[done.state], tells=tells, **kwargs)
