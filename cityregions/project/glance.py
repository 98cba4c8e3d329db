"""The project at a glance: what the home page tells of it on one day."""

from django.db.models import F, Prefetch
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.workplan import progress
from cityregions.workplan.models import Activity, Event, Output, PolicyConclusion
from partners.models import Partner
from pilots.models import Pilot
from stakeholders.models import Agreement, Stakeholder

# What is counted, each with the page that lists it.
COUNTED = {
    "partner-list": Partner,
    "area-list": MetropolitanArea,
    "stakeholder-list": Stakeholder,
    "pilot-list": Pilot,
    "workplan": Activity,
    "output-list": Output,
    "event-list": Event,
    "practice-list": Practice,
    "agreement-list": Agreement,
    "conclusion-list": PolicyConclusion,
}
NEWEST, NEXT, LEARNT = 4, 5, 6


class Glance:
    """What `user` may see of the project on the day `on`."""

    def __init__(self, project, user, on):
        self.project, self.user, self.on = project, user, on

    def seen(self, model):
        return model.objects.visible_to(self.user)

    def numbers(self):
        return [
            {
                "label": capfirst(model._meta.verbose_name_plural),
                "count": self.seen(model).count(),
                "url": reverse(page),
            }
            for page, model in COUNTED.items()
        ]

    def areas(self):
        partners = self.seen(Partner).order_by("kind", "name", "pk")
        pilots = self.seen(Pilot)
        return self.seen(MetropolitanArea).prefetch_related(
            Prefetch("partners", partners, to_attr="its_partners"), Prefetch("pilot", pilots)
        )

    def has_ended(self):
        return bool(self.project.ends_on) and self.project.ends_on.last < self.on

    def is_to_start(self):
        return bool(self.project.starts_on) and self.project.starts_on.first > self.on

    @cached_property
    def plan(self):
        return progress.plan_on(self.user, self.on)

    @property
    def phases(self):
        return self.plan.phases

    def owed(self):
        return sum(phase.owed for phase in self.phases)

    def delivered(self):
        return sum(phase.delivered for phase in self.phases)

    def percent(self):
        return self.plan.percent

    @cached_property
    def next_events(self):
        return list(self.seen(Event).with_area().upcoming(self.on)[:NEXT])

    def last_events(self):
        return self.seen(Event).with_area().filter(starts_on__lt=self.on).latest_first()[:NEXT]

    def due_outputs(self):
        """Outputs that are still owed, the longest due first."""
        owed = self.seen(Output).with_area().with_due_day().exclude(pk__in=Output.objects.delivered())
        return owed.filter(due_day__isnull=False).order_by("due_day", "title", "pk")[:NEXT]

    def newest_outputs(self):
        return self.seen(Output).with_area().filter(delivered_on__isnull=False).newest_first()[:NEWEST]

    def conclusions(self):
        """Those of the whole project before those of one area."""
        return self.seen(PolicyConclusion).with_area().order_by(F("area__name").asc(nulls_first=True), "slug")[:LEARNT]
