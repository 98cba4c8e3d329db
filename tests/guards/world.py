"""Rows of everything, linked with everything: taken from the models, so that a new link is in it by itself."""

from itertools import count

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.project import models as project
from cityregions.records.dates import PartialDateField
from cityregions.workplan import models as workplan
from partners.models import BudgetLine, Invitation, Membership, Partner, PartnerBudget, User, Webhook
from pilots import models as pilots
from stakeholders import models as stakeholders
from tests import make

MAKERS = {
    MetropolitanArea: make.area,
    Partner: make.partner,
    PartnerBudget: make.budget,
    BudgetLine: make.budget_line,
    User: make.user,
    Membership: make.membership,
    Invitation: make.invitation,
    Webhook: make.webhook,
    stakeholders.Stakeholder: make.stakeholder,
    stakeholders.Relation: make.relation,
    stakeholders.StakeholderMap: make.stakeholder_map,
    stakeholders.MapEntry: make.entry,
    stakeholders.Assessment: make.assessment,
    stakeholders.MapSnapshot: make.snapshot,
    stakeholders.Agreement: make.agreement,
    stakeholders.Party: make.party,
    stakeholders.AgreementVersion: make.agreement_version,
    stakeholders.AgreementFile: make.agreement_file,
    stakeholders.PartyEndorsement: make.party_endorsement,
    stakeholders.EngagementAction: make.engagement_action,
    stakeholders.Contact: make.contact,
    stakeholders.Correction: make.correction,
    stakeholders.Import: make.imported,
    Practice: make.practice,
    pilots.Pilot: make.pilot,
    pilots.Objective: make.objective,
    pilots.Intervention: make.intervention,
    pilots.Milestone: make.milestone,
    pilots.Expert: make.expert,
    pilots.Result: make.result,
    pilots.FollowUp: make.follow_up,
    workplan.Phase: make.phase,
    workplan.Activity: make.activity,
    workplan.ActivityArea: make.activity_area,
    workplan.Output: make.output,
    workplan.OutputFile: make.output_file,
    workplan.ReviewStep: make.review_step,
    # A partner says it or a stakeholder.
    workplan.Comment: lambda **fields: make.comment(
        **fields | ({"partner": None} if fields.get("stakeholder") else {})
    ),
    workplan.Endorsement: make.endorsement,
    workplan.Reviewer: make.reviewer,
    # It belongs to an output or to an event.
    workplan.ComplianceCheck: lambda **fields: make.compliance_check(
        **fields | ({"event": None} if fields.get("output") else {})
    ),
    workplan.Event: make.event,
    workplan.AgendaItem: make.agenda_item,
    workplan.Minutes: make.minutes,
    workplan.PolicyConclusion: make.conclusion,
    workplan.ReportingPeriod: make.period,
    workplan.PartnerReport: make.report,
    workplan.ReportText: make.report_text,
    workplan.ProgressEntry: make.progress_entry,
    # It belongs to what is told of an activity or of an output.
    workplan.EvidenceFile: lambda **fields: make.evidence_file(
        **fields | ({"output_entry": None} if fields.get("progress_entry") else {})
    ),
    workplan.ReportedCost: make.reported_cost,
    workplan.OutputEntry: make.output_entry,
    project.Project: make.project,
    project.ExpectedOutcome: make.outcome,
    project.FurtherSupport: make.further_support,
    project.RelatedProject: make.related_project,
    project.Conflict: make.conflict,
    project.Gap: make.gap,
}
# What a link asks of the row that makes it.
CONDITIONS = {
    (workplan.Phase, "maps_to"): {"framework": "public"},
    (workplan.EvidenceFile, "output_entry"): {"progress_entry": None},
    (workplan.ComplianceCheck, "output"): {"event": None},
    (workplan.ComplianceCheck, "event"): {"output": None},
}
numbers = count(1)


def filled(model, **fields):
    """A row with every date known and every other record that it can name; all names hold the word Green."""
    for field in model._meta.concrete_fields:
        if field.name in fields:
            continue
        if isinstance(field, PartialDateField):
            fields[field.name] = "2013-05"
        elif field.null and field.related_model in set(MAKERS) - {model, project.Project}:
            fields[field.name] = MAKERS[field.related_model]()
    searched = next(iter(getattr(model, "SEARCHED", ())), "")
    if searched and model._meta.get_field(searched).editable:
        fields[searched] = f"Green {next(numbers)}"
    return MAKERS[model](**fields)


def connect(row, number):
    """Links a row with so many others in each way that its model knows, in both directions."""
    for link in row._meta.get_fields():
        if link.related_model not in MAKERS or link.related_model is project.Project:
            continue
        if link.one_to_many:
            conditions = CONDITIONS.get((link.related_model, link.field.name), {})
            for _each in range(number):
                filled(link.related_model, **{link.field.name: row}, **conditions)
        elif link.many_to_many and through(link)._meta.auto_created:
            name = link.get_accessor_name() if link.auto_created else link.name
            getattr(row, name).add(*(filled(link.related_model) for _each in range(number)))
    return row


def through(link):
    return link.through if link.auto_created else link.remote_field.through
