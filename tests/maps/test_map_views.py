"""The views of a map: the same stakeholders in each, and what each shows of them to whom."""

import re
from datetime import date
from decimal import Decimal

import pytest

from stakeholders.maps import grid, listed, plot
from stakeholders.maps.asked import View
from tests import make
from tests.pages.reading import text

pytestmark = pytest.mark.django_db
EARLY, LATE = date(2013, 3, 15), date(2014, 9, 1)


@pytest.fixture
def mobility():
    return make.stakeholder_map(slug="mobility", name="Mobility", area=make.area(slug="graz", name="Graz"))


@pytest.fixture
def staff(mobility):
    return make.user(make.partner(area=mobility.area))


def on(stakeholder_map, name, **fields):
    return make.entry(stakeholder_map=stakeholder_map, stakeholder=make.stakeholder(name=name, **fields))


def rate(entry, day, influence, interest, who=None, **fields):
    who = {"assessed_by": who} if who else {}
    scores = {"influence": Decimal(influence), "interest": Decimal(interest)}
    return make.assessment(entry=entry, assessed_on=day, **scores, **who, **fields)


def relate(one, other, **fields):
    return make.relation(from_stakeholder=one.stakeholder, to_stakeholder=other.stakeholder, **fields)


def ask(client, query=""):
    return client.get(f"/maps/mobility/{query}")


def names(page):
    return [row["node"].name for row in page.context["rows"]]


@pytest.mark.parametrize("view", View.values)
def test_filters_leave_the_same_stakeholders_in_every_view(client, mobility, view):
    bus = on(mobility, "Bus", category="utility", level="municipal", latitude=47, longitude=15)
    rail = on(mobility, "Rail", category="utility", level="national", latitude=47, longitude=15)
    rate(bus, EARLY, "4.0", "4.0")
    rate(rail, EARLY, "2.0", "2.0")
    on(mobility, "City", level="municipal")
    assert ask(client, f"?view={view}").context["count"] == 3
    assert ask(client, f"?view={view}&category=utility").context["count"] == 2
    assert ask(client, f"?view={view}&category=utility&level=national").context["count"] == 1
    assert ask(client, f"?view={view}&quadrant=manage_closely").context["count"] == 1
    assert ask(client, f"?view={view}&search=rail").context["count"] == 1


@pytest.mark.parametrize("view", View.values)
def test_a_view_with_nobody_left_or_nobody_at_all_says_so(client, mobility, view):
    assert ask(client, f"?view={view}").status_code == 200
    on(mobility, "City")
    page = ask(client, f"?view={view}&search=nobody")
    assert page.status_code == 200
    if view != View.CHANGE:
        assert "No stakeholder of this map fits" in text(page)


def test_views_and_both_forms_keep_what_the_address_asks_for(client, mobility):
    on(mobility, "City", level="municipal")
    page = ask(client, "?view=grid&level=municipal&since=2013-01-01&focus=city&page=1")
    grid_tab, change_tab = (tab["url"] for tab in page.context["tabs"] if tab["view"] in {View.GRID, View.CHANGE})
    assert change_tab == grid_tab.replace("view=grid", "view=change")
    assert "page=" not in change_tab
    asked = page.context["asked"]
    assert dict(asked.kept_by_filters) == {"view": "grid", "since": "2013-01-01", "focus": "city"}
    assert dict(asked.kept_by_controls) == {"view": "grid", "level": "municipal", "focus": "city"}


@pytest.mark.parametrize("query", ["view=pie", "on=yesterday", "group=colour", "ordering=size", "nonsense=1", "since="])
def test_what_the_address_does_not_know_is_refused_in_words(client, mobility, query):
    on(mobility, "City")
    assert ask(client, f"?{query}").status_code == (200 if query == "since=" else 400)


@pytest.mark.parametrize("query", ["page=9", "page=x", "relations_page=2"])
def test_there_is_no_page_beyond_the_last(client, mobility, query):
    on(mobility, "City")
    assert ask(client, f"?{query}").status_code == 404


