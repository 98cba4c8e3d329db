"""The progress of the work plan, as programs read it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from cityregions.api.parameters import refuse_others, refuse_repeated
from cityregions.api.problems import bad_parameter
from cityregions.api.routes import register
from cityregions.api.views import ApiViewSet
from cityregions.records.dates import PartialDate

from .plan import plan_on

PER_CENT = {"min_value": 0, "max_value": 100, "allow_null": True}


class ActivityProgressSerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text=gettext_lazy("The activity."))
    percent = serializers.IntegerField(
        **PER_CENT,
        help_text=gettext_lazy(
            "The mean of the latest accepted entries of its responsible partners; where there is none, the share of "
            "the outputs it owes that were delivered; null where there are none of these either."
        ),
    )
    basis = serializers.ChoiceField(
        choices=["reports", "outputs", "none"], help_text=gettext_lazy("What the per cent rests on.")
    )
    reported = serializers.IntegerField(
        help_text=gettext_lazy("How many of the responsible partners have an accepted entry; the others are left out.")
    )
    responsible = serializers.IntegerField(
        help_text=gettext_lazy(
            "How many partners answered for it on that day, or on the activity's last day if that was earlier."
        )
    )
    outputs_owed = serializers.IntegerField(
        help_text=gettext_lazy("Outputs it owes, of those that the reader may see.")
    )
    outputs_delivered = serializers.IntegerField(
        help_text=gettext_lazy("How many of these were handed in by that day; without a date, by the end of the phase.")
    )


class PhaseProgressSerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text=gettext_lazy("The phase."))
    percent = serializers.IntegerField(
        **PER_CENT, help_text=gettext_lazy("The mean of its activities that have a per cent, each by its months.")
    )
    activities = ActivityProgressSerializer(many=True, help_text=gettext_lazy("In order of time."))


class ProgressSerializer(serializers.Serializer):
    on = serializers.DateField(help_text=gettext_lazy("The day; a month or a year stands for its last day."))
    phases = PhaseProgressSerializer(many=True, help_text=gettext_lazy("The project's own phases in their order."))


@register("progress")
class ProgressViewSet(ApiViewSet):
    """How far the work plan had come on a day, without one today. The numbers are public; who reported what is not."""

    serializer_class = ProgressSerializer
    heeds_nouns = True
    parameters = [
        {
            "name": "on",
            "in": "query",
            "schema": {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "example": "2014-03-15"},
            "description": gettext_lazy("Day, month or year; a month or a year stands for its last day."),
        }
    ]

    def list(self, request):
        refuse_others(request, ["on"])
        refuse_repeated(request, ["on"])
        on = self.day(request.query_params.get("on"))
        phases = plan_on(request.user, on).phases
        return self.answered({"on": on.isoformat(), "phases": [phase_row(phase) for phase in phases]})

    def day(self, text):
        try:
            return PartialDate(text).last if text else timezone.localdate()
        except ValueError:
            wrong = _("“%(value)s” is not a date: write a year (2013), a month (2014-03) or a day (2014-03-15).")
            raise bad_parameter("on", "invalid", wrong % {"value": text}) from None


def phase_row(progress):
    return {
        "slug": progress.phase.slug,
        "percent": progress.percent,
        "activities": [activity_row(each) for each in progress.activities],
    }


def activity_row(progress):
    return {
        "slug": progress.activity.slug,
        "percent": progress.percent,
        "basis": progress.basis,
        "reported": progress.reported,
        "responsible": progress.responsible,
        "outputs_owed": progress.owed,
        "outputs_delivered": progress.delivered,
    }
