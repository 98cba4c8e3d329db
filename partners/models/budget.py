"""What each partner planned to spend, by cost line; the amount of a whole budget stands beside it."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import Record

COSTS_NOT_NEGATIVE = _("Costs cannot be negative: enter 0, or remove the line.")
CENT = Decimal("0.01")


class CostLine(models.TextChoices):
    """The cost categories of Interreg programmes."""

    STAFF = "staff", _("staff")
    OFFICE = "office", _("office and administration")
    TRAVEL = "travel", _("travel and accommodation")
    EXPERTISE = "expertise", _("external expertise and services")
    EQUIPMENT = "equipment", _("equipment")
    WORKS = "works", _("infrastructure and works")


def amount_field(**kwargs):
    return models.DecimalField(
        _("amount in euro"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0, COSTS_NOT_NEGATIVE)],
        **kwargs,
    )


def costs_not_negative(name):
    return models.CheckConstraint(condition=Q(amount_eur__gte=0), name=name, violation_error_message=COSTS_NOT_NEGATIVE)


class BudgetLine(Record):
    """What a partner planned to spend on one cost line in the whole project."""

    partner = models.ForeignKey(
        "partners.Partner", models.CASCADE, related_name="budget_lines", verbose_name=_("partner")
    )
    cost_line = models.CharField(
        _("cost line"), max_length=10, choices=CostLine, help_text=_("One of the cost categories of Interreg.")
    )
    amount_eur = amount_field(help_text=_("Planned for the whole project, e.g. 84000.00."))

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "cost_line"],
                name="budget_line_once",
                violation_error_message=_("This cost line is in the budget already."),
            ),
            costs_not_negative("budget_line_not_negative"),
        ]

    def __str__(self):
        return self.get_cost_line_display()


def share_of(amount, rate):
    """The fund's share of an amount at a rate in per cent, to the cent, half a cent rounded up; None without a rate."""
    return None if rate is None else (amount * rate / 100).quantize(CENT, ROUND_HALF_UP)
