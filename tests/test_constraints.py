"""The database keeps the rules of the domain, and says each in a sentence."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cityregions.areas.models import MetropolitanArea
from cityregions.practices.models import Practice
from cityregions.project.models import Project
from cityregions.records.answers import KeptAnswer
from cityregions.records.changes.log import Sight, Told
from cityregions.records.drafts import Draft
from cityregions.workplan.models import (
    Activity,
    ActivityArea,
    Comment,
    ComplianceCheck,
    Event,
    Minutes,
    PartnerReport,
    Phase,
    ProgressEntry,
    ReportedCost,
    ReportingPeriod,
)
from partners.models import (
    BudgetLine,
    Invitation,
    Mailing,
    Membership,
    Notification,
    Partner,
    PartnerBudget,
    Reminder,
    SentReminder,
    User,
)
from partners.webhooks.collecting import tell
from stakeholders.models import Assessment, MapEntry, NetworkMeasures, Party, Relation, Stakeholder
from tests import make

pytestmark = pytest.mark.django_db


def copy(row, **changes):
    """The same row once more, unsaved, with some fields changed."""
    fields = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**fields | changes)


def asked_for(report):
    """The report, which speaks of an activity and an output that the plan asks for."""
    activity = make.activity(responsible=[report.partner])
    make.progress_entry(report=report, activity=activity)
    make.output_entry(report=report, output=make.output(activity=activity))
    return report


def new_partner(**fields):
    return Partner(slug="new", name="New", kind="city", area=make.area(), **fields)


def new_area(**fields):
    return MetropolitanArea(slug="new", name="New", country="AT", core_city="New", **fields)


def new_stakeholder(**fields):
    return Stakeholder(slug="new", name="New", **fields)


def new_relation(**fields):
    ends = {"from_stakeholder": make.stakeholder(), "to_stakeholder": make.stakeholder()}
    return Relation(**ends | {"kind": "owns"} | fields)


def new_measures():
    return NetworkMeasures.objects.create(stakeholder_map=make.stakeholder_map(), digest="1", graph={"keys": [1]})


def seen_from_the_other_side():
    said = make.relation(kind="cooperates_with")
    return Relation(from_stakeholder=said.to_stakeholder, to_stakeholder=said.from_stakeholder, kind="cooperates_with")


def to_itself():
    return Relation(from_stakeholder=(one := make.stakeholder()), to_stakeholder=one, kind="owns")


def new_assessment(**fields):
    rating = {"assessed_on": "2014-03-15", "influence": 3, "interest": 3}
    return Assessment(entry=make.entry(), assessed_by=make.user(), **rating | fields)


def second_project():
    make.project()
    second = copy(Project.objects.get(), slug="second")
    second.pk = 2
    return second


def new_period(**fields):
    dates = {"starts_on": date(2013, 7, 1), "ends_on": date(2013, 12, 31), "due_on": date(2014, 1, 31)}
    return ReportingPeriod(slug="new", name="New", **dates | fields)


def new_report(**fields):
    return PartnerReport(period=make.period(), partner=make.partner(), **fields)


def new_progress(**fields):
    day = {"partner": make.partner(), "reported_on": date(2013, 12, 31)}
    return ProgressEntry(report=make.report(), activity=make.activity(), **day | fields)


def second_sent_reminder():
    fields = {"record": "workplan.output/1", "title": "Study", "reason": "due", "day": date(2014, 3, 1)}
    return copy(SentReminder.objects.create(user=make.user(), **fields))


def a_sight():
    return Sight.objects.create(digest="d", used_on=date(2014, 3, 1))


def ended_twice():
    delivery = tell(make.webhook(), "outputs.updated", {})
    delivery.delivered_at = delivery.given_up_at = timezone.now()
    return delivery


BROKEN = {
    "area_coordinates_together": (lambda: new_area(latitude=47), "Give both latitude and longitude, or neither."),
    "area_latitude": (lambda: new_area(latitude=91, longitude=0), "A latitude lies between -90 and 90 degrees."),
    "area_longitude": (lambda: new_area(latitude=0, longitude=181), "A longitude lies between -180 and 180 degrees."),
    "partner_one_lead": (
        lambda: [make.partner(role="lead"), new_partner(role="lead")][1],
        "The project already has a lead partner.",
    ),
    "partner_number_once": (
        lambda: [make.partner(partner_number="PP3"), new_partner(partner_number="PP3")][1],
        "Another partner has this number.",
    ),
    "partner_dates_in_order": (
        lambda: new_partner(joined_on="2014", left_on="2013-12"),
        "A partner cannot leave before it joins.",
    ),
    "partner_rate_is_per_cent": (
        lambda: new_partner(cofinancing_rate="100.01"),
        "A co-financing rate lies between 0 and 100 per cent.",
    ),
    "budget_not_negative": (
        lambda: PartnerBudget(partner=make.partner(), amount_eur=-1),
        "A budget cannot be negative.",
    ),
    "budget_says_something": (
        lambda: PartnerBudget(partner=make.partner()),
        "Give an amount, or say in words what is known.",
    ),
    "budget_line_once": (lambda: copy(make.budget_line()), "This cost line is in the budget already."),
    "budget_line_not_negative": (
        lambda: BudgetLine(partner=make.partner(), cost_line="staff", amount_eur="-0.01"),
        "Costs cannot be negative: enter 0, or remove the line.",
    ),
    "reported_cost_once": (lambda: copy(make.reported_cost()), "The report names this cost line already."),
    "reported_cost_not_negative": (
        lambda: ReportedCost(report=make.report(), cost_line="staff", amount_eur="-0.01"),
        "Costs cannot be negative: enter 0, or remove the line.",
    ),
    "user_email_once": (
        lambda: [make.user(email="anna@graz.example"), User(email="Anna@Graz.example", password="x")][1],
        "There is already an account with this address.",
    ),
    "membership_once": (
        lambda: Membership(user=(was := make.membership()).user, partner=was.partner),
        "This person already works for this partner.",
    ),
    "stakeholder_coordinates_together": (
        lambda: new_stakeholder(longitude=15),
        "Give both latitude and longitude, or neither.",
    ),
    "stakeholder_latitude": (
        lambda: new_stakeholder(latitude=-90.1, longitude=0),
        "A latitude lies between -90 and 90 degrees.",
    ),
    "stakeholder_longitude": (
        lambda: new_stakeholder(latitude=0, longitude=-180.1),
        "A longitude lies between -180 and 180 degrees.",
    ),
    "relation_not_to_itself": (to_itself, "A stakeholder cannot relate to itself."),
    "relation_once": (lambda: copy(make.relation()), "This relation is recorded already and still holds."),
    "relation_mutual_once": (
        seen_from_the_other_side,
        "This cooperation is recorded already, from the other side.",
    ),
    "relation_weight": (lambda: new_relation(weight=6), "A weight lies between 1 and 5."),
    "relation_dates_in_order": (
        lambda: new_relation(since="2014", until="2013"),
        "A relation cannot end before it begins.",
    ),
    "entry_once": (lambda: copy(make.entry()), "This stakeholder is on the map already."),
    "entry_position_together": (
        lambda: MapEntry(stakeholder_map=make.stakeholder_map(), stakeholder=make.stakeholder(), x=1),
        "Give both coordinates of the position, or neither.",
    ),
    "engagement_planned_by_a_day": (
        lambda: copy(make.engagement_action(), due_on=None),
        "Say by which day it is to be done.",
    ),
    "engagement_done_on_a_day": (
        lambda: copy(make.engagement_action(), status="done"),
        "What is done has the day on which it was done; nothing else has one.",
    ),
    "engagement_dropped_with_reason": (
        lambda: copy(make.engagement_action(), status="dropped"),
        "Say why it was dropped.",
    ),
    "agreement_dates_in_order": (
        lambda: copy(make.agreement(), slug="other", starts_on="2014", ends_on="2013"),
        "An agreement cannot end before it starts.",
    ),
    "agreement_version_once": (
        lambda: copy(make.agreement_version()),
        "There is such a version already: save once more to count on.",
    ),
    "agreement_version_from_one": (
        lambda: copy(make.agreement_version(), number=0),
        "Versions are counted from 1.",
    ),
    "agreement_file_once": (
        lambda: copy(make.agreement_file()),
        "This file is attached to the version already.",
    ),
    "party_endorsement_once": (
        lambda: copy(make.party_endorsement()),
        "This party has endorsed the version already.",
    ),
    "snapshot_number_once": (
        lambda: copy(make.snapshot()),
        "This map has a snapshot of that number already.",
    ),
    "snapshot_published_at": (
        lambda: copy(make.snapshot(), number=2, published=True),
        "A snapshot that is published says since when.",
    ),
    "snapshot_withdrawn_because": (
        lambda: copy(make.snapshot(), number=2, withdrawn_at=timezone.now()),
        "A snapshot that is withdrawn says why.",
    ),
    "network_measures_once": (
        lambda: copy(new_measures()),
        "This network is being measured already.",
    ),
    "network_measures_dated": (
        lambda: NetworkMeasures(stakeholder_map=make.stakeholder_map(), digest="1", graph={"keys": [1]}, data={"a": 1}),
        "Measures and the moment they were computed at come together.",
    ),
    "assessment_once_a_day": (
        lambda: copy(make.assessment()),
        "You have rated this stakeholder on that day already.",
    ),
    "assessment_influence": (lambda: new_assessment(influence="5.1"), "Influence lies between 1.0 and 5.0."),
    "assessment_interest": (lambda: new_assessment(interest="0.9"), "Interest lies between 1.0 and 5.0."),
    "assessment_attitude": (lambda: new_assessment(attitude=-3), "Attitude lies between -2 and +2."),
    "party_once": (
        lambda: Party(agreement=(was := make.party()).agreement, stakeholder=was.stakeholder),
        "This stakeholder is a party already.",
    ),
    "practice_dates_in_order": (
        lambda: Practice(slug="new", name="New", country="AT", form="agency", started_on="2014", ended_on="2013"),
        "A practice cannot end before it begins.",
    ),
    "practice_ongoing_or_ended": (
        lambda: Practice(slug="new", name="New", country="AT", form="agency", ongoing=True, ended_on="2013"),
        "A practice that has ended is not ongoing.",
    ),
    "minutes_say_something": (
        lambda: Minutes(event=make.event(), title="Minutes"),
        "Write the minutes here, or give the address of their file.",
    ),
    "event_dates_in_order": (
        lambda: Event(slug="new", title="New", kind="meeting", starts_on="2014-03-15", ends_on="2014-03-14"),
        "An event cannot end before it starts.",
    ),
    "phase_number_once": (lambda: copy(make.phase(), slug="new"), "There is already a phase with this number."),
    "phase_dates_in_order": (
        lambda: Phase(slug="new", name="New", number=9, starts_on="2014", ends_on="2013"),
        "A phase cannot end before it starts.",
    ),
    "phase_only_public_maps": (
        lambda: Phase(slug="new", name="New", number=9, maps_to=make.phase()),
        "Only a phase of a public source corresponds to one of the project.",
    ),
    "activity_dates_in_order": (
        lambda: Activity(
            slug="new", title="New", kind="study", phase=make.phase(), starts_on="2014-05", ends_on="2014-04"
        ),
        "An activity cannot end before it starts.",
    ),
    "activity_area_once": (
        lambda: ActivityArea(activity=(was := make.activity_area()).activity, area=was.area),
        "This area is listed already.",
    ),
    "invitation_role_fits": (
        lambda: Invitation(email="new@example.org", role="staff", digest="1", expires_at=timezone.now()),
        "Staff and managers work for a partner; a coordinator for none.",
    ),
    "contact_once": (
        lambda: copy(make.contact(email="eva@example.org"), email="EVA@example.org"),
        "This person is a contact of the stakeholder already.",
    ),
    "answer_once": (
        lambda: copy(KeptAnswer.objects.create(user=make.user(), key="k", digest="d")),
        "This key has been used already.",
    ),
    "draft_once": (
        lambda: copy(Draft.objects.create(user=make.user(), form="/outputs/new/")),
        "There is already a draft of this form.",
    ),
    "notification_once": (
        lambda: [Notification.objects.tell([make.user()], "due", make.output()), copy(Notification.objects.get())][1],
        "The person has been told this already.",
    ),
    "mailing_once_a_day": (
        lambda: copy(Mailing.objects.create(user=make.user(), day=date(2014, 3, 15))),
        "There is already a mail to this person for that day.",
    ),
    "reminder_once_a_day": (
        lambda: copy(Reminder.objects.create(partner=make.partner(), day=date(2014, 3, 15))),
        "This partner was reminded today already.",
    ),
    "sent_reminder_once": (second_sent_reminder, "The person was reminded of this for that day already."),
    "told_once": (
        lambda: copy(Told.objects.create(sight=a_sight(), noun="outputs", row=1, key="study", since=1)),
        "Those of this sight were told of the row already.",
    ),
    "webhook_off_because": (
        lambda: copy(make.webhook(), off_because="It did not answer."),
        "A webhook that is switched on has no reason to be off.",
    ),
    "delivery_ends_once": (ended_twice, "A delivery is either taken or given up."),
    "period_dates_in_order": (
        lambda: new_period(ends_on=date(2013, 6, 30)),
        "A period cannot end before it starts.",
    ),
    "period_due_after_end": (
        lambda: new_period(due_on=date(2013, 12, 30)),
        "Reports are due after the period has ended.",
    ),
    "report_once": (lambda: copy(make.report()), "This partner has a report on this period already."),
    "report_sent_back_says_why": (
        lambda: new_report(status="sent_back"),
        "Say what is to be mended when you send a report back.",
    ),
    "progress_once_in_report": (
        lambda: copy(asked_for(make.report()).progress_entries.get()),
        "The report speaks of this activity already.",
    ),
    "progress_is_per_cent": (lambda: new_progress(percent=101), "A progress lies between 0 and 100 per cent."),
    "output_once_in_report": (
        lambda: copy(asked_for(make.report()).output_entries.get()),
        "The report speaks of this output already.",
    ),
    "output_file_once": (
        lambda: copy(make.output_file()),
        "There is such a file in this language and version: give it a new version.",
    ),
    "evidence_of_one_line": (
        lambda: copy(make.evidence_file(), output_entry=make.output_entry()),
        "Evidence belongs to one activity or one output of a report.",
    ),
    "evidence_once_for_activity": (lambda: copy(make.evidence_file()), "This file is attached here already."),
    "evidence_once_for_output": (
        lambda: copy(make.evidence_file(output_entry=make.output_entry())),
        "This file is attached here already.",
    ),
    "output_file_version": (lambda: copy(make.output_file(), version=0), "Versions are counted from 1."),
    "comment_refused_with_reason": (
        lambda: Comment(output=make.output(), paragraph="2", text="Wrong", answer="refused"),
        "Say why the comment is refused.",
    ),
    "comment_of_one": (
        lambda: Comment(
            output=make.output(), partner=make.partner(), stakeholder=make.stakeholder(), paragraph="2", text="Wrong"
        ),
        "A partner says it or a stakeholder, not both.",
    ),
    "reviewer_once": (lambda: copy(make.reviewer()), "This organisation is asked already."),
    "endorsement_once": (lambda: copy(make.endorsement()), "This partner has endorsed it already."),
    "compliance_of_one_thing": (
        lambda: ComplianceCheck(point="emblem", met="yes"),
        "A check belongs to an output or to an event, not to both.",
    ),
    "compliance_of_output_once": (
        lambda: copy(make.compliance_check()),
        "This point of the output is on the list already.",
    ),
    "compliance_of_event_once": (
        lambda: copy(make.compliance_check(event=make.event())),
        "This point of the event is on the list already.",
    ),
    "project_one_row": (second_project, "A portal is about one project: edit the one there is."),
    "project_dates_in_order": (
        lambda: Project(slug="new", acronym="New", name="New", starts_on="2014", ends_on="2013"),
        "A project cannot end before it starts.",
    ),
    "project_rate_is_per_cent": (
        lambda: Project(slug="new", acronym="New", name="New", cofinancing_rate="-1"),
        "A co-financing rate lies between 0 and 100 per cent.",
    ),
}


def own_models():
    for model in apps.get_models():
        if not model.__name__.startswith("Historical") and "site-packages" not in model._meta.app_config.path:
            yield model


def test_every_constraint_is_broken_here_once():
    assert {constraint.name for model in own_models() for constraint in model._meta.constraints} == set(BROKEN)


@pytest.mark.parametrize(("broken", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_form_says_what_is_wrong(broken, sentence):
    with pytest.raises(ValidationError) as refused:
        broken().full_clean()
    assert sentence in refused.value.messages


@pytest.mark.parametrize("broken", [broken for broken, _sentence in BROKEN.values()], ids=list(BROKEN))
def test_the_database_refuses_it_too(broken):
    row = broken()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._base_manager.bulk_create([row])
