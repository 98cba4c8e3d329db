"""How fast programs write in bulk: stakeholders through the API, beside the same rows given to the database bare.

Run against a database that may be thrown away: DATABASE_URL=postgres://… python benchmarks/api_writes.py [rows]
It migrates the database, writes within transactions, and leaves the rows of its last round there.
"""

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from cityregions.areas.models import MetropolitanArea  # noqa: E402
from partners.models import ApiToken, User  # noqa: E402
from stakeholders.models import Stakeholder  # noqa: E402

AREAS = 8


def prepare():
    call_command("migrate", verbosity=0)
    for number in range(AREAS):
        names = {"name": f"Area {number}", "country": "AT", "core_city": f"City {number}"}
        MetropolitanArea.objects.get_or_create(slug=f"bench-{number}", defaults=names)
    person, _new = User.objects.get_or_create(email="bench@example.org", defaults={"is_staff": True})
    _token, key = ApiToken.objects.create(user=person, prefix="cire_")
    ApiToken.objects.filter(user=person).update(read_only=False)
    return key


def rows(number, start):
    categories = Stakeholder.Category.values
    return [
        {
            "name": f"Municipality {start + n}",
            "slug": f"bench-{start + n}",
            "category": categories[n % len(categories)],
            "area": f"bench-{n % AREAS}",
            "municipality": f"Town {n}",
            "website": f"https://town-{n}.example.org",
            "latitude": 47.0,
            "longitude": 15.4,
            "source": "benchmark",
        }
        for n in range(number)
    ]


def clear():
    """Away with the rows, at the database, since their deletion is not what is measured."""
    for table in ("stakeholders_historicalstakeholder", "stakeholders_stakeholder"):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE slug LIKE 'bench-%%'")  # noqa: S608 - the two names above


def through_the_api(key, sent, method="post"):
    client, body = Client(), json.dumps(sent)
    began = time.perf_counter()
    answer = getattr(client, method)(
        "/api/v1/stakeholders/",
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {key}", "host": "localhost"},
    )
    spent = time.perf_counter() - began
    if answer.status_code not in {200, 201}:
        sys.exit(answer.content[:500].decode())
    return spent


def bare(sent):
    """The limit: the same rows in one statement for each thousand, without a rule and without a history."""
    areas = dict(MetropolitanArea.objects.values_list("slug", "pk"))
    columns = [field for field in Stakeholder._meta.concrete_fields if not field.primary_key]
    made = [Stakeholder(**{**row, "area": None}) for row in sent]
    for row, each in zip(made, sent, strict=True):
        row.area_id = areas[each["area"]]
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        insert(cursor, Stakeholder._meta.db_table, columns, made)
    return time.perf_counter() - began


def insert(cursor, table, columns, made):
    names = ", ".join(connection.ops.quote_name(field.column) for field in columns)
    marks = f"({', '.join(['%s'] * len(columns))})"
    for start in range(0, len(made), 1000 if connection.vendor == "postgresql" else 30):
        part = made[start : start + (1000 if connection.vendor == "postgresql" else 30)]
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in part for field in columns
        ]
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES {', '.join([marks] * len(part))}", values)  # noqa: S608


def main(number):
    key = prepare()
    clear()
    told = []
    for name, work in (
        ("POST of a list", lambda: through_the_api(key, rows(number, 0))),
        ("PATCH of a list", lambda: through_the_api(key, changes(number), "patch")),
    ):
        spent = work()
        told.append((name, spent))
    clear()
    told.append(("the bare rows (limit)", bare(rows(number, 0))))
    clear()
    for name, spent in told:
        sys.stdout.write(f"{name:24} {number} rows in {spent:6.2f} s, {number / spent:8.0f} a second\n")


def changes(number):
    return [{"slug": f"bench-{n}", "role": f"changed {n}"} for n in range(number)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
