"""A copy that is kept by the feed of changes is as the source, whatever is written meanwhile, and for everybody."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.workplan.models import Output, PartnerReport
from pilots.models import Pilot
from stakeholders.models import Agreement, MapEntry, Stakeholder, StakeholderMap
from tests import make, project
from tests.api.nouns import MAKERS, full_report
from tests.changes.copies import API, Copy

WRITERS, ROUNDS = 16, 12


@pytest.mark.django_db
def test_a_copy_of_the_real_project_is_as_its_lists():
    project.load()
    assert Copy().follow().differences() == []


@pytest.mark.django_db
def test_copies_follow_rows_of_every_noun_as_they_come_and_go():
    visitor, coordinator = Copy().follow(), Copy(make.user(coordinator=True)).follow()
    rows = [make_row() for make_row in MAKERS.values()]
    assert [visitor.follow().differences(), coordinator.follow().differences()] == [[], []]
    assert MAKERS.keys() <= {noun for noun, _key in coordinator.rows}
    for row in reversed(rows):
        with suppress(ProtectedError), transaction.atomic():
            row.delete()
    assert [visitor.follow().differences(), coordinator.follow().differences()] == [[], []]


class Writer:
    """Somebody who writes whatever comes to mind, in all the ways in which the portal is written."""

    def __init__(self, person, number):
        self.client, self.any, self.number, self.faults = (
            Client(raise_request_exception=False),
            random.Random(number),
            number,
            [],
        )
        self.client.force_login(person)
        self.made = 0

    def write(self):
        try:
            for _round in range(ROUNDS):
                way = self.any.choice(WAYS)
                # Whom others got ahead of goes on with something else.
                with suppress(IntegrityError, OperationalError, ProtectedError, IndexError):
                    way(self)
        finally:
            connection.close()

    def send(self, method, address, body=None):
        options = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        answer = getattr(self.client, method)(f"{API}{address}", **options)
        if answer.status_code >= 500 and answer.status_code != 503:
            self.faults.append((method, address, body, answer.content[:300]))

    def some(self, model, key="slug"):
        return self.any.choice(list(model.objects.values_list(key, flat=True)))

    def slug(self):
        self.made += 1
        return f"new-{self.number}-{self.made}"

    def yes(self):
        return self.any.random() < 0.5

    def add_stakeholders(self):
        area = self.some(MetropolitanArea)
        self.send("post", "stakeholders/", [{"name": "New", "slug": self.slug(), "area": area} for _n in range(5)])

    def move_stakeholders(self):
        rows = [
            {"slug": slug, "area": self.some(MetropolitanArea)}
            for slug in {self.some(Stakeholder), self.some(Stakeholder)}
        ]
        self.send("patch", "stakeholders/", rows)

    def rename_stakeholder(self):
        self.send("patch", f"stakeholders/{self.some(Stakeholder)}/", {"name": self.slug()})

    def remove_stakeholders(self):
        self.send("delete", "stakeholders/", [self.some(Stakeholder)])

    def publish_map(self):
        self.send("patch", f"stakeholder-maps/{self.some(StakeholderMap)}/", {"published": self.yes()})

    def move_map(self):
        area = self.some(MetropolitanArea, "pk")
        StakeholderMap.objects.filter(slug=self.some(StakeholderMap)).update(area=area)

    def rename_map(self):
        StakeholderMap.objects.filter(slug=self.some(StakeholderMap)).update(slug=self.slug())

    def add_map(self):
        rating = {"assessed_on": "2014-03-15", "influence": 2, "interest": 4}
        entries = [{"stakeholder": self.some(Stakeholder), "assessments": [rating]} for _n in range(2)]
        row = {"name": "New", "slug": self.slug(), "area": self.some(MetropolitanArea), "published": self.yes()}
        self.send("post", "stakeholder-maps/", row | {"entries": entries})

    def remove_map(self):
        self.send("delete", f"stakeholder-maps/{self.some(StakeholderMap)}/")

    def add_entry(self):
        row = {"stakeholder_map": self.some(StakeholderMap), "stakeholder": self.some(Stakeholder)}
        self.send("post", "map-entries/", row)

    def move_entry(self):
        self.send("patch", f"map-entries/{self.some(MapEntry, 'pk')}/", {"stakeholder_map": self.some(StakeholderMap)})

    def remove_entry(self):
        MapEntry.objects.get(pk=self.some(MapEntry, "pk")).delete()

    def publish_practice(self):
        organisations = list({self.some(Stakeholder), self.some(Stakeholder)})
        row = {"published": self.yes(), "organisations": organisations, "area": self.some(MetropolitanArea)}
        self.send("patch", f"practices/{self.some(Practice)}/", row)

    def set_practice(self):
        with transaction.atomic():
            practice = Practice.objects.get(slug=self.some(Practice))
            practice.organisations.set(Stakeholder.objects.filter(slug=self.some(Stakeholder)))

    def change_pilot(self):
        row = {"milestones": [{"text": self.slug()}, {"text": "Second"}], "inspired_by": [self.some(Practice)]}
        self.send("patch", f"pilots/{self.some(Pilot)}/", row | {"agreements": [self.some(Agreement)]})

    def publish_pilot(self):
        self.send("patch", f"pilots/{self.some(Pilot)}/", {"published": self.yes()})

    def change_agreement(self):
        parties = [{"stakeholder": slug} for slug in {self.some(Stakeholder), self.some(Stakeholder)}]
        self.send("patch", f"agreements/{self.some(Agreement)}/", {"parties": parties, "published": self.yes()})

    def remove_agreement(self):
        self.send("post", "agreements/", {"title": "New", "slug": self.slug(), "published": True})
        self.send("delete", f"agreements/{self.some(Agreement)}/")

    def publish_output(self):
        status = self.any.choice(Output.Status.values)
        Output.objects.filter(slug=self.some(Output)).update(status=status)

    def decide_on_report(self):
        status = self.any.choice(["draft", "submitted", "accepted"])
        PartnerReport.objects.filter(pk=self.some(PartnerReport, "pk")).update(status=status)

    def take_back(self):
        """What is not committed is not told."""
        with transaction.atomic():
            Practice.objects.update(published=True)
            transaction.set_rollback(True)


WAYS = [
    way
    for name, way in vars(Writer).items()
    if name.split("_")[0] in {"add", "move", "rename", "remove", "publish", "set", "change", "decide", "take"}
]


def a_world():
    """Rows of most nouns in three areas, half of them drafts; somebody of each kind."""
    areas = [make.area(slug=slug) for slug in ("here", "there", "elsewhere")]
    partners = [make.partner(area=area) for area in areas]
    own = make.stakeholder(slug="own", area=areas[0])
    for number, area in enumerate([*areas, make.area(), make.area()]):
        draft = {"published": number % 2 == 0}
        entry = make.entry(stakeholder_map=make.stakeholder_map(area=area, **draft), stakeholder=own)
        make.assessment(entry=entry)
        make.party(agreement=make.agreement(area=area, **draft), stakeholder=make.stakeholder(area=area))
        practice = make.practice(area=area, organisations=[make.stakeholder()], **draft)
        make.milestone(pilot=make.pilot(area=area, inspired_by=[practice], **draft))
        output = make.output(area=area, status="published" if number % 2 else "in_review")
        make.comment(output=output)
        make.endorsement(output=output)
        make.event(area=area, host=make.stakeholder(), outputs=[output])
        full_report()
    contact = make.user()
    make.contact(stakeholder=own, user=contact, email=contact.email)
    coordinator = make.user(coordinator=True)
    return {"visitor": None, "staff": make.user(partners[0]), "contact": contact, "coordinator": coordinator}


@pytest.mark.full
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_copies_are_as_the_source_while_sixteen_write():
    people = a_world()
    copies = {role: Copy(person) for role, person in people.items()}
    for copy in copies.values():
        copy.follow()
    before = len(copies["coordinator"].rows)
    writers = [Writer(people["coordinator"], number) for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS + len(copies)) as hands:
        writing = [hands.submit(writer.write) for writer in writers]
        following = [hands.submit(follow_until, copy, writing) for copy in copies.values()]
        for each in (*writing, *following):
            each.result()
    assert [writer.faults for writer in writers if writer.faults] == []
    for role, copy in copies.items():
        assert (role, copy.follow().differences()) == (role, [])
        assert copy.answers > 3
    assert len(copies["coordinator"].rows) != before


def follow_until(copy, writing):
    try:
        while not all(each.done() for each in writing):
            copy.follow()
    finally:
        connection.close()
