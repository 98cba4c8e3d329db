"""Corrections: a contact proposes, staff of the area accept or refuse, and the contact is told."""

import pytest
from django.core import mail
from django.core.management import call_command

from partners.models import Notification
from stakeholders.corrections import FIELDS
from stakeholders.models import Correction, Stakeholder
from tests import make
from tests.pages.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def graz():
    return make.area()


@pytest.fixture
def museum(graz):
    return make.stakeholder(
        slug="museum", name="Museum", area=graz, website="https://old.example.org", role="Shows\nthings"
    )


@pytest.fixture
def eva(museum):
    eva = make.user(name="Eva", email="eva@example.org")
    make.contact(stakeholder=museum, email=eva.email, user=eva)
    return eva


@pytest.fixture
def anna(graz):
    return make.user(partner=make.partner(area=graz), name="Anna")


def posted(museum, **changed):
    """The form as a browser sends it: what is typed, and what stood there when the page was opened."""
    shown = {name: getattr(museum, name).replace("\n", "\r\n") for name in FIELDS}
    return {**shown, **{f"initial-{name}": value for name, value in shown.items()}, "reason": "", **changed}


def propose(client, eva, museum, **changed):
    client.force_login(eva)
    answer = client.post("/stakeholders/museum/correction/", posted(museum, **changed))
    client.logout()
    return answer


@pytest.fixture
def correction(client, eva, museum):
    """A new website and a new role, proposed by Eva."""
    propose(client, eva, museum, website="https://new.example.org", role="Shows more", reason="We moved.")
    return Correction.objects.get()


def answer(client, person, correction, decision="accept", take=("website", "role"), **more):
    client.force_login(person)
    path = f"/corrections/{correction.pk}/"
    state = more.pop("state", None) or client.get(path).context["state"]
    sent = {"decision": decision, "take": take, "state": state, "answer": "", **more}
    return client.post(path, sent)


def entry():
    museum = Stakeholder.objects.get(slug="museum")
    return museum.website, museum.role


OLD, NEW = ("https://old.example.org", "Shows\nthings"), ("https://new.example.org", "Shows more")


def test_only_what_was_changed_is_proposed_beside_what_stood_there(correction, eva):
    assert (correction.changes, correction.before) == (
        {"website": NEW[0], "role": NEW[1]},
        {"website": OLD[0], "role": OLD[1]},
    )
    assert (correction.proposed_by, correction.reason, correction.status) == (eva, "We moved.", "proposed")
    assert entry() == OLD


def test_the_form_holds_what_stands_in_the_entry(client, eva, museum):
    client.force_login(eva)
    page = client.get("/stakeholders/museum/correction/").content.decode()
    assert 'value="https://old.example.org"' in page
    assert 'name="initial-website"' in page


