"""Tells people what is due, and mails the news to those who want mails. Safe to run often, and twice at once."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cityregions.records.models import KeptAnswer, WriteMark
from partners.digest import is_time, people_with_news, responsible_people, run, tell_duties


class Command(BaseCommand):
    help = (
        "Tells people what is due, late or to be reviewed, and sends the daily and weekly mails. Run it every hour: "
        "nobody gets more than one mail a day, and what failed is tried again. "
        "Answers kept for programs that send twice are thrown away after a day."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="says what would be told and mailed, and does nothing"
        )

    def handle(self, *args, dry_run, **options):
        on = timezone.localdate()
        if dry_run:
            self.preview(on)
            return
        counts = run(on)
        KeptAnswer.objects.expired().delete()
        WriteMark.objects.old().delete()
        done = f"{counts['told']} notifications, {counts['sent']} mails sent"
        if counts["failed"]:
            raise CommandError(f"{done}, {counts['failed']} failed and will be tried again; the log says why.")
        self.stdout.write(f"{done}.")

    def preview(self, on):
        with transaction.atomic():
            told = sum(tell_duties(user, on) for user in responsible_people(on))
            mails = sum(is_time(user, on) for user in people_with_news())
            transaction.set_rollback(True)
        self.stdout.write(f"Would tell {told} notifications and send {mails} mails; nothing was done.")
