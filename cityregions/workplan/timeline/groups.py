"""The groups of the timeline: by phase, by partner or by area, each with its lines."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cityregions.web.errors import BadAddress

from ..progress.numbers import weighted, whole

# A group of more lines opens on request, page by page; so does what comes after so many lines in all.
LARGEST_OPEN, MOST_LINES = 200, 500
NOWHERE = "none"


@dataclass
class Group:
    """Lines that belong together, with what they come to; `owns` tells its own outputs from those of others."""

    slug: str
    title: str
    url: str = ""
    accent: str = ""
    record: object = None
    owns: object = None
    things: list = field(default_factory=list)
    is_open: bool = True
    page: int = 1

    @cached_property
    def activities(self):
        return [thing for thing in self.things if thing.kind == "activity"]

    @cached_property
    def percent(self):
        return whole(weighted(self.activities))

    @cached_property
    def counted(self):
        return sum(each.exact is not None for each in self.activities)

    @cached_property
    def outputs(self):
        """For each output that its activities owe and that is its own, and for each line of one: whether it is done."""
        found = {thing.pk: thing.delivered for thing in self.things if thing.kind == "output"}
        for each in self.activities:
            for row in each.output_rows:
                if self.owns is None or self.owns(each, row):
                    found[row.pk] = each.is_delivered(row)
        return found

    @cached_property
    def only_activities(self):
        """Whether its outputs are all that its activities owe, which these have counted."""
        return self.owns is None and not any(thing.kind == "output" for thing in self.things)

    @property
    def owed(self):
        return sum(each.owed for each in self.activities) if self.only_activities else len(self.outputs)

    @property
    def delivered(self):
        if self.only_activities:
            return sum(each.delivered for each in self.activities)
        return sum(self.outputs.values())

    @cached_property
    def late(self):
        return sum(thing.state == "late" for thing in self.things)

    @property
    def pages(self):
        return max(1, -(-len(self.things) // LARGEST_OPEN))

    @property
    def is_large(self):
        return len(self.things) > LARGEST_OPEN

    @cached_property
    def shown(self):
        """The things whose lines are drawn."""
        if not self.is_open:
            return []
        return sorted(self.things, key=place)[LARGEST_OPEN * (self.page - 1) : LARGEST_OPEN * self.page]


def groups(asked):
    """The groups of the plan that the reader asks for; empty ones are left out, but for phases."""
    found = {"phase": by_phase, "partner": by_partner, "area": by_area}[asked.by](asked)
    kept = [group for group in found if group.things or (group.record and not asked.narrowed() and asked.by == "phase")]
    open_some(kept, asked)
    return kept


def open_some(kept, asked):
    if asked.open and asked.open not in {group.slug for group in kept}:
        known = [group.slug for group in kept]
        raise BadAddress(_("There is no group “%(name)s” here.") % {"name": asked.open}, known=known)
    room = MOST_LINES
    for group in sorted(kept, key=lambda group: group.slug != asked.open):
        if group.slug == asked.open:
            group.page = asked.page
            if group.page > group.pages:
                raise BadAddress(_("This group has %(pages)d pages.") % {"pages": group.pages})
        group.is_open = group.slug == asked.open or len(group.things) <= min(LARGEST_OPEN, room)
        room -= len(group.shown)
        lead_on(group, asked)


def lead_on(group, asked):
    """Where the reader opens, closes and pages through a group."""
    place = f"#{group.slug}"
    group.address = asked.address(open=group.slug, page=None) + place
    group.shut = asked.address(open=None, page=None) + place
    group.earlier = group.page > 1 and asked.address(open=group.slug, page=group.page - 1) + place
    group.later = group.page < group.pages and asked.address(open=group.slug, page=group.page + 1) + place


def place(thing):
    """In order of time; what has no date comes last."""
    return (thing.start.first.isoformat() if thing.start else "~", thing.name)


def things(asked):
    """Everything that is asked for: outputs of an activity are told in its line, unless they are asked for."""
    plan, chosen = asked.plan, asked.chosen
    all_outputs = "output" in chosen["kind"] or chosen["status"]
    outputs = plan.outputs if all_outputs else plan.loose_outputs
    activities = [each for phase in plan.phases for each in phase.activities]
    slugs = {phase.pk: phase.slug for phase in plan.book.phases}
    everything = [*activities, *outputs, *plan.milestones, *plan.events]
    if not asked.narrowed():
        return everything
    return [thing for thing in everything if fits(thing, chosen, slugs, plan)]


def fits(thing, chosen, slugs, plan):
    return (
        (not chosen["kind"] or thing.kind in chosen["kind"])
        and (not chosen["area"] or any(area.slug in chosen["area"] for area in thing.areas))
        and (not chosen["partner"] or any(partner.slug in chosen["partner"] for partner in thing.partners))
        and (not chosen["phase"] or slugs.get(phase_of(thing, plan)) in chosen["phase"])
        and (not chosen["status"] or state_of(thing) in chosen["status"])
    )


def state_of(thing):
    """An output that is delivered is done."""
    return "done" if thing.state == "delivered" else thing.state


def phase_of(thing, plan):
    """The key of the phase that something belongs to, by its own word or else by its day; None outside of all."""
    if thing.phase_id:
        return thing.phase_id
    if not thing.start:
        return None
    day = thing.start.first
    for phase in plan.phases:
        if phase.start and phase.end and phase.start.first <= day <= phase.end.last:
            return phase.phase.pk
    return None


def by_phase(asked):
    plan = asked.plan
    found = {each.phase.pk: phase_group(each.phase) for each in plan.phases}
    found[None] = Group(NOWHERE, _("Outside the phases"))
    for thing in things(asked):
        key = phase_of(thing, plan)
        found[key if key in found else None].things.append(thing)
    return list(found.values())


def phase_group(phase):
    title = _("Phase %(number)d: %(name)s") % {"number": phase.number, "name": phase.name}
    return Group(phase.slug, title, record=phase)


def by_partner(asked):
    book = asked.plan.book
    found = {
        key: Group(each.slug, each.name, each.get_absolute_url(), accent(each.area), each, owed_by(each))
        for key, each in book.partners.items()
        if not asked.chosen["partner"] or each.slug in asked.chosen["partner"]
    }
    return shared_out(asked, found, lambda thing: thing.partners, _("No partner is named"))


def by_area(asked):
    found = {
        key: Group(each.slug, each.name, each.get_absolute_url(), accent(each), each, owed_to(each))
        for key, each in asked.plan.book.areas.items()
        if not asked.chosen["area"] or each.slug in asked.chosen["area"]
    }
    return shared_out(asked, found, lambda thing: thing.areas, _("Whole project"))


def owed_by(partner):
    return lambda activity, row: partner in activity.answering_for(row)


def owed_to(area):
    """An output that names no area is owed to all areas of its activity."""
    return lambda _activity, row: row.area_id in {None, area.pk}


def shared_out(asked, found, owners, nobody):
    """Puts each thing into the groups of all its owners."""
    rest = Group(NOWHERE, nobody)
    for thing in things(asked):
        own = owners(thing)
        for owner in own:
            if owner.pk in found:
                found[owner.pk].things.append(thing)
        if not own:
            rest.things.append(thing)
    return [*found.values(), rest]


def accent(area):
    return f"area-{area.accent}" if area else ""
