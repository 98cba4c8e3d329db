"""The budget of a sample: what each partner planned by cost line, and what its reports tell to have been spent."""

from decimal import Decimal

from cityregions.workplan.models import ReportedCost
from partners.models import BudgetLine, CostLine

from .rows import many

# About how much of a partner's budget a cost line takes, in per cent.
USUAL = {
    CostLine.STAFF: 45,
    CostLine.OFFICE: 7,
    CostLine.TRAVEL: 8,
    CostLine.EXPERTISE: 30,
    CostLine.EQUIPMENT: 5,
    CostLine.WORKS: 5,
}


def lines(dice, partners):
    """The planned amounts, in whole hundreds of euro."""
    return many(BudgetLine, (line(dice, partner, *usual) for partner in partners for usual in USUAL.items()))


def line(dice, partner, cost_line, per_cent):
    return {"partner": partner, "cost_line": cost_line, "amount_eur": per_cent * dice.randrange(12, 20) * 100}


def costs(dice, planned, reports, periods):
    """What was spent in each period that was reported on: about an even share of what was planned."""
    own = {}
    for each in planned:
        own.setdefault(each.partner_id, []).append(each)
    handed_in = [report for report in reports if report.status != "draft"]
    return many(
        ReportedCost,
        (cost(dice, report, each, periods) for report in handed_in for each in own.get(report.partner_id, ())),
    )


def cost(dice, report, planned, periods):
    amount = Decimal(planned.amount_eur) * dice.randrange(60, 110) / (100 * periods)
    return {"report": report, "cost_line": planned.cost_line, "amount_eur": amount.quantize(Decimal("0.01"))}
