"""Outputs: the register of what the work plan owes, and each output with its file."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cityregions.records import rights
from cityregions.web.pages import DetailPage, ListPage
from partners.models import SentReminder
from pilots.models import Pilot
from stakeholders.models import Agreement

from ..filters import OutputFilter
from ..models import Output
from .compliance import compliance
from .review import endorsing, may_review


class OutputList(ListPage):
    queryset = Output.objects.with_area()
    filterset_class = OutputFilter
    template_name = "workplan/output_list.html"
    feeds = (("output-feed", "application/atom+xml", _("Feed (Atom)")),)
    exported = (
        "number",
        "title",
        "title_local",
        "kind",
        "status",
        "area",
        "activity",
        "due_on",
        "delivered_on",
        "languages",
        "url",
    )
    sorts = {
        "-delivered_on": (_("Delivered last first"), (F("delivered_on").desc(nulls_last=True), "title")),
        "delivered_on": (_("Delivered first"), (F("delivered_on").asc(nulls_last=True), "title")),
        "title": (_("Title"), ("title",)),
        "area": (_("Area"), (F("area__name").asc(nulls_last=True), "title")),
        "kind": (_("Kind"), ("kind", "title")),
    }

    def get_queryset(self):
        return super().get_queryset().with_files(self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "late": set(late().filter(pk__in=[output.pk for output in context["object_list"]]))}


class OutputDetail(DetailPage):
    queryset = Output.objects.with_all()
    template_name = "workplan/output_detail.html"

    def related(self, output):
        return {
            "pilots": Pilot.objects.filter(pk=output.pilot_id),
            "agreements": Agreement.objects.filter(pk=output.agreement_id),
            "conclusions": output.policy_conclusions.with_area(),
            "events": output.events.with_area().latest_first(),
            "files": output.files.newest_first(),
        }

    def get_context_data(self, **kwargs):
        output, user = self.object, self.request.user
        shown = {**endorsing(output, user), **for_its_writers(output, user), **compliance(output, user)}
        shown |= {"late": late().filter(pk=output.pk).exists(), "may_review": may_review(user, output)}
        return super().get_context_data(**shown, **kwargs)


def for_its_writers(output, user):
    """Whether the person hands in and changes files of the output at this moment, and who was reminded of it."""
    if not rights.may_change(user, output):
        return {}
    return {
        "may_hand_in": Output.objects.taking_files().filter(pk=output.pk).exists(),
        "reminders": SentReminder.objects.of(output)[:50],
    }


def late():
    """Keys of the outputs that are late today."""
    return Output.objects.late(timezone.localdate()).values_list("pk", flat=True)
