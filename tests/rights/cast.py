"""Two areas with a record of every kind, and people of every role: who works for the first one, and who does not."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from cityregions.areas.models import MetropolitanArea
from cityregions.records.work import Work, sight_of
from cityregions.workplan.models import ReportingPeriod
from partners import invitations
from partners.models import CalendarAddress, Invitation, Membership, Partner, Webhook, make_address
from stakeholders import sign_in
from stakeholders.models import Assessment, MapEntry, SignInLink
from tests import make

ROLES = ("visitor", "contact", "ended", "staff", "manager", "coordinator")
SECRET = "a-secret-of-a-link"
LONG_AGO = "2020-01-01"

# Words that stand in records of one kind and nowhere else, and who may come across them.
PARTNERSHIP = {"staff", "manager", "coordinator"}
SEEN_BY = {
    "Grazdraft": PARTNERSHIP,
    "Turindraft": PARTNERSHIP,
    "Grazperson": PARTNERSHIP,
    "Turinperson": {"coordinator"},
    "Grazrating": PARTNERSHIP,
    "Turinrating": {"coordinator"},
    "Grazinvited": {"manager", "coordinator"},
    "Turininvited": {"coordinator"},
    # Whom people may ask the history about.
    "Turincolleague": PARTNERSHIP,
    "Turinproposal": {"coordinator"},
    "Grazproposal": PARTNERSHIP | {"contact"},
    # What is planned with stakeholders.
    "Grazaction": PARTNERSHIP,
    "Turinaction": PARTNERSHIP,
    "Pragueaction": PARTNERSHIP,
    # What is said of drafts, and what their files are called.
    "Grazcomment": PARTNERSHIP,
    "Turincomment": PARTNERSHIP,
    # What an organisation was asked to comment on, and what it said.
    "Grazasked": PARTNERSHIP | {"contact"},
    "Grazsaid": PARTNERSHIP | {"contact"},
    # What stands in a report is read by the partnership once it is handed in.
    "Grazreport": {"staff", "manager"},
    "Turinreport": set(),
    "Praguereport": PARTNERSHIP,
}


def everything(name, published=False, proposed_by=None):
    """One row of each kind in an area, by model; what can be a draft is one, unless it is `published`."""
    draft = f"{name}public" if published else f"{name}draft"
    area = make.area(name=name, slug=name.lower())
    partner = make.partner(name=f"City of {name}", slug=f"city-of-{name.lower()}", area=area)
    make.budget(partner=partner)
    stakeholder = make.stakeholder(area=area)
    board = make.stakeholder_map(area=area, name=draft, published=published)
    entry = make.entry(stakeholder_map=board, stakeholder=stakeholder)
    agreement = make.agreement(area=area, title=draft, published=published)
    version = make.agreement_version(agreement=agreement, text=draft)
    pilot = make.pilot(area=area, title=draft, published=published, partners=[partner])
    for part in (make.objective, make.milestone, make.result, make.follow_up):
        part(pilot=pilot, text=draft)
    activity = make.activity(areas=[area], responsible=[partner])
    status = "published" if published else "draft"
    rows = [
        area,
        partner,
        stakeholder,
        make.relation(from_stakeholder=stakeholder),
        board,
        entry,
        make.imported(stakeholder_map=board),
        make.snapshot(stakeholder_map=make.stakeholder_map(area=area), title=draft, published=published),
        agreement,
        make.party(agreement=agreement),
        version,
        make.agreement_file(version=version, name=draft),
        make.engagement_action(stakeholder=stakeholder, what=f"{name}action"),
        make.practice(area=area, name=draft, published=published, organisations=[stakeholder]),
        pilot,
        make.intervention(pilot=pilot, title=draft),
        pilot.milestones.get(),
        activity.phase,
        activity,
        make.output(area=area, title=draft, status=status, activity=activity, pilot=pilot),
        make.event(area=area, host=stakeholder),
        make.conclusion(area=area, statement=draft, published=published),
        make.contact(stakeholder=stakeholder, name=f"{name}person", email=f"{name}person@example.org"),
        make.correction(stakeholder=stakeholder, proposed_by=proposed_by, reason=f"{name}proposal"),
        make.invitation(partner=partner, email=f"{name}invited@example.org", digest=name),
        make.membership(partner=partner, user=make.user(name=f"{name}colleague")),
        *reviewed(partner, f"{name}comment", published),
        *reporting(partner, activity, f"{name}report", "accepted" if published else "draft"),
    ]
    return {type(row): row for row in rows}


def reviewed(partner, secret, published):
    """A file of a draft, what partners say of another one that is in review, and who endorses one that is final."""
    status = "published" if published else "draft"
    file = make.output_file(output=make.output(area=partner.area, status=status), published=published, name=secret)
    paper = make.output(area=partner.area, status="published" if published else "in_review")
    comment = make.comment(output=paper, partner=partner, text=secret)
    final = paper if published else make.output(area=partner.area, status="final")
    check = make.compliance_check(output=paper, note=secret)
    reviewer = make.reviewer(output=paper, stakeholder=make.stakeholder(area=partner.area))
    return file, comment, check, reviewer, make.endorsement(output=final, partner=partner)


def reporting(partner, activity, secret, status):
    """A period, the partner's report on it and what that says; the one of a draft is for the partner alone."""
    year = 2013 + ReportingPeriod.objects.count()
    days = {"starts_on": date(year, 7, 1), "ends_on": date(year, 12, 31), "due_on": date(year + 1, 1, 31)}
    report = make.report(partner=partner, period=make.period(**days), status=status, started_at=timezone.now())
    make.report_text(report=report, summary=secret)
    make.reported_cost(report=report, note=secret)
    told = {"percent": 50, "text": secret, "reported_on": report.period.ends_on}
    entry = make.progress_entry(report=report, activity=activity, **told)
    return report.period, report, entry, make.evidence_file(progress_entry=entry, name=secret)


