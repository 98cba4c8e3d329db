"""The structure of a facts file: for each section, which key fills which field; docs/facts.md tells it in words."""

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.project.models import Conflict, ExpectedOutcome, FurtherSupport, Gap, Project, RelatedProject
from cityregions.workplan.models import (
    Activity,
    ActivityArea,
    AgendaItem,
    Comment,
    ComplianceCheck,
    Endorsement,
    Event,
    Minutes,
    Output,
    OutputFile,
    Phase,
    PolicyConclusion,
    Reviewer,
)
from partners.models import Partner, PartnerBudget
from pilots.models import Expert, FollowUp, Intervention, Milestone, Objective, Pilot, Result
from stakeholders.models import Agreement, AgreementVersion, Party, Relation, Stakeholder

from . import derived
from .fields import Area, Flag, One, Text, same
from .form import Form
from .kinds import Gaps, Relations, TheProject
from .parts import Asked, Budgets, Files, Parts, Pieces, Rows
from .section import Section
from .shapes import Listed, Meta, Nested, Period, StartOrDate

ORIGIN = ("detail_sources", "source", "confidence")


def published(model):
    return Flag(model, "published", "published", usual=True)


def whole_or_area(model):
    return Area(model, "area", "area", always=True)


def part(model, *keys, **renamed):
    return Form(model, *same(model, *keys, *ORIGIN, **renamed))


