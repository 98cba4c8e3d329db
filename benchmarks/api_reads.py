"""How fast programs read: lists, details, searches of 100,000 stakeholders, beside limits measured in the same run.

    DATABASE_URL=postgres://user@127.0.0.1/speed .venv/bin/python benchmarks/api_reads.py [--seconds 6] [--only list]
    DATABASE_URL=postgres://user@127.0.0.1/speed .venv/bin/python benchmarks/api_reads.py --growth

It makes the databases <name>_1000, _100000 and _1000000 where they are missing (on the same server) and keeps them.
The portal runs as in production (deploy/gunicorn.conf.py) with two processes; so does the limit, a bare application
that runs the same queries, writes their rows as JSON and sends the same bytes, and so does a plain ModelSerializer
viewset. Rounds alternate, the best round of each counts; ratios are to the limit of the same line.

On a machine that others use as well, rates say little: a server whose work is spread over more processes gets more of
the processor. Therefore each line ends with what an answer takes of the processor, in the server and in PostgreSQL.
"""

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[1]
SERVER = os.environ["DATABASE_URL"]
AREAS, CATEGORIES = 8, ["public_authority", "agency", "utility", "business", "academia", "association", "citizens"]
FIELDS = "slug,url,name,name_local,category,organisation_type,level,area,municipality,website,latitude,longitude,role"
PORTS = {"portal": 18105, "kept": 28105, "limit": 38105, "plain": 48105}
# Each word stands in two hundred rows.
HITS = 200
SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvwz" for vowel in "aeiou"]


def word(number):
    """A word of four syllables, one for each number; languages have many more syllables than these."""
    number, found = number * 7_919_777 % len(SYLLABLES) ** 4, ""
    for _each in range(4):
        number, syllable = divmod(number, len(SYLLABLES))
        found += SYLLABLES[syllable]
    return found


def lists():
    # Areas and categories in another rhythm, so that each goes with each.
    pairs = [(number % AREAS, CATEGORIES[number % len(CATEGORIES)]) for number in range(AREAS * len(CATEGORIES))]
    query = "area=bench-{}&category={}&ordering=name&expand=area&fields=" + FIELDS
    return [f"/api/v1/stakeholders/?{query.format(*pair)}" for pair in pairs]


def details():
    return [f"/api/v1/stakeholders/bench-{number}/" for number in range(1, 60)]


def plain_address(address):
    """The same list of the plain viewset."""
    return "/plain/?" + address.partition("?")[2].split("&expand")[0].replace("area=", "area__slug=")


def searches():
    return [f"/api/v1/stakeholders/?search={word(number)}&fields={FIELDS}" for number in range(40)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6, help="Of each measurement. (6)")
    parser.add_argument("--rounds", type=int, default=2, help="Of each measurement. (2)")
    parser.add_argument("--only", default="", help="Only lines that begin so.")
    parser.add_argument("--growth", action="store_true", help="From 1,000 to 1,000,000 rows instead.")
    options = parser.parse_args()
    grow(options) if options.growth else compare(options)


# The databases.


def database(rows):
    return f"{SERVER}_{rows}"


def beside():
    """A database that is always there, on the same server."""
    return f"{SERVER.rsplit('/', 1)[0]}/postgres"


def environment(rows, **more):
    told = {"DATABASE_URL": database(rows), "DEBUG": "off", "SECRET_KEY": "benchmark " * 6, "WORKERS": "2"}
    # The limits count as always, but stop nobody.
    told |= dict.fromkeys(("API_LIMIT_ADDRESS", "API_LIMIT_TOKEN", "API_LIMIT_WRITES"), "10000000")
    told |= {"ALLOWED_HOSTS": "127.0.0.1", "SECURE_SSL_REDIRECT": "off", "PYTHONPATH": f"{ROOT}:{ROOT / 'benchmarks'}"}
    return {**os.environ, **told, **more}


