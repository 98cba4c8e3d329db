"""Engagement: what is planned with stakeholders, what was done, and the record of each stakeholder."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityregions.records import rights
from cityregions.records.views import ForThePartnership
from cityregions.web.pages import ListPage

from ..filters import EngagementFilter
from ..models import EngagementAction


class EngagementList(ForThePartnership, ListPage):
    """What is done with whom, by whom and by when: for the partnership."""

    queryset = EngagementAction.objects.with_place()
    filterset_class = EngagementFilter
    template_name = "stakeholders/engagement_list.html"
    exported = (
        "stakeholder",
        ("area_name", gettext_lazy("Metropolitan area")),
        "level",
        "what",
        "responsible",
        "due_on",
        "status",
        "done_on",
        "outcome",
        "stakeholder_map",
    )
    sorts = {
        "due_on": (gettext_lazy("Due first"), (F("due_on").asc(nulls_last=True),)),
        "-done_on": (gettext_lazy("Done last"), (F("done_on").desc(nulls_last=True), "due_on")),
        "stakeholder": (gettext_lazy("Stakeholder"), ("stakeholder__name", "due_on")),
        "level": (gettext_lazy("Level"), ("level", "due_on")),
    }

    def fill(self, rows):
        own = changeable(rows, self.request.user)
        for action in rows:
            action.area_name = str(action.stakeholder.area or "")
            action.is_late = action.is_overdue(timezone.localdate())
            action.is_own = action.pk in own


def changeable(actions, user):
    """The keys of those of these actions that the person may change."""
    keys = [action.pk for action in actions]
    return rights.within(EngagementAction, rights.change_condition(EngagementAction, user), keys)


@dataclass(frozen=True)
class Line:
    """One line of a stakeholder’s record: an action that is over, or an event."""

    day: object
    kind: str
    record: object
    is_action: bool = False
    is_own: bool = False

    @property
    def order(self):
        return getattr(self.day, "last", self.day) or date.min


def record_of(stakeholder, user):
    """For the partnership: what is planned with a stakeholder, and what there has been, the newest first."""
    if not getattr(user, "is_in_partnership", False):
        return {}
    actions = list(stakeholder.engagement_actions.visible_to(user).with_place())
    own, today = changeable(actions, user), timezone.localdate()
    for action in actions:
        action.is_own, action.is_late = action.pk in own, action.is_overdue(today)
    planned = [action for action in actions if action.status == EngagementAction.Status.PLANNED]
    over = [
        Line(action.done_on or action.due_on, action.get_level_display(), action, True, action.is_own)
        for action in actions
        if action.status != EngagementAction.Status.PLANNED
    ]
    past = sorted([*over, *events_of(stakeholder, user)], key=lambda line: (line.order, line.record.pk), reverse=True)
    return {"planned": planned, "past": past}


def events_of(stakeholder, user):
    """The events that it hosted, attended or spoke at, each once, as lines of its record."""
    found = {}
    for rows, kind in (
        (stakeholder.addressed_events, _("spoke at an event")),
        (stakeholder.attended_events, _("attended an event")),
        (stakeholder.hosted_or_co_hosted, _("hosted an event")),
    ):
        found |= {event.pk: Line(event.starts_on, kind, event) for event in rows.visible_to(user)}
    return found.values()
