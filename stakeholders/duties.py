"""What stakeholders ask of people: to look at contacts again, and to answer the corrections that are proposed."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from cityregions.records.duties import SOON, Duty, page, tells

from .models import Contact, Correction

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
