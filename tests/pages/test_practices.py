"""Pages of practices: what the list, a practice and the comparison show, and to whom."""

import re

import pytest

from tests import make
from tests.pages.reading import cells, links, slugs, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def corona_verde():
    turin = make.area(slug="torino", name="Turin", country="IT", population=2_000_000)
    return make.practice(
        slug="corona-verde", name="Green Belt", name_local="Corona Verde", area=turin, country="IT", form="agency"
    )


def test_both_names_show_the_original_one_in_its_language(client, corona_verde):
    for address in ("/practices/", "/practices/corona-verde/", "/practices/compare/?case=corona-verde"):
        page = client.get(address).content.decode()
        assert "Green Belt" in page
        assert re.search(r'lang="it"[^>]*>Corona Verde<', page)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"started_on": "1999", "ongoing": True}, "since 1999"),
        ({"started_on": "2007", "ended_on": "2013"}, "2007 – 2013"),
        ({"started_on": "2002"}, "2002"),
        ({"ended_on": "2011"}, "until 2011"),
        ({"started_on": "2012-05-01", "period_qualifier": "enlarged form"}, "1 May 2012 (enlarged form)"),
        ({}, "not known"),
    ],
)
def test_the_period_shows_as_it_is_known(client, fields, shown):
    make.practice(slug="case", **fields)
    assert cells(client.get("/practices/"), "Period") == [shown]


def test_a_practice_elsewhere_shows_its_country(client):
    make.practice(name="Lyon", country="FR")
    assert "Elsewhere: France" in text(client.get("/practices/"))


def test_the_outcome_shows_with_its_basis(client):
    make.practice(slug="case", outcome="success", outcome_basis="own account of the company")
    assert "Outcome success Judged by: own account of the company" in text(client.get("/practices/case/"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["corona-verde", "lyon"]),
        ("?elsewhere=true", ["lyon"]),
        ("?elsewhere=false", ["corona-verde"]),
        ("?area=torino", ["corona-verde"]),
        ("?country=FR", ["lyon"]),
        ("?form=agency", ["corona-verde"]),
        ("?form=agency&form=contract", ["corona-verde", "lyon"]),
        ("?outcome=failure", []),
        ("?search=corona", ["corona-verde"]),
        ("?ordering=area", ["corona-verde", "lyon"]),
        ("?ordering=-started_on", ["lyon", "corona-verde"]),
    ],
)
def test_the_list_narrows_down_and_sorts(client, corona_verde, query, expected):
    make.practice(slug="lyon", name="Lyon", country="FR", form="contract", started_on="1969")
    assert slugs(client.get(f"/practices/{query}")) == expected


@pytest.mark.parametrize("query", ["?aera=torino", "?form=club", "?elsewhere=maybe", "?ordering=colour"])
def test_a_wrong_filter_is_refused(client, query):
    assert client.get(f"/practices/{query}").status_code == 400


def test_an_empty_list_says_what_to_do_next(client):
    assert "Take away a filter" in text(client.get("/practices/"))


def test_a_practice_links_to_all_that_belongs_to_it(client, corona_verde):
    organisation, visitor = make.stakeholder(), make.partner()
    corona_verde.organisations.set([organisation])
    corona_verde.visited_by.set([visitor])
    visit = make.event(practice=corona_verde, kind="study_visit", starts_on="2013-02-04")
    pilot = make.pilot(inspired_by=[corona_verde])
    linked = (corona_verde.area, organisation, visitor, visit, pilot)
    assert {record.get_absolute_url() for record in linked} <= links(client.get("/practices/corona-verde/"))


def test_what_is_not_published_does_not_exist_for_a_visitor(client, corona_verde):
    make.practice(slug="draft", name="Draft practice", published=False)
    make.pilot(title="Draft pilot", inspired_by=[corona_verde], published=False)
    assert slugs(client.get("/practices/")) == ["corona-verde"]
    assert client.get("/practices/draft/").status_code == 404
    assert client.get("/practices/compare/?case=draft").status_code == 404
    assert "Draft" not in text(client.get("/practices/compare/"))
    assert "Draft" not in text(client.get("/practices/corona-verde/"))


def test_the_partnership_reads_what_is_not_published_and_is_told_so(client):
    make.practice(slug="draft", published=False)
    client.force_login(make.user(partner=make.partner()))
    assert "not published yet" in text(client.get("/practices/draft/"))


def test_cases_stand_in_the_order_in_which_they_were_asked_for(client, corona_verde):
    make.practice(slug="lyon", name="Lyon")
    response = client.get("/practices/compare/?case=lyon&case=corona-verde&case=lyon")
    assert [case.slug for case in response.context["cases"]] == ["lyon", "corona-verde"]


def test_a_case_shows_by_every_criterion(client, corona_verde):
    page = client.get("/practices/compare/?case=corona-verde").content.decode()
    head = re.search(r'class="comparison">.*?</thead>', page, re.DOTALL).group()
    criteria = re.findall(r'<th scope="col">(.*?)</th>', head)
    assert criteria == [
        "Case",
        "Place",
        "Country",
        "Population of the area",
        "Form",
        "Theme",
        "Period",
        "Outcome",
        "Basis of the outcome",
        "Organisations",
        "Visited by",
        "Summary",
        "Sources",
    ]
    assert re.findall(r'<td data-label="(.*?)">', page) == criteria[1:]
    assert "2,000,000" in page


def test_without_a_case_the_comparison_offers_the_choice(client, corona_verde):
    response = client.get("/practices/compare/")
    assert "No case is chosen yet" in text(response)
    assert 'name="case" value="corona-verde"' in response.content.decode()


@pytest.mark.parametrize(("number", "status"), [(6, 200), (7, 400)])
def test_up_to_six_cases_fit(client, number, status):
    cases = "&".join(f"case={make.practice().slug}" for _ in range(number))
    assert client.get(f"/practices/compare/?{cases}").status_code == status


@pytest.mark.parametrize(("query", "status"), [("?case=nowhere", 404), ("?cases=lyon", 400), ("?case=", 200)])
def test_a_wrong_case_is_answered_clearly(client, query, status):
    assert client.get(f"/practices/compare/{query}").status_code == status


def test_the_comparison_asks_the_same_for_one_case_as_for_three(client, django_assert_num_queries):
    cases = [make.practice(area=make.area(), organisations=[make.stakeholder()]) for _ in range(3)]
    for shown in (cases[:1], cases):
        with django_assert_num_queries(5):
            client.get("/practices/compare/?" + "&".join(f"case={case.slug}" for case in shown))
