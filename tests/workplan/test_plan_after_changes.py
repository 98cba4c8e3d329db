"""The plan that counts again only what was written is the one that is counted from nothing, whatever was written."""

from datetime import date
from random import Random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cityregions.records.changes import written
from cityregions.workplan.models import Activity, ActivityArea, Event, Output, PartnerReport, Phase, ProgressEntry
from cityregions.workplan.progress import kept, plan_on
from partners.models import Partner
from pilots.models import Milestone
from tests import make

pytestmark = pytest.mark.django_db
DAYS = (date(2013, 6, 15), date(2014, 2, 1))


def day_of(dice):
    return f"201{dice.randrange(2, 5)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"


def day(dice):
    """A day, a month or a year, or none."""
    return dice.choice([day_of(dice), day_of(dice), day_of(dice)[:7], day_of(dice)[:4], None])


class World:
    """A small project, and what may happen to it."""

    def __init__(self, dice):
        self.dice = dice
        self.areas = [make.area() for _each in range(3)]
        self.partners = [make.partner(area=dice.choice(self.areas)) for _each in range(4)]
        self.phases = [make.phase(starts_on=f"201{2 + n}-01-01", ends_on=f"201{2 + n}-12-31") for n in range(2)]
        for _each in range(6):
            self.new_activity()
            self.new_output()
        for _each in range(8):
            self.entry()

    def any(self, model):
        return self.dice.choice(list(model.objects.order_by("pk")) or [None])

    def period(self):
        days = sorted(filter(None, (day(self.dice), day(self.dice))), key=lambda each: (each + "-01-01")[:10])
        return {"starts_on": days[0] if days else None, "ends_on": None}

    def new_activity(self):
        made = make.activity(
            phase=self.dice.choice(self.phases), areas=self.dice.sample(self.areas, 2), **self.period()
        )
        made.responsible.set(self.dice.sample(self.partners, self.dice.randrange(3)))

    def new_output(self):
        make.output(
            activity=self.dice.choice([self.any(Activity), None]),
            area=self.dice.choice([*self.areas, None]),
            due_on=day(self.dice),
            delivered_on=day(self.dice),
            status=self.dice.choice(["draft", "published"]),
        )

    def entry(self):
        """Somebody reports, by a report that is accepted, or is not yet."""
        told = date.fromisoformat(day_of(self.dice))
        report = make.report(partner=self.dice.choice(self.partners))
        made = {"activity": self.any(Activity), "percent": self.dice.choice([0, 30, 100]), "reported_on": told}
        if made["activity"]:
            make.progress_entry(report=report, **made)
        status = self.dice.choice(["accepted", "accepted", "submitted"])
        PartnerReport.objects.filter(pk=report.pk).update(status=status, note="Why?")

    def accepted(self):
        PartnerReport.objects.filter(status="submitted").update(status="accepted")

    def sent_back(self):
        if report := self.any(PartnerReport):
            report.status, report.note = "sent_back", "Why?"
            report.save()

    def entry_gone(self):
        if entry := self.any(ProgressEntry):
            entry.delete()

    def activity_moved(self):
        if row := self.any(Activity):
            row.starts_on, row.ends_on = self.period().values()
            row.save()

    def activity_renamed(self):
        if row := self.any(Activity):
            Activity.objects.filter(pk=row.pk).update(title=f"Renamed {self.dice.random()}")

    def activity_gone(self):
        told_of = ProgressEntry.objects.order_by().values("activity")
        if row := Activity.objects.filter(outputs=None).exclude(pk__in=told_of).first():
            row.delete()

    def others_responsible(self):
        if row := self.any(Activity):
            row.responsible.set(self.dice.sample(self.partners, self.dice.randrange(4)))

    def elsewhere(self):
        if row := self.any(ActivityArea):
            row.delete()

    def output_moved(self):
        if row := self.any(Output):
            row.due_on, row.activity = day(self.dice), self.dice.choice([self.any(Activity), None])
            row.save()

    def outputs_delivered_at_once(self):
        Output.objects.filter(pk__in=[row.pk for row in Output.objects.all()[:3]]).update(
            delivered_on=day_of(self.dice)
        )

    def output_published_or_not(self):
        if row := self.any(Output):
            row.status = self.dice.choice(["draft", "published"])
            row.save()

    def output_gone(self):
        if row := self.any(Output):
            row.delete()

    def phase_moved(self):
        row = self.dice.choice(self.phases)
        row.ends_on = f"{row.starts_on[:4]}-{self.dice.randrange(2, 13):02}-28"
        row.save()

    def partner_left(self):
        row = self.dice.choice(self.partners)
        Partner.objects.filter(pk=row.pk).update(left_on=self.dice.choice([None, "2013-03-01"]))

    def area_renamed(self):
        row = self.dice.choice(self.areas)
        row.name = f"Area {self.dice.random()}"
        row.save()

    def event(self):
        row = self.dice.choice([make.event(), self.any(Event)])
        row.starts_on = day_of(self.dice)
        row.ends_on = None
        row.save()

    def milestone(self):
        row = self.dice.choice([make.milestone(), self.any(Milestone)])
        row.reached_on = day(self.dice)
        row.save()

    def nothing(self):
        pass


