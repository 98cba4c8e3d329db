"""Webhooks on the account page: made, changed, tested and removed by their owner, seen by nobody else."""

import pytest
from django.utils import timezone

from partners.models import Attempt, Delivery, Webhook
from partners.webhooks.collecting import tell
from tests import make

pytestmark = pytest.mark.django_db
FORM = {"name": "Map", "url": "https://9.9.9.9/changes", "events": ["created", "updated"]}


@pytest.fixture
def person(client):
    user = make.user(make.partner())
    client.force_login(user)
    return user


@pytest.fixture
def webhook(person):
    return make.webhook(owner=person, name="Map of the city")


def test_one_is_made_and_its_secret_shown_once(client, person):
    answer = client.post("/accounts/webhooks/new/", {**FORM, "nouns": ["outputs"], "filter": "?kind=study"})
    webhook = Webhook.objects.get()
    assert (webhook.owner, webhook.nouns, webhook.filter) == (person, ["outputs"], "kind=study")
    assert webhook.secret in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    page = client.get(webhook.get_absolute_url()).content.decode()
    assert webhook.secret not in page
    assert "https://9.9.9.9/changes" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": "https://127.0.0.1/"}, "does not lie in the public network"),
        ({"url": "http://9.9.9.9/"}, "Write https"),
        ({"url": "9.9.9.9"}, "Write a full address"),
        ({"events": []}, "This field is required"),
        ({"nouns": ["cars"]}, "cars is not one of the available choices"),
        ({"filter": "kind=study"}, "A filter is of one noun"),
        ({"nouns": ["outputs", "events"], "filter": "kind=study"}, "A filter is of one noun"),
        ({"nouns": ["outputs"], "filter": "colour=red"}, "“colour” is not known here"),
        ({"nouns": ["outputs"], "filter": "kind=cake"}, "“cake” is not known here"),
        ({"url": "https://a..b.example/"}, "is not known"),
        ({"url": f"https://{'a' * 64}.example/"}, "is not known"),
        ({"nouns": ["outputs"], "filter": "area=%00"}, "Write it as in the address of a list"),
        ({"nouns": ["outputs"], "filter": "kind"}, "Write it as in the address of a list"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, person, fields, sentence):
    answer = client.post("/accounts/webhooks/new/", FORM | fields)
    assert sentence in answer.content.decode()
    assert not Webhook.objects.exists()


def test_it_is_changed_and_switched_off_and_on(client, webhook):
    address = f"/accounts/webhooks/{webhook.pk}/change/"
    client.post(address, FORM)
    webhook.refresh_from_db()
    assert (webhook.name, webhook.is_active) == ("Map", False)
    Webhook.objects.update(off_because="It did not answer.")
    assert "It did not answer." in client.get(webhook.get_absolute_url()).content.decode()
    client.post(address, {**FORM, "is_active": "on"})
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.off_because) == (True, "")


def test_a_new_secret_replaces_the_old_one(client, webhook):
    answer = client.post(webhook.get_absolute_url(), {"do": "renew"})
    fresh = Webhook.objects.get().secret
    assert fresh != webhook.secret
    assert fresh in answer.content.decode()


def test_the_log_tells_what_became_of_each_message(client, webhook):
    delivery = tell(webhook, "outputs.updated", {}, noun="outputs", key="study")
    delivery.save()
    Attempt.objects.create(delivery=delivery, at=timezone.now(), status=503, milliseconds=7, answer="Later <b>")
    Delivery.objects.update(tries=1)
    page = client.get(webhook.get_absolute_url()).content.decode()
    for words in ("outputs.updated", "tried again", "503 Later &lt;b&gt;", "7 ms", "Send again"):
        assert words in page


def test_a_message_is_sent_again(client, webhook):
    delivery = tell(webhook, "outputs.updated", {})
    delivery.delivered_at = timezone.now()
    delivery.save()
    answer = client.post(webhook.get_absolute_url(), {"do": "again", "delivery": delivery.pk}, follow=True)
    assert "It is sent again" in answer.content.decode()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("waiting", 0)


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30])
def test_a_message_that_is_not_in_the_log(client, webhook, key):
    answer = client.post(webhook.get_absolute_url(), {"do": "again", "delivery": key}, follow=True)
    assert "not in the log any more" in answer.content.decode()


def test_messages_of_others_are_not_sent_again(client, webhook):
    foreign = tell(make.webhook(), "outputs.updated", {})
    foreign.save()
    Delivery.objects.update(given_up_at=timezone.now())
    client.post(webhook.get_absolute_url(), {"do": "again", "delivery": foreign.pk})
    assert Delivery.objects.get().given_up_at


def test_it_is_removed_with_its_log(client, webhook):
    tell(webhook, "outputs.updated", {}).save()
    client.post(f"/accounts/webhooks/{webhook.pk}/remove/")
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)


def test_an_empty_list_says_what_to_do(client, person):
    page = client.get("/accounts/webhooks/").content.decode()
    assert "No webhook yet" in page
    assert "/accounts/webhooks/new/" in page
