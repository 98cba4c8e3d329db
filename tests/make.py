"""Rows for tests: valid by default and unique by a counter; a test passes only what it is about."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.utils import timezone

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.project import models as project_models
from cityregions.records.files import store
from cityregions.records.work import Work
from cityregions.workplan import models as workplan
from partners.accounts import give_totp
from partners.models import BudgetLine, CostLine, Event, Invitation, Membership, Partner, PartnerBudget, User, Webhook
from pilots import models as pilots
from stakeholders import models as stakeholders
from stakeholders.maps import snapshots

numbers = count(1)


def row(model, related=None, **fields):
    """Saves a row; the fields in `related` are names of makers, asked only where the test gives no row of its own."""
    for name, maker in (related or {}).items():
        if name not in fields:
            fields[name] = maker()
    many = {field.name for field in model._meta.many_to_many} & set(fields)
    made = model.objects.create(**{name: value for name, value in fields.items() if name not in many})
    for name in many:
        getattr(made, name).set(fields[name])
    return made


def area(**fields):
    n = next(numbers)
    return row(
        MetropolitanArea,
        **{"slug": f"area-{n}", "name": f"Area {n}", "country": "AT", "core_city": f"City {n}"} | fields,
    )


def partner(**fields):
    n = next(numbers)
    return row(Partner, {"area": area}, **{"slug": f"partner-{n}", "name": f"Partner {n}", "kind": "city"} | fields)


def budget(**fields):
    return row(PartnerBudget, {"partner": partner}, **{"amount_eur": Decimal("1000.00")} | fields)


def budget_line(**fields):
    """On the first cost line that the partner has not planned yet."""
    fields["partner"] = fields.get("partner") or partner()
    free = free_cost_line(fields["partner"].budget_lines)
    return row(BudgetLine, **{"cost_line": free, "amount_eur": Decimal("1000.00")} | fields)


def free_cost_line(lines):
    taken = set(lines.values_list("cost_line", flat=True))
    return next((line for line in CostLine.values if line not in taken), CostLine.STAFF)


def user(partner=None, role=None, coordinator=False, password=None, **fields):
    """A person with a confirmed address: of a partner, a coordinator, or neither."""
    fields = {"email": f"person-{next(numbers)}@example.org", "is_staff": coordinator} | fields
    made = User.objects.create_user(password=password, **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    if partner:
        Membership.objects.create(user=made, partner=partner, role=role or Membership.Role.STAFF)
    return made


TOTP_SECRET = "JBSWY3DPEHPK3PXP"


def sign_in(client, person):
    """Signs the person in with a second factor, as coordinators do before the admin opens."""
    give_totp(person, TOTP_SECRET)
    client.force_login(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp"}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return person


def membership(**fields):
    return row(Membership, {"user": user, "partner": partner}, **fields)


def invitation(**fields):
    n = next(numbers)
    names = {"email": f"invited-{n}@example.org", "digest": f"digest-{n}"}
    expires_at = timezone.now() + timedelta(days=14)
    return row(Invitation, {"partner": partner}, **names | {"expires_at": expires_at} | fields)


def webhook(**fields):
    """Of a coordinator, for everything."""
    names = {"name": f"Webhook {next(numbers)}", "url": "https://9.9.9.9/changes", "events": list(Event.values)}
    return row(Webhook, {"owner": lambda: user(coordinator=True)}, **names | fields)


def stakeholder(**fields):
    n = next(numbers)
    return row(
        stakeholders.Stakeholder,
        **{"slug": f"stakeholder-{n}", "name": f"Stakeholder {n}", "category": "agency"} | fields,
    )


def relation(**fields):
    ends = {"from_stakeholder": stakeholder, "to_stakeholder": stakeholder}
    return row(stakeholders.Relation, ends, **{"kind": "member_of"} | fields)


def stakeholder_map(**fields):
    n = next(numbers)
    return row(
        stakeholders.StakeholderMap,
        {"area": area},
        **{"slug": f"map-{n}", "name": f"Map {n}", "published": True} | fields,
    )


def entry(**fields):
    return row(stakeholders.MapEntry, {"stakeholder_map": stakeholder_map, "stakeholder": stakeholder}, **fields)


def assessment(**fields):
    rating = {"assessed_on": date(2014, 3, 15), "influence": Decimal("3.0"), "interest": Decimal("3.0")}
    return row(stakeholders.Assessment, {"entry": entry, "assessed_by": user}, **rating | fields)


def snapshot(published=False, taken_by=None, **fields):
    """Of a map with one stakeholder."""
    board = fields.get("stakeholder_map") or stakeholder_map()
    entry(stakeholder_map=board)
    told = {"title": f"Snapshot {next(numbers)}", "with_ratings": False} | fields | {"stakeholder_map": board}
    taken = snapshots.take(told.pop("stakeholder_map"), taken_by, **told)
    return snapshots.publish(taken) if published else taken


def agreement(**fields):
    n = next(numbers)
    return row(
        stakeholders.Agreement, **{"slug": f"agreement-{n}", "title": f"Agreement {n}", "published": True} | fields
    )


def party(**fields):
    return row(stakeholders.Party, {"agreement": agreement, "stakeholder": stakeholder}, **fields)


def agreement_version(**fields):
    """The next version of the text of its agreement."""
    fields["agreement"] = fields.get("agreement") or agreement()
    n = fields["agreement"].versions.count() + 1
    return row(stakeholders.AgreementVersion, **{"number": n, "text": f"Text {next(numbers)}"} | fields)


def party_endorsement(**fields):
    """Of a party and the newest version of its agreement, which is made where there is none."""
    version = fields.get("version")
    given = {"agreement": version.agreement} if version else {}
    fields["party"] = fields.get("party") or party(**given)
    agreed = fields["party"].agreement
    fields["version"] = version or agreed.versions.newest_first().first() or agreement_version(agreement=agreed)
    return row(stakeholders.PartyEndorsement, **fields)


def engagement_action(**fields):
    words = {"level": "consult", "what": f"Ask it {next(numbers)}", "due_on": date(2099, 1, 1)}
    return row(stakeholders.EngagementAction, {"stakeholder": stakeholder}, **words | fields)


def practice(**fields):
    n = next(numbers)
    names = {"slug": f"practice-{n}", "name": f"Practice {n}", "country": "AT", "form": "informal", "published": True}
    return row(Practice, **names | fields)


def pilot(**fields):
    n = next(numbers)
    names = {"slug": f"pilot-{n}", "title": f"Pilot {n}", "theme": "Public transport", "published": True}
    return row(pilots.Pilot, {"area": area}, **names | fields)


def objective(**fields):
    return row(pilots.Objective, {"pilot": pilot}, **{"text": f"Objective {next(numbers)}"} | fields)


def intervention(**fields):
    n = next(numbers)
    names = {"slug": f"intervention-{n}", "title": f"Intervention {n}"}
    return row(pilots.Intervention, {"pilot": pilot}, **names | fields)


def milestone(**fields):
    return row(pilots.Milestone, {"pilot": pilot}, **{"text": f"Milestone {next(numbers)}"} | fields)


def expert(**fields):
    return row(pilots.Expert, {"pilot": pilot}, **{"text": f"Expertise {next(numbers)}"} | fields)


def result(**fields):
    return row(pilots.Result, {"pilot": pilot}, **{"text": f"Result {next(numbers)}"} | fields)


def follow_up(**fields):
    return row(pilots.FollowUp, {"pilot": pilot}, **{"text": f"Follow-up {next(numbers)}"} | fields)


def phase(**fields):
    n = next(numbers)
    return row(workplan.Phase, **{"slug": f"phase-{n}", "name": f"Phase {n}", "number": n} | fields)


def activity(**fields):
    """`areas` takes the areas it takes place in."""
    n = next(numbers)
    areas = fields.pop("areas", [])
    names = {"slug": f"activity-{n}", "title": f"Activity {n}", "kind": "analysis"}
    made = row(workplan.Activity, {"phase": phase}, **names | fields)
    for each in areas:
        activity_area(activity=made, area=each)
    return made


def activity_area(**fields):
    return row(workplan.ActivityArea, {"activity": activity, "area": area}, **fields)


def output(**fields):
    n = next(numbers)
    names = {"slug": f"output-{n}", "title": f"Output {n}", "kind": "analysis", "status": "published"}
    return row(workplan.Output, **names | fields)


def output_file(content=b"", **fields):
    """A file whose content is kept in the store, too; a text of its own unless the test gives its bytes."""
    n = next(numbers)
    content = content or f"Text {n}".encode()
    incoming = store.Incoming()
    incoming.write(content)
    names = {"name": f"text-{n}.txt", "format": "txt", "size": incoming.size, "digest": incoming.digest}
    with store.held():
        incoming.place()
        return row(workplan.OutputFile, {"output": output}, **names | {"language": "en", "version": n} | fields)


def agreement_file(content=b"", **fields):
    """A file of a version, kept in the store, too."""
    n = next(numbers)
    incoming = store.Incoming()
    incoming.write(content or f"Pact {n}".encode())
    names = {"name": f"pact-{n}.txt", "format": "txt", "size": incoming.size, "digest": incoming.digest}
    with store.held():
        incoming.place()
        return row(stakeholders.AgreementFile, {"version": agreement_version}, **names | fields)


def evidence_file(content=b"", **fields):
    """A file beside what a report tells of an activity, unless the test names another line; kept in the store, too."""
    n = next(numbers)
    if not fields.get("progress_entry") and not fields.get("output_entry"):
        fields["progress_entry"] = progress_entry(**{"report": fields["report"]} if "report" in fields else {})
    line = fields.get("progress_entry") or fields["output_entry"]
    incoming = store.Incoming()
    incoming.write(content or f"Minutes {n}".encode())
    names = {"name": f"minutes-{n}.txt", "format": "txt", "size": incoming.size, "digest": incoming.digest}
    with store.held():
        incoming.place()
        return row(workplan.EvidenceFile, **names | {"report": line.report} | fields)


def comment(**fields):
    n = next(numbers)
    words = {"paragraph": f"Paragraph {n}", "text": f"Remark {n}"}
    return row(workplan.Comment, {"output": output, "partner": partner}, **words | fields)


def reviewer(**fields):
    return row(workplan.Reviewer, {"output": output, "stakeholder": stakeholder}, **fields)


def review_step(**fields):
    return row(workplan.ReviewStep, {"output": output}, **{"status": "in_review"} | fields)


def endorsement(**fields):
    return row(workplan.Endorsement, {"output": output, "partner": partner}, **fields)


def compliance_check(**fields):
    """On the first point that the output, or the event, does not have yet."""
    if not fields.get("event"):
        fields["output"] = fields.get("output") or output()
    of = fields.get("event") or fields["output"]
    taken = set(of.compliance_checks.values_list("point", flat=True))
    free = next((point for point in workplan.ComplianceCheck.Point.values if point not in taken), "emblem")
    return row(workplan.ComplianceCheck, **{"point": free, "met": "yes"} | fields)


def event(**fields):
    n = next(numbers)
    return row(workplan.Event, **{"slug": f"event-{n}", "title": f"Event {n}", "kind": "meeting"} | fields)


def agenda_item(**fields):
    return row(workplan.AgendaItem, {"event": event}, **{"title": f"Agenda item {next(numbers)}"} | fields)


def minutes(**fields):
    names = {"title": f"Minutes {next(numbers)}", "text": "It was agreed."}
    return row(workplan.Minutes, {"event": event}, **names | fields)


def conclusion(**fields):
    n = next(numbers)
    names = {"slug": f"conclusion-{n}", "statement": f"Conclusion {n}", "published": True}
    return row(workplan.PolicyConclusion, **names | fields)


def period(**fields):
    """The second half of 2013, with a month to report on it."""
    n = next(numbers)
    dates = {"starts_on": date(2013, 7, 1), "ends_on": date(2013, 12, 31), "due_on": date(2014, 1, 31)}
    return row(workplan.ReportingPeriod, **{"slug": f"period-{n}", "name": f"Period {n}"} | dates | fields)


def report(**fields):
    """A report that the partner has begun; its text is made by `report_text`."""
    return row(workplan.PartnerReport, {"period": period, "partner": partner}, **fields)


def report_text(**fields):
    return row(workplan.ReportText, {"report": report}, **fields)


def progress_entry(**fields):
    return row(workplan.ProgressEntry, {"report": report, "activity": activity}, **fields)


def output_entry(**fields):
    return row(workplan.OutputEntry, {"report": report, "output": output}, **fields)


def reported_cost(**fields):
    """On the first cost line that the report does not name yet."""
    fields["report"] = fields.get("report") or report()
    free = free_cost_line(fields["report"].costs)
    return row(workplan.ReportedCost, **{"cost_line": free, "amount_eur": Decimal("100.00")} | fields)


def project(**fields):
    """The one project; a second call changes it."""
    names = {
        "slug": "project",
        "acronym": "Project",
        "name": "A project for tests",
        "funding_statement": {"en": "Paid."},
    }
    return project_models.Project.objects.update_or_create(pk=1, defaults=names | fields)[0]


def outcome(**fields):
    return row(project_models.ExpectedOutcome, {"project": project}, **{"text": f"Outcome {next(numbers)}"} | fields)


def further_support(**fields):
    return row(project_models.FurtherSupport, {"project": project}, **{"text": f"Support {next(numbers)}"} | fields)


def related_project(**fields):
    n = next(numbers)
    names = {"name": f"Project {n}", "text": f"How project {n} relates"}
    return row(project_models.RelatedProject, {"project": project}, **names | fields)


def conflict(**fields):
    n = next(numbers)
    return row(project_models.Conflict, **{"slug": f"conflict-{n}", "topic": f"Topic {n}"} | fields)


def gap(**fields):
    return row(project_models.Gap, **{"text": f"Gap {next(numbers)}"} | fields)


def contact(**fields):
    n = next(numbers)
    names = {"name": f"Contact {n}", "email": f"contact-{n}@example.org", "lawful_basis": "public_task"}
    days = {"review_on": date(2099, 1, 1), "notice_sent_on": date(2014, 1, 1)}
    return row(stakeholders.Contact, {"stakeholder": stakeholder}, **names | days | fields)


def correction(**fields):
    changes = {"changes": {"website": "https://new.example.org"}, "before": {"website": ""}}
    return row(stakeholders.Correction, {"stakeholder": stakeholder}, **changes | fields)


def work(**fields):
    """Work of a visitor that is done, with a file."""
    names = {"kind": "letter", "title": "A letter", "back_url": "/areas/", "language": "en", "state": "done"}
    result = {"content": b"Dear Graz", "file_name": "letter.txt", "media_type": "text/plain", "size": 9}
    return row(Work, **names | result | fields)


def imported(**fields):
    """An import that was looked at: one row, which would be new."""
    n = next(numbers)
    told = [{"name": "Stakeholders", "columns": ["id", "name"], "rows": [[2, f"new-{n}", f"New {n}"]], "broken": []}]
    sheet = {"name": "Stakeholders", "kind": "stakeholders", "layout": "own", "fields": ["id", "name"]}
    names = {
        "file_name": "map.csv",
        "digest": f"{n:064}",
        "state": "checked",
        "fingerprint": f"{n:064}",
        "tables": told,
    }
    read = {"mapping": {"sheets": [sheet], "clear": True, "other_kind": ""}, "counts": {"stakeholders": {"new": 1}}}
    made = row(stakeholders.Import, {"stakeholder_map": stakeholder_map}, **names | read | fields)
    made.rows.create(kind="stakeholders", sheet="Stakeholders", number=2, outcome="new", name=f"New {n}")
    return made
