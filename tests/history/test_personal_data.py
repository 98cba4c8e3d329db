"""What is stored about a person: shown and given to that person, asked about by anyone, answered by a coordinator."""

import pytest

from partners.models import DataRequest, Notification, User
from stakeholders.models import Contact
from tests import make
from tests.history.test_erasing import found
from tests.history.test_history import changed, contact
from tests.pages.reading import links, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def ida(client):
    person = make.user(make.partner(name="City of Graz"), name="Ida Staff", email="ida@example.org")
    contact(user=person, name="Ida Staff", email="ida@example.org", phone="0316 1")
    contact(name="Otto Other", email="otto@example.org")
    changed(make.stakeholder(slug="town"), "New statute", person, role="x")
    Notification.objects.create(user=person, reason="due", record="x.y/1", title="Report 3")
    client.force_login(person)
    return person


def test_a_person_sees_all_that_is_stored_and_of_nobody_else(client, ida):
    page = text(client.get("/accounts/my-data/"))
    for words in ("ida@example.org", "City of Graz", "0316 1", "Report 3", "changed: stakeholder/town New statute"):
        assert words in page
    assert "Otto" not in page


def test_the_same_comes_as_a_file(client, ida):
    response = client.get("/accounts/my-data/download/")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    body = response.json()
    assert (body["account"][0]["email"], body["account"][0]["name"]) == ("ida@example.org", "Ida Staff")
    assert body["memberships"] == [{"partner": "City of Graz", "role": "staff", "until": None}]
    assert [row["phone"] for row in body["contacts"]] == ["0316 1"]
    assert body["changes"]["count"] == 1
    assert body["changes"]["newest"][0]["record"] == "stakeholder/town"
    assert "password" not in response.content.decode()


def test_the_account_leads_there_and_visitors_sign_in_first(client, ida):
    assert "/accounts/my-data/" in links(client.get("/accounts/"))
    client.logout()
    for address in ("/accounts/my-data/", "/accounts/my-data/download/"):
        assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"


def test_anyone_asks_and_is_not_told_whether_the_address_is_known(client):
    chief = make.user(coordinator=True)
    make.user(email="known@example.org")
    answers = [
        client.post("/privacy/request/", {"email": email, "wish": "access", "text": "Please"}, follow=True)
        for email in ("known@example.org", "unknown@example.org")
    ]
    assert text(answers[0]) == text(answers[1])
    assert [each.email for each in DataRequest.objects.order_by("pk")] == ["known@example.org", "unknown@example.org"]
    assert [each.reason for each in chief.notifications.all()] == ["request", "request"]
    assert "/privacy/request/" in links(client.get("/privacy/"))


def test_too_many_requests_for_an_address_wait(client):
    asked = {"email": "a@example.org", "wish": "erasure", "text": "At once"}
    statuses = [client.post("/privacy/request/", asked).status_code for _n in range(4)]
    assert statuses == [302, 302, 302, 429]
    page = client.post("/privacy/request/", asked)
    assert "Too many requests" in text(page)
    assert "At once" in text(page)
    assert DataRequest.objects.count() == 3


@pytest.fixture
def desk(client):
    person = make.user(coordinator=True, name="Maria Chief")
    make.sign_in(client, person)
    return client


def test_a_coordinator_answers_by_mail_once(desk, mailoutbox):
    asked = DataRequest.objects.create(email="a@example.org", wish="access")
    assert "a@example.org" in text(desk.get("/admin/partners/datarequest/"))
    address = f"/admin/partners/datarequest/{asked.pk}/change/"
    assert desk.post(address, {"answer": "Nothing is stored."}).status_code == 302
    asked.refresh_from_db()
    assert (asked.answered_by.name, asked.answered_at is not None) == ("Maria Chief", True)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["a@example.org"], "Your request about personal data")]
    assert mailoutbox[0].body.startswith("Nothing is stored.")
    desk.post(address, {"answer": "Again."})
    assert len(mailoutbox) == 1


def test_a_coordinator_erases_whom_a_request_asks_to_erase(desk, mailoutbox):
    contact(name="Anna Muster", email="anna@example.net", user=make.user(name="Anna Muster", email="anna@example.net"))
    asked = DataRequest.objects.create(email="anna@example.net", wish="erasure")
    desk.post(f"/admin/partners/datarequest/{asked.pk}/change/", {"answer": "It is erased.", "erase": "on"})
    assert [mail.to for mail in mailoutbox] == [["anna@example.net"]]
    assert (Contact.objects.count(), User.objects.count()) == (0, 1)
    assert found("Anna Muster", "anna@example.net") == []
