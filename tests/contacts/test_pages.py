"""What a contact sees: its organisation's entry and agreements, and nothing of anybody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.pages.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def museum():
    return make.stakeholder(slug="museum", name="Museum", area=make.area())


@pytest.fixture
def eva(client, museum):
    """The museum's contact, signed in."""
    eva = make.user(name="Eva")
    make.contact(stakeholder=museum, email=eva.email, user=eva, phone="0316 1")
    client.force_login(eva)
    return eva


def status(client, path):
    return client.get(path).status_code


def test_visitors_are_led_to_the_sign_in_for_contacts(client):
    assert client.get("/contacts/me/").headers["Location"] == "/contacts/sign-in/?next=/contacts/me/"


def test_the_desk_of_a_contact_is_its_own_page(client, eva):
    assert client.get("/desk/").headers["Location"] == "/contacts/me/"


def test_somebody_who_is_no_contact_is_told_so(client):
    client.force_login(make.user())
    answer = client.get("/contacts/me/")
    assert answer.status_code == 403
    assert "no longer, the contact of an organisation" in text(answer)


def test_agreements_are_seen_before_they_are_published_when_the_organisation_is_party_to_them(client, eva, museum):
    own = make.agreement(slug="own", title="Our declaration", published=False)
    make.party(agreement=own, stakeholder=museum)
    make.party(agreement=make.agreement(slug="other", title="Secret pact", published=False))
    page = text(client.get("/contacts/me/"))
    assert "Our declaration" in page
    assert "Secret pact" not in page
    assert [status(client, path) for path in ("/agreements/own/", "/agreements/other/")] == [200, 404]
    assert "Secret pact" not in text(client.get("/agreements/"))
    assert "Our declaration" in text(client.get("/agreements/"))


def test_its_own_place_on_an_unpublished_map_is_told_but_not_the_map(client, eva, museum):
    hidden = make.stakeholder_map(slug="hidden", name="Green belt", published=False)
    make.entry(stakeholder_map=hidden, stakeholder=museum)
    make.entry(stakeholder_map=hidden, stakeholder=make.stakeholder(name="Rival"))
    page = client.get("/contacts/me/")
    assert "Green belt" in text(page)
    assert "/maps/hidden/" not in page.content.decode()
    assert status(client, "/maps/hidden/") == 404


def test_a_contact_sees_what_is_kept_of_it_and_not_its_colleagues(client, eva, museum):
    make.contact(stakeholder=museum, name="Udo", email="udo@example.org")
    page = text(client.get("/contacts/me/"))
    assert "0316 1" in page
    assert "Udo" not in page


def test_a_contact_changes_nothing(client, eva):
    for path in ("/stakeholders/museum/edit/", "/stakeholders/new/", "/outputs/new/"):
        assert status(client, path) in {403, 404}


def test_staff_who_are_contacts_elsewhere_see_both(client, museum):
    anna = make.user(partner=make.partner())
    make.contact(stakeholder=museum, email=anna.email, user=anna)
    client.force_login(anna)
    assert [each.name for each in client.get("/contacts/me/").context["organisations"]] == ["Museum"]
    assert status(client, "/desk/") == 200


def test_the_page_costs_the_same_for_one_row_as_for_three(client, eva, museum):
    def fill(stakeholder):
        make.party(stakeholder=stakeholder, agreement=make.agreement(area=make.area()))
        make.entry(stakeholder=stakeholder)
        make.correction(stakeholder=stakeholder, proposed_by=eva)

    def cost():
        client.force_login(eva)
        with CaptureQueriesContext(connection) as queries:
            assert status(client, "/contacts/me/") == 200
        return len(queries)

    fill(museum)
    one = cost()
    for _ in range(2):
        fill(museum)
        other = make.stakeholder(area=make.area())
        make.contact(stakeholder=other, email=eva.email, user=eva)
        fill(other)
    assert cost() == one
