"""How long the report takes in each format, for a visitor and for a coordinator, on the database of DATABASE_URL.

    DATABASE_URL=sqlite:///sample.sqlite3 .venv/bin/python benchmarks/report.py

The real project: `manage.py load_project`, at once, under 2 s. The large one: `manage.py make_sample --activities 5000
--outputs 20000 --progress-entries 50000`, in the background, under 20 s.
"""

import os
import resource
import subprocess
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

READERS = ("visitor", "coordinator", "coordinator, on a period")


def main():
    # Each in a process of its own, so that none is measured with the memory of those before it.
    for who in READERS:
        for extension in making.MEDIA_TYPES:
            subprocess.run([sys.executable, __file__, who, extension], check=True)


def measure(who, extension):
    # Nobody in the database: it works for no partner.
    user = AnonymousUser() if who == "visitor" else User(pk=0, email="benchmark@example.org", is_staff=True)
    period = ReportingPeriod.objects.order_by("-starts_on").first() if who == READERS[-1] else None
    if who == READERS[-1] and period is None:
        return
    began, busy = time.perf_counter(), processor()
    content = making.content_of(user, period.ends_on if period else timezone.localdate(), period)
    way = "at once" if content.rows <= making.AT_ONCE else "in the background"
    made = making.make(content, extension)
    seconds, of_it = time.perf_counter() - began, processor() - busy
    # A process begins as large as the one that started it: less than that tells nothing of it.
    size, own, childs = len(made.content) / 2**20, memory(resource.RUSAGE_SELF), memory(resource.RUSAGE_CHILDREN)
    sys.stdout.write(
        f"{extension:5} {who:24} {content.rows:6} rows, {way:17} {seconds:6.2f} s ({of_it:.2f} s of the processor)  "
        f"{size:.2f} MB  peak {own:.0f} MB" + (f" and typesetting {childs:.0f} MB\n" if childs > own else "\n")
    )


def processor():
    """Seconds, with those of the processes that it started and that ended."""
    return sum(os.times()[:4])


def memory(whose):
    return resource.getrusage(whose).ru_maxrss / 1024


if __name__ == "__main__":
    measure(*sys.argv[1:]) if sys.argv[1:] else main()
