"""`manage.py work`: carries out what people started in the background, until it is ended."""

import logging
import os
import signal
import sys
import threading
import time
from datetime import timedelta

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cityregions.records.changes import following
from cityregions.records.work import tidy

logger = logging.getLogger("portal.work")
OLD = timedelta(days=2)
# Between two looks at what was left behind.
PAUSE = timedelta(minutes=5)


class Command(BaseCommand):
    help = "Carries out what people started in the background, until it is ended; several may run at once."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is waiting, then end.")
        parser.add_argument(
            "--until-input-ends", action="store_true", help="End with the process that holds the other end of the pipe."
        )

    def handle(self, once, until_input_ends, **options):
        clear()
        if not once:
            threading.Thread(target=keep_clear, daemon=True).start()
        if until_input_ends:
            threading.Thread(target=end_with_input, daemon=True).start()
        call_command("db_worker", verbosity=0, reload=False, batch=once, startup_delay=False)


def clear():
    now = timezone.now()
    tidy(now)
    following.tidy(now)
    DBTaskResult.objects.filter(enqueued_at__lt=now - OLD).delete()


def keep_clear():
    """Takes up and clears away again and again, as long as the worker lives."""
    while True:
        time.sleep(PAUSE.total_seconds())
        try:
            clear()
        except DatabaseError:
            logger.exception("What was left behind could not be cleared away; it is tried again")
        connection.close()


def end_with_input():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
