"""The home page: what people see of the project on a day, and in which language."""

import os
import subprocess
import sys
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from cityregions.project.glance import COUNTED, Glance
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch):
    """Sets the day: `on("2014-03-15")`."""
    return lambda day: monkeypatch.setattr(timezone, "localdate", lambda: date.fromisoformat(day))


def home(client, address="/", **headers):
    return client.get(address, headers=headers).content.decode()


def test_before_a_project_is_loaded_it_says_what_to_do(client):
    answer = client.get("/")
    assert (answer.status_code, "load_project" in answer.content.decode()) == (200, True)


def test_it_tells_the_project(client):
    project = make.project(
        name="Increasing the Competitiveness",
        objective="Find good practice.",
        rationale="Services have to be run at metropolitan scale.",
        starts_on="2012-07-01",
        ends_on="2014-12-31",
        budget_total_eur=1600000,
        cofinancing_rate=75,
        lead_partner=make.partner(name="City of Leipzig", contact_unit="City Planning Office"),
        secretariat=make.stakeholder(name="INFRASTRUKTUR"),
    )
    make.outcome(project=project, text="a position paper")
    make.related_project(project=project, name="Via Regia Plus")
    make.further_support(project=project, text="The German federal programme supported the work.")
    page = home(client)
    for text in (
        "Increasing the Competitiveness",
        "Find good practice.",
        "Services have to be run at metropolitan scale.",
        "1 July 2012",
        "31 December 2014",
        "1,600,000",
        "75 %",
        "City of Leipzig",
        "City Planning Office",
        "INFRASTRUKTUR",
        "a position paper",
        "Via Regia Plus",
        "The German federal programme supported the work.",
    ):
        assert text in page


def test_each_number_leads_to_its_list(client):
    project = make.project()
    for number in range(3):
        make.output(title=f"Output {number}")
    make.output(status="draft")
    numbers = {number["url"]: number["count"] for number in Glance(project, None, date(2014, 1, 1)).numbers()}
    assert (len(numbers), numbers["/outputs/"], numbers["/pilots/"]) == (len(COUNTED), 3, 0)
    page = home(client)
    for address in numbers:
        assert client.get(address).status_code == 200
        assert f'href="{address}"' in page


@pytest.mark.parametrize(
    ("day", "expected", "other"),
    [
        ("2012-06-30", "The project starts on", "The project ended on"),
        ("2012-07-01", "What is next", "The project starts on"),
        ("2014-12-31", "What is next", "The project ended on"),
        ("2015-01-01", "The project ended on", "What is next"),
    ],
)
def test_it_says_whether_the_project_is_over(client, on, day, expected, other):
    make.project(starts_on="2012-07-01", ends_on="2014-12-31")
    on(day)
    page = home(client)
    assert (expected in page, other in page) == (True, False)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2014-03-01", ["Workshop", "Conference"]),
        ("2014-03-15", ["Workshop", "Conference"]),
        ("2014-03-16", ["Conference"]),
    ],
)
def test_it_shows_what_is_next_from_the_next_on(day, expected):
    make.event(title="Conference", starts_on="2014-09", ends_on=None)
    make.event(title="Workshop", starts_on="2014-03-14", ends_on="2014-03-15")
    glance = Glance(make.project(), None, date.fromisoformat(day))
    assert [str(event) for event in glance.next_events] == expected


def test_when_nothing_is_next_it_shows_what_was_last(client, on):
    make.project(ends_on="2014-12-31")
    make.event(title="First", starts_on="2012-10")
    make.event(title="Last", starts_on="2014-12-10")
    make.event(title="Undated")
    on("2015-01-01")
    glance = Glance(make.project(), None, date(2015, 1, 1))
    assert [str(event) for event in glance.last_events()] == ["Last", "First"]
    assert "The last events" in home(client)


