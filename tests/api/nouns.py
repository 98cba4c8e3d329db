"""The nouns of the API, and a row of each with everything that hangs on it."""

from cityregions.api import urls  # noqa: F401 - makes every noun known
from cityregions.api.routes import registered
from tests import make


def full_pilot(**fields):
    """A pilot with one of each of its parts."""
    pilot = make.pilot(**fields, partners=[make.partner()], stakeholders=[make.stakeholder()])
    for part in (make.objective, make.intervention, make.milestone, make.result, make.follow_up):
        part(pilot=pilot)
    make.expert(pilot=pilot, organisation=make.stakeholder())
    return pilot


def full_area():
    area = make.area()
    partner = make.partner(area=area)
    make.budget(partner=partner)
    pilot = full_pilot(area=area)
    make.stakeholder(area=area, partner=partner)
    make.entry(stakeholder_map=make.stakeholder_map(area=area))
    make.party(agreement=make.agreement(area=area))
    make.practice(area=area, organisations=[make.stakeholder()], visited_by=[partner])
    activity = make.activity(areas=[area], responsible=[partner], pilot=pilot)
    output = make.output(area=area, activity=activity, pilot=pilot)
    make.event(area=area, co_hosts=[make.stakeholder()])
    make.conclusion(area=area, evidence=[output])
    return area


def full_report():
    """An accepted report that speaks of one activity and one output, as the plan asks it to."""
    report = make.report(status="accepted")
    activity = make.activity(responsible=[report.partner])
    make.report_text(report=report, summary="Done")
    make.progress_entry(report=report, activity=activity, percent=50)
    make.output_entry(report=report, output=make.output(activity=activity))
    return report


MAKERS = {
    "areas": full_area,
    "partners": lambda: make.budget().partner,
    "stakeholders": make.stakeholder,
    "relations": make.relation,
    "stakeholder-maps": lambda: make.entry().stakeholder_map,
    "map-entries": make.entry,
    "assessments": make.assessment,
    "map-snapshots": lambda: make.snapshot(published=True),
    "agreements": lambda: make.party().agreement,
    "parties": lambda: make.party_endorsement().party,
    "engagement-actions": make.engagement_action,
    "practices": lambda: make.practice(organisations=[make.stakeholder()]),
    "pilots": full_pilot,
    "interventions": make.intervention,
    "milestones": make.milestone,
    "phases": make.phase,
    "activities": lambda: make.activity(areas=[make.area()], responsible=[make.partner()]),
    "outputs": lambda: make.output(activity=make.activity()),
    "events": lambda: make.event(area=make.area(), host=make.stakeholder(), co_hosts=[make.stakeholder()]),
    "reporting-periods": make.period,
    "partner-reports": full_report,
    "progress-entries": lambda: full_report().progress_entries.get(),
    "evidence-files": lambda: make.evidence_file(progress_entry=full_report().progress_entries.get()),
    "output-files": lambda: make.output_file(published=True),
    "comments": lambda: make.comment(output=make.output(status="in_review")),
    "reviewers": make.reviewer,
    "endorsements": make.endorsement,
    "compliance-checks": make.compliance_check,
    "policy-conclusions": lambda: make.conclusion(evidence=[make.output()]),
}


def written_by(person, noun):
    """A row that the person, a coordinator, may write; reports are their own partner's, until they are handed in.

    Comments and endorsements are the partner's, too.
    """
    row = MAKERS[noun]()
    if noun in {"comments", "endorsements"}:
        make.membership(user=person, partner=row.partner)
    if noun == "endorsements":
        row.output.status = "final"
        row.output.save()
    if noun in {"partner-reports", "progress-entries", "evidence-files"}:
        report = getattr(row, "report", row)
        make.membership(user=person, partner=report.partner)
        report.status = "draft"
        report.save()
    return row


# What visitors do not find.
NEVER_PUBLIC = {
    "engagement-actions",
    "reporting-periods",
    "partner-reports",
    "progress-entries",
    "evidence-files",
    "comments",
    "compliance-checks",
    "reviewers",
}
LISTS = {noun: viewset for noun, viewset in registered() if viewset.is_list}
# All but those that others write.
WRITTEN = [noun for noun, viewset in LISTS.items() if not getattr(viewset, "read_only", False)]
