"""`manage.py prepare [--serve 127.0.0.1:8000]`: everything a fresh copy needs before its first page."""

import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from cityregions.project.demo import PASSWORD, TOTP_SECRET, demo_accounts, make_demo_accounts
from cityregions.project.models import Project
from cityregions.records.changes import triggers


class Command(BaseCommand):
    help = (
        "Sets up the database, loads the project if there is none, and makes demo accounts while DEBUG is on. "
        "Safe to repeat: what is there already is left alone."
    )
    # The server checks the portal itself when it starts; twice would make people wait.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--serve", metavar="ADDRESS:PORT", help="Then serve the portal there, for this machine only."
        )

    def handle(self, serve, **options):
        if serve and not settings.DEBUG:
            raise CommandError(
                "--serve is for trying things out with DEBUG on; deploy/README.md tells how to serve it."
            )
        try:
            with one_at_a_time():
                self.migrate()
                self.load()
                self.accounts()
        except OperationalError as error:
            raise CommandError(f"The database of DATABASE_URL cannot be used: {' '.join(str(error).split())}") from None
        if serve:
            self.serve(serve)

    def migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Setting up the database ...")
            call_command("migrate", verbosity=0, interactive=False)
        # Another version of the portal may watch other columns without any migration.
        triggers.install(connection.alias, plan=[])

    def load(self):
        project = Project.objects.the_one()
        if project:
            self.stdout.write(f"The project {project} is loaded.")
            return
        self.stdout.write(f"Loading the project from {settings.FACTS_FILE.name} ...")
        call_command("load_project", stdout=self.stdout)

    def accounts(self):
        if settings.DEBUG:
            make_demo_accounts()
            self.stdout.write(self.table())
        elif demo_accounts().exists():
            self.stderr.write(
                "Demo accounts with a known password are in this database: delete them before it goes public."
            )

    def table(self):
        rows = [("coordinator" if user.is_staff else partners_of(user), user.email) for user in demo_accounts()]
        width = max(len(who) for who, _email in rows)
        lines = [f"  {who:{width}}  {email}" for who, email in rows]
        second = f"The admin asks the coordinator for a code: give an authenticator app the secret {TOTP_SECRET}"
        return "\n".join([f"Sign in to try things out, with the password {PASSWORD}", *lines, second])

    def serve(self, address):
        os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
        if "PORTAL_URL" not in os.environ:
            # Links in mails lead to the portal that is served here.
            settings.PORTAL_URL = f"http://{address}"
        self.stdout.write(f"\nThe portal is at http://{address}/ (Ctrl+C ends it).")
        with background_worker():
            call_command("runserver", address, use_reloader=False, stdout=self.stdout)


@contextmanager
def background_worker():
    """A second process for long work, which ends with this one however that ends: the pipe between them breaks."""
    command = [sys.executable, settings.BASE_DIR / "manage.py", "work", "--until-input-ends"]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own command
    try:
        yield
    finally:
        worker.terminate()


@contextmanager
def one_at_a_time():
    """Two copies of the command, started at once on one machine, set up the database after each other."""
    with open(settings.BASE_DIR / "manage.py") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def partners_of(user):
    return ", ".join(membership.partner.name for membership in user.memberships.all()) or "no partner"
