"""Relations: how stakeholders relate to each other."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from cityregions.records.dates import PartialDateField
from cityregions.records.models import (
    RecordQuerySet,
    Sourced,
    between,
    in_order,
)

from .stakeholders import Stakeholder

WEIGHT = _("A weight lies between 1 and 5.")


class RelationQuerySet(RecordQuerySet):
    def with_ends(self):
        return self.select_related("from_stakeholder", "to_stakeholder")

    def of(self, stakeholders):
        """Relations in which one of the stakeholders is one of the two ends."""
        return self.filter(Q(from_stakeholder__in=stakeholders) | Q(to_stakeholder__in=stakeholders))

    def among(self, stakeholders):
        """Relations with both ends in the given stakeholders."""
        return self.filter(from_stakeholder__in=stakeholders, to_stakeholder__in=stakeholders)

    def in_order_of_kind(self):
        """By kind in the kinds' own order, then by the names of the first and the second."""
        places = [models.When(kind=kind, then=place) for place, kind in enumerate(Relation.Kind.values)]
        place = models.Case(*places, output_field=models.IntegerField())
        return self.order_by(place, "from_stakeholder__name", "to_stakeholder__name", "pk")

    def by_kind(self):
        """How many there are of each kind, as (kind, its label, number), in the kinds' own order."""
        counted = dict(self.order_by().values_list("kind").annotate(models.Count("pk")))
        return [(kind, label, counted[kind]) for kind, label in Relation.Kind.choices if kind in counted]

    def told_by(self, stakeholder):
        """These relations of the stakeholder as it would tell them: [(“is a member of”, [(whom, relation), …]), …]."""
        told = {(kind, outward): [] for kind in Relation.Kind for outward in (True, False)}
        for relation in self.with_ends():
            outward = relation.from_stakeholder_id == stakeholder.pk
            other = relation.to_stakeholder if outward else relation.from_stakeholder
            told[Relation.Kind(relation.kind), outward or relation.is_mutual].append((other, relation))
        words = ((kind.label if outward else kind.seen_from_the_other, rows) for (kind, outward), rows in told.items())
        return [(phrase, sorted(rows, key=lambda row: str(row[0]))) for phrase, rows in words if rows]


class Relation(Sourced):
    """How one stakeholder relates to another; it belongs to no map."""

    SEARCHED = ("note",)

    class Kind(models.TextChoices):
        MEMBER_OF = "member_of", _("is a member of")
        COOPERATES_WITH = "cooperates_with", _("cooperates with")
        OWNS = "owns", _("owns")
        COMMISSIONS = "commissions", _("commissions")
        SUPERVISES = "supervises", _("supervises")
        FUNDS = "funds", _("funds")

        @property
        def seen_from_the_other(self):
            """The same in the words of the second stakeholder: “owns” becomes “is owned by”."""
            return {
                "member_of": _("has as a member"),
                "cooperates_with": _("cooperates with"),
                "owns": _("is owned by"),
                "commissions": _("is commissioned by"),
                "supervises": _("is supervised by"),
                "funds": _("is funded by"),
            }[self.value]

    # Kinds that say the same whichever end is named first.
    MUTUAL = (Kind.COOPERATES_WITH,)

    from_stakeholder = models.ForeignKey(
        Stakeholder,
        models.PROTECT,
        related_name="relations_from",
        verbose_name=_("from"),
        help_text=_("Who does it, e.g. the member."),
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind, help_text=_("What the first does to the second; cooperation is mutual.")
    )
    to_stakeholder = models.ForeignKey(
        Stakeholder,
        models.PROTECT,
        related_name="relations_to",
        verbose_name=_("to"),
        help_text=_("To whom, e.g. the association."),
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        null=True,
        blank=True,
        validators=between(1, 5, WEIGHT),
        help_text=_("Strength from 1 (weak) to 5 (strong); empty when not rated."),
    )
    since = PartialDateField(_("since"), null=True, blank=True, help_text=_("First day, month or year."))
    until = PartialDateField(
        _("until"),
        null=True,
        blank=True,
        stands_for="last",
        help_text=_("Last day, month or year; empty while it holds."),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("What the relation rests on, e.g. Joint Declaration."))

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["from_stakeholder__name", "to_stakeholder__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_stakeholder=F("to_stakeholder")),
                name="relation_not_to_itself",
                violation_error_message=_("A stakeholder cannot relate to itself."),
            ),
            models.UniqueConstraint(
                fields=["from_stakeholder", "kind", "to_stakeholder"],
                condition=Q(until__isnull=True),
                name="relation_once",
                violation_error_message=_("This relation is recorded already and still holds."),
            ),
            models.UniqueConstraint(
                Least("from_stakeholder", "to_stakeholder"),
                Greatest("from_stakeholder", "to_stakeholder"),
                condition=Q(kind="cooperates_with", until__isnull=True),
                name="relation_mutual_once",
                violation_error_message=_("This cooperation is recorded already, from the other side."),
            ),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__range=(1, 5)),
                name="relation_weight",
                violation_error_message=WEIGHT,
            ),
            in_order("since", "until", "relation_dates_in_order", _("A relation cannot end before it begins.")),
        ]

    def __str__(self):
        return f"{self.from_stakeholder} {self.get_kind_display()} {self.to_stakeholder}"

    @property
    def is_mutual(self):
        return self.kind in self.MUTUAL
