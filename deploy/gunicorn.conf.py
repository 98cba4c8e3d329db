"""How gunicorn serves the portal: `python -m gunicorn -c deploy/gunicorn.conf.py cityregions.wsgi`."""

import multiprocessing
import os
from urllib.parse import quote

from gunicorn.glogging import Logger

from cityregions.web.logs import without_secrets


class Log(Logger):
    """A line for each request, and no more: a path with line breaks in it cannot feign a second one.

    Secrets in addresses, as those of calendars, are left out.
    """

    def atoms(self, resp, req, environ, request_time):
        """What a line says (`access_log_format`), and nothing else: gunicorn's own would take every header as well."""
        path = quote(without_secrets(environ.get("PATH_INFO", "")), safe="/*", encoding="latin-1")
        return {
            "t": self.now(),
            "m": environ.get("REQUEST_METHOD"),
            "U": path,
            "s": str(resp.status).partition(" ")[0],
            "b": str(resp.sent),
            "M": int(request_time.total_seconds() * 1000),
        }


bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", 2 * multiprocessing.cpu_count() + 1))
# Threads let a worker answer while another request waits for the database.
threads = 4
# Whoever else comes waits for the worker that is free first, not in the queue of one that may be the slower.
worker_connections = 10 * threads
timeout = 60
# A worker is renewed now and then, not all at the same moment, so that memory cannot grow for ever; seldom, since a new
# one has yet to learn what it keeps of the API.
max_requests = 50_000
max_requests_jitter = 5_000
# Each worker opens its own connections to the database: load the code once, connect after the fork.
preload_app = True
# The portal explains itself what is wrong with an address that is too long.
limit_request_line = 8190
accesslog = "-"
logger_class = Log
# No address of a visitor in the log: method, path, status, size and time are enough to run the portal.
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
# Orders come from systemd, not through a socket in somebody's home.
control_socket_disable = True


def post_worker_init(worker):
    """Counts the work plan and reads large maps before anybody asks; without a database, whoever asks first waits."""
    from django.apps import apps

    if not apps.ready:
        return  # a bare application is served, as beside a benchmark

    from django.db import Error, connection

    from cityregions.workplan.progress import count_ahead
    from stakeholders.maps.reading import read_ahead

    try:
        count_ahead()
        read_ahead()
    except Error as error:
        worker.log.warning("Nothing was read ahead: %s", error)
    finally:
        connection.close()
