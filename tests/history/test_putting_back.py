"""Putting back: a coordinator takes back a change or brings back what was deleted, and that is in the history, too."""

import pytest

from cityregions.records.history.tables import table_of
from pilots.models import Milestone, Pilot
from stakeholders.models import Agreement, Assessment, MapEntry, Party, Stakeholder, StakeholderMap
from tests import make
from tests.history.test_history import changed, contact
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make.user(coordinator=True, name="Maria Chief"))
    return client


def page(record, *fields):
    noun = table_of(record.instance_type).noun
    asked = "&".join(f"field={name}" for name in fields)
    return f"/history/{noun}/{record.history_id}/put-back/?{asked}"


def put_back(browser, record, *fields, reason=""):
    """Opens the confirmation and confirms."""
    address = page(record, *fields)
    shown = browser.get(address)
    newest = shown.context["form"].initial["newest"]
    return browser.post(address, {"reason": reason, "newest": newest})


def errors(response):
    return response.context["form"].non_field_errors()


def test_one_field_is_put_back_and_the_others_stay(desk):
    town = make.stakeholder(slug="town", name="Town", role="old")
    before = town.history.first()
    changed(town, name="New Town", role="new")
    assert "Role new old" in text(desk.get(page(before, "role")))
    response = put_back(desk, before, "role", reason="Mistake")
    assert response.headers["Location"] == "/history/?record=stakeholder%2Ftown"
    town.refresh_from_db()
    assert (town.name, town.role) == ("New Town", "old")
    newest = town.history.first()
    expected = ("~", "Mistake", "Maria Chief")
    assert (newest.history_type, newest.history_change_reason, newest.history_user.name) == expected


@pytest.mark.parametrize(
    ("kind", "before", "now"),
    [("report", {"status": "submitted"}, {"status": "sent_back", "note": "More"}), ("output", {}, {"status": "draft"})],
)
def test_no_step_is_taken_by_putting_back(client, kind, before, now):
    partner = make.partner()
    client.force_login(make.user(partner, coordinator=True))
    row = getattr(make, kind)(**before, **({"partner": partner} if kind == "report" else {}))
    for name, value in now.items():
        setattr(row, name, value)
    row.save()
    put_back(client, row.history.earliest())
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in now} == now


def test_a_whole_state_is_put_back_with_its_lists_as_one_change(desk):
    first, second = make.partner(slug="first"), make.partner(slug="second")
    pilot = make.pilot(slug="bus", title="Bus", partners=[first])
    before = pilot.history.first()
    pilot.partners.set([second])
    changed(pilot, title="Tram", theme="Rails")
    number = pilot.history.count()
    put_back(desk, before)
    pilot.refresh_from_db()
    assert (pilot.title, pilot.theme, list(pilot.partners.all())) == ("Bus", "Public transport", [first])
    assert pilot.history.count() == number + 1
    assert pilot.history.first().history_change_reason.startswith("Put back as of ")


def test_a_deleted_record_comes_back_with_the_parts_that_went_with_it(desk):
    pilot = make.pilot(slug="bus", title="Bus", partners=[make.partner(slug="city")])
    key, first = pilot.pk, pilot.history.last().history_date
    gone = make.milestone(pilot=pilot, text="Long gone")
    opening = make.milestone(pilot=pilot, text="Opening", reached_on="2014-03")
    gone.delete()
    Milestone.history.filter(history_type="-").update(history_date="2014-01-01T00:00Z")
    pilot.delete()
    deletion = Pilot.history.filter(history_type="-").get()
    shown = text(desk.get(page(deletion)))
    assert "milestone: Opening" in shown
    assert "Long gone" not in shown
    put_back(desk, deletion)
    pilot = Pilot.objects.get(slug="bus")
    assert (pilot.pk, pilot.created, pilot.title) == (key, first, "Bus")
    assert [partner.slug for partner in pilot.partners.all()] == ["city"]
    assert [(each.text, each.reached_on) for each in pilot.milestones.all()] == [("Opening", "2014-03")]
    assert opening.history.first().history_type == "+"


