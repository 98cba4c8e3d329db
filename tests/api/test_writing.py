"""Writing through the API: rows with their parts, related records by slug, the model's own rules and sentences."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from cityregions.practices.models import Practice
from cityregions.records.models import KeptAnswer
from partners.models import Partner
from pilots.models import Milestone, Pilot
from stakeholders.models import Assessment, MapEntry, Relation, Stakeholder
from tests import make
from tests.api.test_rights import token

pytestmark = pytest.mark.django_db
NEW = {"name": "Verkehrsverbund"}


def errors(answer):
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def test_a_row_is_added_with_a_name_of_its_own(send, coordinator):
    make.stakeholder(slug="verkehrsverbund")
    answer = send("post", "stakeholders/", NEW | {"area": make.area(slug="graz").slug})
    assert answer.status_code == 201
    assert (answer.json()["slug"], answer.json()["area"]) == ("verkehrsverbund-2", "graz")
    assert answer.headers["Location"] == "http://testserver/api/v1/stakeholders/verkehrsverbund-2/"
    line = Stakeholder.objects.get(name="Verkehrsverbund").history.get()
    assert (line.history_type, line.history_user, line.area.slug) == ("+", coordinator, "graz")


def test_what_is_written_is_found_again(send, get, coordinator):
    make.practice(slug="verbund", name="Verbund")
    assert send("patch", "practices/verbund/", {"name": "Łódzki Obszar"}).status_code == 200
    assert [row["slug"] for row in get("practices/?search=lodzki")[1]["results"]] == ["verbund"]


def test_only_the_keys_that_are_sent_change_and_one_line_of_history_says_so(send, coordinator):
    row = make.stakeholder(slug="a", role="old", website="https://a.example.org")
    answer = send("patch", "stakeholders/a/", {"role": " new "}, x_change_reason="letter of 3 May")
    assert (answer.json()["role"], answer.json()["website"]) == ("new", "https://a.example.org")
    line = row.history.first()
    assert (line.history_type, line.role, line.history_change_reason) == ("~", "new", "letter of 3 May")
    assert row.history.count() == 2


def test_a_put_needs_what_a_row_needs_and_leaves_alone_what_it_does_not_name(send, coordinator):
    make.relation()
    relation = Relation.objects.get()
    assert errors(send("put", f"relations/{relation.pk}/", {"kind": "owns"})) == [
        ("#/from_stakeholder", "required"),
        ("#/to_stakeholder", "required"),
    ]
    ends = {"from_stakeholder": relation.from_stakeholder.slug, "to_stakeholder": relation.to_stakeholder.slug}
    assert send("put", f"relations/{relation.pk}/", {"kind": "owns", **ends}).json()["kind"] == "owns"


@pytest.mark.parametrize(
    ("noun", "sent", "expected"),
    [
        ("stakeholders", {}, [("#/name", "required")]),
        ("stakeholders", {"name": "  "}, [("#/name", "blank")]),
        ("stakeholders", {"name": None}, [("#/name", "null")]),
        ("stakeholders", {"name": 7}, [("#/name", "invalid")]),
        ("stakeholders", {"name": ["a"]}, [("#/name", "invalid")]),
        ("stakeholders", {"name": "a" * 201}, [("#/name", "max_length")]),
        ("stakeholders", NEW | {"naem": "x"}, [("#/naem", "unknown")]),
        ("stakeholders", NEW | {"a/b~c": "x"}, [("#/a~1b~0c", "unknown")]),
        ("stakeholders", NEW | {"search_text": "x"}, [("#/search_text", "unknown")]),
        ("stakeholders", NEW | {"maps": ["x"]}, [("#/maps", "read_only")]),
        ("stakeholders", NEW | {"slug": "Not one"}, [("#/slug", "invalid")]),
        ("stakeholders", NEW | {"slug": "new"}, [("#/slug", "invalid")]),
        ("stakeholders", NEW | {"slug": "taken"}, [("#/slug", "unique")]),
        ("stakeholders", NEW | {"category": "club"}, [("#/category", "invalid_choice")]),
        ("stakeholders", NEW | {"area": "nowhere"}, [("#/area", "does_not_exist")]),
        ("stakeholders", NEW | {"area": 1}, [("#/area", "invalid")]),
        ("stakeholders", NEW | {"area": {"slug": "graz"}}, [("#/area", "invalid")]),
        ("stakeholders", NEW | {"is_group": "yes"}, [("#/is_group", "invalid")]),
        ("stakeholders", NEW | {"is_group": None}, [("#/is_group", "null")]),
        ("stakeholders", NEW | {"website": "no address"}, [("#/website", "invalid")]),
        (
            "stakeholders",
            NEW | {"latitude": 91, "longitude": 0},
            [("#/latitude", "max_value")],
        ),
        ("stakeholders", NEW | {"latitude": 9}, [("#/longitude", "invalid")]),
        ("stakeholders", NEW | {"latitude": True, "longitude": 1}, [("#/latitude", "invalid")]),
        ("stakeholders", NEW | {"extra": []}, [("#/extra", "invalid")]),
        ("stakeholders", NEW | {"extra": {"a": 10**20}}, [("#/extra", "invalid")]),
        ("stakeholders", NEW | {"detail_sources": None}, [("#/detail_sources", "invalid")]),
        ("events", {"title": "A", "kind": "meeting", "meeting_number": -1}, [("#/meeting_number", "min_value")]),
        ("events", {"title": "A", "kind": "meeting", "meeting_number": 10**30}, [("#/meeting_number", "max_value")]),
        ("events", {"title": "A", "kind": "meeting", "meeting_number": 1.5}, [("#/meeting_number", "invalid")]),
        ("events", {"title": "A", "kind": "meeting", "starts_on": "soon"}, [("#/starts_on", "invalid")]),
        ("events", {"title": "A", "kind": "meeting", "starts_on": 2014}, [("#/starts_on", "invalid")]),
        (
            "events",
            {"title": "A", "kind": "meeting", "starts_on": "2014", "ends_on": "2013"},
            [("#/ends_on", "invalid")],
        ),
        ("events", {"title": "A", "kind": "meeting", "co_hosts": "taken"}, [("#/co_hosts", "invalid")]),
        ("events", {"title": "A", "kind": "meeting", "co_hosts": ["taken", "x"]}, [("#/co_hosts/1", "does_not_exist")]),
        ("outputs", {"title": "A", "kind": "study", "languages": "en"}, [("#/languages", "invalid")]),
        ("outputs", {"title": "A", "kind": "study", "languages": ["English"]}, [("#/languages", "invalid")]),
        (
            "partners",
            {"name": "A", "kind": "city", "area": "graz", "cofinancing_rate": "NaN"},
            [("#/cofinancing_rate", "invalid")],
        ),
        (
            "partners",
            {"name": "A", "kind": "city", "area": "graz", "cofinancing_rate": 75.125},
            [("#/cofinancing_rate", "max_decimal_places")],
        ),
        ("partners", {"name": "A", "kind": "city", "area": "graz", "role": "lead"}, [("#/role", "unique")]),
        ("partners", {"name": "A", "kind": "city", "area": "graz", "budget": []}, [("#/budget", "invalid")]),
        ("partners", {"name": "A", "kind": "city", "area": "graz", "budget": {}}, [("#/budget/text", "invalid")]),
        (
            "partners",
            {"name": "A", "kind": "city", "area": "graz", "budget": {"amount_eur": -1}},
            [("#/budget/amount_eur", "min_value")],
        ),
        (
            "agreements",
            {
                "title": "A",
                "form": "contract",
                "status": "draft",
                "area": "graz",
                "parties": [{"stakeholder": "taken"}, {"stakeholder": "taken"}],
            },
            [("#/parties/1/stakeholder", "unique")],
        ),
        (
            "agreements",
            {"title": "A", "form": "contract", "status": "draft", "area": "graz", "parties": [{"who": "taken"}, 7]},
            [("#/parties/1", "invalid"), ("#/parties/0/who", "unknown"), ("#/parties/0/stakeholder", "required")],
        ),
        (
            "agreements",
            {"title": "A", "form": "contract", "status": "draft", "area": "graz", "parties": {}},
            [("#/parties", "invalid")],
        ),
        (
            "agreements",
            {
                "title": "A",
                "form": "contract",
                "status": "draft",
                "area": "graz",
                "parties": [{"id": 1, "stakeholder": "taken"}],
            },
            [("#/parties/0/id", "does_not_exist")],
        ),
    ],
)
def test_what_breaks_a_rule_is_named_and_nothing_is_saved(send, coordinator, noun, sent, expected):
    make.stakeholder(slug="taken")
    make.partner(area=make.area(slug="graz"), role="lead")
    counted = [model.objects.count() for model in (Stakeholder, Partner)]
    answer = send("post", f"{noun}/", sent)
    assert (answer.status_code, errors(answer)) == (400, expected)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [model.objects.count() for model in (Stakeholder, Partner)] == counted


def test_an_unknown_key_is_answered_with_the_known_ones(send, coordinator):
    error = send("post", "parties/", {"who": "x"}).json()["errors"][0]
    assert error["known"] == ["id", "agreement", "stakeholder", "signed_on"]


def test_rules_of_conditions_and_expressions_hold(send, coordinator):
    ends = [make.stakeholder(slug="a"), make.stakeholder(slug="b")]
    make.relation(from_stakeholder=ends[0], to_stakeholder=ends[1], kind="cooperates_with")
    back = {"from_stakeholder": "b", "to_stakeholder": "a", "kind": "cooperates_with"}
    assert errors(send("post", "relations/", back)) == [("#/to_stakeholder", "unique")]
    assert "other side" in send("post", "relations/", back).json()["detail"]
    assert errors(send("post", "relations/", back | {"to_stakeholder": "b"})) == [("#/to_stakeholder", "invalid")]
    assert send("post", "relations/", back | {"until": "2014"}).status_code == 201
    pair = [back | {"kind": "owns"}, back | {"kind": "funds"}, back | {"kind": "owns"}]
    assert errors(send("post", "relations/", pair)) == [("#/2/to_stakeholder", "unique")]


def test_a_pilot_is_written_with_all_its_parts(send, get, coordinator):
    make.area(slug="graz")
    body = {
        "title": "Tram",
        "theme": "Transport",
        "area": "graz",
        "partners": [make.partner(slug="body").slug],
        "objectives": [{"text": "first"}, {"text": "second"}],
        "interventions": [{"title": "Park & Ride"}, {"title": "Park & Ride"}],
        "milestones": [{"text": "begun", "reached_on": "2014-03"}],
        "experts": [{"text": "counted", "organisation": make.stakeholder(slug="who").slug}],
    }
    answer = send("post", "pilots/", body)
    assert answer.status_code == 201, answer.json()
    row = get("pilots/tram/")[1]
    assert row == answer.json()
    assert [part["text"] for part in row["objectives"]] == ["first", "second"]
    assert [part["slug"] for part in row["interventions"]] == ["park-ride", "park-ride-2"]
    assert (row["partners"], row["experts"][0]["organisation"]) == (["body"], "who")
    pilot = Pilot.objects.get()
    assert [kept.partner.slug for kept in pilot.history.get().partners.all()] == ["body"]


def test_an_event_is_written_with_agenda_minutes_and_outputs(send, get, coordinator):
    body = {
        "title": "Final conference",
        "kind": "conference",
        "agenda": [{"title": "Welcome", "time": "09:00"}, {"title": "Results"}],
        "minutes": [{"title": "Minutes", "text": "We agreed.", "published": True}],
        "outputs": [make.output(slug="paper").slug],
    }
    answer = send("post", "events/", body)
    assert answer.status_code == 201, answer.json()
    row = get("events/final-conference/")[1]
    assert [(part["title"], part["time"]) for part in row["agenda"]] == [("Welcome", "09:00"), ("Results", "")]
    assert ([part["text"] for part in row["minutes"]], row["outputs"]) == (["We agreed."], ["paper"])
    empty = send("patch", "events/final-conference/", {"minutes": [{"title": "Nothing"}]})
    assert (empty.status_code, empty.json()["detail"]) == (
        400,
        "Write the minutes here, or give the address of their file.",
    )


def test_parts_are_changed_added_removed_and_put_in_order(send, coordinator):
    pilot = make.pilot(slug="tram")
    first, second, third = (make.milestone(pilot=pilot, text=text, position=n) for n, text in enumerate("abc"))
    sent = [{"id": third.pk, "text": "c"}, {"text": "new"}, {"id": first.pk, "text": "A"}]
    answer = send("patch", "pilots/tram/", {"milestones": sent})
    assert [part["text"] for part in answer.json()["milestones"]] == ["c", "new", "A"]
    assert not Milestone.objects.filter(pk=second.pk).exists()
    assert [third.history.count(), first.history.count(), pilot.history.count()] == [1, 2, 1]
    assert Milestone.history.filter(id=second.pk).first().history_user == coordinator


def test_a_part_of_another_record_is_refused(send, coordinator):
    make.pilot(slug="tram")
    other = make.milestone(text="theirs")
    answer = send("patch", "pilots/tram/", {"milestones": [{"id": other.pk, "text": "mine"}]})
    assert (answer.status_code, errors(answer)) == (400, [("#/milestones/0/id", "does_not_exist")])
    other.refresh_from_db()
    assert other.text == "theirs"


def test_a_map_is_written_with_its_entries_and_ratings(send, get, staff):
    for slug in "ab":
        make.stakeholder(slug=slug)
    rating = {"assessed_on": "2014-05-01", "influence": 4, "interest": "2.5"}
    entries = [{"stakeholder": "a", "assessments": [rating]}, {"stakeholder": "b", "x": 0.5, "y": 1}]
    answer = send("post", "stakeholder-maps/", {"name": "Traffic", "area": "here", "entries": entries})
    assert answer.status_code == 201, answer.json()
    assert Assessment.objects.get().assessed_by == staff
    row = get("stakeholder-maps/traffic/")[1]
    assert (row["stakeholders"], row["entries"][0]["assessments"][0]["interest"]) == (["a", "b"], 2.5)
    assert send("patch", "stakeholder-maps/traffic/", {"entries": row["entries"][1:]}).status_code == 200
    assert (MapEntry.objects.count(), Assessment.objects.count()) == (1, 0)


def test_ratings_of_others_stay_theirs(send, get, staff):
    board = make.stakeholder_map(slug="board", area=staff.memberships.get().partner.area)
    theirs = make.assessment(entry=make.entry(stakeholder_map=board), influence=3)
    entries = get("stakeholder-maps/board/")[1]["entries"]
    entries[0]["assessments"][0]["influence"] = 5
    answer = send("patch", "stakeholder-maps/board/", {"entries": entries})
    assert (answer.status_code, errors(answer)) == (403, [("#/entries/0/assessments/0", "forbidden")])
    entries[0]["assessments"] = []
    assert send("patch", "stakeholder-maps/board/", {"entries": entries}).status_code == 403
    theirs.refresh_from_db()
    assert theirs.influence == 3


def test_a_part_that_there_is_once_comes_changes_and_goes(send, coordinator):
    partner = make.partner(slug="body")
    for sent, expected in [({"amount_eur": 5}, 5.0), ({"amount_eur": "7.25"}, 7.25), (None, None)]:
        body = send("patch", "partners/body/", {"budget": sent}).json()
        assert (body["budget"] and body["budget"]["amount_eur"]) == expected
    assert not Partner.objects.filter(pk=partner.pk, budget__isnull=False).exists()


def test_a_new_part_comes_last_unless_it_says_where(send, coordinator):
    pilot = make.pilot(slug="tram")
    make.milestone(pilot=pilot, position=4)
    assert send("post", "milestones/", {"pilot": "tram", "text": "a"}).json()["position"] == 5
    assert send("post", "milestones/", {"pilot": "tram", "text": "b", "position": 1}).json()["position"] == 1


def test_the_project_is_changed_and_neither_added_nor_deleted(send, coordinator):
    make.project()
    assert send("patch", "project/", {"objective": "Work together"}).json()["objective"] == "Work together"
    assert errors(send("patch", "project/", {"is_sample": True})) == [("#/is_sample", "read_only")]
    assert [send(method, "project/", {}).status_code for method in ("post", "delete")] == [405, 405]


def test_the_way_of_a_row_that_others_use(send, staff):
    area = staff.memberships.get().partner.area
    row = make.stakeholder(slug="a", area=area)
    relation = make.relation(from_stakeholder=row, to_stakeholder=make.stakeholder(slug="b", area=area))
    make.contact(stakeholder=make.stakeholder())
    answer = send("delete", "stakeholders/a/")
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["code"], error["others"]) == (409, "in_use", 0)
    assert error["used_by"] == [
        {
            "noun": "relations",
            "id": relation.pk,
            "name": str(relation),
            "url": f"http://testserver/api/v1/relations/{relation.pk}/",
        }
    ]
    assert send("delete", f"relations/{relation.pk}/").status_code == 204
    assert send("delete", "stakeholders/a/", x_change_reason="merged").status_code == 204
    assert Stakeholder.history.filter(slug="a").first().history_change_reason == "merged"


def test_who_uses_a_row_and_may_not_be_seen_is_counted(send, staff):
    board = make.stakeholder_map(area=make.area(), published=False)
    row = make.stakeholder(slug="a", area=staff.memberships.get().partner.area)
    make.practice(organisations=[row])
    Practice.objects.update(published=False)
    make.contact(stakeholder=make.stakeholder())
    rating = make.entry(stakeholder_map=board, stakeholder=row)
    error = send("delete", "stakeholders/a/").json()["errors"][0]
    assert sorted(each["noun"] for each in error["used_by"]) == ["map-entries", "practices"]
    assert error["others"] == 0
    assert rating.pk


def test_trying_out_answers_the_same_and_saves_nothing(send, coordinator):
    make.stakeholder(slug="a", role="old")
    assert send("post", "stakeholders/?dry_run=true", NEW).status_code == 201
    assert send("patch", "stakeholders/a/?dry_run=true", {"role": "new"}).json()["role"] == "new"
    assert send("delete", "stakeholders/a/?dry_run=true").status_code == 204
    assert errors(send("post", "stakeholders/?dry_run=true", {})) == [("#/name", "required")]
    assert list(Stakeholder.objects.values_list("slug", "role")) == [("a", "old")]
    assert send("post", "stakeholders/?dry_run=perhaps", NEW).status_code == 400
    assert send("post", "stakeholders/?dry-run=true", NEW).status_code == 400
    assert Stakeholder.history.count() == 1


def test_the_number_of_a_request_is_answered_and_found_in_the_history(send, get, coordinator, client):
    answer = send("post", "stakeholders/", NEW, x_request_id="import-7")
    assert answer.headers["X-Request-ID"] == "import-7"
    found = get("history/?request_id=import-7")[1]["results"]
    assert [(line["change"], line["record"]["name"], line["request_id"]) for line in found] == [
        ("created", "Verkehrsverbund", "import-7")
    ]
    send("delete", "stakeholders/verkehrsverbund/", x_request_id="import-8")
    assert len(get("history/?request_id=import-8")[1]["results"]) == 1
    for given in ("", "a b", "x" * 65, "ü"):
        made = client.get("/", headers={"x-request-id": given}).headers["X-Request-ID"]
        assert len(made) == 32


def test_a_token_writes_without_a_form_and_a_session_needs_its_word(client):
    person = make.user(coordinator=True)
    header = token(user=person, read_only=False)[1]
    strict = Client(enforce_csrf_checks=True)
    options = {"data": json.dumps(NEW), "content_type": "application/json"}
    assert strict.post("/api/v1/stakeholders/", headers=header, **options).status_code == 201
    strict.force_login(person)
    assert strict.get("/api/v1/stakeholders/").status_code == 200
    assert strict.post("/api/v1/stakeholders/", **options).status_code == 403
    reading = token(user=person, read_only=True)[1]
    refused = strict.post("/api/v1/stakeholders/", headers=reading, **options)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "read_only_token")


def test_what_one_may_not_see_is_not_there_to_be_changed(send, client):
    area = make.area()
    person = make.user(make.partner(area=area))
    client.force_login(person)
    entry = make.entry(stakeholder_map=make.stakeholder_map(area=make.area(), published=False))
    other = make.assessment(entry=entry)
    answer = send("patch", f"assessments/{other.pk}/", {"influence": 2})
    assert answer.status_code == 404


def test_kept_answers_are_thrown_away_after_a_day(send, coordinator):
    send("post", "stakeholders/", NEW, idempotency_key="k")
    KeptAnswer.objects.update(created="2014-01-01T00:00:00Z")
    assert send("post", "stakeholders/", NEW, idempotency_key="k").json()["slug"] == "verkehrsverbund-2"
    assert KeptAnswer.objects.count() == 1
    KeptAnswer.objects.update(created="2014-01-01T00:00:00Z")
    send("post", "stakeholders/", NEW, idempotency_key="other")
    assert KeptAnswer.objects.count() == 2
    call_command("notify", stdout=StringIO())
    assert KeptAnswer.objects.get().key == "other"
