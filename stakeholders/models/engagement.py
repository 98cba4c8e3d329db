"""Engagement: what is done to inform, consult and involve a stakeholder, by whom, by when, and what came of it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cityregions.records.models import Record, RecordQuerySet

from .maps import StakeholderMap
from .stakeholders import Stakeholder


class EngagementActionQuerySet(RecordQuerySet):
    def with_place(self):
        return self.select_related("stakeholder__area", "stakeholder_map", "responsible")

    def planned(self):
        """What is still to be done, the next one first."""
        return self.filter(status=EngagementAction.Status.PLANNED).order_by("due_on", "pk")

    def overdue(self, on):
        """What was to be done before that day and is not."""
        return self.planned().filter(due_on__lt=on)


class EngagementAction(Record):
    """What is done to engage a stakeholder; for the partnership, never public.

    How far the stakeholder has a say is told by the levels of the International Association for Public Participation.
    """

    SEARCHED = ("what", "outcome")
    NAMES_PEOPLE = True

    class Level(models.TextChoices):
        INFORM = "inform", _("inform")
        CONSULT = "consult", _("consult")
        INVOLVE = "involve", _("involve")
        COLLABORATE = "collaborate", _("collaborate")
        EMPOWER = "empower", _("empower")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    stakeholder = models.ForeignKey(
        Stakeholder,
        models.CASCADE,
        related_name="engagement_actions",
        verbose_name=_("stakeholder"),
        help_text=_("Whom it is to engage."),
    )
    stakeholder_map = models.ForeignKey(
        StakeholderMap,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="engagement_actions",
        verbose_name=_("stakeholder map"),
        help_text=_("Map whose issue it is about; empty where it is about none."),
    )
    level = models.CharField(
        _("level"),
        max_length=12,
        choices=Level,
        help_text=_("How far it has a say: inform, consult, involve, collaborate, empower (IAP2)."),
    )
    what = models.TextField(_("what is done"), help_text=_("E.g. Invite its board to the workshop on regional trains."))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="engagement_actions",
        verbose_name=_("responsible"),
        help_text=_("Person of the area’s partners, or coordinator, who sees to it; empty for all of the area."),
    )
    due_on = models.DateField(_("due"), null=True, blank=True, help_text=_("Day by which it is to be done."))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PLANNED)
    done_on = models.DateField(_("done on"), null=True, blank=True, help_text=_("Day on which it was done."))
    outcome = models.TextField(
        _("what came of it"), blank=True, help_text=_("What the stakeholder said, or why it was dropped.")
    )

    objects = EngagementActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement action")
        verbose_name_plural = _("engagement actions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="planned") | Q(due_on__isnull=False),
                name="engagement_planned_by_a_day",
                violation_error_message=_("Say by which day it is to be done."),
            ),
            models.CheckConstraint(
                condition=Q(status="done", done_on__isnull=False) | (~Q(status="done") & Q(done_on__isnull=True)),
                name="engagement_done_on_a_day",
                violation_error_message=_("What is done has the day on which it was done; nothing else has one."),
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(outcome=""),
                name="engagement_dropped_with_reason",
                violation_error_message=_("Say why it was dropped."),
            ),
        ]

    def __str__(self):
        return Truncator(self.what).chars(100)

    def get_absolute_url(self):
        return f"{reverse('stakeholder-detail', args=[self.stakeholder.slug])}#engagement-{self.pk}"

    def clean(self):
        super().clean()
        if self.done_on and self.done_on > timezone.localdate():
            raise ValidationError({"done_on": _("This day is still to come: leave it planned until it is done.")})
        if self.responsible_id and not self.was_responsible() and not self.may_be_seen_to():
            raise ValidationError(
                {"responsible": _("Choose somebody who works for a partner of the area, or a coordinator.")}
            )

    def was_responsible(self):
        """Whether the same person stands there already, who may have left since."""
        return bool(self.pk) and type(self).objects.filter(pk=self.pk, responsible=self.responsible_id).exists()

    def may_be_seen_to(self):
        """Whether the person who is to be responsible may change what belongs to the stakeholder’s area."""
        area, person = self.stakeholder.area_id, self.responsible
        return person.is_coordinator or (person.is_active and area in person.current_areas)

    def is_overdue(self, on):
        return self.status == self.Status.PLANNED and self.due_on < on