def test_the_list_is_sorted_by_what_it_shows(client, mobility):
    city, bus = on(mobility, "City", level="national"), on(mobility, "Bus", level="municipal")
    rail = on(mobility, "Rail", category="association", level="regional")
    relate(city, rail)
    relate(rail, bus)
    rate(bus, EARLY, "2.0", "5.0")
    rate(city, EARLY, "4.0", "1.0")
    assert names(ask(client)) == ["Bus", "City", "Rail"]
    assert names(ask(client, "?ordering=level")) == ["Bus", "Rail", "City"]
    assert names(ask(client, "?ordering=relations"))[0] == "Rail"
    assert names(ask(client, "?ordering=influence")) == ["City", "Bus", "Rail"]
    assert names(ask(client, "?ordering=interest")) == ["Bus", "City", "Rail"]


def test_stakeholders_and_relations_come_in_pages(client, mobility, monkeypatch):
    monkeypatch.setattr(listed, "RELATIONS", 2)
    first, *others = [on(mobility, f"Place {number:02}") for number in range(51)]
    for other in others[:3]:
        relate(first, other, kind="owns")
    page = ask(client)
    assert (len(page.context["rows"]), len(page.context["related"])) == (50, 2)
    assert page.context["kinds"] == [("owns", 3, "?relation=owns#owns")]
    assert names(ask(client, "?page=2")) == ["Place 50"]
    assert len(ask(client, "?relations_page=2").context["related"]) == 1


def test_the_mean_of_several_people_stands_with_their_spread(client, mobility):
    entry = on(mobility, "City")
    rate(entry, EARLY, "2.0", "3.0")
    rate(entry, EARLY, "5.0", "4.0")
    found = text(ask(client))
    assert "manage closely influence 3.50, interest 3.50 · mean of 2 people" in found
    assert "influence from 2.0 to 5.0, interest from 3.0 to 4.0" in found
    assert "People place it in different quadrants." in found


def test_the_class_of_salience_is_told_to_the_partnership_alone(client, mobility, staff):
    rate(on(mobility, "City"), EARLY, "4.0", "3.0", legitimacy=False, urgency=True)
    for view in ("list", "grid"):
        assert "dangerous" not in text(ask(client, f"?view={view}"))
    client.force_login(make.user())
    assert "dangerous" not in text(ask(client))
    client.force_login(staff)
    for view in ("list", "grid"):
        assert "dangerous: power and urgency" in text(ask(client, f"?view={view}"))


def test_ratings_of_a_draft_are_for_its_own_area(client, staff, mobility):
    mobility.published = False
    mobility.save()
    rate(on(mobility, "City"), EARLY, "4.0", "3.0", legitimacy=False, urgency=True)
    for view in View.values:
        assert ask(client, f"?view={view}").status_code == 404
    client.force_login(make.user(make.partner()))
    for view in View.values:
        page = ask(client, f"?view={view}")
        assert page.status_code == 200
        assert "dangerous" not in text(page)
        assert "keep satisfied influence" not in text(page)
    client.force_login(staff)
    assert "keep satisfied influence 4.0" in text(ask(client))


def test_only_who_changes_the_map_is_led_to_rating(client, mobility, staff):
    entry = on(mobility, "City")
    own = rate(entry, EARLY, "4.0", "3.0", who=staff)
    rate(entry, EARLY, "1.0", "1.0")
    links = f"/ratings/new/{entry.pk}/", f"/ratings/{own.pk}/edit/", "/maps/mobility/rate/"
    client.force_login(make.user(make.partner()))
    assert not any(link in ask(client).content.decode() for link in links)
    client.force_login(staff)
    assert all(link in ask(client).content.decode() for link in links)