def test_parts_of_parts_come_back_too(desk):
    rating = make.assessment(entry=make.entry(stakeholder_map=make.stakeholder_map(slug="map")))
    StakeholderMap.objects.get().delete()
    assert (MapEntry.objects.count(), Assessment.objects.count()) == (0, 0)
    put_back(desk, StakeholderMap.history.first())
    assert [each.pk for each in Assessment.objects.all()] == [rating.pk]
    assert Assessment.objects.get().entry.stakeholder_map.slug == "map"


def test_a_deleted_stakeholder_comes_back_with_its_contacts(desk):
    person = contact(stakeholder=make.stakeholder(slug="town"))
    person.stakeholder.delete()
    put_back(desk, Stakeholder.history.first())
    assert [each.name for each in Stakeholder.objects.get().contacts.all()] == ["Anna Muster"]


def test_what_cannot_come_back_says_why_and_changes_nothing(desk):
    make.stakeholder(slug="town").delete()
    make.stakeholder(slug="town")
    deletion = Stakeholder.history.filter(history_type="-").get()
    response = put_back(desk, deletion)
    assert response.status_code == 200
    assert "Stakeholder with this Address name already exists." in errors(response)[0]
    assert Stakeholder.objects.count() == 1


def test_what_led_to_something_that_is_gone_says_so(desk):
    party = make.party(agreement=make.agreement(slug="deal"), stakeholder=make.stakeholder(name="Town"))
    place = party.stakeholder
    Agreement.objects.get().delete()
    place.delete()
    response = put_back(desk, Agreement.history.first())
    assert "Stakeholder: what it led to is gone. Put that back first." in errors(response)[0]
    assert (Agreement.objects.count(), Party.objects.count()) == (0, 0)
    put_back(desk, Stakeholder.history.first())
    put_back(desk, Agreement.history.first())
    assert Party.objects.get().stakeholder.name == "Town"


def test_what_is_gone_is_left_out_of_lists_and_named(desk):
    pilot = make.pilot(slug="bus", stakeholders=[make.stakeholder(name="Town"), make.stakeholder(name="Mill")])
    record = pilot.history.first()
    pilot.stakeholders.clear()
    Stakeholder.objects.get(name="Mill").delete()
    assert "Left out, since it is gone Mill" in text(desk.get(page(record)))
    put_back(desk, record)
    assert [each.name for each in pilot.stakeholders.all()] == ["Town"]


def test_a_change_made_meanwhile_is_not_overwritten_unseen(desk):
    town = make.stakeholder(slug="town", role="old")
    before = town.history.first()
    changed(town, role="new")
    address = page(before)
    newest = desk.get(address).context["form"].initial["newest"]
    changed(town, role="newer")
    response = desk.post(address, {"reason": "mine", "newest": newest})
    assert errors(response)[0].startswith("It was changed meanwhile.")
    assert "mine" in response.content.decode()
    town.refresh_from_db()
    assert town.role == "newer"
    again = desk.post(address, {"reason": "mine", "newest": response.context["form"]["newest"].value()})
    assert again.status_code == 302
    town.refresh_from_db()
    assert town.role == "old"


def test_a_form_that_is_sent_twice_puts_back_once(desk):
    make.stakeholder(slug="town").delete()
    deletion = Stakeholder.history.first()
    sent = {"newest": desk.get(page(deletion)).context["form"].initial["newest"]}
    assert desk.post(page(deletion), sent).status_code == 302
    assert "There is nothing to put back" in text(desk.post(page(deletion), sent))
    assert Stakeholder.objects.count() == 1


def test_only_coordinators_put_back(client):
    area = make.area()
    town = make.stakeholder(slug="town", area=area)
    address = page(town.history.first())
    assert client.get(address).headers["Location"].startswith("/accounts/login/")
    client.force_login(make.user(make.partner(area=area)))
    for response in (client.get(address), client.post(address, {"newest": 1})):
        assert response.status_code == 403
        assert "Coordinators put back what was changed" in text(response)
    client.force_login(make.user())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["town/1/put-back/", "stakeholder/0/put-back/"])
def test_what_never_was_cannot_be_put_back(desk, address):
    assert desk.get(f"/history/{address}").status_code == 404
    town = make.stakeholder()
    assert desk.get(page(town.history.first(), "colour")).status_code == 404
