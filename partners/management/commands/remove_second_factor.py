"""`manage.py remove_second_factor ADDRESS`: for somebody who lost it, where no other coordinator can help."""

from django.core.management.base import BaseCommand, CommandError

from partners.models import User
from partners.second_factor import remove_second_factor


class Command(BaseCommand):
    help = "Takes away the second factor of an account and tells the person by mail."

    def add_arguments(self, parser):
        parser.add_argument("address", metavar="ADDRESS", help="E-mail address of the account.")

    def handle(self, address, **options):
        user = User.objects.filter(email__iexact=address).first()
        if not user:
            raise CommandError(f"There is no account with the address “{address}”.")
        removed = remove_second_factor(user)
        self.stdout.write(f"Second factor of {user.email} removed." if removed else f"{user.email} has none.")
