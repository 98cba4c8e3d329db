"""The work plan as the database has it, read at once: the numbers of any day are counted from it."""

from collections import defaultdict
from functools import partial
from typing import NamedTuple

from django.db.models import CharField, F
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.functional import cached_property

from cityregions.areas.models import MetropolitanArea
from cityregions.records.dates import PartialDate
from partners.models import Partner
from pilots.models import Milestone, Pilot

from ..models import Activity, ActivityArea, Event, Output, PartnerReport, Phase, ProgressEntry
from .dates import LAID_OUT_BY, Moved
from .entries import Joined, entry_as_text
from .kept import parts

HANDED_IN = {Output.Status.ENDORSED, Output.Status.PUBLISHED}


class ActivityRow(NamedTuple):
    """What counts of an activity."""

    pk: int
    slug: str
    title: str
    kind: str
    phase_id: int
    starts_on: PartialDate | None
    ends_on: PartialDate | None

    def get_kind_display(self):
        return Activity.Kind(self.kind).label

    def get_absolute_url(self):
        return reverse("activity-detail", args=[self.slug])


class OutputRow(NamedTuple):
    """What counts of an output; its dates as the column has them, `2013-12-31.8`, since most are only compared."""

    pk: int
    slug: str
    title: str
    area_id: int | None
    activity_id: int | None
    phase_id: int | None
    status: str
    due: str | None
    delivered: str | None


class Book:
    """Everything that the numbers of the plan are made of, as far as one reader may see it.

    Reports and their entries are read whoever asks: how far an activity is, anyone may know, as the work plan is
    public; which partner said what stays within the partnership, and pages and API keep it there.
    """

    def __init__(self, user, state):
        self.user, self.state = user, state
        self.areas = self.part(self.all_areas, MetropolitanArea)
        self.partners = self.part(self.all_partners, Partner, MetropolitanArea)
        self.phases = self.part(self.all_phases, Phase)
        self.activities = self.part(self.all_activities, Activity, Phase)
        self.responsible = self.part(self.all_responsible, Activity, Partner)
        self.activity_areas = self.part(self.all_activity_areas, ActivityArea, MetropolitanArea)
        self.outputs = self.part(self.all_outputs, Output)
        self.owed = self.part(self.outputs_by_activity, Output)
        self.entries = self.part(self.all_entries, ProgressEntry, PartnerReport)
        self.pilots, self.pilot_partners = self.part(self.all_pilots, Pilot)
        self.milestones = self.part(self.all_milestones, Milestone, Pilot)
        self.events = self.part(self.all_events, Event)
        self.moved = {model: parts[model].get(state.of(model), partial(Moved, model)) for model in LAID_OUT_BY}

    def part(self, read, *models):
        """What `read` finds; what it found before, as long as none of these tables has changed."""
        return parts[read.__name__].get(self.state.of(*models), read)

    def all_areas(self):
        return {row.pk: row for row in MetropolitanArea.objects.visible_to(self.user).order_by("name", "pk")}

    def all_partners(self):
        # What the plan needs of a partner: its name, area and when it took part.
        shown = ("slug", "name", "name_local", "area", "partner_number", "role", "joined_on", "left_on")
        partners = {row.pk: row for row in Partner.objects.only(*shown).order_by("name", "pk")}
        for partner in partners.values():
            partner.area = self.areas.get(partner.area_id)
        return partners

    def all_phases(self):
        return list(Phase.objects.visible_to(self.user).order_by("number", "pk"))

    def all_activities(self):
        rows = Activity.objects.visible_to(self.user).in_order_of_time()
        return list(map(ActivityRow._make, rows.values_list(*ActivityRow._fields)))

    def all_responsible(self):
        return lists(Activity.responsible.through.objects.values_list("activity", "partner"), self.partners)

    def all_activity_areas(self):
        return lists(ActivityArea.objects.visible_to(self.user).values_list("activity", "area"), self.areas)

    def all_outputs(self):
        raw = {"due_text": Cast("due_on", CharField()), "delivered_text": Cast("delivered_on", CharField())}
        names = ("pk", "slug", "title", "area_id", "activity_id", "phase_id", "status")
        rows = Output.objects.visible_to(self.user).annotate(**raw).order_by("title", "pk")
        return list(map(OutputRow._make, rows.values_list(*names, "due_text", "delivered_text")))

    def outputs_by_activity(self):
        owed = defaultdict(list)
        for row in self.outputs:
            owed[row.activity_id].append(row)
        return dict(owed)

    def all_entries(self):
        """The accepted entries of each activity as one text, which `entries_of` takes apart.

        After a change nearly all of these texts are what they were, and nothing is made of them again.
        """
        accepted = PartnerReport.objects.accepted().values("pk")
        rows = ProgressEntry.objects.filter(percent__isnull=False, report__in=accepted).order_by()
        return dict(
            rows.values("activity_id").annotate(told=Joined(entry_as_text())).values_list("activity_id", "told")
        )

    def all_pilots(self):
        pilots = Pilot.objects.visible_to(self.user).only("slug", "title", "area")
        through = Pilot.partners.through.objects.values_list("pilot", "partner")
        return {pilot.pk: pilot for pilot in pilots}, lists(through, self.partners)

    def all_milestones(self):
        found = list(Milestone.objects.visible_to(self.user).order_by("reached_on", "pk"))
        for milestone in found:
            # Who sees a milestone sees its pilot.
            milestone.pilot = self.pilots[milestone.pilot_id]
        return found

    def all_events(self):
        shown = ("slug", "title", "kind", "area", "starts_on", "ends_on", "created")
        rows = Event.objects.visible_to(self.user).only(*shown).annotate(host_partner=F("host__partner"))
        return list(rows.order_by(Coalesce("starts_on", "ends_on"), "title", "pk"))

    def began(self):
        """When the portal began to keep the plan, or None while there is none."""
        found = [*(row.created for row in self.phases), *self.created[Activity].values()]
        return min(found, default=None)

    @cached_property
    def created(self):
        """When each activity and each output came into the portal: `{model: {key: moment}}`; few pages ask."""
        rows = {model: model.objects.visible_to(self.user).order_by() for model in (Activity, Output)}
        return {model: dict(found.values_list("pk", "created")) for model, found in rows.items()}


def lists(pairs, order):
    """`{one: (others…)}` of pairs, the others in the order of the mapping `order`, which knows all that count."""
    places = {key: place for place, key in enumerate(order)}
    found = defaultdict(list)
    for one, other in pairs:
        if other in places:
            found[one].append(other)
    return {one: tuple(sorted(others, key=places.__getitem__)) for one, others in found.items()}
