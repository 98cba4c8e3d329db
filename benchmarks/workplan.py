"""How long the server takes for `/workplan/` on a large sample, and what of that reading and writing alone takes."""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SIZE = {"activities": 5000, "outputs": 20_000, "progress_entries": 50_000, "periods": 5, "events": 200}
LIMIT = 0.3
ADDRESSES = {
    "the whole plan, groups closed": "/workplan/?on=2014-03-15",
    "by partner": "/workplan/?on=2014-03-15&by=partner",
    "what changed since": "/workplan/?on=2014-03-15&since=2013-12-31",
    "a group of 200 lines open": "/workplan/?on=2014-03-15&open=phase-1",
}
# The same rows that the page's numbers are made of.
ROWS = (
    "SELECT id, title, starts_on, ends_on, phase_id FROM workplan_activity",
    "SELECT id, title, activity_id, due_on, delivered_on, status FROM workplan_output",
    "SELECT e.activity_id, e.partner_id, e.percent, e.reported_on FROM workplan_progressentry e"
    " JOIN workplan_partnerreport r ON r.id = e.report_id WHERE r.status = 'accepted' ORDER BY e.reported_on, e.id",
)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=15, help="Requests of each kind. (15)")
    requests = options.parse_args().requests
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/benchmark.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")
        return measure(requests)


def measure(requests):
    import django

    django.setup()
    # What a server does once it has loaded everything.
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    import cityregions.wsgi  # noqa: F401

    # As on a server: templates stay compiled, and no list of queries grows.
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    call_command("migrate", verbosity=0)
    call_command("make_sample", **SIZE, replace=True)
    print(f"{connection.vendor}, median of {requests} requests, in milliseconds")
    found = [page(name, address, requests) for name, address in ADDRESSES.items()]
    first_after_a_change()
    bare(requests, found[0][1])
    connection.close()
    return int(found[0][0] > LIMIT)


def page(name, address, requests):
    """Median time and length of a page, and what it asks of the database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        length = len(client.get(address).content)
        asked = len(queries)
    median = timed(lambda: client.get(address), requests)
    print(f"{name:32} {1000 * median:8.0f}   {asked:3} queries   {length // 1024:5} kB   {address}")
    return median, length


def first_after_a_change():
    """What is read and counted anew by the first reader after a change, and by the first of all."""
    from django.contrib.auth import get_user_model

    from cityregions.workplan.models import Activity, Event, Output, PartnerReport, ProgressEntry
    from cityregions.workplan.progress import kept

    def alter(model, name, *values):
        """Gives the first row the value that it has not."""
        row = model.objects.order_by("pk").first()
        setattr(row, name, values[str(getattr(row, name)) == str(values[0])])
        row.save()

    changes = {
        "after an activity moved": lambda: alter(Activity, "ends_on", "2015-01-31", "2015-02-28"),
        "after an output was delivered": lambda: alter(Output, "delivered_on", "2014-01-10", "2014-02-10"),
        "after an event moved": lambda: alter(Event, "starts_on", "2014-01-10", "2014-01-11"),
        "after an entry told another share": lambda: alter(ProgressEntry, "percent", 40, 60),
        "after a report was sent back": lambda: alter(PartnerReport, "status", "accepted", "submitted"),
        "nothing read before": kept.forget,
    }
    who = {"email": "coordinator@example.org", "is_staff": True}
    coordinator, _new = get_user_model().objects.get_or_create(**who)
    for reader in (None, coordinator):
        print("The first request of a coordinator" if reader else "The first request of a visitor")
        for name, change in changes.items():
            first_after(name, change, reader)


def first_after(name, change, reader):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    address, taken, busy = ADDRESSES["the whole plan, groups closed"], [], []
    client = Client()
    if reader:
        client.force_login(reader)
    for _each in range(3):
        change()
        began = time.process_time()
        taken.append(seconds(lambda: client.get(address)))
        busy.append(time.process_time() - began)
    change()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
        asked = len(queries)
    processor = 1000 * statistics.median(busy)
    print(f"{name:34} {1000 * statistics.median(taken):8.0f}   {asked:3} queries   {processor:5.0f} of the processor")


def bare(requests, length):
    """The limit: the rows by the driver alone, and as many bytes."""
    from django.db import connection

    def application(environ, start_response):
        with connection.cursor() as cursor:
            for statement in ROWS:
                cursor.execute(statement)
                cursor.fetchall()
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"." * length]

    began = time.process_time()
    median = timed(lambda: b"".join(application({}, lambda *_answer: None)), requests)
    busy = 1000 * (time.process_time() - began) / requests
    name = "bare WSGI, the same rows read"
    print(f"{name:32} {1000 * median:8.0f}   {len(ROWS):3} queries   {busy:5.0f} of the processor")


def timed(ask, requests):
    return statistics.median(seconds(ask) for _each in range(requests))


def seconds(ask):
    start = time.perf_counter()
    ask()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
