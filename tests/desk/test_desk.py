"""The desk: what is due, what others changed, drafts; for coordinators, all partners side by side."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityregions.records.drafts import Draft
from partners.models import Membership, Notification, Reminder, User
from tests import make
from tests.pages.reading import section, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def graz():
    return make.area(name="Graz")


@pytest.fixture
def city(graz):
    return make.partner(slug="city-of-graz", name="City of Graz", area=graz)


@pytest.fixture
def anna(city):
    return make.user(partner=city, name="Anna")


@pytest.fixture
def bert(graz):
    return make.user(partner=make.partner(area=graz), name="Bert")


@pytest.fixture
def maria():
    return make.user(coordinator=True, name="Maria")


def desk(client, person):
    client.force_login(person)
    return client.get("/desk/")


def changed(response):
    return [(each.title, each.names, each.number) for each in response.context["desk"].changes["shown"]]


def change(record, person, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record._history_user = person
    record.save()


def test_visitors_sign_in_first(client):
    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"


def test_signing_in_leads_to_the_desk(client, settings):
    make.user(email="anna@example.org", password="wide-river-42-stones")
    answer = client.post("/accounts/login/", {"login": "anna@example.org", "password": "wide-river-42-stones"})
    assert answer.headers["Location"] == "/desk/"


def test_an_empty_desk_says_so(client, anna):
    page = desk(client, anna)
    assert "Nothing is due." in section(page, "Due from me and my partner")
    assert "No drafts." in section(page, "My drafts")
    assert "All partners" not in text(page)


def test_somebody_without_a_partner_is_told_why_the_desk_is_empty(client):
    assert "You work for no partner at present" in text(desk(client, make.user()))


def test_late_and_coming_duties_stand_in_two_tables_each_with_a_link(client, anna, graz):
    make.output(slug="study", title="Study", area=graz, status="draft", due_on="2014-02")
    make.output(title="Database", area=graz, status="draft", due_on="2014-04")
    page = desk(client, anna)
    sections = [(name, [duty.title for duty in rows]) for name, rows, _n in page.context["desk"].sections]
    assert sections == [("late", ["Study"]), ("ahead", ["Database"])]
    assert 'href="/outputs/study/' in page.content.decode()


def test_the_desk_shows_what_others_changed_in_the_own_area(client, anna, bert, graz, clock):
    museum = make.stakeholder(name="Museum", area=graz)
    zoo = make.stakeholder(name="Zoo", area=graz)
    far = make.stakeholder(name="Far away", area=make.area())
    desk(client, anna)
    clock.on(hours=2)
    change(museum, bert, role="Shows things")
    change(museum, bert, website="https://museum.example.org")
    change(zoo, anna, role="My own change")
    change(far, bert, role="Not of this area")
    clock.on(hours=2)
    assert changed(desk(client, anna)) == [("Museum", ["Bert"], 2)]


def test_a_change_of_a_part_is_a_change_of_the_whole(client, anna, bert, graz, clock):
    agreement = make.agreement(title="Declaration", area=graz)
    pilot = make.pilot(title="Trams", area=graz)
    desk(client, anna)
    clock.on(hours=2)
    change(make.party(agreement=agreement), bert)
    change(make.milestone(pilot=pilot), bert)
    titles = {title for title, _names, _number in changed(desk(client, anna))}
    assert titles == {"Declaration", "Trams"}


def test_a_deleted_record_is_named(client, anna, bert, graz, clock):
    museum = make.stakeholder(name="Museum", area=graz)
    desk(client, anna)
    clock.on(hours=2)
    museum._history_user = bert
    museum.delete()
    page = desk(client, anna)
    assert changed(page) == [("Museum", ["Bert"], 1)]
    assert "<del>Museum</del>" in page.content.decode()


def test_what_is_new_stays_new_for_as_long_as_the_visit_lasts(client, anna, bert, graz, clock):
    museum = make.stakeholder(name="Museum", area=graz)
    desk(client, anna)
    clock.on(hours=2)
    change(museum, bert, role="Shows things")
    assert changed(desk(client, anna)) == [("Museum", ["Bert"], 1)]
    clock.on(minutes=50)
    assert changed(client.get("/desk/")) == [("Museum", ["Bert"], 1)]
    clock.on(minutes=50)
    assert changed(client.get("/desk/")) == [("Museum", ["Bert"], 1)]
    clock.on(minutes=61)
    assert changed(client.get("/desk/")) == []


def test_who_is_not_named_shows_no_address(client, anna, graz, clock):
    nameless = make.user(email="secret@example.org", partner=make.partner(area=graz))
    desk(client, anna)
    clock.on(hours=2)
    change(make.stakeholder(name="Museum", area=graz), nameless)
    page = desk(client, anna)
    assert [title for title, _names, _number in changed(page)] == ["Museum"]
    assert "secret@example.org" not in page.content.decode()


def test_drafts_are_ones_own_and_lead_to_their_form_in_the_readers_language(client, anna, bert):
    Draft.objects.create(user=anna, form="/stakeholders/", title="A new museum")
    Draft.objects.create(user=bert, form="/stakeholders/", title="Not Anna's")
    client.force_login(anna)
    page = client.get("/de/desk/")
    assert [(str(draft), url) for draft, url in page.context["drafts"]] == [("A new museum", "/de/stakeholders/")]


def test_the_head_of_every_page_counts_what_is_unread(client, anna, city):
    Notification.objects.tell([anna], "changed", city)
    Notification.objects.tell([anna], "reminder", city)
    Notification.objects.tell([anna], "due", make.output())
    client.force_login(anna)
    assert "Inbox: 2 new" in text(client.get("/partners/"))


def side_by_side(page):
    return [(row.partner.name, len(row.late), len(row.soon), row.people) for row in page.context["desk"].partners]


def test_a_coordinator_sees_all_partners_the_most_late_first(client, maria, anna, graz):
    make.partner(name="Region of Graz", area=graz)
    torino = make.area(name="Torino")
    make.partner(name="City of Turin", area=torino)
    make.partner(name="Left in 2013", area=torino, left_on="2013-12")
    make.output(area=graz, status="draft", due_on="2014-02")
    make.output(area=torino, status="draft", due_on="2014-02")
    make.output(area=torino, status="draft", due_on="2014-01")
    make.output(area=torino, status="draft", due_on="2014-03-20")
    make.output(status="draft", due_on="2014-01")
    expected = [("City of Turin", 2, 1, 0), ("City of Graz", 1, 0, 1), ("Region of Graz", 1, 0, 0)]
    assert side_by_side(desk(client, maria)) == expected


def test_one_click_reminds_everybody_of_a_partner_of_what_is_late(client, maria, anna, bert, city, graz):
    colleague = make.user(partner=city)
    gone = make.user()
    Membership.objects.create(user=gone, partner=city, until="2014-03-11")
    make.output(slug="study", title="Study", area=graz, status="draft", due_on="2014-02")
    make.output(title="Soon", area=graz, status="draft", due_on="2014-03-20")
    client.force_login(maria)
    answer = client.post("/desk/remind/city-of-graz/", follow=True)
    assert "City of Graz was reminded." in text(answer)
    told = Notification.objects.order_by("user").values_list("user", "reason", "title")
    assert list(told) == [(anna.pk, "reminder", "Study"), (colleague.pk, "reminder", "Study")]
    assert [(each.reminded_by, set(each.people.all())) for each in Reminder.objects.all()] == [
        (maria, {anna, colleague})
    ]


def test_a_partner_is_reminded_once_a_day(client, maria, anna, city, graz, clock):
    make.output(area=graz, status="draft", due_on="2014-02")
    client.force_login(maria)
    client.post("/desk/remind/city-of-graz/")
    assert "reminded today" in section(client.get("/desk/"), "All partners")
    assert "was reminded today already" in text(client.post("/desk/remind/city-of-graz/", follow=True))
    assert Reminder.objects.count() == 1
    Notification.objects.update(mailing=anna.mailings.create(day="2014-03-12"))
    clock.on(days=1)
    client.post("/desk/remind/city-of-graz/")
    # It was not read: it is told, and mailed, anew.
    assert list(Notification.objects.values_list("user", "reason", "mailing")) == [(anna.pk, "reminder", None)]
    assert Reminder.objects.count() == 2


def test_nobody_is_reminded_where_nothing_presses_or_nobody_works(client, maria, city, graz):
    client.force_login(maria)
    assert "Nothing is due" in text(client.post("/desk/remind/city-of-graz/", follow=True))
    make.output(area=graz, status="draft", due_on="2014-02")
    assert "Nobody works for City of Graz" in text(client.post("/desk/remind/city-of-graz/", follow=True))
    assert (Notification.objects.count(), Reminder.objects.count()) == (0, 0)


def test_only_coordinators_remind(client, anna, city, graz):
    make.output(area=graz, status="draft", due_on="2014-02")
    assert client.post("/desk/remind/city-of-graz/").status_code == 302
    client.force_login(anna)
    assert client.post("/desk/remind/city-of-graz/").status_code == 403
    assert client.get("/desk/remind/city-of-graz/").status_code == 405
    assert Notification.objects.count() == 0


@pytest.mark.parametrize("who", ["anna", "maria"])
def test_the_desk_costs_the_same_for_one_row_as_for_three(client, who, request, bert, graz, clock, monkeypatch):
    monkeypatch.setattr("cityregions.project.changes.MOST_RECORDS", 400)
    person = request.getfixturevalue(who)
    desk(client, person)

    def fill():
        museum = make.stakeholder(area=graz)
        make.output(area=graz, status="draft", due_on="2014-02", activity=make.activity())
        make.contact(stakeholder=museum, review_on="2014-03-01")
        make.correction(stakeholder=museum)
        make.user(partner=make.partner(area=graz))
        Draft.objects.create(user=person, form=f"/stakeholders/{museum.slug}/")
        entry = make.entry(stakeholder_map=make.stakeholder_map(area=graz))
        for record in (museum, make.agreement(area=graz), make.event(area=graz), entry):
            change(record, bert)
        Notification.objects.tell([person], "changed", museum)

    def cost():
        User.objects.filter(pk=person.pk).update(desk_seen_at=None)
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/desk/").status_code == 200
        return len(queries)

    fill()
    one = cost()
    fill()
    fill()
    assert cost() == one