def test_staff_sees_what_is_due_and_what_is_late(client, on):
    project = make.project()
    make.output(title="Done", status="draft", due_on="2014-02", delivered_on="2014-02-01")
    make.output(title="Late", status="draft", due_on="2014-03-14")
    make.output(title="By its activity", status="draft", activity=make.activity(ends_on="2014-03"))
    make.output(title="Without a day", status="draft")
    staff = make.user(make.partner())
    due = {user: Glance(project, user, date(2014, 3, 15)).due_outputs() for user in (staff, None)}
    assert [str(output) for output in due[staff]] == ["Late", "By its activity"]
    assert list(due[None]) == []
    on("2014-03-15")
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    assert home(client).count("tone-bad") == 1


def test_progress_counts_outputs_handed_in_against_those_owed():
    first, second = make.phase(number=1), make.phase(number=2)
    make.output(activity=make.activity(phase=first), delivered_on="2014-01-01")
    make.output(activity=make.activity(phase=second), delivered_on="2014-03-01")
    make.output(activity=make.activity(phase=second), delivered_on="2014-05-01")
    glance = Glance(make.project(), None, date(2014, 4, 1))
    assert (glance.delivered(), glance.owed()) == (2, 3)
    assert [phase.percent for phase in glance.phases] == [100, 50]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ("de", "/de/"),
        ("de-AT,de;q=0.9,en;q=0.5", "/de/"),
        ("fr,pl;q=0.8", "/pl/"),
        ("cs", "/cs/"),
        ("it-IT", "/it/"),
        ("en", None),
        ("en-GB,de;q=0.9", None),
        ("fr", None),
        ("", None),
        ("*", None),
        ("nonsense;;q=x", None),
    ],
)
def test_who_arrives_is_led_to_their_language(client, languages, expected):
    answer = client.get("/", headers={"Accept-Language": languages})
    assert (answer.status_code, answer.headers.get("Location")) == ((302, expected) if expected else (200, None))
    assert {"Accept-Language", "Referer"} <= {name.strip() for name in answer.headers["Vary"].split(",")}


def test_the_question_goes_along(client):
    assert client.get("/?from=mail", headers={"Accept-Language": "de"}).headers["Location"] == "/de/?from=mail"


@pytest.mark.parametrize(
    ("referer", "status"),
    [
        ("http://testserver/de/", 200),
        ("http://testserver/de/areas/graz/", 200),
        ("https://www.graz.at/", 302),
        ("http://testserver.evil.example/", 302),
        ("http://[broken", 302),
    ],
)
def test_who_comes_from_a_page_of_the_portal_wants_english(client, referer, status):
    assert client.get("/", headers={"Accept-Language": "de", "Referer": referer}).status_code == status


@pytest.mark.parametrize("address", ["/de/", "/areas/", "/search/", "/api/v1/", "/healthz/", "/accounts/login/"])
def test_only_the_plain_home_page_leads_on(client, address):
    assert client.get(address, headers={"Accept-Language": "pl"}).status_code == 200


def test_readers_get_no_cookies(client):
    make.project()
    client.get("/", headers={"Accept-Language": "en"})
    assert dict(client.cookies) == {}


def test_health_says_that_all_is_well(client):
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.full
def test_health_says_when_migrations_are_missing(tmp_path):
    """Asked of a portal of its own, whose database nobody has set up."""
    client = "import django; django.setup(); from django.test import Client; client = Client(SERVER_NAME='localhost')"
    ask = f"{client}; print(client.get('/healthz/').content)"
    environ = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cityregions.settings"}
    environ["DATABASE_URL"] = f"sqlite:///{tmp_path}/portal.sqlite3"
    told = subprocess.run([sys.executable, "-c", ask], env=environ, capture_output=True, text=True, check=True)
    assert "migrate" in told.stdout


def test_health_says_when_the_database_does_not_answer(monkeypatch):
    from django.db import DatabaseError

    from cityregions.project import health

    def broken(connection):
        raise DatabaseError

    monkeypatch.setattr(health, "MigrationExecutor", broken)
    answer = Client().get("/healthz/")
    assert (answer.status_code, answer.json()["problem"]) == (503, "The database does not answer.")
