"""The look: the pictures that the server draws, and the pages that must work when nothing else does."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from cityregions.web import europe, icons, navigation, pictures
from cityregions.web.templatetags import portal

LEIPZIG, GRAZ, TURIN = (51.34, 12.37), (47.0707, 15.4395), (45.0703, 7.6869)


@pytest.fixture
def without_outlines(settings, tmp_path):
    settings.NODE_MODULES = tmp_path
    for cached in (europe.countries, europe.outlines):
        cached.cache_clear()
    yield
    for cached in (europe.countries, europe.outlines):
        cached.cache_clear()


def points(*places):
    return [pictures.Point(f"Place {number}", *place) for number, place in enumerate(places)]


def test_the_middle_of_the_projection_is_nought_and_north_is_up():
    assert [round(part, 6) for part in europe.project(10, 52)] == [0, 0]
    across, down = europe.project(10, 53)
    assert (round(across, 6), round(down)) == (0, -111)


def test_every_place_lies_in_the_picture():
    marks = pictures.europe_map(points(LEIPZIG, GRAZ, TURIN))["marks"]
    assert all(0 < float(mark["x"]) < europe.WIDTH and 0 < float(mark["y"]) < europe.HEIGHT for mark in marks)


def test_the_countries_that_take_part_are_told_from_the_others():
    countries = pictures.europe_map(points(LEIPZIG, GRAZ, TURIN))["countries"]
    assert sum(within for path, within in countries) == 3
    assert len(countries) > 10


def test_without_the_outlines_the_map_still_shows_the_places(without_outlines):
    picture = pictures.europe_map(points(GRAZ))
    assert (picture["countries"], len(picture["marks"])) == ([], 1)


@pytest.mark.parametrize(("number", "named"), [(12, True), (13, False)])
def test_a_map_with_many_places_leaves_their_names_to_the_list(number, named):
    assert pictures.europe_map(points(*[GRAZ] * number))["named"] is named


def test_what_lies_outside_of_the_picture_is_cut_off():
    cut = europe.clip([(-50, 10), (50, 10), (50, 20), (-50, 20)], 100, 100, margin=0)
    assert sorted(cut) == [(0, 10), (0, 20), (50, 10), (50, 20)]


def test_a_bar_stands_where_its_days_are():
    bars = [
        pictures.Bar("First half", date(2013, 1, 1), date(2013, 6, 30), percent=50),
        pictures.Bar("Whole year", date(2013, 1, 1), date(2013, 12, 31)),
    ]
    picture = pictures.timeline(bars, on=date(2014, 1, 1))
    assert [(bar.x, bar.width, bar.done) for bar in picture["bars"]] == [
        ("0.00%", "49.59%", "24.79%"),
        ("0.00%", "100.00%", "0.00%"),
    ]
    assert picture["today"] is None


def test_an_empty_timeline_and_an_empty_chart_are_drawn_empty():
    assert pictures.timeline([])["bars"] == []
    assert pictures.bar_chart([])["rows"] == []


def test_the_longest_bar_of_a_chart_is_the_whole_width():
    rows = pictures.bar_chart([("Graz", 10), ("Turin", 5), ("Wrocław", 0)])["rows"]
    assert [row["width"] for row in rows] == ["100.00%", "50.00%", "0.00%"]


def test_every_status_has_an_icon_that_is_drawn():
    assert {icon for tone, icon in portal.STATUSES.values()} <= set(icons.DRAWINGS)


def test_the_main_navigation_leads_to_pages_that_exist():
    names = [name for label, pages in navigation.GROUPS for name, label in pages]
    assert [navigation.address(name) for name in names] == [reverse(name) for name in names]


@pytest.mark.parametrize(
    ("path", "expected"), [("/areas/", "page"), ("/areas/graz/", "true"), ("/areasgraz/", ""), ("/", "")]
)
def test_the_section_that_the_reader_is_in_is_marked(path, expected):
    assert navigation.current("/areas/", path) == expected


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_an_error_page_needs_neither_database_nor_request(template):
    assert "<h1>" in render_to_string(template)
