"""How fast the API gives a long list as CSV, and in how much memory, beside the database's driver with a csv writer.

Run against a database that may be thrown away: DATABASE_URL=postgres://… python benchmarks/api_csv.py [rows]
It migrates the database and leaves its stakeholders there for the next run. Each measurement is a process of its own:
seconds and the memory that it took above what it had before the first line. The limit reads the same rows with the
same columns through a cursor of the server and writes them unexamined.
At least 50,000 rows a second, and no more memory for all rows than for a tenth of them.
"""

import csv
import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import resolve  # noqa: E402

from cityregions.areas.models import MetropolitanArea  # noqa: E402

ROWS, LEAST, AREAS = 1_000_000, 50_000, 8
ADDRESS = "/api/v1/stakeholders.csv"
FILLED = """
INSERT INTO stakeholders_stakeholder (created, modified, search_text, source, confidence, detail_sources, field_sources,
    extra, slug, name, name_local, category, organisation_type, sector, level, area_id, municipality, address, website,
    latitude, longitude, is_group, role)
SELECT now(), now(), 'stakeholder ' || n, 'https://example.org/' || n, 'public', '[]', '{}', '{"note": "made up"}',
    'bench-' || n, 'Stakeholder ' || n, 'Träger ' || n, 'public_authority', '', 'public', 'local',
    (%s::bigint[])[1 + n %% 8],
    'Town ' || n %% 1000, 'Main Street ' || n %% 100, 'https://town-' || n || '.example.org', 47.0, 15.4, false,
    'Plans, runs and pays for what people in the towns around the core city need every day'
FROM generate_series(1, %s) AS n
"""


def prepare(rows):
    call_command("migrate", verbosity=0)
    areas = [area(number).pk for number in range(AREAS)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stakeholders_stakeholder")
        if cursor.fetchone()[0] != rows:
            cursor.execute("TRUNCATE stakeholders_stakeholder CASCADE")
            cursor.execute(FILLED, [areas, rows])
            cursor.execute("ANALYZE stakeholders_stakeholder")


def area(number):
    names = {"name": f"Area {number}", "country": "AT", "core_city": f"City {number}"}
    return MetropolitanArea.objects.get_or_create(slug=f"bench-{number}", defaults=names)[0]


def portal(rows):
    """The pieces of the file, as the server sends them; `rows` keeps to the first rows by their names."""
    tenth = {"slug__startswith": "bench-1"} if rows else {}
    request = RequestFactory().get(ADDRESS, tenth, headers={"host": "localhost"})
    found = resolve(ADDRESS)
    return found.func(request, **found.kwargs).streaming_content


BARE = """
SELECT s.slug, 'http://localhost/api/v1/stakeholders/' || s.slug || '/',
    'http://localhost/stakeholders/' || s.slug || '/',
    s.name, s.name_local, s.category, s.organisation_type, s.sector, s.level, a.slug, p.slug, s.municipality, s.address,
    s.website, s.latitude, s.longitude, s.is_group, s.role, s.source, s.confidence, s.detail_sources::text,
    s.field_sources::text, s.extra::text, s.modified
FROM stakeholders_stakeholder s LEFT JOIN areas_metropolitanarea a ON a.id = s.area_id
    LEFT JOIN partners_partner p ON p.id = s.partner_id ORDER BY s.name, s.id
"""


def bare(_rows):
    """The same columns in the same order, as quickly as the driver and the csv writer can."""
    connection.ensure_connection()
    with connection.connection.cursor("bare", withhold=True) as cursor:
        cursor.itersize = 2000
        cursor.execute(BARE)
        while lines := cursor.fetchmany(2000):
            text = StringIO()
            csv.writer(text).writerows(lines)
            yield text.getvalue().encode()


def memory(word):
    """KiB of memory of this process: `VmRSS` now, `VmHWM` at its peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(word))


def measure(name, rows):
    """Prints lines, bytes, seconds, those of them at work and KiB of memory, for whoever started this process."""
    connection.ensure_connection()
    # What a server has loaded before anybody asks.
    resolve(ADDRESS)
    # The peak is counted from now on.
    Path("/proc/self/clear_refs").write_text("5")
    before, worked = memory("VmRSS"), time.process_time()
    began, lines, size = time.perf_counter(), 0, 0
    for piece in {"portal": portal, "bare": bare}[name](rows):
        lines += piece.count(b"\r\n")
        size += len(piece)
    spent = time.perf_counter() - began
    print(lines, size, spent, time.process_time() - worked, memory("VmHWM") - before)


def measured(name, rows=0):
    told = subprocess.run(
        [sys.executable, __file__, "measure", name, str(rows)], check=True, capture_output=True, text=True
    ).stdout.split()
    return int(told[0]), int(told[1]), float(told[2]), float(told[3]), int(told[4]) / 1024


def main(rows=ROWS):
    prepare(rows)
    speeds, peaks = {}, {}
    for label, name, part in (("portal, a part", "portal", 1), ("portal", "portal", 0), ("limit", "bare", 0)):
        lines, size, spent, worked, grown = measured(name, part)
        speeds[label], peaks[label] = lines / spent, grown
        print(
            f"{label:15} {lines:>9,} rows, {size / 1e6:6.0f} MB, {spent:6.1f} s, {lines / spent:>8,.0f} rows/s, "
            f"{worked:6.1f} s at work in this process, {grown:5.1f} MB of memory"
        )
    print(f"of the limit: {speeds['portal'] / speeds['limit']:.2f}")
    sys.exit(speeds["portal"] < LEAST or peaks["portal"] > peaks["portal, a part"] + 20)


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(sys.argv[2], int(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:2]))
