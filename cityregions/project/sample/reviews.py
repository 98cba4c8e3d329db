"""Made-up reviews of outputs, and agendas and minutes of events."""

from collections import defaultdict
from datetime import UTC, datetime

from cityregions.workplan.models import AgendaItem, Comment, ComplianceCheck, Endorsement, Minutes, Output

from . import names
from .rows import many

ANSWERED = datetime(2014, 3, 15, 10, tzinfo=UTC)
AGENDA = ("Welcome", "Results of the pilot projects", "Next steps")


def reviews(dice, outputs, partners):
    """What partners say of outputs in review, who endorses them, and of each fifth one what was checked."""
    by_area = defaultdict(list)
    for partner in partners:
        by_area[partner.area_id].append(partner)
    asked = [(output, by_area[output.area_id] if output.area_id else partners) for output in outputs]
    reviewed = [(output, dice.choice(found)) for output, found in asked if found and output.status in Output.REVIEWED]
    many(Comment, (comment(dice, output, partner) for output, partner in reviewed))
    # Of a final one the last partner has not said yet whether it endorses it.
    endorsed = [
        (output, partner)
        for output, found in asked
        for partner in found[: -1 if output.status == "final" else None]
        if output.status in Endorsement.OPEN
    ]
    many(Endorsement, ({"output": output, "partner": partner, "endorsed_at": ANSWERED} for output, partner in endorsed))
    many(ComplianceCheck, (check(dice, output) for output in outputs[::5]))


def comment(dice, output, partner):
    answer = dice.choice(["", *Comment.Answer.values])
    answered = {"reason": names.sentence(dice), "answered_at": ANSWERED} if answer else {}
    paragraph = f"{dice.randint(1, 5)}.{dice.randint(1, 9)}"
    return {"output": output, "partner": partner, "paragraph": paragraph, "text": names.sentence(dice)} | (
        {"answer": answer, **answered}
    )


def check(dice, output):
    point, met = dice.choice(ComplianceCheck.Point.values), dice.choice(ComplianceCheck.Met.values)
    return {"output": output, "point": point, "met": met}


def agendas(dice, events):
    """An agenda for every other event, and minutes for every third."""
    rows = [(event, place, title) for event in events[::2] for place, title in enumerate(AGENDA)]
    many(AgendaItem, ({"event": event, "position": place, "title": title} for event, place, title in rows))
    many(Minutes, (minutes(dice, event) for event in events[::3]))


def minutes(dice, event):
    return {"event": event, "position": 0, "title": "Minutes", "text": names.sentence(dice), "published": True}
