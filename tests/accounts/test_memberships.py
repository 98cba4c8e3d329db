"""Memberships end with their last day or with the partner, and whoever is signed in then is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.models import Membership
from tests import make
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def graz():
    return make.partner(name="City of Graz")


@pytest.fixture
def manager(graz):
    return make.user(graz, Membership.Role.MANAGER, email="anna@example.org")


@pytest.fixture
def colleague(graz):
    return make.user(graz, name="Ola")


def end(client, membership, day):
    return client.post(f"/accounts/people/memberships/{membership.pk}/", {"until": day.isoformat()})


@pytest.mark.parametrize(("days", "status"), [(-1, 403), (0, 200), (1, 200)])
def test_a_manager_ends_the_work_of_a_colleague(client, manager, colleague, days, status):
    client.force_login(manager)
    end(client, colleague.memberships.get(), timezone.localdate() + timedelta(days=days))
    client.force_login(colleague)
    assert client.get("/desk/").status_code == status


def test_the_end_is_in_the_history_with_who_set_it(client, manager, colleague):
    client.force_login(manager)
    end(client, colleague.memberships.get(), timezone.localdate())
    newest = colleague.memberships.get().history.first()
    assert (newest.until, newest.history_user) == (timezone.localdate(), manager)


TOLD = "City of Graz: your last day was 31 December 2013."


@pytest.fixture
def former(client, colleague):
    """Signed in when the own work ended."""
    client.force_login(colleague)
    assert client.get("/desk/").status_code == 200
    colleague.memberships.update(until="2013-12-31")
    return colleague


@pytest.mark.parametrize("path", ["/", "/partners/", "/stakeholders/open/", "/accounts/", "/privacy/"])
def test_who_no_longer_works_here_reads_what_is_public_and_is_told(client, former, path):
    make.stakeholder(slug="open")
    response = client.get(path)
    assert response.status_code == 200
    assert TOLD in text(response)
    client.post("/accounts/logout/")
    assert TOLD not in text(client.get(path))


def test_what_is_not_published_is_not_there_any_more(client, former):
    make.practice(slug="draft", published=False)
    response = client.get("/practices/draft/")
    assert (response.status_code, TOLD in text(response)) == (404, True)


@pytest.mark.parametrize(
    "path",
    ["/desk/", "/desk/inbox/", "/history/", "/accounts/people/", "/stakeholders/new/", "/stakeholders/open/edit/"],
)
def test_pages_for_the_partnership_say_what_happened(client, former, path):
    make.stakeholder(slug="open")
    response = client.get(path)
    assert (response.status_code, "Your work here has ended" in text(response)) == (403, True)
    assert text(response).count(TOLD) == 1


def test_what_was_kept_as_a_draft_is_shown(client, former):
    former.drafts.create(form="/stakeholders/new/", fields={"name": ["A long name"], "key": [""]})
    assert "Copy what you need: name A long name" in text(client.get("/stakeholders/new/"))


def test_the_people_of_a_partner_that_left_are_told_so(client, graz, colleague):
    graz.left_on = "2013-12"
    graz.save()
    client.force_login(colleague)
    response = client.get("/de/desk/")
    assert response.status_code == 403
    assert "City of Graz" in text(response)
    assert "2013" in text(response)


def test_what_was_typed_stands_on_the_page(client, colleague):
    client.force_login(colleague)
    colleague.memberships.update(until="2013-12-31")
    response = client.post("/stakeholders/", {"summary": "Two pages of work", "password": "secret"})
    assert "What you have just sent was not saved. Copy what you need: summary Two pages of work" in text(response)
    assert "secret" not in text(response)


def test_who_still_works_for_another_partner_goes_on(client, colleague):
    colleague.memberships.update(until="2013-12-31")
    make.membership(user=colleague)
    client.force_login(colleague)
    assert client.get("/partners/").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/partners/", "/privacy/", "/healthz/"])
def test_what_is_public_for_programs_stays(client, colleague, path):
    colleague.memberships.update(until="2013-12-31")
    client.force_login(colleague)
    assert client.get(path).status_code == 200


def test_the_colleagues_of_another_partner_do_not_exist(client, manager):
    stranger = make.user(make.partner())
    client.force_login(manager)
    assert end(client, stranger.memberships.get(), timezone.localdate()).status_code == 404
    assert client.get(f"/accounts/people/memberships/{stranger.memberships.get().pk}/").status_code == 404


def test_staff_end_nobodys_work(client, colleague, manager):
    client.force_login(colleague)
    assert end(client, manager.memberships.get(), timezone.localdate()).status_code == 403
    assert manager.memberships.get().until is None


def test_a_manager_does_not_end_the_own_work(client, manager):
    client.force_login(manager)
    response = end(client, manager.memberships.get(), timezone.localdate())
    assert response.status_code == 403
    assert "Nobody ends the own work: ask a coordinator." in text(response)
    assert manager.memberships.get().until is None


def test_a_last_day_has_to_be_given(client, manager, colleague):
    client.force_login(manager)
    response = client.post(f"/accounts/people/memberships/{colleague.memberships.get().pk}/", {"until": ""})
    assert response.context["form"].errors == {"until": ["This field is required."]}
