"""From a change to the other side: what is told, in which order, again when it fails, and when it ends."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from partners.models import Attempt, Delivery, Event, Membership, Notification, Webhook
from partners.webhooks import delivering
from partners.webhooks.collecting import collect, start_now
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_worker():
    """One that has not looked yet: places in the feed are given out anew for each test."""
    delivering._seen.clear()


@pytest.fixture
def graz():
    return make.area(slug="graz")


@pytest.fixture
def owner(graz):
    return make.user(make.partner(area=graz))


@pytest.fixture
def listen(receiver, owner):
    """Makes a webhook of the owner that is told from now on."""

    def made(**fields):
        return make.webhook(owner=owner, url=receiver.url, cursor=start_now(owner), **fields)

    return made


def tell():
    """What a worker does in a moment: it looks, and sees to whatever it finds."""
    delivering.look()
    for webhook in Webhook.objects.filter(asked_at__isnull=False):
        delivering.attend.call(webhook.pk)


def later():
    """As if it were time to try again."""
    Delivery.objects.open().update(due_at=timezone.now())


def told(receiver):
    return [(body["type"], body["data"]["key"]) for body in receiver.bodies]


def test_what_is_created_changed_and_deleted_is_told_as_it_was_and_is(listen, receiver, graz):
    listen(nouns=["outputs"])
    output = make.output(slug="study", title="Study", area=graz, status="draft")
    tell()
    output.title = "The study"
    output.save()
    tell()
    output.delete()
    tell()
    assert told(receiver) == [(f"outputs.{event}", "study") for event in ("created", "updated", "deleted")]
    created, updated, deleted = (body["data"] for body in receiver.bodies)
    assert (created["before"], created["after"]["title"], created["after"]["area"]) == (None, "Study", "graz")
    assert (updated["before"]["title"], updated["before"]["area"]) == ("Study", "graz")
    assert updated["after"]["title"] == "The study"
    assert (deleted["before"]["title"], deleted["after"]) == ("The study", None)
    assert updated["before"].keys() <= updated["after"].keys()


def test_a_change_by_the_api_names_its_request(listen, receiver, owner, graz):
    listen()
    stakeholder = make.stakeholder(slug="forum", area=graz)
    tell()
    client = Client()
    client.force_login(owner)
    headers = {"X-Request-ID": "request-of-graz"}
    body = {"role": "Runs the forum"}
    answer = client.patch(f"/api/v1/stakeholders/{stakeholder.slug}/", body, "application/json", headers=headers)
    assert answer.status_code == 200
    tell()
    assert receiver.bodies[-1]["data"]["request"] == "request-of-graz"
    assert receiver.bodies[-1]["data"]["after"]["role"] == "Runs the forum"


def test_only_what_is_asked_for(listen, receiver, graz):
    listen(nouns=["outputs", "events"], events=[Event.CREATED])
    output = make.output(slug="study", area=graz)
    make.stakeholder()
    make.event(slug="meeting")
    tell()
    output.save()
    tell()
    assert told(receiver) == [("outputs.created", "study"), ("events.created", "meeting")]


def test_only_what_its_owner_may_see(listen, receiver, graz):
    listen(nouns=["contacts", "stakeholders", "assessments", "partner-reports", "progress-entries"])
    elsewhere = make.stakeholder(slug="elsewhere", area=make.area())
    make.contact(stakeholder=elsewhere, name="Secretname")
    report = make.report(partner=make.partner(), started_at=timezone.now())
    make.progress_entry(report=report, activity=make.activity(), text="Secretname")
    tell()
    assert ("stakeholders.created", "elsewhere") in told(receiver)
    assert b"Secretname" not in b"".join(body for _path, _headers, body in receiver.heard)


def test_a_filter_lets_through_what_it_finds_and_what_was_told_before(listen, receiver, graz):
    listen(nouns=["outputs"], filter="area=graz")
    here, there = make.output(slug="here", area=graz), make.output(slug="there", area=make.area(slug="turin"))
    tell()
    here.area = there.area
    here.save()
    there.save()
    tell()
    assert told(receiver) == [("outputs.created", "here"), ("outputs.updated", "here")]
    assert (receiver.bodies[1]["data"]["before"]["area"], receiver.bodies[1]["data"]["after"]["area"]) == (
        "graz",
        "turin",
    )


def test_what_is_not_taken_is_told_again_with_the_same_number(listen, receiver, graz):
    webhook = listen(nouns=["outputs"])
    receiver.status = 503
    make.output(slug="study", area=graz)
    tell()
    tell()
    assert len(receiver.heard) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.due_at > timezone.now()) == ("retried", True)
    receiver.status = 200
    later()
    tell()
    assert Delivery.objects.get().state == "taken"
    assert len({headers["Webhook-Id"] for _path, headers, _body in receiver.heard}) == 1
    assert list(webhook.deliveries.get().attempts.values_list("status", flat=True)) == [503, 200]


def test_messages_about_one_record_keep_their_order(listen, receiver, graz):
    listen(nouns=["outputs"])
    receiver.status = lambda body: 503 if body["data"]["key"] == "stuck" else 200
    stuck, other = make.output(slug="stuck", area=graz), make.output(slug="other", area=graz)
    tell()
    stuck.save()
    other.save()
    tell()
    assert told(receiver) == [("outputs.created", "stuck"), ("outputs.created", "other"), ("outputs.updated", "other")]
    receiver.status = 200
    later()
    tell()
    assert told(receiver)[3:] == [("outputs.created", "stuck"), ("outputs.updated", "stuck")]


def test_the_times_make_three_days():
    assert timedelta(days=3) <= sum(delivering.DELAYS, timedelta()) < timedelta(days=3, hours=2)


def test_after_three_days_of_failures_it_is_switched_off_and_its_owner_told(listen, receiver, owner, graz):
    webhook = listen(nouns=["outputs"])
    receiver.status, receiver.text = 500, "broken"
    make.output(slug="study", area=graz)
    for _attempt in range(len(delivering.DELAYS) + 1):
        assert Webhook.objects.get().is_active
        later()
        tell()
    webhook.refresh_from_db()
    assert (webhook.is_active, "500" in webhook.off_because) == (False, True)
    assert (Delivery.objects.get().state, Attempt.objects.count()) == ("given_up", len(delivering.DELAYS) + 1)
    notice = Notification.objects.get(user=owner)
    assert (notice.reason, notice.url) == (Notification.Reason.SWITCHED_OFF, webhook.get_absolute_url())
    make.output(area=graz)
    tell()
    assert len(receiver.heard) == len(delivering.DELAYS) + 1


def test_what_has_changed_meanwhile_is_told_when_it_is_switched_on_again(listen, receiver, graz):
    webhook = listen(nouns=["outputs"], is_active=False)
    make.output(slug="study", area=graz)
    tell()
    assert not receiver.heard
    client = Client()
    client.force_login(webhook.owner)
    form = {"name": "Map", "url": webhook.url, "nouns": ["outputs"], "events": Event.values, "is_active": "on"}
    assert client.post(f"/accounts/webhooks/{webhook.pk}/change/", form).status_code == 302
    tell()
    assert told(receiver) == [("outputs.created", "study")]


def test_one_message_that_is_never_taken_does_not_end_the_others(listen, receiver, graz):
    listen(nouns=["outputs"])
    receiver.status = lambda body: 400 if body["data"]["key"] == "poison" else 200
    make.output(slug="poison", area=graz)
    tell()
    make.output(slug="good", area=graz)
    tell()
    Delivery.objects.open().update(tries=len(delivering.DELAYS))
    later()
    tell()
    states = {delivery.key: delivery.state for delivery in Delivery.objects.all()}
    assert (states, Webhook.objects.get().is_active) == ({"poison": "given_up", "good": "taken"}, True)


def test_one_that_is_gone_for_good_is_switched_off_at_once(listen, receiver, graz):
    listen()
    receiver.status = 410
    make.output(area=graz)
    tell()
    assert (Webhook.objects.get().is_active, len(receiver.heard)) == (False, 1)


def test_a_dead_address_is_left_alone_for_a_while(listen, receiver, graz):
    listen(nouns=["outputs"])
    receiver.status = 503
    for _number in range(10):
        make.output(area=graz)
    tell()
    tell()
    assert len(receiver.heard) == delivering.MOST_FAILURES


def test_whoever_may_see_other_rows_is_told_to_read_anew(listen, receiver, owner, graz):
    listen(nouns=["outputs"])
    receiver.status = 503
    make.output(slug="before", area=graz, status="draft")
    tell()
    receiver.heard.clear()
    receiver.status = 200
    Membership.objects.filter(user=owner).update(partner=make.partner(area=make.area()))
    make.output(slug="study", area=graz, status="draft")
    later()
    tell()
    make.output(slug="other", area=graz)
    tell()
    assert [body["type"] for body in receiver.bodies] == ["changes.reset", "outputs.created"]
    # What was told of rows that its owner no longer sees is not kept either.
    assert {delivery.event for delivery in Delivery.objects.all()} == {"changes.reset", "outputs.created"}
    assert not Delivery.objects.filter(key="before").exists()


def test_whose_work_has_ended_is_told_nothing_more(listen, receiver, owner, graz):
    webhook = listen(nouns=["outputs"])
    Membership.objects.filter(user=owner).update(until="2020-01-01")
    make.output(slug="study", area=graz)
    tell()
    webhook.refresh_from_db()
    assert (receiver.heard, webhook.is_active) == ([], False)
    assert "has ended" in webhook.off_because


def test_whose_account_is_closed_is_told_nothing(listen, receiver, owner, graz):
    listen()
    owner.is_active = False
    owner.save()
    make.output(area=graz)
    tell()
    assert not receiver.heard


def test_nothing_is_lost_when_a_worker_dies_after_it_was_asked(listen, receiver, graz):
    webhook = listen(nouns=["outputs"])
    make.output(area=graz)
    delivering.look()
    assert Webhook.objects.get().asked_at
    # It died; what it held is free again after a while.
    long_ago = timezone.now() - timedelta(hours=1)
    Webhook.objects.update(asked_at=long_ago, taken_at=long_ago)
    delivering._seen.clear()
    tell()
    assert (len(receiver.heard), webhook.deliveries.get().state) == (1, "taken")


def test_two_workers_do_not_tell_the_same_twice(listen, receiver, graz):
    webhook = listen(nouns=["outputs"])
    make.output(area=graz)
    Webhook.objects.update(taken_at=timezone.now())
    delivering.attend.call(webhook.pk)
    assert not receiver.heard
    Webhook.objects.update(taken_at=None)
    delivering.attend.call(webhook.pk)
    delivering.attend.call(webhook.pk)
    assert len(receiver.heard) == 1


def test_the_log_is_kept_for_thirty_days_whether_the_webhook_works_or_not(listen, receiver, graz):
    webhook = listen(nouns=["outputs"])
    make.output(area=graz)
    tell()
    Webhook.objects.update(is_active=False)
    for age, left in ((29, 1), (31, 0)):
        Delivery.objects.update(created=timezone.now() - timedelta(days=age))
        delivering._seen.clear()
        delivering.look()
        assert webhook.deliveries.count() == left


def test_nobody_looks_for_changes_where_nobody_listens(django_assert_num_queries):
    delivering.look()
    with django_assert_num_queries(1):
        delivering.look()


def test_a_turn_costs_the_same_for_one_change_as_for_many(listen, receiver, graz, django_assert_max_num_queries):
    webhook = listen(nouns=["outputs"])
    for _number in range(20):
        make.output(area=graz)
    with django_assert_max_num_queries(40):
        collect(webhook.pk)
    assert webhook.deliveries.count() == 20


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_it_in_the_background(listen, receiver, graz):
    listen(nouns=["outputs"])
    make.output(slug="study", area=graz)
    assert not receiver.heard
    call_command("work", once=True)
    assert told(receiver) == [("outputs.created", "study")]
    assert {task.status for task in DBTaskResult.objects.all()} == {"SUCCESSFUL"}