HAPPENS = [name for name, found in vars(World).items() if callable(found) and name not in {"__init__", "any", "period"}]


def names(things):
    return [str(thing) for thing in things]


def told(plan):
    """Every number of a plan, in words."""
    return {
        "phases": [
            (str(each.phase), each.start, each.end, each.percent, each.owed, each.delivered, each.counted)
            for each in plan.phases
        ],
        "activities": [activity(each) for each in plan.by_activity.values()],
        "outputs": sorted(map(output, plan.outputs), key=str),
        "loose": sorted(map(output, plan.loose_outputs), key=str),
        "events": [(each.name, each.start, each.end, each.state, names(each.areas)) for each in plan.events],
        "milestones": [(each.name, each.day, each.state, names(each.partners)) for each in plan.milestones],
        "late": [plan.late.number, *map(late, plan.late.by_partner), "areas", *map(late, plan.late.by_area)],
        "curve": [str(point) for point in plan.curve.points],
        "percent": plan.percent,
    }


def activity(each):
    own = (each.name, each.url, each.phase_id, each.start, each.end, each.state, each.percent, each.basis, each.months)
    reports = (each.reported, each.responsible, names(each.partners), names(each.silent), names(each.areas))
    said = [(str(said.partner), said.percent, said.reported_on) for said in each.told]
    return (*own, *reports, said, each.owed, each.delivered, sorted(map(output, each.outputs), key=str))


def output(each):
    dates = (each.due, each.due_by, each.delivered_on, each.delivered, each.undated)
    return (each.title, each.status, *dates, each.state, each.phase_id, names(each.areas), names(each.partners))


def late(each):
    things = [(thing.name, thing.state) for thing in each.things]
    return (str(each.owner), each.days, each.activities, each.outputs, each.more, things)


def from_nothing(user, on):
    """The plan as a process counts it that has just begun; what is kept stays kept."""
    results = (kept.parts, kept.books, kept.plans)
    before = [dict(each.found) for each in results], dict(written.journals)
    kept.forget()
    found = told(plan_on(user, on))
    written.journals.clear()
    written.journals.update(before[1])
    for each, was in zip(results, before[0], strict=True):
        each.found.clear()
        each.found.update(was)
    return found


@pytest.mark.parametrize("seed", range(8))
def test_after_each_change_the_plan_is_the_one_counted_from_nothing(seed):
    dice = Random(seed)
    kept.forget()
    world = World(dice)
    readers = [AnonymousUser(), make.user(coordinator=True)]
    happened = []
    for _step in range(40):
        happened.append(dice.choice(HAPPENS))
        getattr(world, happened[-1])()
        if dice.random() < 0.3:
            continue
        for reader in readers:
            for on in (DAYS[0], dice.choice((DAYS[1], timezone.localdate()))):
                assert told(plan_on(reader, on)) == from_nothing(reader, on), (happened, on)


def test_each_thing_that_happens_is_tried():
    assert {Phase, Activity, Output, Event, Milestone, Partner, PartnerReport, ProgressEntry} <= set(kept.READ)
    dice = Random(1)
    world = World(dice)
    for name in HAPPENS:
        getattr(world, name)()
