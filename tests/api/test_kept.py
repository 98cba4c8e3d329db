"""What the API keeps is never older than the data, and never shown to anybody who may not see it."""

from datetime import timedelta

import psycopg2
import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cityregions.api import kept
from cityregions.api.kept import Kept
from cityregions.records import postgres, rights
from partners.models import ApiToken, Membership, User
from stakeholders.models import Stakeholder
from tests import make
from tests.api.nouns import LISTS

AREA = "/api/v1/stakeholders/?area=here"
needs_commits = [pytest.mark.postgres, pytest.mark.full, pytest.mark.django_db(transaction=True)]


def names(client, address=AREA):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def is_kept(client, address=AREA):
    """Whether the answer comes without another look at the rows: all that is asked is whether they have changed."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    asked = [query["sql"] for query in captured]
    return [sql for sql in asked if "pg_current_snapshot" not in sql and "has_it_changed" not in sql] == []


class TestUntilAChange:
    pytestmark = needs_commits

    def test_an_answer_is_kept_until_somebody_writes_by_whatever_way(self, client):
        area, row = make.area(slug="here"), make.stakeholder(name="Old")
        other = make.stakeholder_map(slug="map")

        def saved():
            row.area, row.name = area, "Saved"
            row.save()

        def linked():
            other.entries.create(stakeholder=row)

        def sent():
            Client().force_login(person := make.user(coordinator=True))
            program = Client()
            program.force_login(person)
            answer = program.patch(f"/api/v1/stakeholders/{row.slug}/", {"name": "Sent"}, "application/json")
            assert answer.status_code == 200

        steps = [
            (saved, ["Saved"]),
            (lambda: Stakeholder.objects.update(name=Value("Updated")), ["Updated"]),
            (lambda: Stakeholder.objects.bulk_update([row], ["name"]), ["Saved"]),
            (lambda: run(f"UPDATE stakeholders_stakeholder SET name = 'Bare' WHERE id = {row.pk}"), ["Bare"]),
            (sent, ["Sent"]),
            (lambda: make.stakeholder(area=area, name="Zebra"), ["Sent", "Zebra"]),
            (lambda: Stakeholder.objects.filter(name="Zebra").delete(), ["Sent"]),
        ]
        assert names(client) == []
        for change, expected in steps:
            assert is_kept(client)
            change()
            assert names(client) == expected
        on_the_map = "/api/v1/stakeholders/?map=map"
        assert names(client, on_the_map) == []
        linked()
        assert names(client, on_the_map) == ["Sent"]

    def test_transactions_that_end_in_another_order_than_they_began_are_all_seen(self, client):
        area = make.area(slug="here")
        for name in ("A", "B"):
            make.stakeholder(name=name, area=area)
        first, second = own_connection(), own_connection()
        with first.cursor() as one, second.cursor() as two:
            one.execute("UPDATE stakeholders_stakeholder SET name = 'A1' WHERE name = 'A'")
            two.execute("UPDATE stakeholders_stakeholder SET name = 'B2' WHERE name = 'B'")
            assert (names(client), is_kept(client)) == (["A", "B"], True)
            second.commit()
            assert (names(client), is_kept(client)) == (["A", "B2"], True)
            first.commit()
            assert (names(client), is_kept(client)) == (["A1", "B2"], True)
            one.execute("UPDATE stakeholders_stakeholder SET name = 'A3' WHERE name = 'A1'")
            first.rollback()
            assert (names(client), is_kept(client)) == (["A1", "B2"], True)
        first.close()
        second.close()

    def test_what_was_read_before_a_change_is_not_filed_as_what_was_read_after_it(self, client, monkeypatch):
        make.stakeholder(name="Before", area=make.area(slug="here"))
        read = kept.standing

        def late():
            """Somebody writes between the question and the reading, and another asks meanwhile."""
            standing = read()
            monkeypatch.setattr("cityregions.api.middleware.standing", read)
            Stakeholder.objects.update(name=Value("After"))
            assert names(Client()) == ["After"]
            Stakeholder.objects.update(name=Value("Later"))
            return standing

        monkeypatch.setattr("cityregions.api.middleware.standing", late)
        assert names(client) == ["Later"]
        assert names(client) == ["Later"]

    def test_everyone_is_shown_what_they_see_now(self, client):
        area = make.area(slug="here")
        make.output(area=area, title="Draft", status="draft")
        person, partner = make.user(), make.partner(area=area)
        member = Client()
        member.force_login(person)
        address = "/api/v1/outputs/?area=here&fields=title"
        seen = lambda who: [row["title"] for row in who.get(address).json()["results"]]  # noqa: E731
        assert (seen(client), seen(member)) == ([], [])
        membership = Membership.objects.create(user=person, partner=partner)
        assert [seen(each) for each in (client, member, client, member)] == [[], ["Draft"], [], ["Draft"]]
        membership.delete()
        assert (seen(client), seen(member)) == ([], [])
        type(person).objects.filter(pk=person.pk).update(is_staff=True)
        assert (seen(client), seen(member)) == ([], ["Draft"])
        type(person).objects.filter(pk=person.pk).update(is_staff=False)
        assert (seen(client), seen(member)) == ([], [])


class TestAskedWithTheRows:
    """Where answers are not kept but what names and people are is, one query reads the rows and asks for changes."""

    pytestmark = needs_commits

    @pytest.fixture(autouse=True)
    def no_answers(self, settings):
        settings.API_KEPT = 0
        kept.forget()

    def read(self, client, address=AREA, **headers):
        """The names in a list, or the status that refuses it, and how many queries it took."""
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address, headers=headers)
        if answer.status_code != 200:
            return answer.status_code, len(captured)
        return [row["name"] for row in answer.json()["results"]], len(captured)

    def test_a_name_stands_for_another_record_at_once(self, client):
        one, other = make.area(slug="here"), make.area(slug="there")
        make.stakeholder(area=one, name="Of one")
        make.stakeholder(area=other, name="Of the other")
        for _each in range(4):
            found = self.read(client)
        assert found == (["Of one"], 1)
        type(one).objects.filter(pk=one.pk).update(slug="gone")
        type(one).objects.filter(pk=other.pk).update(slug="here")
        assert self.read(client)[0] == ["Of the other"]
        assert self.read(client) == (["Of the other"], 1)
        writer = own_connection()
        with writer.cursor() as cursor:
            cursor.execute("UPDATE areas_metropolitanarea SET slug = 'gone too' WHERE slug = 'here'")
            assert self.read(client) == (["Of the other"], 1)
            writer.commit()
        writer.close()
        assert self.read(client)[0] == 400
        Stakeholder.objects.all().delete()

    def test_a_token_that_is_revoked_and_work_that_ends_open_nothing(self, client):
        area = make.area(slug="here")
        make.output(area=area, title="Draft", status="draft")
        partner = make.partner(area=area)
        person = make.user(partner)
        token, key = ApiToken.objects.create(user=person)
        address, bearer = "/api/v1/outputs/?area=here&fields=slug", {"authorization": f"Bearer {key}"}
        read = lambda: client.get(address, headers=bearer)  # noqa: E731
        for _each in range(4):
            assert len(read().json()["results"]) == 1
        with CaptureQueriesContext(connection) as captured:
            read()
        assert len(captured) == 1
        Membership.objects.filter(user=person).delete()
        assert read().status_code == 401
        Membership.objects.create(user=person, partner=partner)
        for _each in range(4):
            assert len(read().json()["results"]) == 1
        token.delete()
        assert read().status_code == 401

    def test_an_empty_page_is_asked_for_apart(self, client):
        make.area(slug="here")
        for _each in range(3):
            assert self.read(client)[0] == []


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def own_connection():
    told = connection.get_connection_params()
    return psycopg2.connect(**{key: told[key] for key in ("dbname", "user", "password", "host", "port") if key in told})


@pytest.mark.django_db
def test_within_a_transaction_and_on_other_databases_nothing_is_kept():
    with transaction.atomic():
        assert kept.standing() is None


@pytest.mark.postgres
@pytest.mark.django_db
def test_every_table_that_answers_are_made_of_leaves_marks():
    with connection.cursor() as cursor:
        cursor.execute(postgres.MARKED)
        marked = {table for (table,) in cursor.fetchall()}
    assert marked == {model._meta.db_table for model in postgres.marked_models()}
    assert {viewset.queryset.model._meta.db_table for viewset in LISTS.values()} <= marked
    assert "stakeholders_mapentry" in marked


# Of the account itself, which each request reads anew.
OF_THE_ACCOUNT = {"pk", "id", "is_active", "is_staff", "is_authenticated", "is_coordinator"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["coordinator", "staff", "contact", "nobody"])
def test_rules_ask_of_a_person_only_what_answers_are_kept_by(role, monkeypatch):
    person = make.user(make.partner() if role == "staff" else None, coordinator=role == "coordinator")
    if role == "contact":
        make.contact(user=person)
    kept.sight_of(person)
    asked, get = set(), User.__getattribute__

    def note(self, name):
        asked.add(name)
        return get(self, name)

    monkeypatch.setattr(User, "__getattribute__", note)
    for model in rights.stated_models():
        rights.condition(model, person)
    monkeypatch.undo()
    assert {name for name in asked if not name.startswith("_")} <= {*kept.RULED_BY, *OF_THE_ACCOUNT}
    assert "is_coordinator" in asked


def test_what_was_asked_for_long_ago_makes_room():
    answers = Kept(10, weight=len)
    for key in "abc":
        answers.keep(key, key * 4)
    answers.keep("long", "l" * 11)
    assert [answers.get(key) for key in ("a", "b", "c", "long")] == [None, "bbbb", "cccc", None]
    answers.get("b")
    answers.keep("d", "dddd")
    assert [answers.get(key) for key in "bcd"] == ["bbbb", None, "dddd"]


class TestWholes:
    """Answers that are sent again as they were, to whoever asks the same."""

    pytestmark = needs_commits

    def test_who_has_the_answer_is_told_so_and_a_changed_one_is_sent(self, client):
        row = make.stakeholder(name="Old", area=make.area(slug="here"))
        for _each in range(3):
            tag = client.get(AREA).headers["ETag"]
            again = client.get(AREA, headers={"if-none-match": tag, "origin": "https://tool.example"})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["Access-Control-Allow-Origin"] == "*"
        Stakeholder.objects.filter(pk=row.pk).update(name="New")
        assert client.get(AREA, headers={"if-none-match": tag}).json()["results"][0]["name"] == "New"

    def test_a_kept_answer_has_the_head_of_the_first_one(self, client):
        make.stakeholder(area=make.area(slug="here"))
        first, second = client.get(AREA), client.get(AREA)
        of_one = {"X-Request-ID", "RateLimit"}
        heads = [{name: value for name, value in each.items() if name not in of_one} for each in (first, second)]
        assert heads[0] == heads[1]
        assert first.content == second.content
        assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
        assert first.headers["RateLimit"] != second.headers["RateLimit"]

    def test_a_token_that_ends_gets_no_kept_answer(self, client):
        membership = make.membership()
        token, key = ApiToken.objects.create(user=membership.user, prefix="cire_", expiry=timedelta(hours=1))
        make.output(area=make.area(slug="here"), title="Draft", status="draft")
        ask = lambda: client.get("/api/v1/outputs/?area=here", headers={"authorization": f"Bearer {key}"})  # noqa: E731
        assert [len(ask().json()["results"]) for _each in range(3)] == [1, 1, 1]
        assert client.get("/api/v1/outputs/?area=here").json()["results"] == []
        ApiToken.objects.filter(pk=token.pk).update(expiry=timezone.now() - timedelta(seconds=1))
        assert (ask().status_code, ask().json()["errors"][0]["code"]) == (401, "expired_token")
        ApiToken.objects.filter(pk=token.pk).update(expiry=None)
        assert ask().status_code == 200
        token.delete()
        assert ask().status_code == 401

    def test_a_token_is_told_to_be_used_and_drops_nothing_that_is_kept(self, client):
        token, key = ApiToken.objects.create(user=make.membership().user, prefix="cire_")
        make.area(slug="here")
        assert is_kept(client)
        client.get("/api/v1/areas/", headers={"authorization": f"Bearer {key}"})
        token.refresh_from_db()
        assert token.last_used is not None
        with CaptureQueriesContext(connection) as captured:
            client.get(AREA)
        # Whether anything has changed is asked of the driver itself.
        assert len(captured) == 0

    def test_a_kept_answer_counts_towards_the_limit(self, client, settings):
        settings.API_LIMIT_ADDRESS = 4
        make.area(slug="here")
        assert [client.get(AREA).status_code for _each in range(6)] == [200] * 4 + [429] * 2
