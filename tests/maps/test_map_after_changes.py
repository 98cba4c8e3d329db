"""The map of which only what was written is read again is the one that is read from nothing, whatever was written."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from cityregions.areas.models import MetropolitanArea
from partners.models import Partner
from stakeholders.maps import reading
from stakeholders.maps.content import Content
from stakeholders.maps.reading import content_of, read
from stakeholders.models import Assessment, MapEntry, Relation, Stakeholder, StakeholderMap
from tests import make

pytestmark = pytest.mark.django_db
DAYS = (None, date(2013, 6, 15), date(2014, 2, 1))


class World:
    """Two maps that share stakeholders, and what may happen to them."""

    def __init__(self, dice):
        self.dice = dice
        self.area = make.area()
        self.maps = [make.stakeholder_map(area=self.area, published=True), make.stakeholder_map(published=False)]
        self.people = [make.user() for _each in range(3)]
        for _each in range(8):
            self.comes()
        for _each in range(12):
            self.relates()
            self.rates()

    def any(self, model):
        return self.dice.choice(list(model.objects.order_by("pk")) or [None])

    def day(self):
        return date(self.dice.randrange(2012, 2015), self.dice.randrange(1, 13), self.dice.randrange(1, 29))

    def comes(self):
        fields = {
            "area": self.dice.choice([self.area, None]),
            "name": self.dice.choice("ABCÄbc") + str(self.dice.random()),
        }
        row = make.stakeholder(**fields)
        for each in self.dice.sample(self.maps, self.dice.randrange(1, 3)):
            make.entry(stakeholder_map=each, stakeholder=row)

    def goes(self):
        if row := self.any(MapEntry):
            row.delete()

    def pinned(self):
        if row := self.any(MapEntry):
            row.x, row.y = self.dice.random(), self.dice.random()
            row.save()

    def moves_to_another_map(self):
        row, target = self.any(MapEntry), self.dice.choice(self.maps)
        if row and not target.entries.filter(stakeholder=row.stakeholder_id).exists():
            MapEntry.objects.filter(pk=row.pk).update(stakeholder_map=target)

    def renamed(self):
        row = self.any(Stakeholder)
        row.name = f"{self.dice.choice('ABCÄbc')} {self.dice.random()}"
        row.save()

    def told_anew(self):
        row = self.any(Stakeholder)
        row.role = f"Role {self.dice.random()}"
        row.save()

    def all_told_anew(self):
        Stakeholder.objects.update(sector=self.dice.choice(["public", "private"]))

    def relates(self):
        ends = self.dice.sample(list(Stakeholder.objects.all()), 2)
        with suppress(IntegrityError), transaction.atomic():
            kind, weight = self.dice.choice(Relation.Kind.values), self.dice.choice([None, 1, 5])
            make.relation(from_stakeholder=ends[0], to_stakeholder=ends[1], kind=kind, weight=weight, since=self.day())

    def relates_otherwise(self):
        if row := self.any(Relation):
            row.weight, row.until = self.dice.choice([2, 3]), self.dice.choice([None, "2015"])
            with suppress(IntegrityError), transaction.atomic():
                row.save()

    def relates_no_more(self):
        if row := self.any(Relation):
            row.delete()

    def rates(self):
        row, who = self.any(MapEntry), self.dice.choice(self.people)
        scores = {name: Decimal(self.dice.randrange(10, 51)) / 10 for name in ("influence", "interest")}
        answers = {name: self.dice.choice([None, True, False]) for name in ("legitimacy", "urgency")}
        if row:
            keys = {"entry": row, "assessed_by": who, "assessed_on": self.day()}
            Assessment.objects.update_or_create(**keys, defaults={**scores, **answers})

    def rating_belongs_elsewhere(self):
        row, target = self.any(Assessment), self.any(MapEntry)
        if row and target and not target.assessments.exists():
            Assessment.objects.filter(pk=row.pk).update(entry=target)

    def rated_no_more(self):
        if row := self.any(Assessment):
            row.delete()

    def person_leaves(self):
        Assessment.objects.filter(assessed_by=self.people[0]).update(assessed_by=None)

    def published_or_not(self):
        row = self.dice.choice(self.maps)
        row.published = not row.published
        row.save()

    def area_gets_another_slug(self):
        MetropolitanArea.objects.filter(pk=self.area.pk).update(slug=f"area-{self.dice.randrange(10**6)}")

    def is_a_partner(self):
        if row := self.dice.choice(list(Stakeholder.objects.filter(partner=None)) or [None]):
            row.partner = make.partner()
            row.save()

    def partner_gets_another_slug(self):
        if row := self.any(Partner):
            Partner.objects.filter(pk=row.pk).update(slug=f"partner-{self.dice.randrange(10**6)}")

    def nothing(self):
        pass


HAPPENS = [name for name, found in vars(World).items() if callable(found) and name not in {"__init__", "any", "day"}]


def told(found):
    """All that a content holds, and all that is worked out of it."""
    return found.nodes, found.edges, found.on, found.rated, dict(found.degrees), found.by_kind, found.digest


@pytest.mark.parametrize("seed", range(8))
def test_after_each_change_the_map_is_the_one_read_from_nothing(seed):
    dice = Random(seed)
    reading.forget()
    world = World(dice)
    readers = [AnonymousUser(), make.user(coordinator=True)]
    happened = []
    for _step in range(50):
        happened.append(dice.choice(HAPPENS))
        getattr(world, happened[-1])()
        if dice.random() < 0.3:
            continue
        for each in StakeholderMap.objects.all():
            for reader in readers:
                on = dice.choice(DAYS)
                assert told(content_of(each, reader, on)) == told(read(each, reader, on)), (happened, on)


def test_what_has_not_changed_is_not_read_again(django_assert_num_queries):
    reading.forget()
    dice = Random(1)
    world = World(dice)
    shown = world.maps[0]
    before = content_of(shown, AnonymousUser())
    with django_assert_num_queries(1):
        assert content_of(shown, AnonymousUser()) is before
    world.told_anew()
    after = content_of(shown, AnonymousUser())
    assert after.edges is before.edges
    assert isinstance(after, Content)


def test_large_maps_are_read_ahead(django_assert_num_queries):
    reading.forget()
    world = World(Random(1))
    reading.read_ahead()
    with django_assert_num_queries(1):
        content_of(world.maps[0], AnonymousUser())
