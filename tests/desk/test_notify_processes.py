"""The job as it runs on a server: twice at once, and killed in the middle, on the database itself."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from partners.models import Notification
from tests import make
from tests.desk.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

MANAGE = Path(__file__).parents[2] / "manage.py"


class Database:
    """The test's rows in a database that other processes can open: PostgreSQL's own, or a copy of SQLite's memory."""

    def __init__(self, folder):
        if connection.vendor == "postgresql":
            given = connection.settings_dict
            who = f"{given['USER']}:{given['PASSWORD']}".rstrip(":")
            self.url = f"postgres://{who}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"
        else:
            self.file = folder / "copy.sqlite3"
            self.url = f"sqlite:///{self.file}"
            connection.ensure_connection()
            with closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)

    def run(self, statement, *values):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
            return
        with closing(sqlite3.connect(self.file)) as copy, copy:
            copy.execute(statement.replace("%s", "?"), [str(value) for value in values])

    def let_the_lease_end(self):
        self.run("UPDATE partners_mailing SET taken_at = %s", timezone.now() - timedelta(minutes=11))


@pytest.fixture
def database(tmp_path):
    people = [make.user(partner=make.partner(), email=f"person-{n}@example.org") for n in range(8)]
    Notification.objects.tell(people, "changed", make.event(title="Workshop"))
    return Database(tmp_path)


def start(database, server):
    environment = {**os.environ, "DATABASE_URL": database.url, "EMAIL_URL": server.url, "DEBUG": "on"}
    command = [sys.executable, str(MANAGE), "notify"]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=MANAGE.parent
    )


def addresses(server):
    return sorted(message["To"] for message in server.mails)


EVERYBODY = [f"person-{n}@example.org" for n in range(8)]


@pytest.mark.full
def test_two_runs_at_once_send_every_mail_once(database):
    with MailServer(pause=0.1) as server:
        runs = [start(database, server) for _run in range(2)]
        said = [(run.communicate(timeout=120), run.returncode) for run in runs]
        assert [code for _said, code in said] == [0, 0], said
        assert addresses(server) == EVERYBODY
        assert sum(int(out.split("mails")[0].split(",")[1]) for (out, _err), _code in said) == 8


@pytest.mark.full
def test_a_run_that_is_killed_leaves_the_rest_to_the_next_and_repeats_only_the_mail_it_died_with(database):
    with MailServer() as server:
        run = start(database, server)
        server.before_answer = lambda: run.kill() if len(server.mails) == 3 else None
        run.communicate(timeout=120)
        assert run.returncode == -9
        assert len(server.mails) == 3
        server.before_answer = lambda: None
        start(database, server).communicate(timeout=120)
        assert addresses(server) == EVERYBODY
        database.let_the_lease_end()
        start(database, server).communicate(timeout=120)
        again = [message for message in server.mails if message["To"] == server.mails[2]["To"]]
        assert len(server.mails) == 9
        assert [message["Message-ID"] for message in again] == [server.mails[2]["Message-ID"]] * 2
        assert len({message.get_content() for message in again}) == 1
        start(database, server).communicate(timeout=120)
        assert len(server.mails) == 9
