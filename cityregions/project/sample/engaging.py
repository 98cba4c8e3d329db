"""Made-up engagement of stakeholders, and texts of agreements with who endorsed them."""

from datetime import UTC, date, datetime, timedelta

from stakeholders.models import AgreementVersion, EngagementAction, Party, PartyEndorsement

from . import names
from .rows import many

BEGIN, WRITTEN = date(2013, 1, 7), datetime(2014, 3, 3, 9, tzinfo=UTC)
STATES = ("planned", "done", "done", "dropped")


def engagement(dice, stakeholders):
    """What is planned and done with each fourth stakeholder of an area."""
    engaged = [each for each in stakeholders if each.area_id][::4]
    many(EngagementAction, (action(dice, each) for each in engaged))


def action(dice, stakeholder):
    status, due_on = dice.choice(STATES), BEGIN + timedelta(days=dice.randrange(700))
    told = {"outcome": names.sentence(dice)} if status != "planned" else {}
    done = {"done_on": due_on + timedelta(days=dice.randrange(-10, 20))} if status == "done" else {}
    level = dice.choice(EngagementAction.Level.values)
    what = {"stakeholder": stakeholder, "level": level, "what": names.sentence(dice), "due_on": due_on}
    return {**what, "status": status, **told, **done}


def texts(dice, agreements):
    """Two versions of the text of each second agreement; all parties but one have endorsed the newer one."""
    written = agreements[::2]
    many(AgreementVersion, (version(dice, each, number) for each in written for number in (1, 2)))
    newest = {each.agreement_id: each for each in AgreementVersion.objects.newest()}
    parties = {}
    for party in Party.objects.filter(agreement__in=newest).order_by("pk"):
        parties.setdefault(party.agreement_id, []).append(party)
    endorsed = [(party, newest[key]) for key, found in parties.items() for party in found[:-1]]
    many(PartyEndorsement, ({"party": one, "version": text, "endorsed_at": WRITTEN} for one, text in endorsed))


def version(dice, agreement, number):
    text = "\n\n".join(names.sentence(dice) for _paragraph in range(2 + number))
    return {"agreement": agreement, "number": number, "text": text, "made_at": WRITTEN + timedelta(days=30 * number)}
