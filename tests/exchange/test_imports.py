"""Imports: a file is looked at first, applied in one transaction, and undone as a whole."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from stakeholders.models import Assessment, Import, ImportFile, MapEntry, Relation, Stakeholder
from tests import make
from tests.exchange.importing import Way, staff_of, words_of, workbook

pytestmark = pytest.mark.django_db

OWN = [
    "id",
    "name",
    "name_local",
    "category",
    "level",
    "area",
    "website",
    "latitude",
    "longitude",
    "is_group",
    "x",
    "y",
]
LINKS = ["id", "from", "kind", "to", "weight", "since", "until", "note"]
RATED = ["stakeholder", "assessed_on", "influence", "interest", "legitimacy", "urgency", "attitude", "source"]


@pytest.fixture
def way(client):
    return Way(client)


def small():
    return workbook(
        Stakeholders=[
            OWN,
            [
                "city-of-graz",
                "City of Graz",
                "Stadt Graz",
                "public_authority",
                "municipal",
                None,
                None,
                47.07,
                15.44,
                "no",
            ],
            [None, "Holding Graz", None, "utility or transport company", None, None, None, None, None, "no", 0.5, 0.25],
        ],
        Relations=[LINKS, [None, "city-of-graz", "owns", "Holding Graz", 5, 2011, None, "since its founding"]],
        Ratings=[RATED, ["city-of-graz", date(2014, 3, 15), 4.5, 4, "yes", "no", 1, "workshop"]],
        About=[["A map"], ["of Graz"]],
    )


def test_nothing_changes_before_it_is_applied(way):
    page = words_of(way.hand_in(small()))
    assert "Nothing has changed yet" in page
    assert way.imported.counts == {
        "stakeholders": {"new": 2},
        "relations": {"new": 1},
        "ratings": {"new": 1},
        "partly": 0,
    }
    assert (Stakeholder.objects.count(), Relation.objects.count(), MapEntry.objects.count()) == (0, 0, 0)
    assert not ImportFile.objects.exists()


def test_what_was_shown_is_what_is_written(way):
    way.take_over(small())
    assert way.imported.state == "applied"
    rows = Stakeholder.objects.order_by("slug").values_list(
        "slug", "name", "category", "area", "latitude", "search_text"
    )
    assert list(rows) == [
        ("city-of-graz", "City of Graz", "public_authority", way.map.area_id, 47.07, "city of graz stadt graz"),
        ("holding-graz", "Holding Graz", "utility", way.map.area_id, None, "holding graz"),
    ]
    entries = way.map.entries.order_by("stakeholder__slug").values_list("stakeholder__slug", "x", "y")
    assert list(entries) == [("city-of-graz", None, None), ("holding-graz", 0.5, 0.25)]
    relation = Relation.objects.get()
    assert (relation.from_stakeholder.slug, relation.kind, relation.to_stakeholder.slug) == (
        "city-of-graz",
        "owns",
        "holding-graz",
    )
    assert (relation.weight, relation.since, relation.note) == (5, "2011", "since its founding")
    rating = Assessment.objects.get()
    assert (rating.entry.stakeholder.slug, rating.assessed_by, rating.assessed_on) == (
        "city-of-graz",
        way.person,
        date(2014, 3, 15),
    )
    assert (rating.influence, rating.interest, rating.legitimacy, rating.urgency, rating.attitude) == (
        Decimal("4.5"),
        Decimal("4.0"),
        True,
        False,
        1,
    )


def test_the_history_tells_the_import(way):
    way.take_over(small())
    for model, number in ((Stakeholder, 2), (MapEntry, 2), (Relation, 1), (Assessment, 1)):
        lines = model.history.filter(history_request_id=way.imported.run)
        told = set(lines.values_list("history_type", "history_user", "history_change_reason"))
        assert (lines.count(), told) == (number, {("+", way.person.pk, "Import of map.xlsx")})


def test_the_same_file_twice_changes_nothing(way):
    way.take_over(small())
    way.hand_in(small())
    assert way.imported.counts == {
        "stakeholders": {"unchanged": 2},
        "relations": {"unchanged": 1},
        "ratings": {"unchanged": 1},
        "partly": 0,
    }
    assert "There is nothing to apply" in words_of(way.client.get(way.imported.get_absolute_url()))


def test_changes_are_shown_field_by_field(way):
    way.take_over(small())
    way.hand_in(
        workbook(
            Stakeholders=[
                ["id", "name", "category", "level"],
                ["city-of-graz", "City of Graz", "agency", None],
                ["holding-graz", "Holding Graz AG", "utility", None],
            ]
        )
    )
    assert way.outcomes() == [(2, "City of Graz", "changed"), (3, "Holding Graz", "changed")]
    changes = {row.number: row.changes for row in way.imported.rows.all()}
    assert changes == {
        2: [["category", "public authority", "agency"], ["level", "municipal", ""]],
        3: [["name", "Holding Graz", "Holding Graz AG"]],
    }
    way.apply()
    assert Stakeholder.objects.get(slug="holding-graz").name == "Holding Graz AG"
    assert Stakeholder.history.filter(slug="holding-graz").count() == 2
    assert MapEntry.history.count() == 2


def test_an_import_is_undone_as_a_whole(way):
    before = make.stakeholder(slug="tim", name="Tim", level="municipal", area=way.map.area)
    way.take_over(small())
    way.take_over(
        workbook(Stakeholders=[["id", "name", "level"], ["tim", "Tim Graz", "regional"], [None, "Neu", None]])
    )
    assert way.map.entries.count() == 4
    page = way.post("undo")
    assert "Undone on" in words_of(page)
    before.refresh_from_db()
    assert (before.name, before.level, before.search_text) == ("Tim", "municipal", "tim")
    assert not Stakeholder.objects.filter(name="Neu").exists()
    assert way.map.entries.count() == 2
    assert [line.history_type for line in Stakeholder.history.filter(name="Neu").order_by("history_id")] == ["+", "-"]


def test_what_others_changed_since_keeps_an_import_from_being_undone(way):
    way.take_over(small())
    city = Stakeholder.objects.get(slug="city-of-graz")
    city._history_user = way.person
    city.role = "decides"
    city.save()
    imported = way.imported
    way.client.post(f"{imported.get_absolute_url()}undo/")
    imported.refresh_from_db()
    assert (imported.state, Stakeholder.objects.count(), Assessment.objects.count()) == ("applied", 2, 1)
    page = words_of(way.client.get(f"{imported.get_absolute_url()}undo/"))
    assert f"City of Graz Changed since by {way.person}" in page
    way.client.post(f"{imported.get_absolute_url()}undo/", {"leave": "1"})
    imported.refresh_from_db()
    assert (imported.state, [row.slug for row in Stakeholder.objects.all()]) == ("undone", ["city-of-graz"])


def test_new_stakeholders_that_are_in_use_meanwhile_are_not_deleted(way):
    way.take_over(small())
    holding = Stakeholder.objects.get(slug="holding-graz")
    contact = make.contact(stakeholder=holding)
    make.practice(area=way.map.area, organisations=[holding])
    make.assessment(entry=way.map.entries.get(stakeholder__slug="city-of-graz"))
    page = words_of(way.client.get(f"{way.imported.get_absolute_url()}undo/"))
    assert "Holding Graz It is in use meanwhile:" in page
    assert "City of Graz It is in use meanwhile: Map entry" in page
    way.post("undo", leave="1")
    assert sorted(Stakeholder.objects.filter(area=way.map.area).values_list("slug", flat=True)) == [
        "city-of-graz",
        "holding-graz",
    ]
    contact.refresh_from_db()
    assert (Relation.objects.count(), Assessment.objects.count(), way.map.entries.count()) == (0, 1, 1)


def test_likely_duplicates_wait_for_a_decision(way):
    city = make.stakeholder(slug="stadt-graz", name="Stadt Graz", area=way.map.area, category="")
    content = workbook(Stakeholders=[["name", "role"], ["City of Graz", "decides"], ["Graz, Municipality of", "asks"]])
    way.hand_in(content)
    assert way.imported.counts["stakeholders"] == {"doubtful": 2}
    assert "2 rows wait for you to say who they are" in words_of(way.client.get(way.imported.get_absolute_url()))
    way.post("choose", **{"who-0-2": "stadt-graz", "who-0-3": "new"})
    assert way.outcomes() == [(2, "Stadt Graz", "changed"), (3, "Graz, Municipality of", "new")]
    way.apply()
    city.refresh_from_db()
    assert (city.name, city.role, way.map.entries.count()) == ("City of Graz", "decides", 2)


def test_likely_duplicates_within_a_file_wait_as_well(way):
    names = ["City of Graz", "Graz, Municipality of", "Stadt Graz"]
    way.hand_in(workbook(Stakeholders=[["name", "role"], *([name, f"says {name}"] for name in names)]))
    assert way.outcomes() == [(2, names[0], "new"), (3, names[1], "doubtful"), (4, names[2], "doubtful")]
    assert "the same as City of Graz row 2 of the file" in words_of(way.client.get(way.imported.get_absolute_url()))
    way.post("choose", **{"who-0-3": "row:0-2", "who-0-4": "new"})
    assert way.outcomes() == [(2, names[0], "new"), (3, names[1], "rejected"), (4, names[2], "new")]
    assert way.reasons() == {3: [("name", "Row 2 is this stakeholder already.")]}
    way.apply()
    assert sorted(Stakeholder.objects.values_list("name", flat=True)) == [names[0], names[2]]


def test_two_of_a_file_with_ids_of_their_own_are_two(way):
    rows = [["id", "name"], ["graz", "City of Graz"], ["graz-council", "Stadt Graz"]]
    way.hand_in(workbook(Stakeholders=rows))
    assert [outcome for _number, _name, outcome in way.outcomes()] == ["new", "new"]


def test_what_belongs_to_another_area_is_only_put_on_the_map(way):
    other = make.stakeholder(slug="turin", name="City of Turin", area=make.area(), level="municipal")
    way.hand_in(workbook(Stakeholders=[["id", "name", "level"], ["turin", "City of Turin", "regional"]]))
    assert way.outcomes() == [(2, "City of Turin", "changed")]
    assert way.reasons() == {
        2: [("level", "This belongs to another area: ask its staff or a coordinator to change it.")]
    }
    way.apply()
    other.refresh_from_db()
    assert (other.level, way.map.entries.count()) == ("municipal", 1)


def test_what_changed_after_the_look_is_looked_at_again(way):
    way.hand_in(small())
    shown = way.imported.fingerprint
    make.stakeholder(slug="city-of-graz", name="City of Graz", area=way.map.area)
    page = words_of(way.post("apply", shown=shown))
    assert "The data have changed meanwhile, so that nothing was written" in page
    assert (way.imported.state, Relation.objects.count()) == ("checked", 0)
    assert way.outcomes()[0] == (2, "City of Graz", "changed")
    assert "Look at it once more" in words_of(way.post("apply", shown=shown))
    way.apply()
    assert (way.imported.state, Relation.objects.count()) == ("applied", 1)


def test_applying_twice_writes_once(way):
    way.hand_in(small())
    shown = way.imported.fingerprint
    way.apply()
    page = words_of(way.post("apply", shown=shown))
    assert "This import has changed meanwhile" in page
    assert Stakeholder.history.count() == 2


def test_colleagues_ratings_stay_and_equal_ones_are_unchanged(way):
    entry = make.entry(stakeholder_map=way.map, stakeholder=make.stakeholder(slug="tim", area=way.map.area))
    for influence in ("2.0", "4.0"):
        make.assessment(entry=entry, assessed_by=staff_of(way.map.area), influence=Decimal(influence))
    rows = [
        ["tim", "2014-03-15", 2, 3],
        ["tim", "2014-03-15", 3, 3],
        ["tim", "2014-03-16", 3, 3],
        ["tim", "2014-03-15", 5, 3],
    ]
    way.take_over(workbook(Ratings=[RATED[:4], *rows]))
    assert [outcome for _row, _name, outcome in way.outcomes("ratings")] == ["unchanged", "unchanged", "new", "new"]
    assert sorted(map(str, Assessment.objects.filter(assessed_by=way.person).values_list("influence", flat=True))) == [
        "3.0",
        "5.0",
    ]


def test_an_import_is_discarded_with_all_that_the_file_held(way):
    way.hand_in(small())
    page = way.post("discard")
    assert "discarded; nothing was changed" in words_of(page)
    assert not Import.objects.exists()


def test_the_empty_workbook_is_read_as_the_portals_own(way):
    template = way.client.get(f"{way.url}template.xlsx").content
    assert "There are no rows in this file" in words_of(way.hand_in(template))
    assert way.imported.state == "failed"


def test_more_than_any_import_is_refused_before_it_is_read(way):
    answer = way.client.post(way.url, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="99000000")
    assert (answer.status_code, "divide it into several files" in words_of(answer)) == (413, True)


def test_an_import_belongs_to_its_map(way):
    way.hand_in(small())
    other = make.stakeholder_map(area=way.map.area)
    assert way.client.get(f"/maps/{other.slug}/import/{way.imported.pk}/").status_code == 404


@pytest.mark.parametrize("query", ["?show=all", "?sort=name"])
def test_sections_that_do_not_exist_are_told(way, query):
    way.hand_in(small())
    assert way.client.get(f"{way.imported.get_absolute_url()}{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "2", "x", "٣"])
def test_pages_that_do_not_exist_are_not_found(way, page):
    way.hand_in(small())
    assert way.client.get(f"{way.imported.get_absolute_url()}?show=new&page={page}").status_code == 404


def test_rows_come_page_by_page(way):
    way.hand_in(workbook(Stakeholders=[["name"], *[[f"Town {number}"] for number in range(120)]]))
    pages = [words_of(way.client.get(f"{way.imported.get_absolute_url()}?page={page}")) for page in (1, 3)]
    assert ["Town 0" in pages[0], "Town 119" in pages[0], "Town 119" in pages[1]] == [True, False, True]


def test_what_nobody_applied_is_forgotten_after_a_week(way):
    way.hand_in(small())
    forgotten = way.imported
    Import.objects.update(started_at=timezone.now() - timedelta(days=7, minutes=1))
    way.take_over(workbook(Stakeholders=[["name"], ["Town"]]))
    assert not Import.objects.filter(pk=forgotten.pk).exists()
    Import.objects.update(started_at=timezone.now() - timedelta(days=7, minutes=1))
    way.hand_in(small())
    assert sorted(Import.objects.values_list("state", flat=True)) == ["applied", "checked"]


def test_the_file_itself_is_kept_no_longer_than_needed(way):
    way.hand_in(small())
    assert (ImportFile.objects.count(), bool(way.imported.packed)) == (0, True)
    way.apply()
    assert way.imported.packed is None
