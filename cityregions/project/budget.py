"""The budget: what partners planned and reported, by cost line and by period, and the fund's share of it.

The fund's share is rounded to the cent on each cost line of each partner, half a cent up; every total is the sum of
these, so that rows and columns agree.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.text import capfirst

from cityregions.web.pictures import share as length
from cityregions.workplan.models import PartnerReport, ReportedCost, ReportingPeriod
from partners.models import BudgetLine, CostLine, Partner
from partners.models.budget import share_of

NOTHING = Decimal("0.00")
# What a partner's budget is where only the whole amount is known.
UNDIVIDED = ""


@dataclass
class Amounts:
    """What was planned and reported, and the fund's share of each; a share is None where no rate is known."""

    planned: Decimal = NOTHING
    reported: Decimal = NOTHING
    planned_share: Decimal | None = NOTHING
    reported_share: Decimal | None = NOTHING

    @property
    def is_over(self):
        """Whether more was reported than planned, where anything was planned."""
        return self.reported > self.planned > 0

    @property
    def percent(self):
        """The share of what was planned that was reported."""
        return round(100 * self.reported / self.planned) if self.planned else None

    def __add__(self, other):
        shares = (
            together(self.planned_share, other.planned_share),
            together(self.reported_share, other.reported_share),
        )
        return Amounts(self.planned + other.planned, self.reported + other.reported, *shares)


def together(one, other):
    """The sum, or None where one of the two is not known."""
    return None if one is None or other is None else one + other


def total(amounts):
    return sum(amounts, Amounts())


@dataclass
class PartnerBudgetTold:
    """One partner's budget: its rate, and its amounts by cost line."""

    partner: Partner
    rate: Decimal | None
    lines: dict = field(default_factory=dict)
    planned_width: str = "0%"
    reported_width: str = "0%"

    @property
    def total(self):
        return total(self.lines.values())

    @property
    def has_own_rate(self):
        return self.partner.cofinancing_rate is not None

    @property
    def known(self):
        """What a source says of the whole budget, or None."""
        return getattr(self.partner, "budget", None)

    @property
    def is_beyond_the_known(self):
        """Whether the cost lines add up to more than the whole amount that a source states."""
        stated = self.known and self.known.amount_eur
        return stated is not None and UNDIVIDED not in self.lines and self.total.planned > stated

    def add(self, cost_line, planned=NOTHING, reported=NOTHING):
        more = Amounts(planned, reported, share_of(planned, self.rate), share_of(reported, self.rate))
        self.lines[cost_line] = self.lines.get(cost_line, Amounts()) + more


class Budget:
    """What `user` may see of the budget; `asked` narrows it down to areas, partners, cost lines and periods."""

    def __init__(self, project, user, partners=None, cost_lines=(), periods=()):
        self.project, self.user = project, user
        self.chosen = Partner.objects.visible_to(user) if partners is None else partners
        self.cost_lines, self.periods = list(cost_lines), list(periods)

    @property
    def shows_reported(self):
        """Whether the reader may see what was spent: it stands in the partners' reports."""
        return getattr(self.user, "is_in_partnership", False)

    @cached_property
    def costs(self):
        """The costs that count: those of accepted reports."""
        rows = ReportedCost.objects.visible_to(self.user).counting().filter(report__partner__in=self.chosen)
        if self.periods:
            rows = rows.filter(report__period__in=self.periods)
        return list(self.narrowed(rows).select_related("report"))

    def narrowed(self, rows):
        return rows.filter(cost_line__in=self.cost_lines) if self.cost_lines else rows

    @cached_property
    def partners(self):
        """The partners in the order of their numbers, each with its amounts; those of whom nothing is known, too."""
        rows = self.chosen.select_related("area", "budget").order_by("name", "pk")
        found = {row.pk: PartnerBudgetTold(row, self.rate_of(row)) for row in sorted(rows, key=place_of)}
        for line in self.narrowed(BudgetLine.objects.visible_to(self.user).filter(partner__in=self.chosen)):
            found[line.partner_id].add(line.cost_line, planned=line.amount_eur)
        self.add_undivided(found.values())
        for cost in self.costs:
            found[cost.report.partner_id].add(cost.cost_line, reported=cost.amount_eur)
        return self.drawn(list(found.values()))

    def add_undivided(self, budgets):
        """The whole amounts of partners that told of no cost line; none where cost lines are asked for."""
        for each in budgets:
            if not self.cost_lines and not each.lines and each.known and each.known.amount_eur is not None:
                each.add(UNDIVIDED, planned=each.known.amount_eur)

    def drawn(self, budgets):
        """With the lengths of their bars, on one scale."""
        longest = max((max(each.total.planned, each.total.reported) for each in budgets), default=NOTHING)
        for each in budgets:
            each.planned_width, each.reported_width = (
                length(amount, longest) for amount in (each.total.planned, each.total.reported)
            )
        return budgets

    def rate_of(self, partner):
        own = partner.cofinancing_rate
        return own if own is not None else self.project and self.project.cofinancing_rate

    @cached_property
    def total(self):
        return total(each.total for each in self.partners)

    @cached_property
    def by_cost_line(self):
        """`[(name, amounts)]` for Interreg's cost lines in their order, and for what is not divided up."""
        named = [*((line.value, capfirst(line.label)) for line in CostLine), (UNDIVIDED, "")]
        sums = [(name, [each.lines[key] for each in self.partners if key in each.lines]) for key, name in named]
        return [(name, total(amounts)) for name, amounts in sums if amounts]

    @cached_property
    def by_period(self):
        """`[(period, amounts, number of accepted reports)]`, the earliest first; nothing planned is in them."""
        periods = ReportingPeriod.objects.visible_to(self.user).order_by("starts_on", "pk")
        accepted = list(
            PartnerReport.objects.visible_to(self.user)
            .accepted()
            .filter(partner__in=self.chosen)
            .values_list("period", flat=True)
        )
        chosen = [period for period in periods if not self.periods or period in self.periods]
        return [(period, self.of_period(period), accepted.count(period.pk)) for period in chosen]

    def of_period(self, period):
        rates = {each.partner.pk: each.rate for each in self.partners}
        costs = [cost for cost in self.costs if cost.report.period_id == period.pk]
        shares = [share_of(cost.amount_eur, rates[cost.report.partner_id]) for cost in costs]
        return total(
            Amounts(reported=cost.amount_eur, reported_share=share) for cost, share in zip(costs, shares, strict=True)
        )

    def rows(self):
        """A line for each partner and cost line, for files."""
        names = {**dict(CostLine.choices), UNDIVIDED: ""}
        return [
            (each.partner, each.rate, str(names[key]), each.lines[key])
            for each in self.partners
            for key in names
            if key in each.lines
        ]


def place_of(partner):
    """The lead partner first, then by number, those without one last by name."""
    number = partner.partner_number.removeprefix("PP").removeprefix("LP")
    return (partner.role != Partner.Role.LEAD, int(number) if number.isdecimal() else 10**6, partner.name)
