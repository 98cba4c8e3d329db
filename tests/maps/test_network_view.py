"""The network of a map: its picture, its tables, the surroundings of one, and what the script is given."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from stakeholders.maps import focus, measures, picture
from stakeholders.maps.asked import Asked
from stakeholders.maps.reading import content_of
from tests import make

VISITOR = AnonymousUser()


def page(client, query="", path="/maps/graz/"):
    return client.get(f"{path}?view=network{query}")


def asked(the, query=""):
    request = RequestFactory().get(f"/maps/graz/?view=network{query}")
    request.user = VISITOR
    return Asked(request, the.map)


def names(page, table="Stakeholders of the network"):
    rows = page.content.decode().partition(f'<caption class="visually-hidden">{table}')[2].partition("</table>")[0]
    return re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]*)', rows)


def test_the_table_has_everybody_the_best_linked_first(graz, client):
    assert names(page(client)) == ["Voitsberg", "Fernitz", "Graz", "University", "Raaba", "Mellach"]


@pytest.mark.parametrize(
    ("order", "first"),
    [("name", "Fernitz"), ("in_degree", "University"), ("betweenness", "Voitsberg"), ("community", "Graz")],
)
def test_the_table_is_sorted_by_any_measure(graz, client, order, first):
    assert names(page(client, f"&ordering={order}"))[0] == first


def test_an_order_that_is_not_known_is_refused_with_those_that_are(graz, client):
    answer = page(client, "&ordering=shoe")
    assert answer.status_code == 400
    assert "betweenness" in answer.content.decode()


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (1, ["Graz", "University", "Voitsberg"]),
        (2, ["Fernitz", "Graz", "University", "Voitsberg"]),
        (3, ["Fernitz", "Graz", "Raaba", "University", "Voitsberg"]),
        (9, ["Fernitz", "Graz", "Raaba", "University", "Voitsberg"]),
    ],
)
def test_the_surroundings_of_one_reach_as_many_steps_out_as_asked_for(graz, client, steps, expected):
    shown = focus.shown(asked(graz, f"&focus=graz&steps={steps}"))
    assert [node.name for node in shown.nodes] == expected
    assert sorted(names(page(client, f"&focus=graz&steps={steps}"))) == expected


def test_the_surroundings_lead_further_nearer_and_back(graz, client):
    told = page(client, "&focus=graz&steps=2").content.decode()
    for query, link in [("focus=graz&amp;steps=3", "One step further"), ("focus=graz&amp;steps=1", "One step nearer")]:
        assert re.search(rf'href="\?[^"]*{query}"[^>]*>{link}', told)
    assert re.search(r'href="\?view=network"[^>]*>Show the whole network', told)


def test_a_focus_that_is_not_on_the_map_is_told(graz, client):
    make.stakeholder(slug="elsewhere")
    answer = page(client, "&focus=elsewhere")
    assert answer.status_code == 400
    assert "is not on this map" in answer.content.decode()


def test_a_focus_that_the_filters_leave_out_is_told(graz, client):
    told = page(client, "&focus=graz&category=agency").content.decode()
    assert "The filters leave this stakeholder out" in told


def test_filters_leave_the_measures_those_of_the_whole_map(graz, client):
    shown = page(client, "&category=agency")
    assert names(shown) == ["Fernitz"]
    assert "They are of the whole map" in shown.content.decode()
    row = shown.context["page_obj"][0]
    assert (row.degree, row.measured.in_degree, row.measured.out_degree) == (2, 1, 1)


def test_only_relations_of_the_kinds_asked_for_are_shown(graz, client):
    shown = page(client, "&relation=funds").context["shown"]
    assert [edge.kind for edge in shown.edges] == ["funds"]


def test_the_picture_stands_by_itself_and_says_what_it_shows(graz, client):
    svg = re.search(r"<svg xmlns.*?</svg>", page(client).content.decode(), re.DOTALL).group()
    assert 'role="img"' in svg
    assert '<title id="network-title">Network: Stakeholders of Graz</title>' in svg
    assert "6 stakeholders and 5 relations." in svg
    assert " style=" not in svg
    used = set(re.findall(r"url\(#([\w-]+)\)", svg))
    assert used == {"end-arrow", "end-dot"}
    assert used <= set(re.findall(r'<marker id="([\w-]+)"', svg))


def drawn(the, query=""):
    from stakeholders.maps.network import context

    return context(asked(the, query))["picture"]


def test_kinds_are_told_by_dashes_and_ends_and_strength_by_width(graz):
    kinds = {edge["kind"]: (edge["dashes"], edge["end"]) for edge in drawn(graz)["edges"]}
    assert kinds == {"member_of": ("", "arrow"), "cooperates_with": ("", ""), "funds": ("5 4", "dot")}
    assert len(set(picture.KINDS.values())) == len(picture.KINDS)
    widths = [edge["width"] for edge in drawn(graz)["edges"] if edge["kind"] == "member_of"]
    assert max(widths) > min(widths)


def test_groups_are_told_by_shape_as_by_colour():
    assert len(set(picture.SHAPES[1:])) == len(picture.SHAPES[1:]) == len(set(picture.COLOURS[1:]))


def test_groups_are_gathered_in_circles_with_their_names(graz):
    picture_ = drawn(graz, "&group=level&gather=yes")
    assert [circle["label"] for circle in picture_["circles"]] == ["municipal", "regional", "national"]
    assert [group["count"] for group in picture_["groups"]] == [4, 1, 1]


def test_communities_are_named_after_their_best_linked_member(graz):
    labels = [group["label"] for group in drawn(graz, "&group=community")["groups"]]
    assert labels[0].startswith("1, around ")
    assert labels[-1] == "without a relation"


def test_only_the_most_linked_are_drawn_and_it_is_said(graz, client, monkeypatch):
    monkeypatch.setattr(picture.most_linked, "__defaults__", (2,))
    told = page(client).content.decode()
    assert re.search(r"The picture shows the 2 stakeholders with the most relations of\s+6", told)
    assert len(drawn(graz)["nodes"]) == 2
    assert len(names(page(client))) == 6


def test_a_pinned_place_stays_and_nobody_else_moves(graz):
    content = content_of(graz.map, VISITOR)
    before = picture.positions(content.nodes, measures.measures_of(graz.map, content))
    entry = graz.entries["Graz"]
    entry.x, entry.y = 12.5, 34.5
    entry.save()
    content = content_of(graz.map, VISITOR)
    after = picture.positions(content.nodes, measures.measures_of(graz.map, content))
    key = graz.people["Graz"].pk
    assert after.pop(key) == (12.5, 34.5)
    assert after == {other: place for other, place in before.items() if other != key}


def test_pins_far_beyond_the_sheet_spread_the_others_as_wide(graz):
    entry = graz.entries["Graz"]
    entry.x, entry.y = -9000, 9000
    entry.save()
    content = content_of(graz.map, VISITOR)
    places = picture.positions(content.nodes, measures.measures_of(graz.map, content))
    others = [x for key, (x, _y) in places.items() if key != graz.people["Graz"].pk]
    assert min(others) < -5000
    assert max(others) - min(others) > 5000


def test_the_digest_changes_with_a_relation_and_not_with_a_place(graz):
    before = content_of(graz.map, VISITOR).digest
    graz.entries["Graz"].x, graz.entries["Graz"].y = 1, 2
    graz.entries["Graz"].save()
    assert content_of(graz.map, VISITOR).digest == before
    graz.relations[0].weight = 2
    graz.relations[0].save()
    after = content_of(graz.map, VISITOR).digest
    assert after != before
    graz.relations[0].delete()
    assert content_of(graz.map, VISITOR).digest not in {before, after}


def test_the_script_is_given_the_same_network(graz, client):
    answer = client.get("/maps/graz/network.json?view=network&focus=raaba")
    told = answer.json()
    assert told["nodes"]["slug"] == ["fernitz", "raaba"]
    edges = told["edges"]
    assert (edges["start"], edges["end"], edges["weight"]) == ([0], [1], [1])
    assert told["kinds"][edges["kind"][0]] == {"label": "funds", "back": "is funded by", "mutual": False}
    assert "entry" not in told["nodes"]
    again = client.get("/maps/graz/network.json?view=network&focus=raaba", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_who_may_change_the_map_is_given_what_pinning_needs(graz, client):
    make.sign_in(client, make.user(coordinator=True))
    told = client.get("/maps/graz/network.json").json()
    assert told["nodes"]["entry"] == [graz.entries[name].pk for name in sorted(graz.entries)]
    assert told["pinned"] == []


@pytest.mark.parametrize("path", ["/maps/graz/", "/maps/graz/network.json", "/maps/graz/measures/"])
def test_a_map_that_is_not_published_is_not_there(graz, client, path):
    graz.map.published = False
    graz.map.save()
    assert client.get(path).status_code == 404
    make.sign_in(client, make.user(make.partner(area=graz.map.area), "staff"))
    assert client.get(path).status_code == 200


def test_ratings_choose_size_and_colour_only_where_they_are_seen(graz, client):
    assert "influence" not in [value for value, _label, _chosen in page(client).context["network_form"]["sizes"]]
    make.assessment(entry=graz.entries["Graz"], influence=4, interest=2)
    shown = page(client, "&size=influence&group=quadrant")
    assert ("influence", True) in [(value, chosen) for value, _l, chosen in shown.context["network_form"]["sizes"]]
    assert [group["label"] for group in shown.context["picture"]["groups"]] == ["keep satisfied", "not known"]


def test_an_empty_map_says_what_to_do(client, db):
    make.stakeholder_map(slug="graz")
    for path in ["/maps/graz/?view=network", "/maps/graz/measures/", "/maps/graz/network.json"]:
        assert client.get(path).status_code == 200
    assert "Nobody is on this map yet" in page(client).content.decode()