def cast():
    """The two areas as drafts (`own`, `foreign`), a published third one (`public`), and a person of each role."""
    contact = make.user()
    places = {
        "own": everything("Graz", proposed_by=contact),
        "foreign": everything("Turin"),
        "public": everything("Prague", published=True),
    }
    make.project()
    users = people(places["own"], contact)
    for name, place in places.items():
        rater = users["staff"] if name == "own" else None
        source = f"{place[MetropolitanArea].name}rating"
        place[Assessment] = make.assessment(entry=place[MapEntry], assessed_by=rater, source=source)
    places["represented"] = asked(contact.contacts.get().stakeholder)
    secrets(places, users)
    return SimpleNamespace(rows=places, users=users)


def asked(organisation):
    """What the organisation of the contact was asked to comment on, and what it said of it."""
    paper = make.output(area=organisation.area, status="in_review", title="Grazasked")
    rows = [
        organisation,
        paper,
        make.reviewer(output=paper, stakeholder=organisation),
        make.comment(output=paper, partner=None, stakeholder=organisation, text="Grazsaid"),
        make.output_file(output=paper, name="Grazasked"),
    ]
    return {type(row): row for row in rows}


def secrets(places, users):
    """Calendars and work in the background: of the member of staff, of a stranger, of one who left, of nobody."""
    of_stranger = places["foreign"][Membership]
    members = {
        "own": users["staff"].memberships.get(),
        "foreign": of_stranger,
        "ended": users["ended"].memberships.get(),
    }
    for whose, membership in members.items():
        secret = make_address(membership, timezone.now())
        address = CalendarAddress.objects.get(membership=membership)
        address.secret = secret
        places.setdefault(whose, {})[CalendarAddress] = address
    for whose, owner in {"own": users["staff"], "foreign": of_stranger.user}.items():
        places[whose][Webhook] = make.webhook(owner=owner)
    for whose, owner in {"own": users["staff"], "foreign": of_stranger.user, "nobody's": None}.items():
        places.setdefault(whose, {})[Work] = make.work(owner=owner, sight=sight_of(owner))


def people(own, contact):
    """Those who work, or worked, for the first area; the contact is one of another organisation there."""
    partner = own[Partner]
    ended = make.user(partner)
    ended.memberships.update(until=LONG_AGO)
    organisation = make.stakeholder(area=own[MetropolitanArea], slug="of-the-contact")
    person = make.contact(stakeholder=organisation, email=contact.email, user=contact)
    digest, later = sign_in.digest(SECRET, person), timezone.now() + timedelta(minutes=5)
    own[SignInLink] = SignInLink.objects.create(contact=person, digest=digest, expires_at=later)
    Invitation.objects.filter(pk=own[Invitation].pk).update(digest=invitations.digest(SECRET))
    return {
        "visitor": None,
        "contact": contact,
        "ended": ended,
        "staff": make.user(partner),
        "manager": make.user(partner, role=Membership.Role.MANAGER),
        "coordinator": make.user(coordinator=True),
    }
