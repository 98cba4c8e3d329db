"""Work in the background: begun once, told while it goes on, for whoever started it, begun anew when it broke off."""

import os
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from cityregions.records import work as background
from cityregions.records.management.commands import work as worker
from cityregions.records.work import ResultFile, Work, WorkError
from tests import make

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


@pytest.fixture
def kinds(monkeypatch):
    """Kinds of work for one test."""
    found = {
        "letter": lambda work: ResultFile(f"Dear {work.arguments['who']}".encode(), "letter.txt", "text/plain"),
        "refused": refused,
        "broken": lambda work: 1 / 0,
        "elsewhere": lambda work: "/areas/",
    }
    monkeypatch.setattr(background, "_kinds", found)
    return found


def refused(work):
    raise WorkError("There is no letter to write: add somebody first.")


def start(kind="letter", user=VISITOR, who="Graz", **options):
    return background.start(kind, title="A letter", back_url="/areas/", user=user, arguments={"who": who}, **options)


def carried_out(work):
    background.carry_out.func(str(work.pk))
    work.refresh_from_db()
    return work


def test_a_result_is_downloaded_under_its_name(kinds, client):
    work = carried_out(start())
    page = client.get(work.get_absolute_url()).content.decode()
    assert "It is ready." in page
    assert f'href="/work/{work.pk}/result/"' in page
    answer = client.get(f"/work/{work.pk}/result/")
    assert (answer.content, answer.headers["Content-Type"]) == (b"Dear Graz", "text/plain")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="letter.txt"'


def test_a_page_may_be_the_result(kinds, client):
    work = carried_out(start("elsewhere"))
    assert 'href="/areas/"' in client.get(work.get_absolute_url()).content.decode()
    assert client.get(f"/work/{work.pk}/result/").status_code == 404


def test_the_page_tells_how_far_it_is_and_has_a_way_back(kinds, client):
    work = start()
    work.note(state="running")
    work.tell("Sets the pages", 3, 7)
    page = client.get(work.get_absolute_url()).content.decode()
    assert '<progress id="work-progress" value="3" max="7"></progress>' in page
    assert "Sets the pages" in page
    assert "step 3 of 7" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert 'href="/areas/">Back to the page it was started on' in page


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("refused", "There is no letter to write: add somebody first."),
        ("broken", "Something went wrong on our side. Start it again; if it fails again, tell a coordinator."),
    ],
)
def test_what_fails_says_what_to_do(kinds, client, kind, sentence):
    work = carried_out(start(kind))
    assert (work.state, work.problem) == ("failed", sentence)
    assert sentence in client.get(work.get_absolute_url()).content.decode()
    assert client.get(f"/work/{work.pk}/result/").status_code == 404


def test_it_is_for_whoever_started_it(kinds, client):
    own = carried_out(start(user=make.user(make.partner())))
    for somebody in (None, make.user(make.partner()), make.user(coordinator=True)):
        if somebody:
            client.force_login(somebody)
        assert [client.get(f"/work/{own.pk}/{end}").status_code for end in ("", "result/")] == [404, 404]
    client.force_login(own.owner)
    assert [client.get(f"/work/{own.pk}/{end}").status_code for end in ("", "result/")] == [200, 200]


def test_a_result_is_not_there_any_more_for_somebody_who_sees_less_or_for_anybody_after_a_day(kinds, client):
    partner = make.partner()
    own, open_to_all = carried_out(start(user=make.user(partner))), carried_out(start())
    client.force_login(own.owner)
    addresses = [f"/work/{work.pk}/{end}" for work in (own, open_to_all) for end in ("", "result/")]
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    own.owner.memberships.update(until=date(2013, 12, 31))
    assert [client.get(address).status_code for address in addresses] == [404, 404, 200, 200]
    Work.objects.update(created=timezone.now() - background.KEPT - timedelta(seconds=1))
    assert [client.get(address).status_code for address in addresses] == [404] * 4


def test_who_sees_something_else_has_it_made_anew(kinds):
    person = make.user(make.partner())
    first = start(user=person)
    make.membership(user=person)
    assert start(user=type(person).objects.get(pk=person.pk)) != first


def test_nobody_begins_more_than_is_good_for_all(kinds, monkeypatch):
    monkeypatch.setattr(background, "MOST_OF_ONE", 2)
    person = make.user(make.partner())
    first, _second = start(user=person), start(user=person, who="Turin")
    assert start(user=person) == first
    with pytest.raises(background.TooMuchWork):
        start(user=person, who="Lyon")
    start(who="Lyon")
    carried_out(first)
    start(user=person, who="Lyon")


