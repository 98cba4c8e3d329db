"""How fast the views of a map with 10,000 stakeholders and 30,000 relations come, warm and after a change.

Run against a database that may be thrown away: DATABASE_URL=postgres://… python benchmarks/maps.py [addresses …]
It fills the database with a sample where it is empty and keeps it for the next run. A visitor asks, in this process and
through the whole portal; the limit reads the same rows bare. Times are milliseconds of the clock and of the processor.
The list and the grid take at most 300 ms, after a change too; a process that knows nothing yet (`cold`) takes longer,
which is why workers read large maps ahead (deploy/gunicorn.conf.py).
"""

import gc
import os
import random
import statistics
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from partners.models import User  # noqa: E402
from stakeholders.maps import reading  # noqa: E402
from stakeholders.models import Assessment, MapEntry, Relation, Stakeholder, StakeholderMap  # noqa: E402

STAKEHOLDERS, RELATIONS, ROUNDS, MOST = 10_000, 30_000, 5, 300
ADDRESSES = {
    "list": "",
    "list by relations": "?ordering=relations",
    "grid": "?view=grid",
    "grid since": "?view=grid&since=2013-03-15",
    "geo": "?view=geo",
    "change": "?view=change",
}
LIMITED = ("list", "list by relations", "grid", "grid since")
BARE = (
    "SELECT s.*, e.x, e.y FROM stakeholders_mapentry e JOIN stakeholders_stakeholder s ON s.id = e.stakeholder_id",
    "SELECT id, from_stakeholder_id, kind, to_stakeholder_id, weight, since, until, note FROM stakeholders_relation",
    "SELECT id, entry_id, assessed_by_id, assessed_on, influence, interest FROM stakeholders_assessment",
)


def prepare():
    call_command("migrate", verbosity=0)
    if not StakeholderMap.objects.exists():
        sizes = {"stakeholders": STAKEHOLDERS, "relations": RELATIONS, "map_size": STAKEHOLDERS, "areas": 1}
        call_command("make_sample", **sizes, verbosity=0)
    if not Assessment.objects.exists():
        rate_and_place(random.Random(1))  # noqa: S311 - the same each time
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return StakeholderMap.objects.first()


def rate_and_place(dice):
    """Two people rate everybody in two rounds; everybody has a place."""
    people = [User.objects.get_or_create(email=f"rater-{number}@example.org")[0] for number in (1, 2)]
    days = date(2013, 3, 15), date(2014, 9, 1)
    entries = list(MapEntry.objects.values_list("pk", flat=True))
    made = [rating(dice, *each) for entry in entries for each in ((entry, who, day) for who in people for day in days)]
    Assessment.objects.bulk_create(made, batch_size=2000)
    rows = list(Stakeholder.objects.only("pk"))
    for row in rows:
        row.latitude, row.longitude = dice.uniform(46.5, 47.5), dice.uniform(14.8, 16)
    Stakeholder.objects.bulk_update(rows, ["latitude", "longitude"], batch_size=500)


def rating(dice, entry, who, day):
    scores = {name: Decimal(dice.randrange(10, 51)) / 10 for name in ("influence", "interest")}
    return Assessment(entry_id=entry, assessed_by=who, assessed_on=day, **scores)


def timed(work):
    began, worked = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)


def bare():
    with connection.cursor() as cursor:
        for sql in BARE:
            cursor.execute(sql)
            cursor.fetchall()


def page(client, address):
    response = client.get(address)
    if response.status_code != 200:
        sys.exit(f"{address} answers {response.status_code}")


def rate():
    """A rating more, as people give them."""
    last = Assessment.objects.latest("pk")
    last.influence = Decimal("1.0") if last.influence > 3 else Decimal("5.0")
    last.save()


def relate():
    last = Relation.objects.latest("pk")
    last.weight = 1 + (last.weight or 0) % 5
    last.save()


def rename():
    last = Stakeholder.objects.latest("pk")
    last.role = f"{last.role}."[-20:]
    last.save()


STATES = {"warm": lambda: None, "rated": rate, "related": relate, "renamed": rename, "cold": reading.forget}


def middle(work, before=lambda: None):
    found = []
    for _round in range(ROUNDS):
        before()
        found.append(timed(work))
    return [statistics.median(each) for each in zip(*found, strict=True)]


def main(names):
    # As in production: no queries are noted, and what is no longer used is looked for less often.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["localhost"]
    shown = prepare()
    client, slow = Client(headers={"host": "localhost"}), []
    print(f"{'':20} {'':>8} clock    cpu")
    spent, worked = middle(bare)
    print(f"{'limit: bare read':20} {'':>8} {spent:5.0f} {worked:6.0f}")
    for name, query in ADDRESSES.items():
        if names and name not in names:
            continue
        address = shown.get_absolute_url() + query
        page(client, address)
        for state, before in STATES.items():
            spent, worked = middle(lambda address=address: page(client, address), before)
            print(f"{name:20} {state:>8} {spent:5.0f} {worked:6.0f}")
            if name in LIMITED and state != "cold" and spent > MOST:
                slow.append(f"{name}, {state}")
    sys.exit(f"over {MOST} ms: {'; '.join(slow)}" if slow else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
