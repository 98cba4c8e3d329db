"""The desk: what is due from a person, what others changed, what is not finished; for coordinators, every partner."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.functional import cached_property

from cityregions.records import duties
from partners.models import Membership, Partner, Reminder, User

from .changes import changes_since

MOST = 50
# A visit lasts until the person has been away for so long: what is new stays new until then.
SITTING = timedelta(hours=1)
FIRST_VISIT = timedelta(days=14)


class Desk:
    """What stands on one person's desk on a day; `since` is when the person was here before."""

    def __init__(self, user, on, since):
        self.user, self.on, self.since = user, on, since

    @cached_property
    def everything(self):
        return duties.due_from(self.user, self.on)

    @cached_property
    def own(self):
        if not self.user.is_coordinator:
            return self.everything
        return [duty for duty in self.everything if duties.concerns(duty, self.user)]

    @cached_property
    def late(self):
        return [duty for duty in self.own if duty.is_late(self.on)]

    @cached_property
    def ahead(self):
        return [duty for duty in self.own if not duty.is_late(self.on)]

    @property
    def sections(self):
        """What is late and what comes next: (name, duties shown, how many there are), without what is empty."""
        parts = (("late", self.late), ("ahead", self.ahead))
        return [(name, rows[:MOST], len(rows)) for name, rows in parts if rows]

    @cached_property
    def partners(self):
        return side_by_side(self.everything, self.on)

    @cached_property
    def changes(self):
        shown, more = changes_since(self.user, self.since)
        return {"shown": shown, "more": more}


@dataclass
class PartnerDuties:
    """A partner with what is late and what is due soon, who works there, and when they were last reminded."""

    partner: Partner
    people: int
    reminder: Reminder | None
    late: list = field(default_factory=list)
    soon: list = field(default_factory=list)

    @property
    def pressing(self):
        """What they are reminded of: what is late, or, if nothing is, what is due soon."""
        return self.late or self.soon


def side_by_side(all_duties, on):
    """All partners that take part on that day, those with most that is late first."""
    people = Membership.objects.current(on).filter(user__is_active=True).order_by()
    numbers = dict(people.values_list("partner").annotate(Count("pk")))
    recent = Reminder.objects.filter(day__gt=on - timedelta(days=90)).select_related("reminded_by").order_by("day")
    reminders = {each.partner_id: each for each in recent}
    rows = [
        PartnerDuties(partner, numbers.get(partner.pk, 0), reminders.get(partner.pk))
        for partner in Partner.objects.active(on).with_area()
    ]
    hand_out(all_duties, rows, on)
    return sorted(rows, key=lambda row: (-len(row.late), -len(row.soon), row.partner.name))


def hand_out(all_duties, rows, on):
    """Gives each duty to its partner, or to all partners of its area."""
    of_area, of_partner = defaultdict(list), {row.partner.pk: [row] for row in rows}
    for row in rows:
        of_area[row.partner.area_id].append(row)
    for duty in all_duties:
        concerned = of_partner.get(duty.partner.pk, []) if duty.partner else of_area[duty.area.pk] if duty.area else []
        for row in concerned:
            if duty.is_late(on):
                row.late.append(duty)
            elif duty.is_soon(on):
                row.soon.append(duty)


def last_visit(request, now):
    """When the person was at the desk before this sitting; notes that they are here now."""
    user, session = request.user, request.session
    seen = user.desk_seen_at
    if "desk_since" not in session or not seen or now - seen > SITTING:
        session["desk_since"] = (seen or now - FIRST_VISIT).isoformat()
    if not seen or now - seen > timedelta(minutes=1):
        User.objects.filter(pk=user.pk).update(desk_seen_at=now)
    return datetime.fromisoformat(session["desk_since"])
