"""`manage.py dump_project [FILE]`: writes the project as a facts file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cityregions.project.facts.dump import as_yaml, dump
from cityregions.project.facts.files import write_out
from cityregions.project.models import Project


class Command(BaseCommand):
    help = "Writes the project as a facts file, which load_project reads; to the screen when no file is named."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help="File to write; one that is there is replaced.")

    def handle(self, file, **options):
        if not Project.objects.exists():
            raise CommandError("There is no project in this portal yet: load one with load_project.")
        text = as_yaml(dump())
        if not file:
            self.stdout.write(text, ending="")
            return
        try:
            Path(file).write_text(text, encoding="utf-8")
            number, missing = write_out(file)
        except OSError as error:
            raise CommandError(f"{file}: cannot be written ({error.strerror}).") from None
        self.stdout.write(f"Wrote {file}." if not number else f"Wrote {file}; files beside it: {number}.")
        if missing:
            raise CommandError(f"These files are not in the store, run manage.py verify_files: {', '.join(missing)}.")
