"""`manage.py load_project [FILE]`: loads the project from its facts file."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cityregions.project.facts import reading
from cityregions.project.facts.errors import FactsError
from cityregions.project.facts.files import folder_of
from cityregions.project.facts.load import load


class Command(BaseCommand):
    help = (
        "Loads a project from its facts file (docs/facts.md describes it). All or nothing, and safe to repeat: "
        "records are found again by their slugs, and what the file does not speak of stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", default=settings.FACTS_FILE, help="Facts file; CityRegions' own if left out."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and save nothing.")

    def handle(self, file, dry_run, **options):
        try:
            counts = load(reading.read(file), dry_run, folder_of(file))
        except FactsError as error:
            raise CommandError(str(error)) from None
        for name, count in counts.items():
            self.stdout.write(f"{sum(count.values()):5} {name.replace('_', ' ')}: {in_words(count) or 'none'}")
        self.stdout.write(summary(counts, dry_run))


def in_words(count):
    return ", ".join(f"{count[what]} {what}" for what in ("added", "changed", "unchanged") if count[what])


def summary(counts, dry_run):
    added, changed = (sum(count[what] for count in counts.values()) for what in ("added", "changed"))
    said = f"{added} records added, {changed} changed." if added or changed else "Nothing changed."
    return f"Dry run, nothing is saved: {said}" if dry_run else said
