"""What protecting personal data asks for now: how many contacts, notices, reviews and requests, and where one acts."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.models import DataRequest
from stakeholders.models import Contact


def numbers(today):
    """What is to be seen to now: (label, number, whether it presses, where one acts)."""
    contacts, by_basis = Contact.objects.all(), Contact.LawfulBasis
    found = contacts.aggregate(
        **{basis.value: Count("pk", filter=Q(lawful_basis=basis)) for basis in by_basis},
        unnotified=Count("pk", filter=Q(notice_sent_on__isnull=True)),
        overdue=Count("pk", filter=Q(review_on__lt=today)),
    )
    requests = reverse("admin:partners_datarequest_changelist")
    waiting, desk = DataRequest.objects.filter(answered_at__isnull=True).count(), reverse("desk")
    stakeholders = reverse("stakeholder-list")
    return [
        *(
            (_("Contacts: %(basis)s") % {"basis": each.label}, found[each.value], False, stakeholders)
            for each in by_basis
        ),
        (_("Contacts who were not yet told what is kept"), found["unnotified"], found["unnotified"] > 0, desk),
        (_("Contacts whose review is overdue"), found["overdue"], found["overdue"] > 0, desk),
        (_("Requests that wait for an answer"), waiting, waiting > 0, f"{requests}?answered_at__isempty=1"),
    ]
