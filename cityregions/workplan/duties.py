"""What the work plan asks of people: to hand in the outputs it owes, to report, and to decide on reports."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from cityregions.records.duties import Duty, page, tells
from partners.models import Membership, Partner

from . import review
from .models import Comment, Endorsement, Output, PartnerReport, ReportingPeriod, ReviewStep

# So long coordinators take at most to decide on a report.
TO_DECIDE = timedelta(days=14)


@tells
def outputs_to_hand_in(user, on):
    owed = Output.objects.changeable_by(user).with_due_day().select_related("area", "activity__phase", "phase")
    if not user.is_coordinator:
        owed = owed.filter(theirs(user, on))
    for output in owed.exclude(pk__in=Output.objects.delivered()):
        yield Duty(
            record=output,
            title=output.title,
            task=_("Hand in the output"),
            url=page("output-edit", output, output.slug),
            day=output.due_day and output.due_day.last,
            area=output.area,
        )


def theirs(user, on):
    """Outputs of the area: of an activity that a partner there with people answers for, they are for those alone."""
    working = Membership.objects.current(on).filter(user__is_active=True).values("partner")
    responsible = Partner.objects.filter(activities=OuterRef("activity"), area=OuterRef("area"), pk__in=working)
    return ~Exists(responsible) | Exists(responsible.filter(pk__in=user.current_partners))


def by_when(outputs):
    """The day by which the last step of each output asks for something, by its key."""
    steps = ReviewStep.objects.filter(output__in=outputs).order_by("pk")
    return dict(steps.values_list("output", "until"))


def asked(output, partner, task, day, reason):
    url = page("output-review", output, output.slug)
    return Duty(record=output, title=output.title, task=task, url=url, day=day, partner=partner, reason=reason)


@tells
def outputs_to_endorse(user, on):
    """Of each partner that the person works for; coordinators see those of all partners."""
    final = list(Output.objects.filter(status=Output.Status.FINAL))
    yield from for_partners(user, on, final, Endorsement, _("Endorse the final text"), "endorse")


@tells
def outputs_to_comment_on(user, on):
    reviewed = list(Output.objects.filter(status__in=Output.REVIEWED))
    yield from for_partners(user, on, reviewed, Comment, _("Read the draft and comment on it"), "comment")


def for_partners(user, on, outputs, done, task, reason):
    """What partners are asked for and have not done: `done` is the model whose rows tell that one has."""
    if not outputs:
        return
    partners = list(Partner.objects.active(on).select_related("area"))
    if not user.is_coordinator:
        partners = [partner for partner in partners if partner.pk in user.current_partners]
    have = set(done.objects.filter(output__in=outputs).values_list("output", "partner"))
    days = by_when(outputs)
    for output in outputs:
        for partner in partners if days.get(output.pk) else ():
            if review.is_asked(partner, output) and (output.pk, partner.pk) not in have:
                yield asked(output, partner, task, days[output.pk], reason)


@tells
def comments_to_answer(user, on):
    waiting = Comment.objects.open().order_by().values("output")
    outputs = Output.objects.changeable_by(user).filter(pk__in=waiting, status__in=Output.REVIEWED)
    outputs = list(outputs.select_related("area"))
    days = by_when(outputs) if outputs else {}
    for output in outputs:
        yield Duty(
            record=output,
            title=output.title,
            task=_("Answer the comments"),
            url=page("output-review", output, output.slug),
            day=days.get(output.pk),
            area=output.area,
            reason="answer",
        )


@tells
def reports_to_write(user, on):
    """Of periods that have begun; coordinators see those of all partners."""
    periods = ReportingPeriod.objects.current(on)
    reports = PartnerReport.objects.open().filter(period__in=periods).with_place()
    if not user.is_coordinator:
        reports = reports.changeable_by(user)
    for report in reports:
        yield report_to_write(report)


def report_to_write(report):
    """The duty that a report is as long as it is not handed in."""
    is_sent_back = report.status == PartnerReport.Status.SENT_BACK
    return Duty(
        record=report,
        title=str(report),
        task=_("Mend the report that was sent back") if is_sent_back else _("Write and submit the report"),
        url=report.get_absolute_url(),
        day=report.period.due_on,
        partner=report.partner,
    )


@tells
def reports_to_decide(user, on):
    if not user.is_coordinator:
        return
    for report in PartnerReport.objects.submitted().with_place():
        yield Duty(
            record=report,
            title=str(report),
            task=_("Accept the report or send it back"),
            url=report.get_absolute_url(),
            day=report.submitted_at and timezone.localdate(report.submitted_at) + TO_DECIDE,
            reason="decide",
        )
