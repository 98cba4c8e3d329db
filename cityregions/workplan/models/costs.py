"""What a partner reports to have spent in a period, by cost line; the bookkeeping stays with the partner."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import RecordQuerySet
from partners.models import CostLine
from partners.models.budget import amount_field, costs_not_negative

from .reports import PartnerReport, PartOfReport, refuse_locked


class ReportedCostQuerySet(RecordQuerySet):
    def counting(self):
        """Costs that count: those of accepted reports."""
        return self.filter(report__status=PartnerReport.Status.ACCEPTED)

    def beyond_plan(self, partner):
        """The cost lines on which these costs of a partner are more than it planned, where it planned anything."""
        planned = {line.cost_line: line.amount_eur for line in partner.budget_lines.all()}
        spent = (
            self.filter(report__partner=partner).order_by().values("cost_line").annotate(sum=models.Sum("amount_eur"))
        )
        return [
            CostLine(each["cost_line"])
            for each in spent.order_by("cost_line")
            if each["cost_line"] in planned and each["sum"] > planned[each["cost_line"]]
        ]


class ReportedCost(PartOfReport):
    """What a partner spent on one cost line in a period; it counts once the report is accepted."""

    report = models.ForeignKey(PartnerReport, models.CASCADE, related_name="costs", verbose_name=_("partner report"))
    cost_line = models.CharField(
        _("cost line"), max_length=10, choices=CostLine, help_text=_("One of the cost categories of Interreg.")
    )
    amount_eur = amount_field(help_text=_("Spent in this period, e.g. 12500.00; no single receipts."))
    note = models.TextField(_("note"), blank=True, help_text=_("What it was spent on, in a few words."))

    objects = ReportedCostQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported cost")
        verbose_name_plural = _("reported costs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "cost_line"],
                name="reported_cost_once",
                violation_error_message=_("The report names this cost line already."),
            ),
            costs_not_negative("reported_cost_not_negative"),
        ]

    def __str__(self):
        return self.get_cost_line_display()

    def clean(self):
        super().clean()
        refuse_locked(self.report)
