"""The mails with news: what is due is told, and mailed once to whoever wants mails, whatever fails on the way."""

import logging
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation

from cityregions.records import duties
from cityregions.web.mail import absolute, send

from .models import Mailing, Membership, Notification, User, key_of
from .notices import attended, by_record, note_reminders, withdraw_hidden

log = logging.getLogger("portal.notify")

Reason = Notification.Reason
# What has a due day is told again at each reminder: before the day, on it, and weekly after it.
OF_DAYS = [Reason.DUE, Reason.LATE]
OF_REVIEWS = [Reason.COMMENT, Reason.ANSWER, Reason.ENDORSE]
OF_DUTIES = [*OF_DAYS, Reason.REVIEW, Reason.CORRECTION, Reason.DECIDE, *OF_REVIEWS]
# What else has been read and is still not done is told again after this time.
AGAIN = timedelta(days=30)


def responsible_people(on):
    """Coordinators and everybody who works for a partner on that day."""
    working = Membership.objects.current(on).values("user")
    return User.objects.filter(Q(is_staff=True) | Q(pk__in=working), is_active=True)


def duties_of(user, on):
    """What the person has to see to; coordinators also to what is due from where nobody works on that day."""
    return duties.own(user, on, attended=attended(on) if user.is_coordinator else None)


@transaction.atomic
def tell_duties(user, on):
    """Tells a person what has become due or late, and takes back what has been seen to. Returns how much was told."""
    # Two runs at once wait for each other here, so that neither tells what the other has told.
    User.objects.select_for_update().get(pk=user.pk)
    due = {(key_of(duty.record), reason): duty for duty in duties_of(user, on) if (reason := duty.told_as(on))}
    told = user.notifications.filter(reason__in=OF_DUTIES)
    for notification in told.unread():
        if (notification.record, notification.reason) not in due:
            notification.delete()
    old = known(user, told, due, on)
    fresh = [place for place in due if place not in old]
    for record, reason in fresh:
        told.unread().filter(record=record, reason=reason).delete()
        duty = due[record, reason]
        Notification.objects.tell([user], reason, duty.record, due_on=duty.day)
    note_reminders([user], [(reason, due[record, reason]) for record, reason in fresh if reason in OF_DAYS], on)
    return len(fresh)


def known(user, told, due, on):
    """What the person need not be told today: `(record, reason)`."""
    recent = told.exclude(reason__in=OF_DAYS).filter(Q(read_at__isnull=True) | Q(created__gt=timezone.now() - AGAIN))
    days = {(place, duty.reminder_day(on)): place for place, duty in due.items() if place[1] in OF_DAYS}
    sent = user.sent_reminders.filter(reason__in=OF_DAYS, day__in={day for _place, day in days})
    reminded = {((record, reason), day) for record, reason, day in sent.values_list("record", "reason", "day")}
    return {*recent.values_list("record", "reason"), *(place for key, place in days.items() if key in reminded)}


def is_time(user, on):
    """Whether another mail may go to the person on that day: one a day, or one from Monday to Sunday."""
    if user.digest == User.Digest.NONE:
        return False
    since = on if user.digest == User.Digest.DAILY else on - timedelta(days=on.weekday())
    return not user.mailings.filter(day__gte=since).exists()


@transaction.atomic
def prepare(user, on):
    """The mail that is to go to this person now, taken for this run; None if there is none or another run has it.

    What the mail says is settled before it is sent: a run that dies leaves it to a later one, which sends the same.
    """
    # Two runs at once wait for each other here, for as long as it takes to settle the mail.
    User.objects.select_for_update().get(pk=user.pk)
    withdraw_hidden(user)
    mailing = user.mailings.unsent().order_by("day").first() or new_mailing(user, on)
    if not mailing or user.digest == User.Digest.NONE:
        return None
    now = timezone.now()
    taken = Mailing.objects.filter(pk=mailing.pk).free(now).update(taken_at=now, attempts=F("attempts") + 1)
    return mailing if taken else None


def new_mailing(user, on):
    news = user.notifications.unread().unmailed()
    if not is_time(user, on) or not news.exists():
        return None
    mailing = Mailing.objects.create(user=user, day=on)
    for record, reason in news.values_list("record", "reason"):
        user.sent_reminders.filter(mailing=None, record=record, reason=reason).update(mailing=mailing)
    news.update(mailing=mailing)
    return mailing


def deliver(mailing):
    """Sends a mail that this run has taken. True when it went out, False when it failed, None when nothing is left."""
    topics = by_record(mailing.notifications.all())
    if not topics:
        mailing.delete()
        return None
    try:
        mail(mailing, topics)
    except Exception as error:  # Whatever is wrong with one mail, the others go out.
        log.exception("The mail to %r failed", mailing.user.email)
        Mailing.objects.filter(pk=mailing.pk).update(taken_at=None, failure=f"{type(error).__name__}: {error}"[:500])
        return False
    mark_sent(mailing)
    return True


def mark_sent(mailing):
    Mailing.objects.filter(pk=mailing.pk).update(sent_at=timezone.now(), taken_at=None, failure="")


def mail(mailing, topics):
    user = mailing.user
    with translation.override(user.language or settings.LANGUAGE_CODE):
        preferences = absolute(reverse("account"))
    headers = {
        "Message-ID": message_id(mailing),
        "List-Unsubscribe": f"<{preferences}>",
        "Auto-Submitted": "auto-generated",
    }
    context = {"topics": topics, "preferences": preferences}
    send("partners/email/digest", user.email, user.language, context, headers=headers)


def message_id(mailing):
    """The same at every attempt: mail servers drop a mail that they have had already."""
    return f"<mailing-{mailing.pk}-{mailing.day:%Y%m%d}@{urlsplit(settings.PORTAL_URL).hostname}>"


def people_with_news():
    """Everybody who has something to be mailed, or a mail that did not go out."""
    waiting = Notification.objects.unread().unmailed().values("user")
    unsent = Mailing.objects.unsent().values("user")
    return User.objects.filter(Q(pk__in=waiting) | Q(pk__in=unsent), is_active=True).exclude(digest=User.Digest.NONE)


def run(on):
    """Tells and mails everybody. Returns how much was told, sent, and failed."""
    counts = Counter()
    for user in responsible_people(on):
        counts["told"] += safely(tell_duties, user, on, counts) or 0
    for user in people_with_news():
        mailing = safely(prepare, user, on, counts)
        if mailing:
            counts[{True: "sent", False: "failed", None: "empty"}[deliver(mailing)]] += 1
    return counts


def safely(step, user, on, counts):
    """One person's step; what goes wrong with it is noted and stops nobody else's."""
    try:
        return step(user, on)
    except Exception:
        log.exception("The news of %r failed", user.email)
        counts["failed"] += 1
        return None
