"""API tokens: made and revoked by the people for whom tools act, and what a tool may do with one."""

import logging
import re
import time
from datetime import date, timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.utils import timezone

from cityregions.api.routes import registered
from cityregions.web.logs import WithoutSecrets, note
from partners.models import ApiToken
from partners.tokens import make_token
from tests import make
from tests.api.test_rights import token
from tests.pages.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def ida(client):
    person = make.user(make.partner(), name="Ida Staff", email="ida@example.org", language="de")
    sign_in(client, person)
    return person


def sign_in(client, person):
    """Signs the person in just now."""
    make.sign_in(client, person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session.save()


def later(**delta):
    return timezone.localdate() + timedelta(**delta)


def sent(**changes):
    fields = {"name": "Power BI", "last_day": later(days=30).isoformat(), "read_only": "on"}
    return {name: value for name, value in (fields | changes).items() if value is not None}


def make_one(client, **changes):
    answer = client.post("/accounts/tokens/new/", sent(**changes))
    return answer, (re.findall(r'value="(cire_\w+)"', answer.content.decode()) or [None])[0]


def complaints(answer):
    assert answer.status_code == 200
    return {name: list(errors) for name, errors in answer.context["form"].errors.items()}


def test_a_token_is_made_shown_once_and_told_by_mail(client, ida, mailoutbox):
    answer, key = make_one(client, nouns=["partners", "areas"])
    assert "no-store" in answer.headers["Cache-Control"]
    made = ApiToken.objects.get()
    assert (made.user, made.name, made.read_only, sorted(made.nouns)) == (ida, "Power BI", True, ["areas", "partners"])
    assert timezone.localtime(made.expiry).date() == later(days=30)
    assert key.startswith(made.token_key)
    assert client.get("/api/v1/partners/", headers={"authorization": f"Bearer {key}"}).status_code == 200
    page = client.get("/accounts/tokens/").content.decode()
    assert made.token_key in page
    assert key not in page
    assert made.digest not in page
    (mail,) = mailoutbox
    assert mail.to == ["ida@example.org"]
    assert made.token_key in mail.body
    assert key not in mail.body
    assert "/accounts/tokens/" in mail.body


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"last_day": "soon"}, "last_day"),
        ({"last_day": lambda: later(days=-1)}, "last_day"),
        ({"last_day": lambda: later(days=731)}, "last_day"),
        ({"last_day": None}, "last_day"),
        ({"nouns": ["people"]}, "nouns"),
        ({"name": "x" * 101}, "name"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(client, ida, changes, wrong):
    changes = {name: value().isoformat() if callable(value) else value for name, value in changes.items()}
    answer, _key = make_one(client, **changes)
    assert list(complaints(answer)) == [wrong]
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("days", [0, 730])
def test_it_may_end_today_or_in_two_years(client, ida, days):
    assert make_one(client, last_day=later(days=days).isoformat())[1]


def test_who_makes_one_has_shown_lately_who_they_are(client, ida, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    for answer in (client.get("/accounts/tokens/new/"), client.post("/accounts/tokens/new/", sent())):
        assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    assert not ApiToken.objects.exists()
    assert client.get("/accounts/tokens/").status_code == 200


def test_one_is_revoked_and_no_other_nor_that_of_others(client, ida):
    (mine, header), (other, _), (foreign, _) = token(user=ida), token(user=ida), token()
    for key, status in ((mine.token_key, 302), (foreign.token_key, 404), ("", 404)):
        assert client.post("/accounts/tokens/revoke/", {"token": key}).status_code == status
    assert set(ApiToken.objects.all()) == {other, foreign}
    client.logout()
    assert client.get("/api/v1/partners/", headers=header).status_code == 401


def test_the_list_says_how_each_stands(client, ida):
    assert "No tool has a token of yours" in text(client.get("/accounts/tokens/"))
    token(user=ida, name="Old", expiry=timedelta(seconds=-1))
    token(user=ida, name="Fresh", expiry=timedelta(days=9), read_only=False, nouns=["outputs"])
    token(name="Somebody's")
    page = text(client.get("/accounts/tokens/"))
    for words in ("Old", "expired", "Fresh", "read and write: outputs", "read: everything", "not yet"):
        assert words in page
    assert "Somebody" not in page
    assert "1 tool acts for you" in text(client.get("/accounts/"))


def test_the_list_asks_the_same_for_one_as_for_many(client, ida, django_assert_num_queries):
    token(user=ida)
    client.get("/accounts/tokens/")
    with django_assert_num_queries(6) as few:
        client.get("/accounts/tokens/")
    for _n in range(3):
        token(user=ida)
    with django_assert_num_queries(len(few)):
        client.get("/accounts/tokens/")


@pytest.mark.parametrize("kind", ["contact", "stranger"])
def test_people_who_do_not_work_here_have_none(client, kind):
    person = make.user()
    if kind == "contact":
        make.contact(user=person)
    make.sign_in(client, person)
    for address in ("/accounts/tokens/", "/accounts/tokens/new/"):
        assert client.get(address).status_code == 403
    assert client.post("/accounts/tokens/new/", sent()).status_code == 403
    assert "API token" not in text(client.get("/accounts/"))


def ended(person):
    person.memberships.update(until=date(2014, 1, 1))


def partner_left(person):
    person.memberships.get().partner.__class__.objects.update(left_on="2014-01-01")


def closed(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("end", [ended, partner_left, closed])
def test_it_stops_with_the_work_or_the_account_of_its_person(client, end):
    made, header = token()
    assert client.get("/api/v1/partners/", headers=header).status_code == 200
    end(made.user)
    answer = client.get("/api/v1/partners/", headers=header)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) in {(401, "ended_work"), (401, "closed_account")}


def kept_to(*nouns, **fields):
    return token(nouns=list(nouns), user=make.user(coordinator=True), **fields)[1]


def code(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_a_token_for_some_nouns_is_refused_all_others_with_their_names(client):
    make.project()
    header = kept_to("partners", "areas")
    open_to_it = []
    for noun, _viewset in registered():
        answer = client.get(f"/api/v1/{noun}/?q=graz" if noun == "search" else f"/api/v1/{noun}/", headers=header)
        if answer.status_code == 200:
            open_to_it.append(noun)
        else:
            assert code(answer) == (403, "noun_not_allowed"), noun
            assert "areas, partners" in answer.json()["detail"]
    assert sorted(open_to_it) == ["areas", "partners"]
    assert set(client.get("/api/v1/", headers=header).json()) == {"areas", "partners", "schema", "docs"}
    assert client.get("/api/v1/schema/", headers=header).status_code == 200


def test_it_reads_no_detail_nests_no_record_and_writes_nothing_of_others(client):
    pilot = make.pilot(slug="tram", area=make.area(slug="here"))
    header = kept_to("pilots", read_only=False)
    assert client.get("/api/v1/pilots/tram/", headers=header).json()["area"] == "here"
    for address in ("areas/here/", "pilots/tram/?expand=area", "pilots/?expand=area"):
        assert code(client.get(f"/api/v1/{address}", headers=header)) == (403, "noun_not_allowed"), address
    writing = {"content_type": "application/json", "headers": header}
    assert client.patch("/api/v1/pilots/tram/", {"title": "Tram"}, **writing).status_code == 200
    assert code(client.patch("/api/v1/areas/here/", {"name": "X"}, **writing)) == (403, "noun_not_allowed")
    assert code(client.post("/api/v1/areas/", {"name": "X"}, **writing)) == (403, "noun_not_allowed")
    assert code(client.delete("/api/v1/areas/here/", **writing)) == (403, "noun_not_allowed")
    pilot.area.refresh_from_db()
    assert pilot.area.name != "X"


def test_search_and_history_tell_it_only_of_its_nouns(client):
    person = make.user(coordinator=True)
    for row in (make.partner(name="Graz city"), make.stakeholder(name="Graz trams"), make.milestone(text="Graz")):
        row._history_user = person
        row.save()
    found = {}
    for nouns in (["search", "history", "stakeholders"], []):
        header = kept_to(*nouns)
        hits = client.get("/api/v1/search/?q=graz", headers=header).json()
        assert set(hits["totals"]) == {hit["noun"] for hit in hits["results"]}
        changes = client.get("/api/v1/history/?page_size=1000&count=true", headers=header).json()
        kinds = {row["record"]["record"].partition("/")[0] for row in changes["results"]}
        assert changes["count"] == len(changes["results"])
        found[len(nouns)] = set(hits["totals"]), kinds
    assert found[3] == ({"stakeholders"}, {"stakeholder"})
    assert {"partners", "stakeholders"} <= found[0][0]
    assert {"partner", "stakeholder", "milestone"} <= found[0][1]


def test_the_feed_of_changes_tells_it_only_of_its_nouns(client):
    make.partner(), make.stakeholder()
    header = kept_to("changes", "stakeholders")
    answer = client.get("/api/v1/changes/", headers=header).json()
    assert {change["noun"] for change in answer["changes"]} == {"stakeholders"}
    cursor = answer["next"]
    make.partner(), make.stakeholder()
    later = client.get(f"/api/v1/changes/?after={cursor}", headers=header).json()
    assert {change["noun"] for change in later["changes"]} == {"stakeholders"}
    assert client.get("/api/v1/changes/", headers=kept_to("stakeholders")).status_code == 403


def test_files_are_those_of_output_files(client):
    address = make.output_file(output=make.output(status="draft")).get_absolute_url()
    assert client.get(address, headers=kept_to("output-files")).status_code == 200
    refused = client.get(address, headers=kept_to("outputs"))
    assert (refused.status_code, "only: outputs" in refused.content.decode()) == (403, True)


def test_evidence_is_that_of_evidence_files(client):
    report = make.report(started_at=timezone.now(), status="submitted")
    evidence = make.evidence_file(progress_entry=make.progress_entry(report=report, activity=make.activity()))
    address = evidence.get_absolute_url()
    assert client.get(address, headers=kept_to("evidence-files")).status_code == 200
    assert client.get(address, headers=kept_to("output-files")).status_code == 403


def test_what_tells_of_every_noun_and_does_not_heed_them_is_closed_to_it(client, monkeypatch):
    from cityregions.workplan.progress.api import ProgressViewSet

    monkeypatch.setattr(ProgressViewSet, "heeds_nouns", False)
    assert client.get("/api/v1/progress/", headers=kept_to("progress")).status_code == 403
    assert client.get("/api/v1/progress/", headers=kept_to()).status_code == 200


def test_the_log_tells_of_its_life_and_never_its_key(client, ida, caplog):
    caplog.set_level(logging.INFO, "portal.access")
    _answer, key = make_one(client)
    header = {"authorization": f"Bearer {key}"}
    client.logout()
    for _n in range(2):
        client.get("/api/v1/partners/", headers=header)
    client.get("/api/v1/partners/", headers={"authorization": "Bearer cire_wrong"})
    sign_in(client, ida)
    client.post("/accounts/tokens/revoke/", {"token": key[:15]})
    lines = [record.getMessage() for record in caplog.records if record.name == "portal.access"]
    token_lines = [line for line in lines if line.startswith("token")]
    assert [line.partition("token=")[0] for line in token_lines if "token=" in line] == [
        "token made ",
        "token used ",
        "token revoked ",
    ]
    assert f'token used token="{key[:15]}" user={ida.pk} address="127.0.0.1"' in lines
    assert 'token refused reason="unknown_token" address="127.0.0.1"' in lines
    assert key not in caplog.text


def test_a_line_of_the_log_keeps_the_beginning_of_a_token_and_no_more(caplog):
    caplog.set_level(logging.INFO, "portal.access")
    note("asked", by="cire_0123456789abcdefgh", start="cire_0123456789")
    record = caplog.records[-1]
    WithoutSecrets().filter(record)
    assert record.getMessage() == 'asked by="cire_0123456789***" start="cire_0123456789"'


def test_a_mail_says_which_coordinator_made_it(mailoutbox):
    person, chief = make.user(make.partner()), make.user(coordinator=True, name="Maria Chief")
    made, _key = make_token(person, chief, None, name="Kumu", read_only=False, nouns=["relations"])
    (mail,) = mailoutbox
    for words in ("Maria Chief", "Kumu", made.token_key, "changes what you may change", "relations"):
        assert words in mail.body
