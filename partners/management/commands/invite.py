"""`manage.py invite ADDRESS --coordinator`: asks the first people in, from the command line."""

from smtplib import SMTPException

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from partners import invitations
from partners.models import Invitation, Membership, Partner


class Command(BaseCommand):
    help = (
        "Sends an invitation to work in the portal: a link that works once, for two weeks. "
        "Safe to repeat: who is invited already gets a new link in place of the old one."
    )

    def add_arguments(self, parser):
        parser.add_argument("address", metavar="ADDRESS", help="E-mail address of the person.")
        parser.add_argument("--coordinator", action="store_true", help="To steer the whole project.")
        parser.add_argument("--partner", metavar="SLUG", help="Or: the partner to work for.")
        parser.add_argument("--role", choices=Membership.Role.values, default=Membership.Role.STAFF)
        parser.add_argument("--until", metavar="DATE", help="Last day of the work, e.g. 2014-12-31.")
        parser.add_argument("--language", metavar="CODE", default="", help="Language of the mail, e.g. pl.")

    def handle(self, address, coordinator, partner, role, until, language, **options):
        if coordinator == bool(partner):
            raise CommandError("Say either --coordinator or --partner SLUG.")
        wanted = Invitation(
            email=address,
            partner=self.partner(partner) if partner else None,
            role=Invitation.Role.COORDINATOR if coordinator else role,
            until=self.day(until),
            language=language,
        )
        self.require_valid(wanted)
        self.send(wanted)

    def partner(self, slug):
        active = Partner.objects.active(timezone.localdate())
        found = active.filter(slug=slug).first()
        if not found:
            known = ", ".join(active.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"No partner “{slug}” takes part. Known are: {known}.")
        return found

    def day(self, text):
        try:
            day = parse_date(text) if text else None
        except ValueError:
            day = None
        if text and (not day or day < timezone.localdate()):
            raise CommandError(f"“{text}” is not a day to come: write it like 2014-12-31.")
        return day

    def require_valid(self, wanted):
        try:
            wanted.full_clean(exclude=["digest", "expires_at", "invited_by"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None

    def send(self, wanted):
        invitation, made = invitations.invite(wanted)
        if not made:
            invitations.renew(invitation)
        try:
            invitations.mail(invitation)
        except (OSError, SMTPException) as error:
            raise CommandError(f"The mail could not be sent ({error}): check EMAIL_URL and repeat.") from None
        self.stdout.write(f"Invitation sent to {invitation.email}: {invitation.get_role_display()}.")