def test_the_grid_names_its_quadrants_and_numbers_its_points_as_the_table_does(client, mobility):
    for number, (influence, interest) in enumerate([("5.0", "5.0"), ("1.0", "1.0"), ("3.0", "3.0")] * 3):
        rate(on(mobility, f"Place {number}"), EARLY, influence, interest)
    on(mobility, "Unrated")
    page = ask(client, "?view=grid")
    picture = page.context["picture"]
    assert {each["label"] for each in picture["quadrants"]} == {
        "manage closely",
        "keep satisfied",
        "keep informed",
        "monitor",
    }
    assert [mark["label"] for mark in picture["marks"]] == [str(row["number"]) for row in page.context["rows"]]
    assert "1 stakeholder is not rated yet." in text(page)
    # Nobody lies on top of somebody else.
    assert len({(mark["x"], mark["y"]) for mark in picture["marks"]}) == 9
    assert picture["description"] == "manage closely: 3; keep satisfied: 0; keep informed: 0; monitor: 6"


def test_few_points_have_their_names_and_groups_differ_in_shape(client, mobility):
    rate(on(mobility, "City", sector="public"), EARLY, "5.0", "5.0")
    rate(on(mobility, "Bus", sector="private"), EARLY, "1.0", "1.0")
    page = ask(client, "?view=grid&group=sector")
    marks = {mark["label"]: mark for mark in page.context["picture"]["marks"]}
    assert set(marks) == {"City", "Bus"}
    assert marks["City"]["shape"] != marks["Bus"]["shape"]
    assert marks["City"]["tone"] != marks["Bus"]["tone"]
    assert [(str(each["label"]), each["count"]) for each in page.context["legend"]] == [("public", 1), ("private", 1)]


def test_the_spread_is_drawn_where_people_differ(client, mobility):
    city, bus = on(mobility, "City"), on(mobility, "Bus")
    rate(city, EARLY, "2.0", "3.0")
    rate(city, EARLY, "4.0", "3.0")
    rate(bus, EARLY, "4.0", "3.0")
    marks = {mark["label"]: mark["spread"] for mark in ask(client, "?view=grid").context["picture"]["marks"]}
    assert marks["Bus"] is None
    assert (marks["City"]["y1"], marks["City"]["y2"]) == (f"{plot.down(4.0):.1f}", f"{plot.down(2.0):.1f}")


def test_many_points_become_squares_with_their_numbers(client, mobility, monkeypatch):
    monkeypatch.setattr(plot, "DRAWN", 2)
    for number, score in enumerate(["1.0", "1.1", "5.0"]):
        rate(on(mobility, f"Place {number}"), EARLY, score, score)
    picture = ask(client, "?view=grid").context["picture"]
    assert picture["marks"] == []
    assert [(each["count"], each["step"]) for each in picture["fields"]] == [(2, 5), (1, 3)]
    assert "3 stakeholders are too many for points" in text(ask(client, "?view=grid"))


def test_rounds_lead_to_the_ratings_of_their_day_and_arrows_from_an_earlier_one(client, mobility, staff):
    entry = on(mobility, "City")
    rate(entry, EARLY, "2.0", "2.0", who=staff)
    rate(entry, LATE, "4.0", "4.0", who=staff)
    page = ask(client, "?view=grid")
    assert [day for day, _number in page.context["rounds"]] == [LATE, EARLY]
    assert page.context["picture"]["arrows"] == []
    then = ask(client, "?view=grid&on=2013-12-31")
    assert then.context["rows"][0]["node"].rating.influence == 2.0
    arrow = ask(client, "?view=grid&since=2013-12-31").context["picture"]["arrows"][0]
    assert (arrow["x1"], arrow["y1"]) == (f"{plot.across(2.0):.1f}", f"{plot.down(2.0):.1f}")
    assert arrow["crosses"]
    assert plot.across(2.0) < float(arrow["x2"]) < plot.across(4.0)


