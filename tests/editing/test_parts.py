"""Parts of a record in its form: added, changed, removed and merged one by one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.editing.forms import again
from tests.pages.reading import text

pytestmark = pytest.mark.django_db
URL = "/pilots/p/edit/"


@pytest.fixture
def pilot(graz):
    return make.pilot(slug="p", area=graz)


@pytest.fixture
def first(pilot):
    return make.milestone(pilot=pilot, text="First", position=0)


def texts(pilot):
    return list(pilot.milestones.values_list("text", flat=True))


def test_a_part_is_added_at_the_end(anna, pilot, first):
    changes = {"milestones-new1-text": "Second", "milestones-new1-reached_on": "2014-03"}
    assert anna.change(URL, reason="news", **changes).status_code == 302
    assert list(pilot.milestones.values_list("text", "position", "reached_on")) == [
        ("First", 0, None),
        ("Second", 1, "2014-03"),
    ]
    assert pilot.milestones.last().history.get().history_change_reason == "news"
    assert pilot.history.count() == 1


def test_several_new_parts_come_in_their_order(anna, pilot):
    fields = anna.open(URL)
    changes = {"milestones": ["new1", "new2", "new3"], "milestones-new1-text": "A", "milestones-new3-text": "B"}
    assert anna.send(URL, fields, **changes).status_code == 302
    assert texts(pilot) == ["A", "B"]


def test_many_parts_ask_for_the_time_of_the_project_once(anna, pilot):
    for number in range(3):
        make.milestone(pilot=pilot, reached_on=f"201{number}")
    fields = anna.open(URL)
    with CaptureQueriesContext(connection) as asked:
        assert anna.send(URL, fields, **{"milestones-new1-text": "Last"}).status_code == 302
    assert len([each for each in asked if '"ends_on" FROM "project_project"' in each["sql"]]) == 1


def test_a_new_record_comes_with_its_parts(anna, graz):
    changes = {"title": "Trams", "theme": "Transport", "milestones-new1-text": "Start"}
    assert anna.change("/pilots/new/", **changes)["Location"] == "/pilots/trams/"
    assert list(graz.pilot.milestones.values_list("text", flat=True)) == ["Start"]


def test_an_intervention_gets_its_address_from_its_title(anna, pilot):
    make.intervention(slug="park-ride")
    anna.change(URL, **{"interventions-new1-title": "Park & Ride"})
    assert pilot.interventions.get().slug == "park-ride-2"


def test_a_part_is_removed(anna, pilot, first):
    assert anna.change(URL, **{f"milestones-{first.pk}-remove": "on"}).status_code == 302
    assert texts(pilot) == []
    assert first.history.model.objects.filter(id=first.pk).first().history_type == "-"


def test_a_wrong_part_saves_nothing_of_the_whole(anna, pilot, first):
    changes = {"theme": "Trams", f"milestones-{first.pk}-text": "", "milestones-new1-text": "Second"}
    response = anna.change(URL, **changes)
    assert response.status_code == 422
    pilot.refresh_from_db()
    assert (pilot.theme, texts(pilot)) == ("Public transport", ["First"])
    fields = again(response)
    assert (fields["theme"], fields["milestones-new1-text"]) == ("Trams", "Second")
    assert "This field is required." in text(response)


def test_changes_of_different_parts_merge(anna, ben, pilot, first):
    second = make.milestone(pilot=pilot, text="Second", position=1)
    opened = anna.open(URL)
    ben.change(URL, **{f"milestones-{second.pk}-text": "Second, by Ben", "milestones-new1-text": "Third, by Ben"})
    assert anna.send(URL, opened, **{f"milestones-{first.pk}-text": "First, by Anna"}).status_code == 302
    assert texts(pilot) == ["First, by Anna", "Second, by Ben", "Third, by Ben"]


def test_a_part_that_both_changed_is_chosen(anna, ben, pilot, first):
    opened = anna.open(URL)
    ben.change(URL, **{f"milestones-{first.pk}-text": "By Ben"})
    response = anna.send(URL, opened, **{f"milestones-{first.pk}-text": "By Anna", "theme": "Trams"})
    assert (response.status_code, texts(pilot)) == (409, ["By Ben"])
    choice = {f"milestones-{first.pk}-choice-text": "mine"}
    assert anna.send(URL, again(response), **choice).status_code == 302
    pilot.refresh_from_db()
    assert (texts(pilot), pilot.theme) == (["By Anna"], "Trams")


def test_a_part_that_was_removed_meanwhile_and_left_alone_here_stays_removed(anna, ben, pilot, first):
    opened = anna.open(URL)
    ben.change(URL, **{f"milestones-{first.pk}-remove": "on"})
    response = anna.send(URL, opened, theme="Trams")
    assert (response.status_code, texts(pilot)) == (302, [])
    assert "Ben changed something else meanwhile, which was kept: removed: milestone." in text(
        anna.get(response["Location"])
    )


@pytest.mark.parametrize(("choice", "kept"), [("mine", ["By Anna"]), ("theirs", [])])
def test_a_part_that_was_removed_meanwhile_and_changed_here_is_chosen(anna, ben, pilot, first, choice, kept):
    opened = anna.open(URL)
    ben.change(URL, **{f"milestones-{first.pk}-remove": "on"})
    response = anna.send(URL, opened, **{f"milestones-{first.pk}-text": "By Anna"})
    assert response.status_code == 409
    assert "Ben removed this meanwhile, and you changed it." in text(response)
    assert again(response)[f"milestones-{first.pk}-text"] == "By Anna"
    assert anna.send(URL, again(response), **{f"milestones-{first.pk}-gone": choice}).status_code == 302
    assert texts(pilot) == kept


def test_a_part_that_was_changed_meanwhile_is_not_removed_unseen(anna, ben, pilot, first):
    opened = anna.open(URL)
    ben.change(URL, **{f"milestones-{first.pk}-text": "By Ben"})
    response = anna.send(URL, opened, **{f"milestones-{first.pk}-remove": "on"})
    assert (response.status_code, texts(pilot)) == (409, ["By Ben"])
    fields = again(response)
    assert fields[f"milestones-{first.pk}-text"] == "By Ben"
    assert anna.send(URL, fields, **{f"milestones-{first.pk}-remove": None}).status_code == 302
    assert texts(pilot) == ["By Ben"]
    assert anna.send(URL, fields).status_code == 302
    assert texts(pilot) == []


def test_what_was_not_looked_through_keeps_its_version(anna, ben, pilot, first):
    """A clash in the whole must not make the next try pass over what happened to a part."""
    opened = anna.open(URL)
    ben.change(URL, theme="Buses", **{f"milestones-{first.pk}-text": "By Ben"})
    response = anna.send(URL, opened, theme="Trams", **{f"milestones-{first.pk}-remove": "on"})
    response = anna.send(URL, again(response), **{"choice-theme": "mine"})
    assert (response.status_code, texts(pilot)) == (409, ["By Ben"])


def test_the_same_stakeholder_twice_on_a_map_is_refused_beside_its_field(anna, graz):
    shown = make.stakeholder_map(slug="m", area=graz)
    make.stakeholder(slug="one", name="One")
    changes = {"entries": ["new1", "new2"], "entries-new1-stakeholder": "One", "entries-new2-stakeholder": "one"}
    fields = anna.open("/maps/m/edit/")
    response = anna.send("/maps/m/edit/", fields, **changes)
    assert response.status_code == 422
    wrong = response.context["editor"].lists[0].forms[1]
    assert wrong.errors == {"stakeholder": ["This stakeholder is on the map already."]}
    assert shown.entries.count() == 0


def test_one_can_be_exchanged_for_itself(anna, graz):
    """What is removed goes first, so that it can be added anew."""
    entry = make.entry(
        stakeholder_map=make.stakeholder_map(slug="m", area=graz), stakeholder=make.stakeholder(name="One")
    )
    changes = {f"entries-{entry.pk}-remove": "on", "entries-new1-stakeholder": "One"}
    assert anna.change("/maps/m/edit/", **changes).status_code == 302
    assert entry.stakeholder_map.entries.exclude(pk=entry.pk).get().stakeholder.name == "One"


def test_a_part_of_another_whole_is_out_of_reach(anna, pilot, stranger):
    foreign = make.milestone(text="Foreign")
    fields = anna.open(URL)
    changes = {"milestones": [str(foreign.pk)], f"milestones-{foreign.pk}-text": "Mine now"}
    anna.send(URL, fields, **changes)
    foreign.refresh_from_db()
    assert (foreign.text, foreign.pilot_id != pilot.pk) == ("Foreign", True)


def test_without_scripts_a_button_brings_one_more_to_fill_in(anna, pilot):
    fields = anna.open(URL)
    fields["_more"] = "milestones"
    response = anna.send(URL, fields, theme="Trams")
    assert again(response).getlist("milestones") == ["new1", "new2"]
    assert again(response)["theme"] == "Trams"


def test_many_parts_are_paged_and_the_others_stay(anna, graz):
    shown = make.stakeholder_map(slug="m", area=graz)
    for number in range(61):
        make.entry(stakeholder_map=shown, stakeholder=make.stakeholder(name=f"N {number:03}"))
    assert len(anna.open("/maps/m/edit/").getlist("entries")) == 61
    second = anna.open("/maps/m/edit/?part=2")
    assert len(second.getlist("entries")) == 2
    assert anna.send("/maps/m/edit/", second, name="New name").status_code == 302
    assert shown.entries.count() == 61


def test_a_partner_has_one_budget(anna, staff):
    partner = staff.memberships.get().partner
    url = f"/partners/{partner.slug}/edit/"
    assert anna.change(url, **{"budget-new1-amount_eur": "1000"}).status_code == 302
    assert partner.budget.amount_eur == 1000
    assert anna.open(url).getlist("budget") == [str(partner.budget.pk)]
