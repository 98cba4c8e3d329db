"""The way of an output: draft, in review, in joint review, final, endorsed by the partners, published.

Page, admin and API ask here which step may be taken; nothing else sets the status of an output that people work on.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cityregions.records import rights
from partners.models import Partner

from .models import Comment, Endorsement, Output, ReviewStep
from .models.reviews import NOT_FINAL, PUBLISHED_WITH_IT

Status = Output.Status
# So long partners have to comment or endorse where nobody named a day.
USUALLY = timedelta(days=14)


@dataclass(frozen=True)
class Step:
    """A step from one of some states to another; `asks` is whether partners are asked for something by a day."""

    name: str
    label: str
    sources: tuple
    target: str
    explanation: str
    asks: bool = False
    needs_note: bool = False


STEPS = {
    step.name: step
    for step in (
        Step(
            "send_to_review",
            _("Send to review"),
            (Status.DRAFT,),
            Status.IN_REVIEW,
            _("The partners read the draft and comment on its paragraphs."),
            asks=True,
        ),
        Step(
            "send_to_joint_review",
            _("Send to joint review"),
            (Status.IN_REVIEW,),
            Status.JOINT_REVIEW,
            _("All read once more what was made of their comments; each has been answered."),
            asks=True,
        ),
        Step(
            "finalise",
            _("Declare final"),
            Output.REVIEWED,
            Status.FINAL,
            _("The text stands; the partners are asked to endorse it."),
            asks=True,
        ),
        Step(
            "publish",
            _("Publish"),
            (Status.FINAL, Status.ENDORSED),
            Status.PUBLISHED,
            _("Anyone reads it, with the newest files. Every partner that is asked has endorsed it."),
        ),
        Step(
            "back_to_draft",
            _("Back to draft"),
            (Status.IN_REVIEW, Status.JOINT_REVIEW, Status.FINAL, Status.ENDORSED, Status.PUBLISHED),
            Status.DRAFT,
            _("The text changes once more; endorsements are given anew. Say why."),
            needs_note=True,
        ),
    )
}


def endorsers(output, on):
    """The partners that are asked to endorse it: those of its area, or all that take part on that day."""
    active = Partner.objects.active(on)
    return active.filter(area=output.area_id) if output.area_id else active


def is_asked(partner, output):
    """The same for one partner that takes part."""
    return not output.area_id or partner.area_id == output.area_id


def missing(output, on):
    """The partners that have not endorsed it yet."""
    return endorsers(output, on).exclude(endorsements__output=output).order_by("name", "pk")


def may_review(user, output):
    """Whether the person sees the way of an output that it sees: the partnership, and contacts of whom was asked."""
    if not user.is_authenticated or user.is_in_partnership:
        return user.is_authenticated
    return user.is_contact and output.reviewers.shown().for_contact(user).exists()


def possible(output, user):
    """The steps that this person can take now, in their order."""
    if not rights.may_change(user, output):
        return []
    return [step for step in STEPS.values() if output.status in step.sources and not hindrance(output, step)]


def hindrance(output, step):
    """What stands in the way of the step, in a sentence; empty where nothing does."""
    if output.status not in step.sources:
        return gettext("“%(step)s” does not follow on “%(status)s”.") % {
            "step": step.label,
            "status": output.get_status_display(),
        }
    if step.name == "send_to_review" and not output.url and not output.files.exists():
        return gettext("There is nothing to read yet: hand in a file first, or enter its address.")
    if step.name in {"send_to_joint_review", "finalise"}:
        return unanswered(output)
    return not_endorsed(output) if step.name == "publish" else ""


def unanswered(output):
    number = output.comments.open().count()
    said = ngettext(
        "%(count)d comment is not answered yet: accept or refuse it first.",
        "%(count)d comments are not answered yet: accept or refuse them first.",
        number,
    )
    return said % {"count": number} if number else ""


def not_endorsed(output):
    names = ", ".join(partner.name for partner in missing(output, timezone.localdate()))
    return gettext("Not endorsed yet by: %(names)s.") % {"names": names} if names else ""


def locked(output):
    """The output as it stands, which nobody else changes until this is done."""
    return Output.objects.select_for_update().get(pk=output.pk)


@transaction.atomic
def take(output, step, by, note="", until=None):
    """Takes the step. Raises ValidationError with a sentence where it cannot be taken, PermissionDenied for others."""
    output, note = locked(output), note.strip()
    rights.require_change(by, output)
    if wrong := hindrance(output, step):
        raise ValidationError(wrong)
    if step.needs_note and not note:
        raise ValidationError({"note": gettext("Say why it goes back to draft.")})
    today = timezone.localdate()
    if until and until < today:
        raise ValidationError({"until": gettext("This day is over: name a later one.")})
    if step.target == Status.DRAFT:
        take_back(output, by)
    if step.target == Status.PUBLISHED:
        deliver(output, today)
        publish_files(output, by)
    move(output, step.target, by, note, (until or today + USUALLY) if step.asks else None)
    if step.target == Status.FINAL:
        settle(output, by)
    return output


def move(output, status, by, note="", until=None):
    output.status = status
    output._history_user, output._change_reason = by, note[:500] or None
    output.save(update_fields=["status", "delivered_on"])
    ReviewStep.objects.create(output=output, status=status, taken_by=by, note=note, until=until)


def settle(output, by):
    """Once the last partner has endorsed it, the output is endorsed, and so handed in."""
    today = timezone.localdate()
    if output.status == Status.FINAL and output.endorsements.exists() and not missing(output, today).exists():
        deliver(output, today)
        move(output, Status.ENDORSED, by)


def deliver(output, today):
    """An output is handed in on the day on which it is endorsed, unless somebody has named another day."""
    output.delivered_on = output.delivered_on or today


def take_back(output, by):
    """What is a draft again is endorsed by nobody, and not handed in any more."""
    not_handed_in(output)
    for endorsement in output.endorsements.all():
        endorsement._history_user = by
        endorsement.delete()


def not_handed_in(output):
    """Takes out the day on which it was handed in, if its way had said so and not a person."""
    days = {timezone.localdate(step.taken_at) for step in output.steps.filter(status__in=HANDED_IN)}
    if output.delivered_on and output.delivered_on.precision == "day" and output.delivered_on.first in days:
        output.delivered_on = None


HANDED_IN = (Status.ENDORSED, Status.PUBLISHED)


def publish_files(output, by):
    """Of each language the newest version is published, and no earlier one."""
    newest = set(output.files.newest().values_list("pk", flat=True))
    for file in output.files.all():
        if file.published != (file.pk in newest):
            file.published, file._history_user = file.pk in newest, by
            file.save(update_fields=["published"])


@transaction.atomic
def endorse(output, partner, by, note=""):
    """The partner stands behind the final text. Raises ValidationError where it is not asked to."""
    output = locked(output)
    require_own(partner, by)
    require_asked(output, partner)
    endorsement = Endorsement(output=output, partner=partner, endorsed_by=by, note=note.strip())
    endorsement._history_user = by
    endorsement.full_clean()
    endorsement.save()
    settle(output, by)
    return endorsement


def require_own(partner, by):
    if partner.pk not in by.current_partners:
        raise PermissionDenied(gettext("Only the partner’s own people endorse for it."))


def require_asked(output, partner):
    """Raises ValidationError where the partner cannot endorse the output now."""
    if output.status != Status.FINAL:
        raise ValidationError(NOT_FINAL)
    if not endorsers(output, timezone.localdate()).filter(pk=partner.pk).exists():
        raise ValidationError(gettext("This partner is not asked to endorse it."))


@transaction.atomic
def withdraw(endorsement, by):
    """The partner does not stand behind the text any more. Raises ValidationError once it is published with that."""
    output = locked(endorsement.output)
    require_own(endorsement.partner, by)
    if output.status not in Endorsement.OPEN:
        raise ValidationError(PUBLISHED_WITH_IT)
    endorsement._history_user = by
    endorsement.delete()
    reopen(output, by)


def reopen(output, by):
    """What was endorsed by all and is not any more waits for its endorsements again."""
    today = timezone.localdate()
    if output.status == Status.ENDORSED and missing(output, today).exists():
        not_handed_in(output)
        move(output, Status.FINAL, by, until=today + USUALLY)


@transaction.atomic
def answer(comment, answer, reason, by):
    """Accepts or refuses a comment, with a reason. Raises ValidationError where it was answered already."""
    output = locked(comment.output)
    rights.require_change(by, output)
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.answer:
        raise ValidationError(
            gettext("%(who)s has answered this comment already.") % {"who": comment.answered_by or "?"}
        )
    comment.answer, comment.reason = answer, reason.strip()
    if not comment.reason:
        raise ValidationError({"reason": gettext("Say why: whoever commented wants to know.")})
    comment.answered_by, comment.answered_at = by, timezone.now()
    comment._history_user = by
    comment.full_clean()
    comment.save()
    return comment