def test_more_rounds_than_fit_are_left_out(client, mobility, monkeypatch):
    monkeypatch.setattr(grid, "ROUNDS", 1)
    entry = on(mobility, "City")
    rate(entry, EARLY, "2.0", "2.0")
    rate(entry, LATE, "2.0", "2.0")
    assert [day for day, _number in ask(client, "?view=grid").context["rounds"]] == [LATE]


def test_the_geographic_map_gathers_who_is_near_and_says_who_has_no_place(client, mobility):
    on(mobility, "City", latitude=47.07, longitude=15.44, municipality="Graz")
    on(mobility, "Bus", latitude=47.07, longitude=15.44)
    on(mobility, "Far", latitude=47.5, longitude=15.0)
    on(mobility, "Nowhere")
    page = ask(client, "?view=geo")
    assert sorted(mark["count"] for mark in page.context["picture"]["marks"]) == [1, 2]
    assert "1 of 4 stakeholders has no place on the earth yet." in text(page)
    assert len(page.context["page_obj"].object_list) == 3


def test_a_map_without_places_says_so(client, mobility):
    on(mobility, "Nowhere")
    assert "No place is known yet" in text(ask(client, "?view=geo"))


def test_the_change_compares_the_first_with_the_last_round_by_itself(client, mobility, staff):
    city, bus, rail = on(mobility, "City"), on(mobility, "Bus"), on(mobility, "Rail")
    for entry, now in ((city, "4.0"), (bus, "2.0")):
        rate(entry, EARLY, "2.0", "2.0", who=staff)
        rate(entry, LATE, now, "2.0", who=staff)
    rate(rail, LATE, "5.0", "5.0", who=staff)
    relate(city, bus, kind="owns", since="2014-01")
    relate(bus, rail, kind="funds", since="2010", until="2013-12-31")
    page = ask(client, "?view=change")
    assert (page.context["since"], page.context["until"]) == (EARLY, LATE)
    moved = page.context["page_obj"].object_list
    assert [(each["node"].name, each["crosses"]) for each in moved] == [("City", True)]
    assert [node.name for node in page.context["newly_rated"]["rows"]] == ["Rail"]
    assert [row["edge"].kind for row in page.context["begun"]["rows"]] == ["owns"]
    assert [row["edge"].kind for row in page.context["ended"]["rows"]] == ["funds"]
    assert len(page.context["picture"]["arrows"]) == 1


def test_without_two_days_the_change_says_what_to_choose(client, mobility):
    rate(on(mobility, "City"), EARLY, "2.0", "2.0")
    assert "Choose two days to compare" in text(ask(client, "?view=change"))
    assert "Choose two days to compare" in text(ask(client, "?view=change&since=2014-01-01&on=2013-01-01"))


def test_who_came_is_told_to_all_and_who_went_to_the_partnership(client, mobility, staff):
    on(mobility, "City")
    on(mobility, "Gone away").delete()
    query = "?view=change&since=2001-01-01"
    page = ask(client, query)
    assert [node.name for node in page.context["added"]["rows"]] == ["City"]
    assert "Gone away" not in text(page)
    client.force_login(staff)
    assert [each.name for each in ask(client, query).context["gone"]["rows"]] == ["Gone away"]


@pytest.mark.parametrize("view", View.values)
def test_pictures_hold_no_style_and_numbers_are_written_with_points(client, mobility, view):
    for name, influence in (("City", "2.5"), ("Bus", "4.5")):
        entry = on(mobility, name, latitude=47, longitude=15)
        rate(entry, EARLY, "1.5", "1.5")
        rate(entry, LATE, influence, "2.5")
    page = client.get(f"/de/maps/mobility/?view={view}&since=2013-12-31").content.decode()
    drawn = re.findall(r'<svg class="(?:grid|geo)-picture".*?</svg>', page, re.DOTALL)
    assert all("style=" not in each for each in drawn)
    assert not re.search(r' (?:x|y|x1|y1|width|transform|viewBox)="[^"]*\d,\d', " ".join(drawn))
    assert bool(drawn) == (view in {View.GRID, View.GEO, View.CHANGE})
