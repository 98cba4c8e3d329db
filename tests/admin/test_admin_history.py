"""The history of a record tells who changed what, from what to what, and why."""

import pytest

from cityregions.areas.models import MetropolitanArea
from cityregions.project import models as project
from cityregions.workplan.models import Output
from partners.models import Partner
from pilots import models as pilots
from tests import make
from tests.admin.desk import act, complaints, entries, page, said, save

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["abc/history/", "99999999999999999999999/history/", "0/history/"])
def test_the_history_of_what_never_was_is_not_found(desk, address):
    assert desk.get(page(pilots.Pilot, "changelist") + address).status_code == 404


def test_the_history_tells_who_changed_what_from_what_to_what_and_why(desk):
    area = make.area(name="Graz", population=100)
    assert save(desk, area, population="250", change_reason="New census").status_code == 302
    record = area.history.first()
    assert (record.history_user.email, record.history_change_reason) == ("maria@example.org", "New census")
    shown = desk.get(page(MetropolitanArea, "history", area.pk)).context["shown"][0]
    assert shown.changes == [{"field": "Population", "old": "100", "new": "250"}]
    text = desk.get(page(MetropolitanArea, "history", area.pk)).content.decode()
    assert all(word in text for word in ["Maria Coordinator", "Population", "100", "250", "New census"])


@pytest.mark.parametrize(
    ("fields", "changes", "expected"),
    [
        ({"role": "partner"}, {"role": "lead"}, {"field": "Role", "old": "partner", "new": "lead partner"}),
        ({}, {"left_on": "2013-12"}, {"field": "Left", "old": "–", "new": "December 2013"}),
        ({}, {"extra": '{"a": 5}'}, {"field": "Notes", "old": "{}", "new": "{&quot;a&quot;: 5}"}),
    ],
)
def test_the_history_speaks_in_words(desk, fields, changes, expected):
    partner = make.partner(**fields)
    assert save(desk, partner, **changes).status_code == 302
    assert desk.get(page(Partner, "history", partner.pk)).context["shown"][0].changes == [expected]


def test_the_history_names_rows_that_were_linked(desk):
    first, second = make.partner(name="First"), make.partner(name="Second")
    pilot = make.pilot(partners=[first])
    assert save(desk, pilot, partners=[first.pk, second.pk]).status_code == 302
    newest = desk.get(page(pilots.Pilot, "history", pilot.pk)).context["shown"][0]
    assert newest.changes == [{"field": "Partners", "old": "First", "new": "First, Second"}]


def test_the_history_of_a_whole_tells_of_its_parts(desk):
    milestone = make.milestone(text="Opening", reached_on="2014")
    pilot = milestone.pilot
    sent = {"milestones-0-reached_on": "2014-03", "change_reason": "Minutes"}
    assert save(desk, pilot, **sent).status_code == 302
    newest = desk.get(page(pilots.Pilot, "history", pilot.pk)).context["shown"][0]
    assert (newest.part, newest.called, newest.history_change_reason) == ("milestone", "Opening", "Minutes")
    assert newest.changes == [{"field": "Date", "old": "2014", "new": "March 2014"}]
    assert save(desk, pilot, **{"milestones-0-DELETE": "on"}).status_code == 302
    newest = desk.get(page(pilots.Pilot, "history", pilot.pk)).context["shown"][0]
    assert (newest.history_type, newest.called) == ("-", "Opening")


def test_the_history_of_a_deleted_row_can_still_be_read(desk):
    gap = make.gap(text="Who paid")
    address = page(project.Gap, "history", gap.pk)
    gap.delete()
    assert "Who paid" in desk.get(address).content.decode()


def test_a_deletion_leaves_a_history(desk):
    gap = make.gap(text="Who paid")
    assert desk.post(page(project.Gap, "delete", gap.pk), {"post": "yes"}).status_code == 302
    record = project.Gap.history.first()
    assert (record.history_type, record.text, record.history_user.email) == ("-", "Who paid", "maria@example.org")


PUBLISHED = [make.pilot, make.practice, make.agreement, make.stakeholder_map, make.conclusion]


@pytest.mark.parametrize("maker", PUBLISHED, ids=lambda maker: maker.__name__)
def test_rows_are_published_and_withdrawn_with_history(desk, maker):
    rows = [maker(published=False), maker(published=False), maker(published=True)]
    model = type(rows[0])
    noun = model._meta.verbose_name_plural
    assert said(act(desk, model, "publish", rows)) == [f"2 {noun} published."]
    assert set(model.objects.values_list("published", flat=True)) == {True}
    assert rows[0].history.first().history_user.email == "maria@example.org"
    assert [row.history.count() for row in rows] == [2, 2, 1]
    assert said(act(desk, model, "unpublish", rows)) == [f"3 {noun} withdrawn from the public."]
    assert set(model.objects.values_list("published", flat=True)) == {False}


def test_outputs_take_their_steps_with_history_and_what_hinders_one_hinders_no_other(desk):
    rows = [make.output(status="draft", url="https://example.org/paper"), make.output(title="Leaflet")]
    assert said(act(desk, Output, "send_to_review", rows)) == [
        "Leaflet: “Send to review” does not follow on “published”.",
        "1 output: Send to review.",
    ]
    assert list(Output.objects.order_by("pk").values_list("status", flat=True)) == ["in_review", "published"]
    assert [row.history.count() for row in rows] == [2, 1]
    assert rows[0].history.first().history_user.email == "maria@example.org"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(desk):
    area = make.area(name="Graz", population=100)
    address = page(type(area), "change", area.pk)
    opened = entries(desk.get(address), summary="Typed for long")
    area.population, area._history_user = 200, make.user(name="Anna")
    area.save()
    response = desk.post(address, opened)
    (sentence,) = complaints(response)
    assert sentence.startswith("Anna has changed this record since you opened it, at ")
    area.refresh_from_db()
    assert (area.population, area.summary) == (200, "")
    assert desk.post(address, entries(response)).status_code == 302
    area.refresh_from_db()
    assert (area.population, area.summary) == (100, "Typed for long")
