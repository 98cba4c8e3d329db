"""Who is late: what should have been done by a day and is not, by partner and by area."""

from collections import defaultdict
from dataclasses import dataclass, field
from heapq import nsmallest

SHOWN = 10
PARTNERS, AREAS = 0, 1


@dataclass
class Late:
    """What one partner, or one area, is late with: how much of each, and the longest late of them."""

    owner: object
    days: int
    activities: int = 0
    outputs: int = 0
    things: list = field(default_factory=list)

    @property
    def more(self):
        return self.activities + self.outputs - len(self.things)

    @property
    def is_partner(self):
        return hasattr(self.owner, "partner_number")


class LateList:
    """Everything that is late on the day of the plan; what nobody answers for stands under None."""

    def __init__(self, plan):
        parts = [each.late for each in plan.by_activity.values() if each.late[0]]
        loose = [
            (-days, row.title, "outputs", row.pk, row, [], plan.frame.areas_of(row))
            for row in plan.loose_rows
            if (days := plan.days_late(row))
        ]
        self.plan, self.number = plan, sum(number for number, _shares in parts) + len(loose)
        self.found = defaultdict(lambda: [0, 0, []])
        for share in [*(share for _number, shares in parts for share in shares), *shares(loose)]:
            sums = self.found[share[0]]
            sums[0] += share[1]
            sums[1] += share[2]
            sums[2] += share[3]
        self.by_partner = self.of(PARTNERS, plan.frame.partners)
        self.by_area = self.of(AREAS, plan.frame.areas)

    def of(self, side, owners):
        found = [self.late(owners.get(key), *sums) for (own_side, key), sums in self.found.items() if own_side == side]
        return sorted(found, key=lambda late: (late.owner is None, -late.days, str(late.owner)))

    def late(self, owner, activities, outputs, things):
        """The longest late first."""
        first = nsmallest(SHOWN, things)
        shown = [thing if names == "activities" else self.plan.output_on(thing) for *_key, names, _pk, thing in first]
        return Late(owner, -first[0][0], activities, outputs, shown)


def shares(late):
    """What each has of things that are late: `[((side, owner), activities, outputs, the longest late things)]`.

    A thing is days, negative; name; whether it counts among activities or outputs; key; itself; partners; areas.
    """
    found = defaultdict(list)
    for *thing, partners, areas in late:
        for side, owners in ((PARTNERS, partners), (AREAS, areas)):
            for owner in owners or [None]:
                found[side, owner and owner.id].append(tuple(thing))
    return [
        (
            key,
            sum(thing[2] == "activities" for thing in things),
            sum(thing[2] == "outputs" for thing in things),
            nsmallest(SHOWN, things),
        )
        for key, things in found.items()
    ]


def behind(activity):
    """The responsible partners that have not reported it as done."""
    done = {told.partner.id for told in activity.told if told.percent == 100}
    return [partner for partner in activity.partners if partner.id not in done]
