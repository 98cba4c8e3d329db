"""Imports that break off, meet each other or take long: nothing is half stored, nothing is written twice."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from cityregions.records import work as background
from cityregions.records.work import Work, WorkError
from stakeholders.exchange import applying, files, importing
from stakeholders.models import Import, MapEntry, Relation, Stakeholder
from tests import make
from tests.exchange.importing import Way, staff_of, words_of, workbook

WRITTEN = (Stakeholder, MapEntry, Relation)
BREAKS_OFF = """
import os, signal, sys
import django
django.setup()
from partners.models import User
from stakeholders.exchange import applying
from stakeholders.models import Import, Relation
whole = applying.write_rows

def broken_off(model, entries, author):
    whole(model, entries, author)
    if model is Relation:
        os.kill(os.getpid(), signal.SIGKILL)

applying.write_rows = broken_off
applying.apply(Import.objects.get(pk=sys.argv[1]), User.objects.get(pk=sys.argv[2]))
"""


def content():
    names = [[f"town-{number}", f"Town {number}"] for number in range(20)]
    links = [[f"town-{number}", "funds", f"town-{number + 1}"] for number in range(19)]
    return workbook(Stakeholders=[["id", "name"], *names], Relations=[["from", "kind", "to"], *links])


def numbers():
    return [model.objects.count() for model in WRITTEN] + [model.history.count() for model in WRITTEN]


@pytest.mark.django_db
def test_what_breaks_in_the_middle_stores_nothing(client, monkeypatch):
    way = Way(client)
    way.hand_in(content())
    whole = applying.write_rows

    def broken(model, entries, author):
        whole(model, entries, author)
        if model is Relation:
            assert Relation.objects.count() == 19
            raise WorkError("The power is gone.")

    monkeypatch.setattr(applying, "write_rows", broken)
    assert "The power is gone." in words_of(way.apply())
    assert (numbers(), way.imported.state) == ([0] * 6, "checked")
    monkeypatch.setattr(applying, "write_rows", whole)
    way.apply()
    assert (numbers(), way.imported.state, way.imported.problem) == ([20, 20, 19] * 2, "applied", "")


@pytest.mark.full
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_in_the_middle_stores_nothing(client):
    way = Way(client)
    way.hand_in(content())
    told = connection.settings_dict
    url = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cityregions.settings"}
    command = [sys.executable, "-c", BREAKS_OFF, str(way.imported.pk), str(way.person.pk)]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (numbers(), way.imported.state) == ([0] * 6, "checked")
    way.apply()
    assert numbers() == [20, 20, 19] * 2


@pytest.mark.full
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_who_apply_the_same_file_at_once_store_it_once(client):
    first = Way(client)
    second = Way(Client(), first.map, staff_of(first.map.area))
    imports = []
    for way in (first, second):
        way.hand_in(content())
        imports.append(way.imported)
    gate, said = threading.Barrier(2), {}

    def run(imported, person):
        gate.wait()
        try:
            said[imported.pk] = applying.apply(imported, person)
        finally:
            connection.close()

    pairs = zip(imports, (first.person, second.person), strict=True)
    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said.values()) == [False, True]
    assert numbers() == [20, 20, 19] * 2
    assert sorted(Import.objects.values_list("state", flat=True)) == ["applied", "checked"]
    looked_at_again = Import.objects.get(state="checked")
    assert looked_at_again.counts == {"stakeholders": {"unchanged": 20}, "relations": {"unchanged": 19}, "partly": 0}


@pytest.mark.django_db
def test_a_large_file_goes_through_the_background_step_by_step(client, monkeypatch):
    monkeypatch.setattr(files, "AT_ONCE", 0)
    monkeypatch.setattr(importing, "AT_ONCE", 0)
    told = []
    monkeypatch.setattr(Work, "tell", lambda work, step, done=0, total=0: told.append((str(step), done, total)))
    way = Way(client)
    assert carried_out(way, way.hand_in(content())) == ("import-check", "done")
    assert told == [
        ("Reads the file", 0, 5),
        ("Compares the rows with the map", 1, 5),
        ("Compares the rows with the map", 2, 5),
        ("Compares the rows with the map", 3, 5),
        ("Keeps what it found", 4, 5),
    ]
    assert carried_out(way, way.apply()) == ("import-apply", "done")
    assert (numbers(), told[-1]) == ([20, 20, 19] * 2, ("Writes all rows at once", 4, 5))
    assert carried_out(way, way.post("undo")) == ("import-undo", "done")
    assert [model.objects.count() for model in WRITTEN] == [0, 0, 0]


def carried_out(way, page):
    """Does the work that the person was led to, and follows it to its result."""
    assert page.redirect_chain[-1][0].startswith("/work/")
    work = Work.objects.latest("created")
    background.carry_out.func(str(work.pk))
    work.refresh_from_db()
    assert work.url == way.imported.get_absolute_url()
    return work.kind, work.state


@pytest.mark.django_db
def test_work_on_a_broken_file_says_why(client, monkeypatch):
    monkeypatch.setattr(files, "AT_ONCE", 0)
    way = Way(client)
    way.hand_in(("a.csv", 'id,name\na,"Ann'))
    work = Work.objects.get()
    background.carry_out.func(str(work.pk))
    work.refresh_from_db()
    assert (work.state, work.problem[:7], way.imported.state) == ("failed", "“a.csv”", "failed")
    assert "breaks off or has a stray quotation mark" in words_of(client.get(way.imported.get_absolute_url()))


@pytest.mark.django_db
@pytest.mark.parametrize("times", [1, 3])
def test_the_dry_run_asks_the_same_of_the_database_however_many_rows(client, times, django_assert_num_queries):
    way = Way(client)
    make.stakeholder(slug="town-0", name="Town 0", area=way.map.area)
    rows = [[f"town-{number}", f"Town {number}"] for number in range(4 * times)]
    links = [[f"town-{number}", "funds", f"town-{number + 1}"] for number in range(4 * times - 1)]
    way.hand_in(workbook(Stakeholders=[["id", "name"], *rows], Relations=[["from", "kind", "to"], *links]))
    imported = Import.objects.select_related("stakeholder_map").get()
    person = type(way.person).objects.get(pk=way.person.pk)
    with django_assert_num_queries(QUERIES):
        applying.check(imported, person)


QUERIES = 20
