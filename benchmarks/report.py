"""How long the report takes in each format, for a visitor and for a coordinator, on the database of DATABASE_URL.

    DATABASE_URL=sqlite:///sample.sqlite3 .venv/bin/python benchmarks/report.py

The real project: `manage.py load_project`, at once, under 2 s. The large one: `manage.py make_sample --activities 5000
--outputs 20000 --progress-entries 50000`, in the background, under 20 s.
"""

import os
import resource
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")
django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.utils import timezone  # noqa: E402

from cityregions.project.reports import making  # noqa: E402
from cityregions.workplan.models import ReportingPeriod  # noqa: E402
from partners.models import User  # noqa: E402


def main():
    # Nobody in the database: it works for no partner.
    coordinator = User(pk=0, email="benchmark@example.org", is_staff=True)
    last = ReportingPeriod.objects.order_by("-starts_on").first()
    asked = [("visitor", AnonymousUser(), None), ("coordinator", coordinator, None)]
    asked += [("coordinator, on a period", coordinator, last)] if last else []
    for who, user, period in asked:
        for extension in making.FORMATS:
            measure(who, user, period, extension)


def measure(who, user, period, extension):
    began, busy = time.perf_counter(), time.process_time()
    content = making.content_of(user, period.ends_on if period else timezone.localdate(), period)
    way = "at once" if content.rows <= making.AT_ONCE else "in the background"
    made = making.make(content, extension)
    seconds, of_it = time.perf_counter() - began, time.process_time() - busy
    size, memory = len(made.content) / 2**20, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{extension:5} {who:24} {content.rows:6} rows, {way:17} {seconds:6.2f} s ({of_it:.2f} s of the processor)  "
        f"{size:.2f} MB  peak {memory:.0f} MB\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
