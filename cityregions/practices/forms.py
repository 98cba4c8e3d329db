"""Practices: what staff of an area fill in."""

from django.utils.translation import gettext_lazy as _

from cityregions.web.editing import PROVENANCE, RecordForm, RecordMeta

from .models import Practice


class PracticeForm(RecordForm):
    sections = {
        "name": _("What it is"),
        "started_on": _("Period"),
        "summary": _("What came of it"),
        "organisations": _("Who takes part"),
        "visited_by": _("Visits"),
    }

    class Meta(RecordMeta):
        model = Practice
        fields = (
            "name",
            "name_local",
            "slug",
            "area",
            "country",
            "place",
            "form",
            "theme",
            "published",
            "started_on",
            "ended_on",
            "ongoing",
            "period_qualifier",
            "summary",
            "outcome",
            "outcome_basis",
            "organisations",
            "visited_by",
            "visited_on",
            "visited_note",
            *PROVENANCE,
        )
