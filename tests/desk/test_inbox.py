"""The inbox: what a person was told, by record and with the reason."""

import pytest

from partners.models import Membership, Notification
from tests import make
from tests.pages.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def city():
    return make.partner(name="City of Graz")


@pytest.fixture
def anna(city, client):
    anna = make.user(partner=city)
    client.force_login(anna)
    return anna


def topics(page, which="unread"):
    return [(topic.title, [each.reason for each in topic.notifications]) for topic in page.context[which]]


def test_an_empty_inbox_says_so(client, anna):
    assert "Nothing new" in text(client.get("/desk/inbox/"))


def test_what_is_told_of_one_record_stands_together_the_newest_first(client, anna, city):
    study = make.output(title="Study")
    Notification.objects.tell([anna], "due", study)
    Notification.objects.tell([anna], "changed", city)
    Notification.objects.tell([anna], "reminder", study, text="Please")
    page = client.get("/desk/inbox/")
    assert topics(page) == [("Study", ["reminder", "due"]), ("City of Graz", ["changed"])]
    assert "A coordinator reminds you" in text(page)
    assert "Please" in text(page)


def test_the_same_is_told_once_until_it_is_read(anna, city):
    Notification.objects.tell([anna], "changed", city)
    Notification.objects.tell([anna], "changed", city)
    assert Notification.objects.count() == 1
    anna.notifications.update(read_at="2014-03-12T12:00Z")
    Notification.objects.tell([anna], "changed", city)
    assert Notification.objects.count() == 2


def test_one_record_is_marked_as_read(client, anna, city):
    study = make.output(title="Study")
    Notification.objects.tell([anna], "changed", city)
    Notification.objects.tell([anna], "due", study)
    client.post("/desk/inbox/read/", {"record": f"workplan.output/{study.pk}"})
    page = client.get("/desk/inbox/")
    assert topics(page) == [("City of Graz", ["changed"])]
    assert topics(page, "read") == [("Study", ["due"])]


def test_everything_that_was_shown_is_marked_and_what_came_meanwhile_is_not(client, anna, city):
    Notification.objects.tell([anna], "changed", city)
    newest = client.get("/desk/inbox/").context["newest"]
    Notification.objects.tell([anna], "due", make.output(title="Study"))
    client.post("/desk/inbox/read/", {"newest": newest})
    assert topics(client.get("/desk/inbox/")) == [("Study", ["due"])]


@pytest.mark.parametrize(
    "sent", [{}, {"newest": "many"}, {"newest": "9" * 40}, {"record": "nothing/0"}, {"newest": "²"}]
)
def test_odd_requests_mark_nothing_of_others_and_break_nothing(client, anna, city, sent):
    bert = make.user(partner=city)
    Notification.objects.tell([bert], "changed", city)
    assert client.post("/desk/inbox/read/", sent).headers["Location"] == "/desk/inbox/"
    assert bert.notifications.unread().count() == 1


def test_what_is_gone_or_no_longer_to_be_seen_is_taken_back(client, anna, city):
    gone, hidden = make.output(), make.agreement(published=False)
    for record in (gone, hidden, city):
        Notification.objects.tell([anna], "changed", record)
    gone.delete()
    Membership.objects.all().delete()
    assert topics(client.get("/desk/inbox/")) == [("City of Graz", ["changed"])]
    assert anna.notifications.count() == 1


def test_links_lead_to_the_page_in_the_readers_language(client, anna, city):
    Notification.objects.tell([anna], "changed", city)
    assert f'href="/it{city.get_absolute_url()}"' in client.get("/it/desk/inbox/").content.decode()
