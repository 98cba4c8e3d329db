"""The project as a whole: what coordinators fill in."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cityregions.web.editing import PROVENANCE, PartForm, Parts, RecordForm, RecordMeta
from cityregions.web.editing.fields import TextsField

from .models import ExpectedOutcome, FurtherSupport, Project, RelatedProject


class ExpectedOutcomeForm(PartForm):
    class Meta(RecordMeta):
        model = ExpectedOutcome
        fields = ("text", "position")


class FurtherSupportForm(PartForm):
    class Meta(RecordMeta):
        model = FurtherSupport
        fields = ("text", "position")


class RelatedProjectForm(PartForm):
    class Meta(RecordMeta):
        model = RelatedProject
        fields = ("name", "period", "text", "position")


class ProjectForm(RecordForm):
    sections = {
        "acronym": _("The project"),
        "programme": _("Programme and money"),
        "starts_on": _("Period"),
        "lead_partner": _("The partnership"),
        "objective": _("What it is for"),
        "website": _("Website"),
    }
    parts = (
        Parts("expected_outcomes", ExpectedOutcomeForm),
        Parts("further_support", FurtherSupportForm),
        Parts("related_projects", RelatedProjectForm),
    )

    funding_statement = TextsField(
        label=_("Funding statement"),
        required=False,
        languages=settings.LANGUAGES,
        help_text=_("The line that stands on every page, in each language."),
    )

    class Meta(RecordMeta):
        model = Project
        fields = (
            "acronym",
            "name",
            "name_variants",
            "programme",
            "fund",
            "programme_envelope_eur",
            "cofinancing_rate",
            "budget_total_eur",
            "budget_note",
            "funding_statement",
            "funding_statement_note",
            "starts_on",
            "ends_on",
            "duration_months",
            "final_report_due_on",
            "lead_partner",
            "secretariat",
            "secretariat_name",
            "secretariat_address",
            "partners_count",
            "areas_count",
            "countries_count",
            "objective",
            "rationale",
            "further_aim",
            "architecture",
            "target_group",
            "website",
            "website_note",
            "website_archive",
            *PROVENANCE,
        )

    @classmethod
    def place(cls, row, noun):
        return _("The project at a glance"), reverse("home")
