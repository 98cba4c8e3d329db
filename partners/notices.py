"""Telling people: who answers for what, and what they were told that no longer concerns them."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from cityregions.records import rights
from cityregions.web.navigation import localised

from .models import Membership, Notification, Reminder, SentReminder, User, key_of


def working_for(partner, on):
    """The people who work for a partner on that day."""
    return working(Membership.objects.current(on).filter(partner=partner))


def working(memberships):
    return User.objects.filter(is_active=True, pk__in=memberships.order_by().values("user"))


def responsible(area, on):
    """The people of the partners of an area; coordinators where nobody works for it, or where it is no area's."""
    current = Membership.objects.current(on)
    people = working(current.filter(partner__area=area)) if area else User.objects.none()
    return list(people) or list(User.objects.filter(is_active=True, is_staff=True))


def attended(on):
    """The partners for which somebody works on that day, and their areas."""
    rows = Membership.objects.current(on).filter(user__is_active=True).select_related("partner__area")
    return {each for row in rows for each in (row.partner, row.partner.area)}


def settle(record, reason):
    """Marks as read what everybody was told of this record for this reason: it has been seen to."""
    Notification.objects.unread().filter(record=key_of(record), reason=reason).update(read_at=timezone.now())


def withdraw_hidden(user):
    """Takes back what the person was told of records that are gone, or that the person no longer sees."""
    told = defaultdict(set)
    for record in user.notifications.order_by().values_list("record", flat=True).distinct():
        label, _slash, key = record.partition("/")
        told[label].add(key)
    hidden = [f"{label}/{key}" for label, keys in told.items() for key in keys - seen(label, keys, user)]
    if hidden:
        user.notifications.filter(record__in=hidden).delete()


def seen(label, keys, user):
    """Of these keys, those of rows that the person sees. What no rule speaks of, coordinators see."""
    model = apps.get_model(label)
    rows = model._base_manager.filter(pk__in=keys)
    if model in rights.stated_models():
        rows = rows.filter(rights.condition(model, user))
    elif not user.is_coordinator:
        return set()
    return {str(key) for key in rows.values_list("pk", flat=True)}


@transaction.atomic
def remind(partner, people, duties, by, on):
    """Tells these people of these duties, anew where it is unread. None if it was done that day."""
    reminder, is_new = Reminder.objects.get_or_create(partner=partner, day=on, defaults={"reminded_by": by})
    if not is_new:
        return None
    reminder.people.set(people)
    again = Notification.objects.unread().filter(user__in=people, reason=Notification.Reason.REMINDER)
    again.filter(record__in=[key_of(duty.record) for duty in duties]).delete()
    for duty in duties:
        Notification.objects.tell(people, Notification.Reason.REMINDER, duty.record, due_on=duty.day)
    note_reminders(people, [(Notification.Reason.REMINDER, duty) for duty in duties], on)
    return reminder


def note_reminders(people, reminders, on):
    """Puts on record that these people were reminded: pairs of a reason and a duty."""
    rows = [
        SentReminder(
            user=person,
            record=key_of(duty.record),
            title=str(duty.record)[:300],
            reason=reason,
            due_on=duty.day,
            day=on if reason == Notification.Reason.REMINDER else duty.reminder_day(on),
        )
        for person in people
        for reason, duty in reminders
    ]
    SentReminder.objects.bulk_create(rows, ignore_conflicts=True)


@dataclass
class Topic:
    """A record with everything that a person was told of it."""

    record: str
    title: str
    url: str
    notifications: list

    @property
    def noun(self):
        return apps.get_model(self.record.partition("/")[0])._meta.verbose_name

    @property
    def link(self):
        return localised(self.url)


def by_record(notifications):
    """Notifications by what they are about, the newest first."""
    topics = {}
    for each in notifications:
        topics.setdefault(each.record, Topic(each.record, each.title, each.url, [])).notifications.append(each)
    return list(topics.values())
