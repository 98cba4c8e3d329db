"""Duties: what is due from people, told by each app in its duties.py, for the desk and for the mails alike."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import NoReverseMatch, reverse

SOON = timedelta(days=14)
# So many days before the due day people are reminded, and on the day itself; afterwards once in so many.
BEFORE, EVERY = (14, 3, 0), 7

_sources = []


@dataclass(frozen=True)
class Duty:
    """Something to be done by a day, with a record, by the partners of an area, by one partner, or by coordinators.

    People are told of `record`; `title` may say more than they may be mailed, e.g. a person's name.
    """

    record: object
    title: str
    task: str
    url: str
    day: date | None = None
    area: object = None
    partner: object = None
    reason: str = ""

    def is_late(self, on):
        return self.day is not None and self.day < on

    def is_soon(self, on):
        return self.day is not None and on <= self.day <= on + SOON

    def told_as(self, on):
        """The reason for which people are told of it on that day; empty while it is too early."""
        if not (self.is_late(on) or self.is_soon(on)):
            return ""
        return self.reason or ("late" if self.is_late(on) else "due")

    def reminder_day(self, on):
        """The day of the reminder that stands on that day: the last one of those up to then, None while it is early.

        Whoever looks late, or only now and then, finds the same one; the earlier ones say nothing new any more.
        """
        if self.is_late(on):
            first = self.day + timedelta(days=1)
            return on - timedelta(days=(on - first).days % EVERY)
        days = [self.day - timedelta(days=number) for number in BEFORE] if self.day else []
        return max((day for day in days if day <= on), default=None)


def tells(source):
    """Registers a function that yields the duties of a person: `source(user, on)`, by what the person may change."""
    _sources.append(source)
    return source


def due_from(user, on):
    """Everything that is due from what the person may change, the longest overdue first, what has no day last."""
    duties = [duty for source in _sources for duty in source(user, on)]
    return sorted(duties, key=lambda duty: (duty.day or date.max, str(duty.title)))


def own(user, on, attended=None):
    """What this person has to see to: coordinators may change everything, but answer for what belongs to no area.

    Where `attended` lists the partners and areas that people work for, coordinators answer for all others as well.
    """
    duties = due_from(user, on)
    if not user.is_coordinator:
        return duties
    return [
        duty for duty in duties if concerns(duty, user) or (attended is not None and not belongs_to(duty, attended))
    ]


def belongs_to(duty, places):
    return duty.partner in places or duty.area in places


def concerns(duty, user):
    if not duty.area and not duty.partner:
        return True
    own_area = duty.area and duty.area.pk in user.current_areas
    return bool(own_area or (duty.partner and duty.partner.pk in user.current_partners))


def page(name, record, *args):
    """The address of a page that this portal may have, else the record's own."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return record.get_absolute_url()
