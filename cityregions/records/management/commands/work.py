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
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cityregions.records.changes import following
from cityregions.records.work import look, tidy

logger = logging.getLogger("portal.work")
OLD = timedelta(days=2)
# Between two looks at what was left behind.
PAUSE = timedelta(minutes=5)
# Between two looks at whether something is to be told.
SHORT_PAUSE = timedelta(seconds=2)


class Command(BaseCommand):
    help = "Carries out what people started in the background, until it is ended; several may run at once."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is waiting, then end.")
        parser.add_argument(
            "--until-input-ends", action="store_true", help="End with the process that holds the other end of the pipe."
        )

    def handle(self, once, until_input_ends, **options):
        clear()
        look()
        if not once:
            threading.Thread(target=again_and_again, args=[clear, PAUSE], daemon=True).start()
            threading.Thread(target=again_and_again, args=[look, SHORT_PAUSE], daemon=True).start()
        if until_input_ends:
            threading.Thread(target=end_with_input, daemon=True).start()
        call_command("db_worker", verbosity=0, reload=False, batch=once, startup_delay=False)


def clear():
    now = timezone.now()
    tidy(now)
    following.tidy(now)
    DBTaskResult.objects.filter(enqueued_at__lt=now - OLD).delete()


def again_and_again(function, pause):
    """As long as the worker lives; what fails is tried again."""
    while True:
        time.sleep(pause.total_seconds())
        try:
            function()
        except Exception:  # Whatever goes wrong once, the worker looks again.
            logger.exception("What goes on beside the work failed; it is tried again")
        connection.close()


def end_with_input():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
