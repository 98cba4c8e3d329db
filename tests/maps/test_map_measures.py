"""What a map tells: its measures, who is missing, and maps side by side."""

import pytest
from django.contrib.auth.models import AnonymousUser

from stakeholders.maps import missing
from tests import make


def test_the_whole_is_told_with_a_sentence_each(graz, client):
    shown = client.get("/maps/graz/measures/")
    told = {fact.meaning.name: fact.value for fact in shown.context["facts"]}
    assert (told["stakeholders"], told["relations"], told["components"], told["alone"]) == (6, 5, 2, 1)
    assert told["density"] == pytest.approx(7 / 30)
    assert told["reciprocity"] == pytest.approx(4 / 7)
    text = shown.content.decode()
    assert all(str(fact.meaning.sentence) in text for fact in shown.context["facts"])


def test_brokers_and_cut_points_are_told(graz, client):
    shown = client.get("/maps/graz/measures/").context
    assert [row.node.name for row in shown["brokers"]] == ["Voitsberg", "Fernitz"]
    assert [(row.node.name, row.value) for row in shown["cut_points"]] == [("Voitsberg", 2), ("Fernitz", 1)]


def test_the_measures_are_those_of_the_day_asked_for(graz, client):
    graz.relations[2].until = "2013-06"
    graz.relations[2].save()
    after = client.get("/maps/graz/measures/?on=2014-01-01").context["facts"]
    assert {fact.meaning.name: fact.value for fact in after}["relations"] == 4


def test_kinds_and_levels_with_nobody_are_told_with_the_maps_that_have_them(graz, client):
    other = make.stakeholder_map()
    make.entry(stakeholder_map=other, stakeholder=make.stakeholder(category="utility", level="european"))
    draft = make.stakeholder_map(published=False)
    make.entry(stakeholder_map=draft, stakeholder=make.stakeholder(category="association"))
    shown = client.get("/maps/graz/measures/")
    assert [(each.value, each.elsewhere) for each in shown.context["absent"]] == [
        ("utility or transport company", 1),
        ("European", 1),
        ("association", 0),
        ("inter-municipal", 0),
        ("international", 0),
    ]
    assert [str(title) for title in shown.context["unknown"]] == ["Sector", "Interreg type"]


def test_high_influence_without_a_relation_is_told_where_ratings_are_seen(graz, client):
    for name, influence in [("Mellach", 3.1), ("Raaba", 5), ("University", 3)]:
        make.assessment(entry=graz.entries[name], influence=influence)
    shown = client.get("/maps/graz/measures/").context
    assert [node.name for node in shown["unrelated"]] == ["Mellach"]
    assert shown["not_engaged"] is None


def test_engagement_is_told_to_the_partnership_alone(graz, client):
    make.assessment(entry=graz.entries["Raaba"], influence=5)
    make.sign_in(client, make.user(make.partner(), "staff"))
    shown = client.get("/maps/graz/measures/")
    assert [node.name for node in shown.context["not_engaged"]] == ["Raaba"]
    assert "High influence and no engagement action" in shown.content.decode()
    assert missing.engaged(AnonymousUser()) is None


def test_those_with_an_action_are_engaged(graz):
    from stakeholders.maps.reading import read

    make.assessment(entry=graz.entries["Raaba"], influence=5)
    content = read(graz.map, AnonymousUser())
    assert missing.not_engaged(content, {graz.people["Raaba"].pk}) == []


def test_maps_are_compared_measure_by_measure(graz, client):
    other = make.stakeholder_map(slug="other")
    make.entry(stakeholder_map=other, stakeholder=make.stakeholder(category="agency"))
    make.stakeholder_map(slug="draft", published=False)
    shown = client.get("/maps/compare/")
    assert [each.slug for each in shown.context["maps"]] == ["other", "graz"]
    cells = {row["meaning"].name: [value for value, _map in row["cells"]] for row in shown.context["rows"]}
    assert (cells["stakeholders"], cells["relations"], cells["density"]) == ([1, 6], [0, 5], [None, 7 / 30])
    agencies = next(row for row in shown.context["mixes"][0]["rows"] if row["value"] == "agency")
    assert [cell["percent"] for cell, _map in agencies["cells"]] == [100, 17]


def test_maps_are_chosen_and_what_is_not_seen_is_not_there(graz, client):
    make.stakeholder_map(slug="other")
    make.stakeholder_map(slug="draft", published=False)
    assert [each.slug for each in client.get("/maps/compare/?map=graz").context["maps"]] == ["graz"]
    assert client.get("/maps/compare/?map=draft").status_code == 404
    assert client.get("/maps/compare/?card=graz").status_code == 400


def test_nothing_to_compare_is_said(client, db):
    assert "No map is published yet" in client.get("/maps/compare/").content.decode()
