"""Who is late: what should have been done by a day and is not, by partner and by area."""

from dataclasses import dataclass, field

SHOWN = 10


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
        activities = [each for each in plan.by_activity.values() if each.state == "late"]
        # The longest late first.
        late = [(-each.days_late, each.name, "activities", place, each) for place, each in enumerate(activities)]
        late += [(-days, row.title, "outputs", place, row) for place, (row, days) in enumerate(plan.late_rows)]
        late.sort()
        self.plan, self.number = plan, len(late)
        self.by_partner = self.shared_out(late, behind, plan.answering_for)
        self.by_area = self.shared_out(late, lambda each: each.areas, plan.areas_of)

    def shared_out(self, late, of_activity, of_output):
        found = {}
        for days, _name, names, _place, thing in late:
            owners = of_activity(thing) if names == "activities" else of_output(thing)
            shown = None
            for owner in owners or [None]:
                key = owner and owner.id
                if key not in found:
                    found[key] = Late(owner, -days)
                of_owner = found[key]
                setattr(of_owner, names, getattr(of_owner, names) + 1)
                if len(of_owner.things) < SHOWN:
                    shown = shown or (thing if names == "activities" else self.plan.output_on(thing))
                    of_owner.things.append(shown)
        return sorted(found.values(), key=lambda late: (late.owner is None, -late.days, str(late.owner)))


def behind(activity):
    """The responsible partners that have not reported it as done."""
    done = {told.partner.id for told in activity.told if told.percent == 100}
    return [partner for partner in activity.partners if partner.id not in done]
