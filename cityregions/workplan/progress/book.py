"""The work plan as the database has it: read once, then only what was written since; any day is counted from it."""

from collections import defaultdict
from functools import partial

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from cityregions.areas.models import MetropolitanArea
from partners.models import Partner
from pilots.models import Milestone, Pilot

from ..models import Activity, ActivityArea, Event, Output, PartnerReport, Phase, ProgressEntry
from . import rows
from .dates import LAID_OUT_BY, Moved
from .entries import Entries


class Book:
    """Everything that the numbers of the plan are made of, as far as one reader may see it.

    Reports and their entries are read whoever asks: how far an activity is, anyone may know, as the work plan is
    public; which partner said what stays within the partnership, and pages and API keep it there.

    `part` gives what is known of a part, as long as none of the models has changed on which it depends; else it lets
    the part be read, or be brought up to date after what was written.
    """

    def __init__(self, user, part, key):
        self.user, self.key = user, key
        self.areas, self.partners = part("people", [MetropolitanArea, Partner], self.read_people)
        # Before the phases, so that theirs are all there.
        self.activity_rows = part("activities", [Activity], self.read_activities, self.activities_after)
        self.phases = part("phases", [Phase], self.read_phases)
        shared = [Activity, Partner, MetropolitanArea]
        self.responsible = part("responsible", shared, self.read_responsible, self.responsible_after)
        self.activity_areas = part("areas", [*shared, ActivityArea], self.read_areas, self.areas_after)
        self.outputs, self.owed = part("outputs", [Output], self.read_outputs, self.outputs_after)
        self.entries = part("entries", [ProgressEntry, PartnerReport], Entries.read, Entries.after)
        pilots = [Pilot, Milestone, Partner, MetropolitanArea]
        self.pilots, self.pilot_partners, self.milestones = part("pilots", pilots, self.read_pilots)
        self.events = part("events", [Event], self.read_events)
        self.moved = {
            model: part(f"moved {model.__name__}", [model], partial(Moved.read, model), Moved.after)
            for model in LAID_OUT_BY
        }

    def is_like(self, other):
        """Whether it holds the very same parts."""
        apart = {"user", "key", "moved", "activities", "created"}
        mine, theirs = ({**vars(book), **book.moved} for book in (self, other))
        return all(mine[name] is theirs[name] for name in mine.keys() - apart)

    @cached_property
    def activities(self):
        return rows.in_order_of_time(self.activity_rows, {phase.pk: phase for phase in self.phases})

    def read_people(self):
        areas = {row.pk: row for row in MetropolitanArea.objects.visible_to(self.user).order_by("name", "pk")}
        # What the plan needs of a partner: its name, area and when it took part.
        shown = ("slug", "name", "name_local", "area", "partner_number", "role", "joined_on", "left_on")
        partners = {row.pk: row for row in Partner.objects.only(*shown).order_by("name", "pk")}
        for partner in partners.values():
            partner.area = areas.get(partner.area_id)
        return areas, partners

    def read_phases(self):
        return list(Phase.objects.visible_to(self.user).order_by("number", "pk"))

    def read_activities(self):
        return rows.activities(Activity.objects.visible_to(self.user))

    def activities_after(self, known, written):
        keys = written[Activity]
        return rows.replaced(known, keys, rows.activities(Activity.objects.visible_to(self.user).filter(pk__in=keys)))

    def read_responsible(self, **only):
        pairs = Activity.responsible.through.objects.filter(**only)
        return lists(pairs.values_list("activity", "partner"), self.partners)

    def responsible_after(self, known, written):
        return self.links_after(known, written, self.read_responsible)

    def read_areas(self, **only):
        pairs = ActivityArea.objects.visible_to(self.user).filter(**only)
        return lists(pairs.values_list("activity", "area"), self.areas)

    def areas_after(self, known, written):
        return self.links_after(known, written, self.read_areas)

    def links_after(self, known, written, read):
        """What is linked to activities. A link that was written counts as a change of its activity, too."""
        if written.keys() - {Activity, ActivityArea}:
            return read()
        keys = written.get(Activity, set())
        return rows.replaced(known, keys, read(activity__in=keys))

    def read_outputs(self):
        outputs = rows.outputs(Output.objects.visible_to(self.user))
        owed = defaultdict(list)
        for row in outputs.values():
            owed[row.activity_id].append(row)
        return outputs, {activity: rows.in_order_of_titles(found) for activity, found in owed.items()}

    def outputs_after(self, known, written):
        (outputs, owed), keys = known, written[Output]
        found = rows.outputs(Output.objects.visible_to(self.user).filter(pk__in=keys))
        now = rows.replaced(outputs, keys, found)
        return known if now is outputs else (now, rows.replaced_owed(owed, outputs, keys, found))

    def read_pilots(self):
        pilots = Pilot.objects.visible_to(self.user).only("slug", "title", "area")
        pilots = {pilot.pk: pilot for pilot in pilots}
        through = Pilot.partners.through.objects.values_list("pilot", "partner")
        milestones = list(Milestone.objects.visible_to(self.user).order_by("reached_on", "pk"))
        return pilots, lists(through, self.partners), milestones

    def read_events(self):
        shown = ("slug", "title", "kind", "area", "starts_on", "ends_on", "created")
        found = Event.objects.visible_to(self.user).only(*shown).annotate(host_partner=F("host__partner"))
        return list(found.order_by(Coalesce("starts_on", "ends_on"), "title", "pk"))

    def began(self):
        """When the portal began to keep the plan, or None while there is none."""
        found = [*(row.created for row in self.phases), *self.created[Activity].values()]
        return min(found, default=None)

    @cached_property
    def created(self):
        """When each activity and each output came into the portal: `{model: {key: moment}}`; few pages ask."""
        found = {model: model.objects.visible_to(self.user).order_by() for model in (Activity, Output)}
        return {model: dict(rows.values_list("pk", "created")) for model, rows in found.items()}


def lists(pairs, order):
    """`{one: (others…)}` of pairs, the others in the order of the mapping `order`, which knows all that count."""
    places = {key: place for place, key in enumerate(order)}
    found = defaultdict(list)
    for one, other in pairs:
        if other in places:
            found[one].append(other)
    return {one: tuple(sorted(others, key=places.__getitem__)) for one, others in found.items()}