def test_nothing_changed_is_no_correction(client, eva, museum):
    assert "You have changed nothing yet" in text(propose(client, eva, museum))
    assert Correction.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"website": "not an address"}, "Enter a valid URL."),
        ({"name": ""}, "This field is required."),
        ({"category": "circus"}, "Select a valid choice."),
        ({"reason": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client, eva, museum, changed, sentence):
    page = propose(client, eva, museum, **{"role": "My long text", **changed})
    assert sentence in text(page)
    assert "My long text" in page.content.decode()
    assert Correction.objects.count() == 0


def test_sent_twice_is_proposed_once(client, eva, museum):
    for _ in range(2):
        assert propose(client, eva, museum, website=NEW[0]).headers["Location"] == "/contacts/me/"
    assert Correction.objects.count() == 1


def test_what_others_changed_while_it_was_written_is_not_proposed_to_go_back(client, eva, museum):
    sent = posted(museum, website=NEW[0])
    Stakeholder.objects.filter(pk=museum.pk).update(municipality="Graz")
    client.force_login(eva)
    client.post("/stakeholders/museum/correction/", sent)
    assert Correction.objects.get().changes == {"website": NEW[0]}


def test_whoever_was_signed_out_while_writing_gets_the_text_back(client, museum):
    page = client.post("/stakeholders/museum/correction/", posted(museum, role="My long text"))
    assert page.status_code == 403
    assert "My long text" in text(page)


def test_only_the_organisations_own_contacts_propose(client, museum, anna):
    stranger = make.user()
    make.contact(email=stranger.email, user=stranger)
    for person in (stranger, anna, make.user(coordinator=True)):
        client.force_login(person)
        assert client.get("/stakeholders/museum/correction/").status_code == 403
        assert client.post("/stakeholders/museum/correction/", posted(museum, name="Mine")).status_code == 403
    assert Correction.objects.count() == 0


def test_staff_of_the_area_are_told_and_find_it_on_the_desk(client, anna, correction):
    make.user(partner=make.partner())
    told = Notification.objects.values_list("user", "reason", "title", "url")
    assert list(told) == [(anna.pk, "correction", "Museum", f"/corrections/{correction.pk}/")]
    client.force_login(anna)
    assert f'href="/corrections/{correction.pk}/"' in client.get("/desk/").content.decode()


@pytest.mark.parametrize("has_area", [True, False])
def test_coordinators_are_told_where_nobody_else_answers(client, eva, museum, graz, has_area):
    maria = make.user(coordinator=True)
    if not has_area:
        make.user(partner=make.partner(area=graz))
        museum.area = None
        museum.save()
    propose(client, eva, museum, website=NEW[0])
    assert list(Notification.objects.values_list("user", flat=True)) == [maria.pk]


def test_who_sees_a_correction(client, anna, eva, correction, museum):
    colleague = make.user()
    make.contact(stakeholder=museum, email=colleague.email, user=colleague)
    people = {
        "staff of the area": anna,
        "a coordinator": make.user(coordinator=True),
        "who proposed it": eva,
        "another contact": colleague,
        "staff elsewhere": make.user(partner=make.partner()),
        "anyone with an account": make.user(),
    }
    seen = set()
    for name, person in people.items():
        client.force_login(person)
        if client.get(f"/corrections/{correction.pk}/").status_code == 200:
            seen.add(name)
    assert seen == {"staff of the area", "a coordinator", "who proposed it"}


def test_old_and_new_stand_side_by_side(client, anna, correction):
    client.force_login(anna)
    page = client.get(f"/corrections/{correction.pk}/")
    assert [(line.label, line.now, line.proposed) for line in page.context["lines"]] == [
        ("Website", OLD[0], NEW[0]),
        ("Role", OLD[1], NEW[1]),
    ]


def test_accepting_changes_the_entry_and_its_history_says_why(client, anna, correction, museum):
    assert answer(client, anna, correction, answer="Thank you").headers["Location"] == "/desk/"
    assert entry() == NEW
    correction.refresh_from_db()
    assert (correction.status, correction.decided_by, correction.answer) == ("accepted", anna, "Thank you")
    latest = museum.history.latest()
    assert latest.history_user == anna
    assert latest.history_change_reason == "Correction proposed by the organisation: We moved."


def test_a_part_can_be_accepted(client, anna, correction):
    answer(client, anna, correction, take=["role"])
    assert entry() == (OLD[0], NEW[1])


def test_accepting_nothing_is_refused_with_a_sentence(client, anna, correction):
    assert "Choose at least one field" in text(answer(client, anna, correction, take=[]))
    assert Correction.objects.get().is_waiting


def test_refusing_needs_a_word(client, anna, correction):
    assert "Say in a word why" in text(answer(client, anna, correction, "refuse", answer=" "))
    answer(client, anna, correction, "refuse", answer="It is still the old one.")
    assert (Correction.objects.get().status, entry()) == ("refused", OLD)


def test_the_contact_is_told_by_notification_and_mail(client, capsys, eva, anna, correction):
    answer(client, anna, correction, "refuse", answer="It is still the old one.")
    told = eva.notifications.values_list("reason", "title", "text")
    assert list(told) == [("answered", "Museum", "It is still the old one.")]
    call_command("notify")
    (message,) = [each for each in mail.outbox if each.to == ["eva@example.org"]]
    assert "your correction was answered: It is still the old one." in message.body
    client.force_login(eva)
    assert "It is still the old one." in text(client.get(f"/corrections/{correction.pk}/"))


def test_answering_clears_what_staff_were_told(client, anna, correction):
    answer(client, anna, correction)
    assert list(anna.notifications.unread()) == []


def test_a_field_that_has_changed_since_is_shown_and_taken_over_only_by_choice(client, anna, correction, museum):
    museum.website = "https://third.example.org"
    museum.save()
    client.force_login(anna)
    page = client.get(f"/corrections/{correction.pk}/")
    assert [(line.name, line.before, line.now, line.state) for line in page.context["lines"]] == [
        ("website", OLD[0], "https://third.example.org", "moved"),
        ("role", OLD[1], OLD[1], "open"),
    ]
    assert page.context["taken"] == ["role"]
    answer(client, anna, correction, take=["role"])
    assert entry() == ("https://third.example.org", NEW[1])


def test_a_change_between_looking_and_answering_is_shown_first(client, anna, correction, museum):
    client.force_login(anna)
    state = client.get(f"/corrections/{correction.pk}/").context["state"]
    museum.website = "https://third.example.org"
    museum.save()
    page = answer(client, anna, correction, state=state, answer="My long answer")
    assert page.status_code == 409
    assert "The entry has changed since you opened this page" in text(page)
    assert "My long answer" in page.content.decode()
    assert "https://third.example.org" in text(page)
    assert entry() == ("https://third.example.org", OLD[1])
    answer(client, anna, correction, state=page.context["state"])
    assert entry() == NEW


def test_changes_of_other_fields_do_not_disturb(client, anna, correction, museum):
    client.force_login(anna)
    state = client.get(f"/corrections/{correction.pk}/").context["state"]
    museum.municipality = "Graz"
    museum.save()
    assert answer(client, anna, correction, state=state).status_code == 302
    assert (*entry(), Stakeholder.objects.get(slug="museum").municipality) == (*NEW, "Graz")


def test_the_second_answer_comes_too_late_and_is_not_lost(client, anna, graz, correction):
    bert = make.user(partner=make.partner(area=graz))
    client.force_login(bert)
    state = client.get(f"/corrections/{correction.pk}/").context["state"]
    answer(client, anna, correction, "refuse", answer="No")
    page = answer(client, bert, correction, state=state, answer="My long answer")
    assert page.status_code == 409
    assert "Somebody has answered it meanwhile" in text(page)
    assert "My long answer" in text(page)
    assert (Correction.objects.get().decided_by, entry()) == (anna, OLD)


def test_a_value_that_is_no_longer_allowed_is_not_put_into_the_entry(client, anna, correction):
    Correction.objects.update(changes={"website": "no address"})
    page = answer(client, anna, correction, take=["website"])
    assert page.status_code == 409
    assert "Enter a valid URL." in text(page)
    assert (entry(), Correction.objects.get().status) == (OLD, "proposed")


@pytest.mark.parametrize("decision", ["accept", "refuse"])
def test_only_staff_of_the_area_and_coordinators_answer(client, eva, correction, decision):
    elsewhere = make.user(partner=make.partner())
    for person, status in ((eva, 403), (elsewhere, 404), (make.user(), 404)):
        client.force_login(person)
        sent = {"decision": decision, "take": ["role"], "state": "x", "answer": "Mine"}
        assert client.post(f"/corrections/{correction.pk}/", sent).status_code == status
    assert Correction.objects.get().is_waiting
    answer(client, make.user(coordinator=True), correction, decision, answer="Decided")
    assert not Correction.objects.get().is_waiting


@pytest.mark.parametrize(
    "sent", [{}, {"decision": "maybe", "state": "x"}, {"decision": "accept", "take": ["slug"], "state": "x"}]
)
def test_odd_answers_change_nothing_and_break_nothing(client, anna, correction, sent):
    client.force_login(anna)
    assert client.post(f"/corrections/{correction.pk}/", sent).status_code == 200
    assert (entry(), Correction.objects.get().status) == (OLD, "proposed")


def test_a_correction_whose_entry_was_deleted_is_gone(client, anna, correction, museum):
    museum.delete()
    client.force_login(anna)
    assert client.get(f"/corrections/{correction.pk}/").status_code == 404
