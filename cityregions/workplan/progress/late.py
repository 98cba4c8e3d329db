"""Who is late: what should have been done by a day and is not, by partner and by area."""

from dataclasses import dataclass, field
from heapq import nsmallest

SHOWN = 10


@dataclass
class Late:
    """What one partner, or one area, is late with: things that begin with their rank, the longest late first."""

    owner: object
    activities: list = field(default_factory=list)
    outputs: list = field(default_factory=list)

    @property
    def things(self):
        """The first of them."""
        return [thing for *_rank, thing in nsmallest(SHOWN, (*self.activities, *self.outputs))]

    @property
    def more(self):
        return max(0, len(self.activities) + len(self.outputs) - SHOWN)

    @property
    def days(self):
        return -min((*self.activities, *self.outputs))[0]

    @property
    def is_partner(self):
        return hasattr(self.owner, "partner_number")


class LateList:
    """Everything that is late on the day of the plan; what nobody answers for stands under None."""

    def __init__(self, plan):
        activities = [each for each in plan.by_activity.values() if each.state == "late"]
        outputs = plan.late_outputs
        self.number = len(activities) + len(outputs)
        self.by_partner = shared_out(activities, outputs, behind, lambda output: output.partners)
        self.by_area = shared_out(activities, outputs, lambda each: each.areas, lambda output: output.areas)


def behind(activity):
    """The responsible partners that have not reported it as done."""
    done = {told.partner.pk for told in activity.told if told.percent == 100}
    return [partner for partner in activity.partners if partner.pk not in done]


def shared_out(activities, outputs, of_activity, of_output):
    found = {}
    for names, things, owners in (("activities", activities, of_activity), ("outputs", outputs, of_output)):
        for number, thing in enumerate(things):
            ranked = (-thing.days_late, thing.name, names, number, thing)
            for owner in owners(thing) or [None]:
                key = owner and owner.pk
                if key not in found:
                    found[key] = Late(owner)
                getattr(found[key], names).append(ranked)
    return sorted(found.values(), key=lambda late: (late.owner is None, -late.days, str(late.owner)))