def test_work_that_nobody_was_told_to_begin_is_asked_for_again_and_done_once(kinds):
    work = start()
    DBTaskResult.objects.all().delete()
    background.tidy(timezone.now())
    assert not DBTaskResult.objects.exists()
    Work.objects.update(alive_at=timezone.now() - background.FORGOTTEN - timedelta(seconds=1))
    background.tidy(timezone.now())
    background.tidy(timezone.now())
    assert DBTaskResult.objects.count() == 1
    assert carried_out(work).attempts == 1


def test_work_is_not_kept_without_being_asked_for(kinds, monkeypatch):
    def broken(*args):
        raise OSError("The queue is gone")

    monkeypatch.setattr(type(background.carry_out), "enqueue", broken)
    with pytest.raises(OSError, match="queue"):
        start()
    assert not Work.objects.exists()


def test_the_same_is_begun_once_and_another_anew(kinds):
    first = start()
    assert start() == first
    carried_out(first)
    assert start() == first
    others = [start(who="Turin"), start(version="2"), start(user=make.user())]
    with translation.override("de"):
        others.append(start())
    assert len({first.pk, *(each.pk for each in others)}) == 5


def test_what_failed_is_begun_anew(kinds):
    assert carried_out(start("broken")) != start("broken")


def test_nothing_is_carried_out_twice(kinds):
    work = carried_out(start())
    kinds["letter"] = refused
    assert carried_out(work).state == "done"


def silence(work):
    Work.objects.filter(pk=work.pk).update(alive_at=timezone.now() - background.SILENT - timedelta(seconds=1))


def test_interrupted_work_is_begun_anew_by_the_page_that_waits(kinds, client):
    work = start()
    work.note(state="running", attempts=1)
    client.get(work.get_absolute_url())
    work.refresh_from_db()
    assert work.state == "running"
    silence(work)
    client.get(work.get_absolute_url())
    work.refresh_from_db()
    assert (work.state, DBTaskResult.objects.count()) == ("waiting", 2)
    assert carried_out(work).state == "done"


def test_work_that_is_interrupted_three_times_is_given_up(kinds):
    work = start()
    work.note(state="running", attempts=3)
    silence(work)
    background.tidy(timezone.now())
    work.refresh_from_db()
    assert (work.state, work.problem) == (
        "failed",
        "It was interrupted several times and given up: start it again later.",
    )


def test_results_are_removed_after_a_day(kinds):
    work, fresh = carried_out(start()), carried_out(start(who="Turin"))
    Work.objects.filter(pk=work.pk).update(created=timezone.now() - background.KEPT - timedelta(seconds=1))
    background.tidy(timezone.now())
    assert list(Work.objects.all()) == [fresh]


def test_work_that_fell_silent_long_ago_is_removed_as_well(kinds):
    long_ago = timezone.now() - background.KEPT - timedelta(seconds=1)
    start()
    Work.objects.update(state="running", created=long_ago, alive_at=timezone.now())
    background.tidy(timezone.now())
    assert Work.objects.exists()
    Work.objects.update(alive_at=long_ago, attempts=1)
    background.tidy(timezone.now())
    assert not Work.objects.exists()


def test_the_worker_clears_away_as_long_as_it_lives(kinds, monkeypatch):
    work = start()
    Work.objects.filter(pk=work.pk).update(created=timezone.now() - background.KEPT - timedelta(seconds=1))
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) > 1:
            raise StopIteration

    monkeypatch.setattr(worker.time, "sleep", sleep)
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    with pytest.raises(StopIteration):
        worker.again_and_again(worker.clear, worker.PAUSE)
    assert (pauses, Work.objects.exists()) == ([300, 300], False)


def test_work_that_nobody_begins_says_so(kinds, client):
    work = start()
    assert "other work may come first" not in client.get(work.get_absolute_url()).content.decode()
    silence(work)
    assert "other work may come first" in client.get(work.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_waits(kinds):
    work = start()
    call_command("work", once=True)
    work.refresh_from_db()
    assert (work.state, bytes(work.content)) == ("done", b"Dear Graz")
    assert [task.status for task in DBTaskResult.objects.all()] == ["SUCCESSFUL"]


@pytest.mark.full
def test_the_worker_ends_with_the_server_that_began_it(tmp_path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3"}
    command = [sys.executable, settings.BASE_DIR / "manage.py"]
    subprocess.run([*command, "migrate", "--verbosity", "0"], env=environment, check=True)
    worker = subprocess.Popen([*command, "work", "--until-input-ends"], stdin=subprocess.PIPE, env=environment)
    time.sleep(3)
    assert worker.poll() is None
    worker.stdin.close()
    try:
        worker.wait(20)
    finally:
        worker.kill()
