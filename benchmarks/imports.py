"""How long an import of 10,000 rows takes, and how much memory: reading and the dry run, applying, and undoing.

Run against a database that may be thrown away: DATABASE_URL=postgres://… .venv/bin/python benchmarks/imports.py [rows]
It migrates the database and leaves there what it imported last. Each step under 30 s and 300 MB.
"""

import io
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

from django.core.management import call_command  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from cityregions.areas.models import MetropolitanArea  # noqa: E402
from partners.models import User  # noqa: E402
from stakeholders.exchange import importing, layouts  # noqa: E402
from stakeholders.models import Import, ImportFile, ImportRow, Stakeholder, StakeholderMap  # noqa: E402

Kind = ImportRow.Kind
STEPS = ("hand in", "import-check", "import-apply", "import-undo")
# Of so many rows how many tell of stakeholders, of relations and of ratings.
SHARES = {"mixed": (1 / 3, 1 / 3, 1 / 3), "stakeholders": (1, 0, 0), "network": (1 / 4, 3 / 4, 0)}


def main(number):
    """Each step in a process of its own, as a worker takes them one by one; this one stays small."""
    for share in SHARES:
        print(f"{number} rows, {share}", flush=True)
        for step in STEPS:
            subprocess.run([sys.executable, __file__, step, share, str(number)], check=True)


def hand_in(share, number):
    call_command("migrate", verbosity=0)
    area, _new = MetropolitanArea.objects.get_or_create(
        slug="bench", defaults={"name": "Bench", "country": "AT", "core_city": "Bench"}
    )
    User.objects.get_or_create(email="bench@example.org", defaults={"is_staff": True})
    board, _new = StakeholderMap.objects.get_or_create(slug="bench", defaults={"name": "Bench", "area": area})
    imported = Import.objects.create(stakeholder_map=board, file_name="bench.xlsx", digest="bench")
    sizes = [round(number * part) for part in SHARES[share]]
    ImportFile.objects.create(of_import=imported, name="bench.xlsx", content=workbook(*sizes))


def workbook(stakeholders, relations, ratings):
    book = Workbook(write_only=True)
    sheets = {kind: book.create_sheet(name) for kind, name in layouts.SHEETS.items()}
    for kind, sheet in sheets.items():
        sheet.append(list(layouts.OWN[kind]))
    kinds = Stakeholder.Category.values
    for n in range(stakeholders):
        place = ["Street 1", f"https://town-{n}.example.org", 47.0 + n / 1e5, 15.4, "no", "supplies water"]
        names = [f"bench-{n}", f"Municipality {n}", f"Gemeinde {n}", kinds[n % len(kinds)], None, "public", "municipal"]
        sheets[Kind.STAKEHOLDERS].append([*names, "bench", f"Town {n}", *place, "benchmark", "public", n / 7, n / 9])
    for n in range(relations):
        ends = [f"bench-{n % stakeholders}", "funds", f"Municipality {(n + 1 + n // stakeholders) % stakeholders}"]
        sheets[Kind.RELATIONS].append([None, *ends, n % 5 + 1, 2011, None, "note", "benchmark", "public"])
    for n in range(ratings):
        rating = ["2014-03-15", 1 + n % 40 / 10, 1 + n % 37 / 10, "yes", "no", n % 5 - 2, "benchmark"]
        sheets[Kind.RATINGS].append([f"bench-{n % stakeholders}", *rating])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def measure(step):
    imported, user = Import.objects.order_by("pk").last(), User.objects.get(email="bench@example.org")
    began, busy = time.perf_counter(), time.process_time()
    importing.step(step, imported, user)
    seconds, of_it = time.perf_counter() - began, time.process_time() - busy
    imported.refresh_from_db()
    print(
        f"{step:13} {seconds:6.2f} s ({of_it:5.2f} s of the processor)  peak {memory():.0f} MB  "
        f"{imported.state} {imported.counts}"
    )


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    step, *rest = sys.argv[1:] or ["10000"]
    if step.isdigit():
        main(int(step))
    elif step == "hand in":
        hand_in(rest[0], int(rest[1]))
    else:
        measure(step)
