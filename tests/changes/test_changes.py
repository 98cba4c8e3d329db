"""The feed of changes: what a program that keeps a copy is told."""

import pytest
from django.contrib.auth.models import AnonymousUser

from cityregions.records.changes.sequencing import sequence
from tests import make
from tests.changes.copies import changes_for

pytestmark = pytest.mark.django_db


def told(changes):
    return [(each.noun, each.action, each.key) for each in changes]


class Following:
    """Somebody who follows the changes from now on."""

    def __init__(self, user):
        self.user = user
        _changes, self.cursor = changes_for(user, "now")

    def news(self, *nouns):
        changes, self.cursor = changes_for(self.user, self.cursor, list(nouns) or None)
        return told(changes)


@pytest.fixture
def visitor():
    return Following(AnonymousUser())


def test_a_row_is_created_updated_and_deleted(visitor):
    area = make.area(slug="graz")
    assert visitor.news() == [("areas", "created", "graz")]
    area.summary = "New"
    area.save()
    assert visitor.news() == [("areas", "updated", "graz")]
    area.delete()
    assert visitor.news() == [("areas", "deleted", "graz")]
    assert changes_for(visitor.user, visitor.cursor) == ([], visitor.cursor)


def test_what_is_written_past_the_models_is_told_too(visitor):
    area = make.area(slug="graz")
    visitor.news()
    type(area).objects.filter(pk=area.pk).update(summary="New")
    assert visitor.news() == [("areas", "updated", "graz")]


def test_publishing_creates_and_hiding_deletes_with_all_that_depends_on_it(visitor):
    entry = make.entry(stakeholder_map=make.stakeholder_map(slug="transport", published=False))
    rating = make.assessment(entry=entry)
    visitor.news()
    staff = Following(make.user(coordinator=True))
    stakeholder_map, nouns = entry.stakeholder_map, ["stakeholder-maps", "map-entries", "assessments"]
    stakeholder_map.published = True
    stakeholder_map.save()
    rows = {("stakeholder-maps", "transport"), ("map-entries", entry.pk), ("assessments", rating.pk)}
    assert sorted(visitor.news(*nouns)) == sorted((noun, "created", key) for noun, key in rows)
    assert sorted(staff.news(*nouns)) == sorted((noun, "updated", key) for noun, key in rows)
    stakeholder_map.published = False
    stakeholder_map.save()
    assert sorted(visitor.news(*nouns)) == sorted((noun, "deleted", key) for noun, key in rows)
    stakeholder_map.name = "Still hidden"
    stakeholder_map.save()
    assert visitor.news() == []


def test_what_a_draft_was_called_is_not_told_once_it_is_published(visitor):
    practice = make.practice(slug="secret-merger", published=False)
    early = Following(AnonymousUser())
    type(practice).objects.filter(pk=practice.pk).update(slug="harmless")
    type(practice).objects.filter(pk=practice.pk).update(published=True)
    assert set(visitor.news()) == {("practices", "created", "harmless")}
    assert set(early.news()) == {("practices", "created", "harmless")}
    type(practice).objects.filter(pk=practice.pk).update(slug="known")
    for reader in (visitor, early):
        news = reader.news()
        assert ("practices", "deleted", "harmless") in news
        assert ("practices", "deleted", "secret-merger") not in news


def test_what_a_row_was_called_while_it_was_hidden_is_told_from_no_place_on(visitor):
    practice = make.practice(slug="open")
    rows = type(practice).objects.filter(pk=practice.pk)
    visitor.news()
    rows.update(published=False)
    assert ("practices", "deleted", "open") in visitor.news()
    for name in ("secret-merger", "harmless"):
        make.area()
        rows.update(slug=name)
        sequence()
    cursors = {changes_for(visitor.user, visitor.cursor, limit=most)[1] for most in range(1, 12)}
    rows.update(published=True)
    for cursor in cursors:
        changes = told(changes_for(visitor.user, cursor)[0])
        assert ("practices", "deleted", "secret-merger") not in changes
        assert ("practices", "created", "harmless") in changes or ("practices", "updated", "harmless") in changes


def test_what_one_never_saw_is_never_told(visitor):
    pilot = make.pilot(slug="draft", published=False)
    make.milestone(pilot=pilot)
    visitor.news()
    cursor = visitor.cursor
    pilot.slug = "draft-2"
    pilot.save()
    pilot.delete()
    assert visitor.news("pilots", "milestones") == []
    assert visitor.cursor == cursor