def prepare(rows):
    """Makes the database with so many stakeholders, where there is none; the key of a token of a partner's staff."""
    name = database(rows).rsplit("/", 1)[1]
    with contextlib.closing(psycopg2.connect(beside())) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(f'CREATE DATABASE "{name}"')
    manage(rows, "migrate", "--verbosity", "0")
    key = manage(rows, "shell", "--verbosity", "0", "-c", TOKEN).strip().splitlines()[-1]
    with contextlib.closing(psycopg2.connect(database(rows))) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stakeholders_stakeholder")
        if cursor.fetchone()[0] < rows:
            told = {"areas": AREAS, "categories": CATEGORIES, "words": list(map(word, range(rows // HITS)))}
            cursor.execute(STAKEHOLDERS, told | {"rows": rows})
    with contextlib.closing(psycopg2.connect(database(rows))) as connection:
        connection.autocommit = True
        connection.cursor().execute("VACUUM ANALYZE")
    return key


def manage(rows, *words):
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment(rows), check=True, capture_output=True, text=True).stdout


TOKEN = f"""
from cityregions.areas.models import MetropolitanArea
from partners.models import ApiToken, Membership, Partner, User
for number in range({AREAS}):
    names = dict(name=f"Area {{number}}", country="AT", core_city=f"City {{number}}")
    area, _new = MetropolitanArea.objects.get_or_create(slug=f"bench-{{number}}", defaults=names)
names = dict(name="Bench", partner_number="1", kind="core_city", role="partner", area=area)
partner, _new = Partner.objects.get_or_create(slug="bench", defaults=names)
person, _new = User.objects.get_or_create(email="staff@example.org")
Membership.objects.get_or_create(user=person, partner=partner)
print(ApiToken.objects.create(user=person, prefix="cire_")[1])
"""
STAKEHOLDERS = """
INSERT INTO stakeholders_stakeholder (slug, name, name_local, category, organisation_type, sector, level, area_id,
    municipality, address, website, latitude, longitude, is_group, role, source, confidence, detail_sources,
    field_sources, extra, created, modified, search_text)
SELECT 'bench-' || n, title, 'Stadtteil ' || n, (%(categories)s)[1 + n %% 7], 'local_authority', 'public', 'municipal',
    (SELECT id FROM areas_metropolitanarea WHERE slug = 'bench-' || n %% %(areas)s), 'Town ' || n %% 500,
    'Main Street ' || n, 'https://town-' || n || '.example.org', 47 + n %% 100 / 100.0, 15.4, false,
    'Speaks for its inhabitants in the council of the region.', 'https://example.org/source', 'public', '[]', '{}',
    '{"note": "as the register has it"}', now(), now(), lower(title) || ' stadtteil ' || n
FROM (SELECT n, 'Municipality ' || md5(n::text) || ' ' || (%(words)s)[1 + n %% array_length(%(words)s, 1)] AS title
      FROM generate_series(1, %(rows)s) AS n) AS made
ON CONFLICT DO NOTHING
"""

# The servers.


@contextlib.contextmanager
def serving(name, application, env, arguments=()):
    env = {**env, "BIND": f"127.0.0.1:{PORTS[name]}", "PGAPPNAME": name}
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", *arguments, application]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(PORTS[name])
            serving.masters[name] = server.pid
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


serving.masters = {}


def spent(name):
    """Seconds of the processor that a server has taken so far, with the processes of PostgreSQL that work for it."""
    master = serving.masters[name]
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    with contextlib.closing(psycopg2.connect(beside())) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pid::text FROM pg_stat_activity WHERE application_name = %s", [name])
        backends = [pid for (pid,) in cursor.fetchall()]
    return sum(ticks(pid) for pid in [*workers, *backends]) / os.sysconf("SC_CLK_TCK")


def ticks(pid):
    with contextlib.suppress(FileNotFoundError):
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return 0


def wait_for(port):
    for _attempt in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    sys.exit(f"Nothing answers at port {port}.")


def ask(name, address, **headers):
    connection = HTTPConnection("127.0.0.1", PORTS[name], timeout=60)
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{name} answers {address} with {answer.status}: {body[:500]}")
    return body, answer.headers


def load(name, addresses, connections, seconds, status=200, headers=()):
    told = [str(PORTS[name]), str(connections), str(seconds), str(status), "\n".join(addresses)]
    command = [sys.executable, str(ROOT / "benchmarks" / "load.py"), *told, *headers]
    # Each process learns first what is to be asked of it.
    subprocess.run([*command[:4], "4", *command[5:]], capture_output=True, check=False)
    before = spent(name)
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode:
        sys.exit(f"{name}: {found.stderr}")
    told = json.loads(found.stdout)
    return {**told, "cpu": 1000 * (spent(name) - before) / told["answers"]}


def queries(addresses):
    """The queries by which the portal reads each of these; not those by which it knows the reader and the filters."""
    os.environ.update(environment(100_000, API_KEPT_MB="0"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cityregions.api import kept

    # As they are written, not as they are planned ahead.
    connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
    found = {}
    for address in addresses:
        # Whether the data have changed is asked apart by the first who asks.
        kept.forget()
        with CaptureQueriesContext(connection) as captured:
            Client(headers={"host": "127.0.0.1"}).get(address)
        asked = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
        found[address] = [sql for sql in asked if not any(word in sql for word in BESIDE)]
    connection.close()
    return found


BESIDE = ("pg_current_snapshot", 'FROM "areas_metropolitanarea"')

# What is measured.


def compare(options):
    key = prepare(100_000)
    told = queries([*lists(), *details(), *searches()])
    with contextlib.ExitStack() as opened:
        env = environment(100_000)
        opened.enter_context(serving("portal", "cityregions.wsgi", {**env, "API_KEPT_MB": "0"}))
        opened.enter_context(serving("kept", "cityregions.wsgi", {**env, "API_KEPT_MB": "32"}))
        opened.enter_context(serving("plain", "plain_reads:application", env))
        bodies = {address: ask("portal", address)[0].decode() for address in told}
        answers = Path(opened.enter_context(tempfile.TemporaryDirectory())) / "answers.json"
        answers.write_text(json.dumps({each: {"queries": told[each], "body": bodies[each]} for each in told}))
        opened.enter_context(serving("limit", "bare_reads:application", {**env, "ANSWERS": str(answers)}))
        token = f"Authorization: Bearer {key}"
        plain = list(map(plain_address, lists()))
        one, tag = lists()[0], ask("kept", lists()[0])[1]["ETag"]
        length = sum(map(len, bodies.values())) / len(bodies) / 1000
        print(f"{len(told)} addresses, {length:.0f} kB each on average, list: {len(bodies[one]) / 1000:.0f} kB")
        lines = []
        for connections in (16, 64):
            at = f"at {connections}"
            lines += [
                (f"list {at}", connections, 0.75, ("limit", lists()), ("portal", lists())),
                (f"list {at}, signed in", connections, 0.5, ("limit", lists()), ("portal", lists(), 200, [token])),
                (f"list {at}, unchanged", connections, 1.0, ("limit", lists()), ("kept", lists())),
                (
                    f"list {at}, unchanged, signed in",
                    connections,
                    1.0,
                    ("limit", lists()),
                    ("kept", lists(), 200, [token]),
                ),
            ]
        lines += [
            ("plain viewset, the list at 16", 16, 5.0, ("plain", plain), ("portal", lists())),
            ("detail", 16, 0.6, ("limit", details()), ("portal", details())),
            ("detail, unchanged", 16, 0.6, ("limit", details()), ("kept", details())),
            ("search", 16, 0.5, ("limit", searches()), ("portal", searches())),
            (
                "conditional list, to the list",
                16,
                3.0,
                ("portal", [one]),
                ("kept", [one], 304, [f"If-None-Match: {tag}"]),
            ),
        ]
        print(
            f"{'work':34} {'limit/s':>8} {'portal/s':>8} {'ratio':>6} {'wanted':>6} {'p50 ms':>7} {'p99 ms':>7} p99/p50"
        )
        for line in lines:
            if line[0].startswith(options.only):
                report(options, *line)


def report(options, name, connections, wanted, limit, portal):
    best = {}
    for _round in range(options.rounds):
        for side, (server, addresses, *more) in (("limit", limit), ("portal", portal)):
            found = load(server, addresses, connections, options.seconds, *more)
            if found["rate"] > best.get(side, {"rate": 0})["rate"]:
                best[side] = found
    mine, other = best["portal"], best["limit"]
    print(
        f"{name:30} {other['rate']:8.0f} {mine['rate']:8.0f} {mine['rate'] / other['rate']:6.2f} {wanted:6.2f}"
        f" {mine['p50']:7.1f} {mine['p99']:7.1f} {mine['p99'] / mine['p50']:7.1f}"
        f" {other['cpu']:9.2f} {mine['cpu']:9.2f} {other['cpu'] / mine['cpu']:6.2f}",
        flush=True,
    )


def grow(options):
    """The same work on 1,000 and on 1,000,000 stakeholders, one connection at a time."""
    found = {}
    for rows in (1_000, 1_000_000):
        prepare(rows)
        with serving("portal", "cityregions.wsgi", environment(rows, API_KEPT_MB="0")):
            # So few to a page that there are a thousand pages in 1,000 rows: one of all of them.
            query = f"area=bench-1&ordering=name&expand=area&fields={FIELDS}&page_size=100"
            first = f"/api/v1/stakeholders/?{query}"
            for name, address in (("first page", first), ("1000th page", page(first, rows)), ("search", search(rows))):
                taken = [load("portal", [address], 1, options.seconds / 2)["p50"] for _round in range(options.rounds)]
                found[name, rows] = min(taken)
    for name in ("first page", "1000th page", "search"):
        small, large = found[name, 1_000], found[name, 1_000_000]
        print(f"{name:14} {small:7.2f} ms of 1,000, {large:7.2f} ms of 1,000,000: {large / small:5.2f} times (1.50)")


def page(address, rows):
    """The 1000th page of the list; of a short one the last that is full."""
    for _each in range(999):
        following = json.loads(ask("portal", address)[0])["next"]
        if not following or rows == 1_000:
            break
        address = "/" + following.split("/", 3)[3]
    return address


def search(rows):
    return f"/api/v1/stakeholders/?search={word(rows // HITS // 2)}&fields={FIELDS}"


if __name__ == "__main__":
    main()