AREAS = Section(
    "areas",
    MetropolitanArea,
    *same(MetropolitanArea, "slug", "name", "name_local", "country", "core_city", "second_core_city", "nuts"),
    *same(MetropolitanArea, "fua_code", lat="latitude", lon="longitude"),
    *same(MetropolitanArea, "boundary", "population", "population_year", "population_core", "population_core_year"),
    *same(MetropolitanArea, "population_second_core", "municipalities", "surrounding_municipalities"),
    Listed("partners", Partner, "area"),
    *same(MetropolitanArea, "summary", *ORIGIN),
    derive=derived.colour_of_area,
)
PARTNERS = Section(
    "partners",
    Partner,
    *same(Partner, "slug", "name", "name_local", "partner_number", "kind", "role", "area"),
    *same(Partner, "joined_on", "left_on", "contact_unit", "address", "website", "founded", "later"),
    *same(Partner, *ORIGIN, cofinancing_rate_percent="cofinancing_rate"),
)
STAKEHOLDERS = Section(
    "stakeholders",
    Stakeholder,
    *same(Stakeholder, "slug", "name", "name_local", "category", "organisation_type", "sector", "level"),
    whole_or_area(Stakeholder),
    *same(Stakeholder, "municipality", "address", "website", "is_group", "role", lat="latitude", lon="longitude"),
    *same(Stakeholder, *ORIGIN),
    rows=lambda: Stakeholder.objects.filter(partner__isnull=True),
    derive=derived.no_partner,
)
PROJECT = TheProject(
    "project",
    Project,
    Meta(),
    *same(Project, "slug", "name", "acronym", "name_variants", "programme", "programme_envelope_eur", "fund"),
    *same(Project, cofinancing_rate_percent="cofinancing_rate", start="starts_on", end="ends_on"),
    *same(Project, "duration_months"),
    Nested("final_reporting_deadline", *same(Project, date="final_report_due_on")),
    *same(Project, "budget_total_eur", "budget_note", "lead_partner", "partners_count"),
    *same(Project, "countries_count", metropolitan_areas_count="areas_count"),
    Nested(
        "secretariat",
        *same(Project, name="secretariat_name", address="secretariat_address", stakeholder="secretariat"),
    ),
    *same(Project, "funding_statement", "funding_statement_note"),
    Nested("website", *same(Project, url="website", note="website_note", archive="website_archive")),
    *same(Project, "objective", "rationale"),
    Nested("further_aim", *same(Project, text="further_aim")),
    *same(Project, "architecture"),
    Nested("target_group", *same(Project, text="target_group")),
    *same(Project, "is_sample", *ORIGIN),
    parts=[
        Parts("further_support", "project", part(FurtherSupport, "text")),
        Budgets("partner_budgets", "partner", part(PartnerBudget, "partner", "amount_eur", "text")),
        Parts("expected_outcomes", "project", part(ExpectedOutcome, "text")),
        Parts("related_projects", "project", part(RelatedProject, "name", "period", "text")),
    ],
)
PHASES = Section(
    "phases",
    Phase,
    *same(Phase, "slug", "framework", "number", "name", "maps_to", "summary", start="starts_on", end="ends_on"),
    *same(Phase, *ORIGIN),
)
VERSION = Form(AgreementVersion, *same(AgreementVersion, "number", "text", "language", "note", "made_at"))
AGREEMENTS = Section(
    "agreements",
    Agreement,
    *same(Agreement, "slug", "title", "title_local"),
    whole_or_area(Agreement),
    *same(Agreement, "form", "status", date="agreed_on", start="starts_on", end="ends_on"),
    Flag(Agreement, "within_project", "within_project", always=True),
    *same(Agreement, "parties_note", "summary"),
    published(Agreement),
    *same(Agreement, *ORIGIN),
    parts=[
        Rows("parties", Party, "agreement", "stakeholder", signed="signed_on"),
        Pieces("versions", "agreement", VERSION, "number"),
    ],
)
PRACTICE = (
    *same(Practice, "country", "place"),
    *same(Practice, "visited_by", "visited_note", visited="visited_on"),
    Period(),
    *same(Practice, "outcome", "outcome_basis", "theme", "form", "summary", "organisations"),
    published(Practice),
    *same(Practice, *ORIGIN),
)
PRACTICES = Section(
    "practices",
    Practice,
    *same(Practice, "slug", "name", "name_local"),
    One(Practice, "area", "area", required=True),
    *PRACTICE,
    rows=lambda: Practice.objects.filter(area__isnull=False),
)
REFERENCE_CASES = Section(
    "reference_cases",
    Practice,
    *same(Practice, "slug", "name", "name_local"),
    *PRACTICE,
    rows=lambda: Practice.objects.filter(area__isnull=True),
    derive=derived.elsewhere,
)
PILOTS = Section(
    "pilots",
    Pilot,
    *same(Pilot, "slug", "area", "title", "title_local", "title_report", "theme", "theme_public"),
    *same(Pilot, "partners", "partners_note", "contractor", "contractor_note", "contract_number", "summary"),
    *same(Pilot, "stakeholders", "stakeholders_note", "inspired_by", "agreements", "decision"),
    Listed("outputs", Output, "pilot"),
    published(Pilot),
    *same(Pilot, *ORIGIN),
    parts=[
        Parts("objectives", "pilot", part(Objective, "text")),
        Parts("interventions", "pilot", part(Intervention, "slug", "title", "text")),
        Parts("milestones", "pilot", part(Milestone, "text", "date_note", "planned", date="reached_on")),
        Parts("experts", "pilot", part(Expert, "text", org="organisation")),
        Parts("results", "pilot", part(Result, "text")),
        Parts("follow_up", "pilot", part(FollowUp, "text")),
    ],
)
ACTIVITIES = Section(
    "activities",
    Activity,
    *same(Activity, "slug", "phase", "public_phase", "title", "kind", start="starts_on", end="ends_on"),
    *same(Activity, "responsible"),
    One(Activity, "pilot", "pilot", usual=derived.pilot_of_activity),
    *same(Activity, *ORIGIN),
    parts=[Rows("areas", ActivityArea, "activity", "area", expected_output="expected_output")],
)
FILE = Form(OutputFile, *same(OutputFile, "language", "version", "name", "digest", "accessible"), published(OutputFile))
COMMENT = Form(
    Comment, *same(Comment, "partner", "stakeholder", "paragraph", "text", "answer", "reason", "answered_at")
)
ENDORSEMENT = Form(Endorsement, *same(Endorsement, "partner", "endorsed_at", "note"))
CHECK = Form(ComplianceCheck, *same(ComplianceCheck, "point", "met", "note"))
OUTPUTS = Section(
    "outputs",
    Output,
    *same(Output, "slug", "activity", "title", "title_local", "kind", output_number="number"),
    whole_or_area(Output),
    *same(Output, "phase", "agreement", due="due_on", date="delivered_on"),
    *same(Output, "date_note", "url", "summary", language="languages", author_org="author"),
    Text(Output, "status", "status", usual="published"),
    *same(Output, *ORIGIN),
    derive=derived.pilot_of_output,
    parts=[
        Files("files", "output", FILE, "language", "version", "format"),
        Asked("reviewers", Reviewer, "output", "stakeholder"),
        Pieces("comments", "output", COMMENT, "partner_id", "stakeholder_id", "paragraph", "text"),
        Pieces("endorsements", "output", ENDORSEMENT, "partner_id"),
        Pieces("compliance", "output", CHECK, "point"),
    ],
)
MINUTES = Form(Minutes, *same(Minutes, "title", "text", "url"), published(Minutes), *same(Minutes, *ORIGIN))
EVENTS = Section(
    "events",
    Event,
    *same(Event, "slug", "kind", "title", "title_local"),
    StartOrDate(),
    *same(Event, "date_note", "place", "host", "co_hosts", end="ends_on"),
    whole_or_area(Event),
    *same(Event, "meeting_number", "participants", "participants_note", reference_case="practice"),
    *same(Event, participants_orgs="participant_organisations", speaker_orgs="speaker_organisations"),
    *same(Event, "outputs", "agreements", "summary", *ORIGIN),
    parts=[
        Parts("agenda", "event", part(AgendaItem, "time", "title", "text")),
        Parts("minutes", "event", MINUTES),
        Pieces("compliance", "event", CHECK, "point"),
    ],
)
POLICY_CONCLUSIONS = Section(
    "policy_conclusions",
    PolicyConclusion,
    *same(PolicyConclusion, "slug", "statement"),
    Area(PolicyConclusion, "area", "area"),
    *same(PolicyConclusion, "evidence"),
    published(PolicyConclusion),
    *same(PolicyConclusion, *ORIGIN),
)
RELATIONS = Relations(
    "relations",
    Relation,
    *same(Relation, "kind", source_org="from_stakeholder", target_org="to_stakeholder"),
    *same(Relation, "weight", "since", "until", "note", *ORIGIN),
    identity=("from_stakeholder_id", "kind", "to_stakeholder_id", "since"),
)
CONFLICTS = Section(
    "conflicts",
    Conflict,
    *same(Conflict, "slug", "topic", "project_page_says", "others_say", "resolution", "sources", *ORIGIN),
)
MISSING = Gaps("missing", Gap, *same(Gap, "text"), identity=("text",))

# As they depend on each other: what is named comes before what names it.
IN_ORDER = [
    AREAS,
    PARTNERS,
    STAKEHOLDERS,
    PROJECT,
    PHASES,
    RELATIONS,
    AGREEMENTS,
    PRACTICES,
    REFERENCE_CASES,
    PILOTS,
    ACTIVITIES,
    OUTPUTS,
    EVENTS,
    POLICY_CONCLUSIONS,
    CONFLICTS,
    MISSING,
]
# As a reader of the file meets them.
IN_FILE = [
    PROJECT,
    AREAS,
    PARTNERS,
    PHASES,
    ACTIVITIES,
    OUTPUTS,
    EVENTS,
    PILOTS,
    STAKEHOLDERS,
    RELATIONS,
    PRACTICES,
    REFERENCE_CASES,
    AGREEMENTS,
    POLICY_CONCLUSIONS,
    CONFLICTS,
    MISSING,
]
