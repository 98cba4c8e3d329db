"""Sees that rows and files belong together, and mends what a broken upload or a full disk has left."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cityregions.records.files import store, verifying


class Command(BaseCommand):
    help = (
        "Looks for rows without a file, files without a row, and files that are not as they were; takes the first two "
        "away. Ends with 1 while something is wrong that it did not mend."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only tells what is wrong")
        parser.add_argument("--quick", action="store_true", help="compares sizes instead of reading every file")
        parser.add_argument(
            "--age", type=float, default=24, metavar="HOURS", help="since when an upload is held for broken off (24)"
        )

    def handle(self, *args, dry_run, quick, age, **options):
        self.require_store()
        found = verifying.look(age * 60 * 60, quick)
        self.tell(found)
        if not dry_run:
            verifying.repair(found)
        mended = "" if dry_run or not found.belonging_to_nobody else " What belonged to nobody was taken away."
        self.stdout.write(f"{found.checked} rows looked through.{mended}")
        if found.changed or (dry_run and found.belonging_to_nobody):
            sys.exit(1)

    def require_store(self):
        """A disk that is not mounted looks as if all files were gone: nothing is taken away then."""
        named = any(model._base_manager.exists() for model in store.naming_models())
        if named and not (store.root() / ".lock").exists():
            raise CommandError(
                f"MEDIA_ROOT, {settings.MEDIA_ROOT}, is no place where this portal keeps files, though rows name some. "
                "Is the disk mounted, and the setting right?"
            )

    def tell(self, found):
        for row in found.gone:
            self.stdout.write(f"Row without a file: {row._meta.label} {row.pk}, {row} ({row.digest})")
        for path in found.unnamed:
            self.stdout.write(f"File without a row: {path}")
        for path in found.left_behind:
            self.stdout.write(f"Upload that broke off: {path}")
        for row in found.changed:
            self.stderr.write(f"File that is not as it was: {row._meta.label} {row.pk}, {row}: {row.digest}")
