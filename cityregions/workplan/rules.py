"""Who sees and changes what of the work plan: the public sees outputs, minutes and conclusions once they are published.

Staff of an area change its outputs and events, with agenda and minutes; the plan itself and the conclusions are the
coordinators'. Reports are never public: the partnership sees how far each one is and reads it once it is handed in.
What stands in a draft, or in a report that was sent back and is written anew, only the own partner reads, not the
coordinators either; what stood there before it was handed in stays with the partner. Drafts of files, comments and
the steps of a review stay within the partnership for good; of a published output anyone sees the files that were
published with it and who endorses it. Organisations that are asked to comment on an output read it, through their
contacts, while it is on its way and no draft, with its files, what they said themselves and the answers to that.
"""

from django.db.models import Exists, OuterRef, Q

from cityregions.records.rights import EVERYTHING, NOTHING, state
from stakeholders.rules import represented

from .models import (
    Activity,
    ActivityArea,
    AgendaItem,
    Comment,
    ComplianceCheck,
    Endorsement,
    Event,
    EvidenceFile,
    Minutes,
    Output,
    OutputEntry,
    OutputFile,
    PartnerReport,
    Phase,
    PolicyConclusion,
    ProgressEntry,
    ReportedCost,
    ReportingPeriod,
    ReportText,
    Reviewer,
    ReviewStep,
)


def own_area(user):
    return Q(area__in=user.current_areas)


def event_of_own_area(user):
    return Q(event__area__in=user.current_areas)


for model in (Phase, Activity, ActivityArea):
    state(model, public=EVERYTHING)
state(Event, public=EVERYTHING, change=own_area)
state(AgendaItem, public=EVERYTHING, change=event_of_own_area)
state(Minutes, public=Q(published=True), change=event_of_own_area)


def asked_of(user):
    """Outputs on their way of which the organisations of a contact were asked what they say."""
    asked = Reviewer.objects.filter(stakeholder__in=represented(user)).values("output")
    return Output.objects.filter(pk__in=asked).exclude(status=Output.Status.DRAFT).values("pk")


def output_of_own_area(user):
    return Q(output__area__in=user.current_areas)


state(
    Output,
    public=Q(status=Output.Status.PUBLISHED),
    contact=lambda user: Q(pk__in=asked_of(user)),
    change=own_area,
)
state(
    Reviewer,
    public=NOTHING,
    contact=lambda user: Q(stakeholder__in=represented(user), output__in=asked_of(user)),
    change=output_of_own_area,
)
state(PolicyConclusion, public=Q(published=True))


def open_files(user):
    """Of outputs of the own areas, as long as their text may change."""
    return Q(output__in=Output.objects.taking_files().filter(own_area(user)).values("pk"))


def all_open_files(user):
    return Q(output__in=Output.objects.taking_files().values("pk"))


OPEN_COMMENT = Q(answer="", output__status__in=Output.REVIEWED)


def own_comment(user):
    """What the own partner said, as long as it is reviewed and nobody has answered."""
    return Q(partner__in=user.current_partners) & OPEN_COMMENT


def own_comment_of_coordinator(user):
    """Coordinators speak for no partner, or for their own."""
    return (
        Q(author=user, partner__isnull=True, stakeholder__isnull=True) | Q(partner__in=user.current_partners)
    ) & OPEN_COMMENT


def said_by_own_organisation(user):
    return Q(stakeholder__in=represented(user), output__in=asked_of(user))


def own_comment_of_contact(user):
    """What the own organisation said of what it was asked about, as long as nobody has answered."""
    asked = Reviewer.objects.filter(stakeholder__in=represented(user))
    pairs = asked.filter(output=OuterRef("output"), stakeholder=OuterRef("stakeholder"))
    return Q(Exists(pairs)) & OPEN_COMMENT if asked.exists() else NOTHING


def of_own_output_or_event(user):
    return Q(output__area__in=user.current_areas) | Q(event__area__in=user.current_areas)


def own_endorsement(user):
    """Of the own partner, until the output is published with it."""
    return Q(partner__in=user.current_partners, output__status__in=Endorsement.OPEN)


published = Q(output__status=Output.Status.PUBLISHED)
state(
    OutputFile,
    public=published & Q(published=True),
    contact=lambda user: Q(output__in=asked_of(user)) & ~published,
    change=open_files,
    coordinator_change=all_open_files,
)
state(
    Comment,
    public=NOTHING,
    contact=said_by_own_organisation,
    change=own_comment,
    coordinator_change=own_comment_of_coordinator,
    contact_change=own_comment_of_contact,
    added_by_others=True,
)
state(
    Endorsement,
    public=published,
    change=own_endorsement,
    coordinator_change=own_endorsement,
    added_by_others=True,
)
state(ReviewStep, public=NOTHING, coordinator_change=NOTHING)
state(ComplianceCheck, public=NOTHING, change=of_own_output_or_event)


def own_report(user):
    return Q(report__partner__in=user.current_partners)


def told(user):
    """The own partner's, and what others have handed in."""
    return own_report(user) | Q(report__status__in=PartnerReport.TOLD)


def still_open(user):
    """Of the own partner, as long as nothing is handed in: nobody else writes in it, and nobody after that."""
    return own_report(user) & Q(report__status__in=PartnerReport.OPEN, report__period__locked=False)


def own_open_report(user):
    return Q(partner__in=user.current_partners, status__in=PartnerReport.OPEN, period__locked=False)


state(ReportingPeriod, public=NOTHING)
# Nobody gets rid of what is owed: a report that nobody has begun may be withdrawn, by coordinators.
state(
    PartnerReport,
    public=NOTHING,
    change=own_open_report,
    coordinator_change=own_open_report,
    delete=NOTHING,
    coordinator_delete=PartnerReport.NOT_BEGUN,
)
for model in (ReportText, ProgressEntry, OutputEntry, ReportedCost, EvidenceFile):
    state(
        model,
        public=NOTHING,
        partnership=told,
        coordinator=told,
        change=still_open,
        coordinator_change=still_open,
        past=own_report,
    )
