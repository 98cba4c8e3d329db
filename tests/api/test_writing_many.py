"""Many rows in one request: all of them or none, each wrong one by its place, and however many in a few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityregions.records.checks import free_slugs
from pilots.models import Milestone, Pilot
from stakeholders.models import Stakeholder
from tests import make
from tests.api.test_writing import errors

pytestmark = pytest.mark.django_db


def many(number, **fields):
    return [{"name": f"Town {n}", "slug": f"town-{n}"} | fields for n in range(number)]


def test_a_list_is_added_with_its_history(send, coordinator):
    make.area(slug="graz")
    answer = send("post", "stakeholders/", many(30, area="graz"), x_request_id="bulk-1", x_change_reason="census")
    assert answer.status_code == 201
    assert [row["slug"] for row in answer.json()] == [f"town-{n}" for n in range(30)]
    lines = Stakeholder.history.filter(history_request_id="bulk-1")
    assert set(lines.values_list("history_type", "history_user", "history_change_reason", "area__slug")) == {
        ("+", coordinator.pk, "census", "graz")
    }
    assert lines.count() == Stakeholder.objects.search("town").count() == 30


def test_names_are_made_for_rows_that_are_called_the_same(send, coordinator):
    make.stakeholder(slug="town")
    rows = send(
        "post", "stakeholders/", [{"name": "Town"}, {"name": "Town", "slug": "town-2"}, {"name": "Town"}]
    ).json()
    assert [row["slug"] for row in rows] == ["town-3", "town-2", "town-4"]


def test_names_for_many_rows_that_are_called_the_same_cost_few_questions(send, coordinator):
    for slug in ("town", "town-2", "town-4"):
        make.stakeholder(slug=slug)
    texts = ["Town"] * 300 + ["Vienna"] * 2
    with CaptureQueriesContext(connection) as asked:
        slugs = free_slugs(Stakeholder, texts, {"town-3"})
    assert len(asked) == 2
    assert (slugs[:2], slugs[299:]) == (["town-5", "town-6"], ["town-304", "vienna", "vienna-2"])
    assert free_slugs(Stakeholder, ["Town", "Bern", "New"]) == ["town-3", "bern", "new-2"]


def test_each_wrong_row_is_named_and_none_is_saved(send, coordinator):
    make.stakeholder(slug="town-3")
    rows = many(6)
    rows[1]["category"], rows[4]["latitude"] = "club", 7
    rows[5]["slug"] = "town-0"
    rows.append("town")
    answer = send("post", "stakeholders/", rows)
    assert (answer.status_code, errors(answer)) == (
        400,
        [
            ("#/6", "invalid"),
        ],
    )
    answer = send("post", "stakeholders/", rows[:-1])
    assert sorted(errors(answer)) == [
        ("#/1/category", "invalid_choice"),
        ("#/3/slug", "unique"),
        ("#/4/longitude", "invalid"),
        ("#/5/slug", "unique"),
    ]
    assert Stakeholder.objects.count() == 1


def test_a_list_is_changed_by_slug_and_by_id(send, coordinator):
    send("post", "stakeholders/", many(3))
    first, second = make.relation(weight=1), make.relation(weight=1)
    rows = [{"slug": "town-2", "role": "two"}, {"slug": "town-0", "name": "Zero"}]
    answer = send("patch", "stakeholders/", rows)
    assert [(row["slug"], row["name"], row["role"]) for row in answer.json()] == [
        ("town-2", "Town 2", "two"),
        ("town-0", "Zero", ""),
    ]
    town = Stakeholder.objects.get(slug="town-0")
    assert (town.search_text, town.history.count(), town.created < town.modified) == ("zero", 2, True)
    assert Stakeholder.objects.get(slug="town-1").history.count() == 1
    rows = [{"id": second.pk, "weight": 5}, {"id": first.pk, "weight": 4, "note": "n"}]
    assert [row["weight"] for row in send("patch", "relations/", rows).json()] == [5, 4]


def test_two_rows_may_change_places_only_where_no_two_are_ever_the_same(send, coordinator):
    make.partner(slug="a", partner_number="PP1")
    make.partner(slug="b", partner_number="PP2")
    answer = send("patch", "partners/", [{"slug": "a", "partner_number": "PP2"}])
    assert errors(answer) == [("#/0/partner_number", "unique")]
    rows = [{"slug": "b", "partner_number": "PP3"}, {"slug": "a", "partner_number": "PP2"}]
    assert send("patch", "partners/", rows).status_code == 200
    rows = [{"slug": "b", "partner_number": "PP2"}, {"slug": "a", "partner_number": "PP3"}]
    answer = send("patch", "partners/", rows)
    assert (answer.status_code, errors(answer)) == (400, [("#/0/partner_number", "unique")])
    assert "in two steps" in answer.json()["detail"]


def test_two_parts_that_are_exchanged_are_told_to_do_so_in_two_steps(send, coordinator):
    first = make.entry()
    second = make.entry(stakeholder_map=first.stakeholder_map)
    rows = [
        {"id": first.pk, "stakeholder": second.stakeholder.slug},
        {"id": second.pk, "stakeholder": first.stakeholder.slug},
    ]
    answer = send("patch", "map-entries/", rows)
    assert (answer.status_code, errors(answer)) == (400, [("#/0/stakeholder", "unique")])
    assert "in two steps" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "sent", "status", "expected"),
    [
        ("patch", [], 400, [("#", "empty")]),
        ("patch", {"slug": "town-0"}, 400, [("#", "invalid")]),
        ("patch", [{"slug": "x"}, {"role": "a"}], 404, [("#/0/slug", "not_found"), ("#/1/slug", "not_found")]),
        ("patch", [{"slug": "town-0"}, {"slug": "town-0"}], 400, [("#/1/slug", "repeated")]),
        ("patch", [{"slug": "town-0", "naem": 1}], 400, [("#/0/naem", "unknown")]),
        ("patch", [["town-0"]], 400, [("#/0", "invalid")]),
        ("delete", ["town-0", "x"], 404, [("#/1/slug", "not_found")]),
        ("delete", ["town-0", 7], 404, [("#/1/slug", "not_found")]),
        ("delete", [{"slug": "town-0", "name": "x"}], 400, [("#/0/name", "unknown")]),
        ("delete", "town-0", 400, [("#", "invalid")]),
        ("delete", None, 400, [("#", "invalid")]),
        ("post", [], 400, [("#", "empty")]),
        ("post", [{}] * 10_001, 413, [("#", "too_many")]),
        ("patch", [{}] * 10_001, 413, [("#", "too_many")]),
    ],
)
def test_a_list_that_is_none_or_names_other_rows_is_refused(send, coordinator, method, sent, status, expected):
    send("post", "stakeholders/", many(1))
    answer = send(method, "stakeholders/", sent)
    assert (answer.status_code, errors(answer)) == (status, expected)
    assert Stakeholder.objects.count() == 1


def test_a_list_is_deleted_unless_one_of_its_rows_is_used(send, coordinator):
    send("post", "stakeholders/", many(4))
    make.relation(from_stakeholder=Stakeholder.objects.get(slug="town-2"))
    answer = send("delete", "stakeholders/", [f"town-{n}" for n in range(4)])
    assert (answer.status_code, errors(answer)) == (409, [("#/2", "in_use")])
    assert Stakeholder.objects.filter(slug__startswith="town").count() == 4
    assert send("delete", "stakeholders/", ["town-0", {"slug": "town-1"}], x_change_reason="gone").status_code == 204
    gone = Stakeholder.history.filter(history_type="-")
    assert sorted(gone.values_list("slug", "history_change_reason")) == [("town-0", "gone"), ("town-1", "gone")]


def test_a_list_is_deleted_with_its_parts_in_a_few_questions(send, coordinator):
    counted = []
    for number in (2, 12):
        pilots = [make.milestone().pilot for _each in range(number)]
        slugs = [pilot.slug for pilot in pilots]
        with CaptureQueriesContext(connection) as asked:
            assert (
                send("delete", "pilots/", slugs, x_change_reason="gone", x_request_id=f"d-{number}").status_code == 204
            )
        counted.append(len(asked))
        lines = Milestone.history.filter(history_type="-", history_request_id=f"d-{number}", history_user=coordinator)
        assert lines.filter(history_change_reason="gone").count() == number
        assert Pilot.history.filter(history_type="-", slug__in=slugs).count() == number
    assert counted[0] == counted[1]


def test_a_row_that_is_not_ones_own_stops_all(send, staff):
    make.area(slug="there")
    rows = [*many(2, area="here"), {"name": "Foreign", "area": "there"}, {"name": "Of nobody"}]
    answer = send("post", "stakeholders/", rows)
    assert (answer.status_code, errors(answer)) == (403, [("#/2/area", "forbidden"), ("#/3/area", "forbidden")])
    make.stakeholder(slug="theirs")
    send("post", "stakeholders/", rows[:2])
    answer = send("patch", "stakeholders/", [{"slug": "town-0", "role": "a"}, {"slug": "theirs", "role": "b"}])
    assert (answer.status_code, errors(answer)) == (403, [("#/1", "forbidden")])
    assert set(Stakeholder.objects.values_list("role", flat=True)) == {""}


@pytest.mark.parametrize(
    ("noun", "row"), [("stakeholders", {"area": "graz"}), ("events", {"kind": "meeting", "co_hosts": ["who"]})]
)
def test_a_list_costs_the_same_queries_however_long_it_is(send, coordinator, noun, row):
    make.area(slug="graz")
    make.stakeholder(slug="who")
    counted = []
    for number in (1, 25):
        name = "title" if noun == "events" else "name"
        rows = [row | {name: f"{number} {n}", "slug": f"row-{number}-{n}"} for n in range(number)]
        with CaptureQueriesContext(connection) as added:
            assert send("post", f"{noun}/", rows).status_code == 201
        with CaptureQueriesContext(connection) as changed:
            assert send("patch", f"{noun}/", [{"slug": r["slug"], "source": "s"} for r in rows]).status_code == 200
        counted.append((len(added), len(changed)))
    assert counted[0] == counted[1]


def test_a_dry_run_of_a_list(send, coordinator):
    assert len(send("post", "stakeholders/?dry_run=true", many(3)).json()) == 3
    assert not Stakeholder.objects.exists()


def test_if_match_speaks_of_one_row(send, coordinator):
    send("post", "stakeholders/", many(1))
    assert send("patch", "stakeholders/", [{"slug": "town-0"}], if_match='"a"').status_code == 400
