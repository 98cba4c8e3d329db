"""Adding: addresses are made from names, nothing is added twice, likely duplicates are shown first."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from stakeholders.duplicates import words
from stakeholders.models import Assessment, Contact, Relation, Stakeholder
from tests import make
from tests.editing.forms import Browser, again
from tests.pages.reading import links, text

pytestmark = pytest.mark.django_db
URL = "/stakeholders/new/"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Verkehrsverbund", "verkehrsverbund"),
        ("Urząd Miasta Wrocławia", "urzad-miasta-wroclawia"),
        ("New", "new-2"),
        ("Městský úřad Řež", "mestsky-urad-rez"),
        ("???", "stakeholder"),
        ("Taken", "taken-2"),
    ],
)
def test_the_address_is_made_from_the_name(anna, name, slug):
    make.stakeholder(slug="taken", name="Somebody")
    assert anna.change(URL, name=name)["Location"] == f"/stakeholders/{slug}/"
    assert Stakeholder.objects.get(slug=slug).name == name


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("new", "The portal itself uses this address: choose another one."),
        ("taken", "Stakeholder with this Address name already exists."),
        ("ä b", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    ],
)
def test_an_address_that_cannot_be_is_refused(anna, slug, message):
    make.stakeholder(slug="taken", name="Somebody")
    assert anna.change(URL, name="Name", slug=slug).context["form"].errors == {"slug": [message]}


def test_the_own_area_is_chosen_already(anna, graz):
    assert anna.open(URL)["area"] == str(graz.pk)
    anna.change(URL, name="Verbund")
    made = Stakeholder.objects.get()
    assert (made.area, made.history.get().history_user, made.history.get().history_type) == (graz, anna.user, "+")


def test_a_form_that_is_posted_twice_adds_once(anna):
    fields = anna.open(URL)
    answers = [anna.send(URL, fields, name="Verbund") for _time in range(2)]
    assert [answer["Location"] for answer in answers] == ["/stakeholders/verbund/"] * 2
    assert Stakeholder.objects.count() == 1


def test_the_same_form_with_something_else_in_it_is_another_one(anna):
    """Whoever goes back and writes the next one into the same form loses nothing."""
    fields = anna.open(URL)
    for name in ("Verbund", "Landesverwaltung"):
        anna.send(URL, fields, name=name)
    assert Stakeholder.objects.count() == 2


def test_a_change_that_is_posted_twice_adds_its_parts_once(anna, graz):
    pilot = make.pilot(slug="p", area=graz)
    fields = anna.open("/pilots/p/edit/")
    for _time in range(2):
        assert anna.send("/pilots/p/edit/", fields, **{"results-new1-text": "Less traffic"}).status_code == 302
    assert pilot.results.count() == 1


def test_somebody_elses_key_leads_nowhere(anna, ben):
    fields = anna.open(URL)
    anna.send(URL, fields, name="Verbund")
    answer = ben.send(URL, ben.open(URL), name="Amt", key=fields["key"])
    assert answer["Location"] == "/stakeholders/amt/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.full
def test_a_form_posted_twice_at_once_adds_once(anna):
    fields = anna.open(URL)
    gate, answers = Barrier(6), []

    def post():
        browser = Browser(anna.user)
        gate.wait()
        answers.append(browser.send(URL, fields, name="Verbund")["Location"])
        connection.close()

    together(post, 6)
    assert (answers, Stakeholder.objects.count()) == (["/stakeholders/verbund/"] * 6, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.full
def test_two_who_add_the_same_name_at_once_get_two_addresses_or_a_question(anna, ben):
    gate, answers = Barrier(2), []

    def post(browser):
        fields = browser.open(URL)
        gate.wait()
        answers.append(browser.send(URL, fields, "_anyway", name="Verbund").get("Location"))
        connection.close()

    threads = [Thread(target=post, args=[browser]) for browser in (anna, ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["/stakeholders/verbund-2/", "/stakeholders/verbund/"]


def together(target, number):
    threads = [Thread(target=target) for _each in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stadt Graz", "City of Graz"),
        ("Graz", "Gráz"),
        ("Holding Graz GmbH", "Graz Holding"),
        ("Comune di Torino", "Torino"),
        ("GTT S.p.A.", "GTT SpA"),
        ("Koleje Dolnośląskie S.A.", "Koleje Dolnoslaskie"),
        ("MPK Sp. z o.o.", "MPK sp. z o. o."),
        ("MPK Sp. z o.o.", "MPK"),
        ("Gmina Wrocław", "Miasto Wroclaw"),
        ("Dopravní podnik a.s.", "Dopravni podnik"),
        ("ROPID s.r.o.", "Ropid"),
        ("Verein Region Graz e.V.", "Region Graz"),
        ("Verkehrsverbund, Steirischer", "Steirischer Verkehrsverbund GmbH"),
    ],
)
def test_names_that_are_likely_the_same(one, other):
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("City of Graz", "City of Halle"), ("Graz Holding", "Graz Tourismus"), ("Stadt", "Gemeinde"), ("A.S.", "GmbH")],
)
def test_names_that_are_not(one, other):
    assert words(one) != words(other)


def test_likely_duplicates_are_shown_before_one_is_saved(anna, graz):
    make.stakeholder(slug="graz-city", name="City of Graz", name_local="Stadt Graz", area=graz)
    response = anna.change(URL, name="Landeshauptstadt Gráz", role="Capital")
    assert (response.status_code, Stakeholder.objects.count()) == (422, 1)
    assert "/stakeholders/graz-city/" in links(response)
    assert "This one may be recorded already. Nothing was saved yet." in text(response)
    fields = again(response)
    assert (fields["name"], fields["role"]) == ("Landeshauptstadt Gráz", "Capital")
    assert anna.send(URL, fields, "_anyway").status_code == 302
    assert Stakeholder.objects.count() == 2


def test_a_new_name_is_compared_but_the_old_one_is_not(anna, graz):
    make.stakeholder(slug="one", name="City of Graz")
    make.stakeholder(slug="two", name="Stadt Graz", area=graz)
    assert anna.change("/stakeholders/two/edit/", role="Capital").status_code == 302
    assert anna.change("/stakeholders/two/edit/", name="Comune Graz").status_code == 422


@pytest.mark.full
def test_duplicates_are_found_quickly_among_ten_thousand(anna):
    rows = (Stakeholder(slug=f"s-{n}", name=f"Verband Nummer {n} GmbH") for n in range(10_000))
    Stakeholder.objects.bulk_create(rows)
    response = anna.change(URL, name="Nummer 77")
    assert [str(row) for row in response.context["editor"].doubts] == ["Verband Nummer 77 GmbH"]


def test_a_relation_starts_at_the_stakeholder_it_is_added_on(anna, graz):
    one = make.stakeholder(slug="one", name="One", area=graz)
    make.stakeholder(slug="two", name="Two")
    response = anna.change("/relations/new/?from=one", to_stakeholder="Two", kind="owns")
    assert response["Location"] == "/stakeholders/one/"
    relation = Relation.objects.get()
    assert (relation.from_stakeholder, relation.to_stakeholder.slug) == (one, "two")
    assert f'href="/relations/{relation.pk}/edit/"' in anna.get("/stakeholders/one/").content.decode()


def test_a_relation_to_itself_is_refused_beside_the_second(anna, graz):
    make.stakeholder(slug="one", name="One", area=graz)
    response = anna.change("/relations/new/?from=one", to_stakeholder="One", kind="owns")
    assert response.context["form"].errors == {"to_stakeholder": ["A stakeholder cannot relate to itself."]}


def test_one_rates_for_oneself(anna, ben, graz):
    entry = make.entry(stakeholder_map=make.stakeholder_map(slug="m", area=graz))
    url = f"/ratings/new/{entry.pk}/"
    assert anna.change(url, influence="4.5", interest="2", legitimacy="true")["Location"] == "/maps/m/"
    rating = Assessment.objects.get()
    assert (rating.assessed_by, rating.influence, rating.legitimacy, rating.urgency) == (anna.user, 4.5, True, None)
    assert f"/ratings/{rating.pk}/edit/" in links(anna.get("/maps/m/"))
    assert ben.get(f"/ratings/{rating.pk}/edit/").status_code == 403
    again_today = anna.change(url, influence="3", interest="3")
    assert again_today.context["form"].errors == {
        "assessed_on": ["You have rated this stakeholder on that day already."]
    }


def test_a_contact_is_seen_and_kept_by_staff_of_the_area(anna, carla, client, graz):
    make.stakeholder(slug="one", area=graz)
    facts = {"name": "Eva Huber", "email": "eva@example.org", "lawful_basis": "consent", "review_on": "2030-01-01"}
    assert anna.change("/stakeholders/one/contacts/new/", **facts)["Location"] == "/stakeholders/one/"
    contact = Contact.objects.get()
    assert "Eva Huber" in text(anna.get("/stakeholders/one/"))
    for other in (carla, client):
        assert "Eva Huber" not in text(other.get("/stakeholders/one/"))
    assert carla.get(f"/contacts/{contact.pk}/edit/").status_code == 404
    assert carla.get("/stakeholders/one/contacts/new/").status_code == 403
    twice = anna.change("/stakeholders/one/contacts/new/", **facts | {"email": "EVA@example.org"})
    assert twice.context["form"].errors == {"email": ["This person is a contact of the stakeholder already."]}
