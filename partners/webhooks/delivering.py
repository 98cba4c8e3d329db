"""Telling webhooks what is to be told: in the background, in order, again after a while where it failed."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from cityregions.records.changes.sequencing import head, sequence
from cityregions.records.work import watch

from ..models import Attempt, Delivery, Notification, Webhook
from .collecting import collect
from .sending import send

logger = logging.getLogger("portal.webhooks")

# After which time a message is tried again: three days in all.
DELAYS = [
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20)),
    timedelta(hours=20, minutes=30),
]
# How long one task goes on for one webhook, so that other work has its turn.
TURN = timedelta(seconds=60)
# After so many failures one after the other, what remains waits a little.
MOST_FAILURES, REST = 3, timedelta(minutes=1)
SELDOM = timedelta(minutes=5)
# How long the log is kept.
KEPT = timedelta(days=30)
GONE = 410
# Long work that people wait for goes first.
PRIORITY = -10

# The last place in the feed that this worker has looked at, and when.
_seen = {}


@watch
def look():
    """Sees whether anything has changed or is due again, and asks for the webhooks that it concerns."""
    now = timezone.now()
    if not Webhook.objects.working().exists():
        forget(now)
        return
    sequence()
    change = head()
    waiting = Webhook.objects.working().unasked(now)
    # Now and then without a change, for what was interrupted.
    if _seen.get("change") == change and now - _seen["at"] < SELDOM:
        due = Delivery.objects.open().filter(due_at__lte=now, webhook=OuterRef("pk"))
        waiting = waiting.filter(Exists(due))
    else:
        _seen.update(change=change, at=now)
        forget(now)
    for key in waiting.values_list("pk", flat=True):
        ask(key, now)


def forget(now):
    """Takes what is too old out of the log, now and then; that of webhooks that are switched off, too."""
    if now - _seen.get("forgot", now - SELDOM) >= SELDOM:
        _seen["forgot"] = now
        Delivery.objects.filter(created__lt=now - KEPT).delete()


@transaction.atomic
def ask(key, at):
    """Asks for a webhook to be seen to, once."""
    if Webhook.objects.unasked(at).filter(pk=key).update(asked_at=at):
        attend.enqueue(key)


@task(priority=PRIORITY)
def attend(key):
    """Sees to one webhook: collects what it is to be told and tells it, for a while, as the only one to do so."""
    now = timezone.now()
    mine = Webhook.objects.filter(pk__in=Webhook.objects.working().filter(pk=key).values("pk")).free(now)
    # Somebody else is at it, and looks again at the end.
    if not mine.update(taken_at=now, asked_at=None):
        return
    try:
        more = collect(key)
        more = deliver(key, now + TURN) or more
    finally:
        Webhook.objects.filter(pk=key).update(taken_at=None)
    # Asked again meanwhile, when it was taken: that was for changes which may have come too late for this turn.
    if more or Webhook.objects.filter(pk=key, asked_at__isnull=False).update(asked_at=None):
        ask(key, timezone.now())


def deliver(key, until):
    """Sends what is due. Returns whether some of that is left."""
    failures = 0
    while timezone.now() < until:
        waiting = Delivery.objects.next_in_line().filter(webhook=key, due_at__lte=timezone.now())
        delivery = waiting.select_related("webhook").order_by("due_at", "pk").first()
        if not delivery or not delivery.webhook.is_active:
            return False
        Webhook.objects.filter(pk=key).update(taken_at=timezone.now())
        failures = 0 if attempt(delivery) else failures + 1
        if failures == MOST_FAILURES:
            soon = timezone.now() + REST
            Delivery.objects.open().filter(webhook=key, due_at__lt=soon).update(due_at=soon)
            return False
    return True


def attempt(delivery):
    """Tries once and writes down what came of it. Returns whether the message was taken."""
    webhook, now = delivery.webhook, timezone.now()
    outcome = send(webhook.url, webhook.secret, delivery.message, delivery.body.encode())
    logger.info("Webhook %s: %s, %s", webhook.pk, delivery.message, outcome.status or outcome.answer)
    with transaction.atomic():
        Attempt.objects.create(
            delivery=delivery,
            at=now,
            status=outcome.status,
            milliseconds=outcome.milliseconds,
            answer=outcome.answer,
        )
        rows = Delivery.objects.filter(pk=delivery.pk)
        if outcome.is_taken:
            rows.update(delivered_at=timezone.now(), tries=F("tries") + 1)
        elif delivery.tries < len(DELAYS):
            rows.update(due_at=timezone.now() + DELAYS[delivery.tries], tries=F("tries") + 1)
        else:
            rows.update(given_up_at=timezone.now(), tries=F("tries") + 1)
            if not webhook.deliveries.filter(delivered_at__gt=delivery.created).exists():
                switch_off(webhook, outcome)
        if outcome.status == GONE:
            switch_off(webhook, outcome)
    return outcome.is_taken


def switch_off(webhook, outcome):
    """Ends a webhook that does not answer, and tells its owner; what waits is told when it is switched on again."""
    with override(webhook.owner.language):
        if outcome.status == GONE:
            why = _("The other side answered that it is gone for good (410).")
        else:
            answer = str(outcome.status or outcome.answer)
            why = _("Nothing was taken for three days. The last answer was: %(answer)s") % {"answer": answer}
        if Webhook.objects.filter(pk=webhook.pk, is_active=True).update(is_active=False, off_because=why):
            Notification.objects.tell([webhook.owner], Notification.Reason.SWITCHED_OFF, webhook, text=why)
