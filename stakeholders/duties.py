"""What stakeholders ask of people: to tell contacts what is kept and look at it again, to answer corrections, to engage
stakeholders as planned, and to endorse agreements and see that they go on or end.
"""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cityregions.records.duties import SOON, Duty, page, tells
from partners.models import User

from .models import Agreement, AgreementVersion, Contact, Correction, EngagementAction, Party
from .models.agreements import BEFORE_THE_END

# So long parties take at most to endorse a new text.
TO_ENDORSE = timedelta(days=30)
# A month is what Article 12(3) of the General Data Protection Regulation gives for an answer.
TIME_TO_ANSWER = timedelta(days=30)


@tells
def contacts_to_review(user, on):
    contacts = Contact.objects.changeable_by(user).to_review(on + SOON)
    for contact in contacts.select_related("stakeholder__area"):
        yield Duty(
            record=contact.stakeholder,
            title=f"{contact.name} ({contact.stakeholder})",
            task=_("See whether the contact is still right and still needed"),
            url=page("contact-edit", contact.stakeholder, contact.pk),
            day=contact.review_on,
            area=contact.stakeholder.area,
            reason="review",
        )


@tells
def corrections_to_answer(user, on):
    waiting = Correction.objects.changeable_by(user).waiting()
    for correction in waiting.select_related("stakeholder__area"):
        yield Duty(
            record=correction,
            title=str(correction.stakeholder),
            task=_("Answer the correction that its contact proposes"),
            url=correction.get_absolute_url(),
            day=timezone.localdate(correction.proposed_at) + TIME_TO_ANSWER,
            area=correction.stakeholder.area,
            reason="correction",
        )


@tells
def contacts_to_notify(user, on):
    """People whose data came from somebody else are told so within a month (Article 14)."""
    contacts = Contact.objects.changeable_by(user).without_notice()
    for contact in contacts.select_related("stakeholder__area"):
        yield Duty(
            record=contact.stakeholder,
            title=f"{contact.name} ({contact.stakeholder})",
            task=_("Tell the contact what is kept and why"),
            url=page("contact-edit", contact.stakeholder, contact.pk),
            day=contact.notice_due_on,
            area=contact.stakeholder.area,
        )


@tells
def engagement_to_carry_out(user, on):
    """Of whoever is responsible; where nobody is, or no longer may, of everybody of the area. Coordinators see all."""
    planned = EngagementAction.objects.changeable_by(user).planned().with_place()
    if not user.is_coordinator:
        planned = planned.filter(Q(responsible=user) | ~Q(responsible__in=seeing_to_areas_of(user, on)))
    for action in planned:
        own = user.is_coordinator and action.responsible_id == user.pk
        yield Duty(
            record=action,
            title=f"{action.stakeholder}: {action}",
            task=_("Engage the stakeholder: %(level)s") % {"level": action.get_level_display()},
            url=page("engagement-edit", action, action.pk),
            day=action.due_on,
            # What coordinators took upon themselves is theirs, whatever area it is in.
            area=None if own else action.stakeholder.area,
        )


def seeing_to_areas_of(user, on):
    """Everybody who may be responsible in one of the areas that the person works for."""
    people = User.objects.none()
    for area in user.current_areas:
        people |= User.objects.seeing_to(area, on)
    return people.order_by().values("pk")


@tells
def agreements_to_endorse(user, on):
    """Of parties that are partners, for their own people; coordinators see those of all partners."""
    asked = Party.objects.asked().filter(stakeholder__partner__isnull=False)
    if not user.is_coordinator:
        asked = asked.filter(stakeholder__partner__in=user.current_partners)
    asked = list(asked.select_related("agreement__area", "stakeholder__partner__area"))
    made = dict(AgreementVersion.objects.newest().values_list("agreement", "made_at")) if asked else {}
    for party in asked:
        yield Duty(
            record=party.agreement,
            title=str(party.agreement),
            task=_("Endorse the agreement"),
            url=reverse("agreement-endorse", args=[party.agreement.slug]),
            day=timezone.localdate(made[party.agreement_id]) + TO_ENDORSE,
            partner=party.stakeholder.partner,
            reason="endorse",
        )


@tells
def agreements_that_end(user, on):
    ending = Agreement.objects.changeable_by(user).ending(on + BEFORE_THE_END)
    for agreement in ending.with_area():
        yield Duty(
            record=agreement,
            title=agreement.title,
            task=_("See whether the agreement goes on or has ended"),
            url=page("agreement-edit", agreement, agreement.slug),
            day=agreement.ends_on.last,
            area=agreement.area,
        )
