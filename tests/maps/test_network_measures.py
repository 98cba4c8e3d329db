"""Measures of a network are those that another library finds, on small and on random networks."""

import math
import random

import networkx as nx
import pytest

from stakeholders import network

# A bridge between a triangle and a chain, and somebody alone.
SMALL = (
    8,
    [(0, 1, 5, False), (1, 2, None, True), (2, 0, 1, False), (2, 3, 2, False), (3, 4, 3, True), (4, 5, 4, False)],
)


def random_network(seed):
    dice = random.Random(seed)
    size = dice.choice([3, 12, 40, 90])
    pairs = (dice.sample(range(size), 2) for _number in range(int(size * dice.uniform(0.2, 2.5))))
    return size, [(*pair, dice.choice([None, 1, 3, 5]), dice.random() < 0.3) for pair in pairs]


NETWORKS = [SMALL, *(random_network(seed) for seed in range(3))]
NAMES = ["small", "random", "random-2", "random-3"]
each_network = pytest.mark.parametrize(("size", "edges"), NETWORKS, ids=NAMES)


def plain(size, edges):
    graph = nx.empty_graph(size)
    graph.add_edges_from((start, end) for start, end, _weight, _mutual in edges)
    return graph


def directed(size, edges):
    graph = nx.empty_graph(size, create_using=nx.DiGraph)
    graph.add_edges_from((start, end) for start, end, _weight, _mutual in edges)
    graph.add_edges_from((end, start) for start, end, _weight, mutual in edges if mutual)
    return graph


def points(size, edges):
    return network.measured(size, edges)["points"]


def close(found, expected, within=1e-6):
    return found == pytest.approx([expected[place] for place in range(len(found))], abs=within)


@each_network
def test_degrees_count_each_relation_and_what_is_mutual_both_ways(size, edges):
    every = nx.MultiDiGraph()
    every.add_nodes_from(range(size))
    every.add_edges_from((start, end) for start, end, _weight, _mutual in edges)
    both = every.copy()
    both.add_edges_from((end, start) for start, end, _weight, mutual in edges if mutual)
    found = points(size, edges)
    assert found["degree"] == [every.degree(place) for place in range(size)]
    assert found["in_degree"] == [both.in_degree(place) for place in range(size)]
    assert found["out_degree"] == [both.out_degree(place) for place in range(size)]


@each_network
def test_betweenness_and_closeness_are_those_of_paths_whichever_way(size, edges):
    found, graph = points(size, edges), plain(size, edges)
    assert close(found["betweenness"], nx.betweenness_centrality(graph))
    assert close(found["closeness"], nx.closeness_centrality(graph))


@each_network
def test_eigenvector_centrality_is_of_the_largest_part_with_1_for_the_highest(size, edges):
    graph = plain(size, edges)
    # Of two parts of the same size the one with the first stakeholder counts.
    part = sorted(max(nx.connected_components(graph), key=lambda part: (len(part), -min(part))))
    values = nx.eigenvector_centrality(graph.subgraph(part), max_iter=50_000, tol=1e-10)
    most = max(values.values())
    assert close(points(size, edges)["eigenvector"], [values.get(place, 0) / most for place in range(size)], 1e-4)


@each_network
def test_constraint_is_burts(size, edges):
    expected = nx.constraint(plain(size, edges))
    found = points(size, edges)["constraint"]
    assert [each is None for each in found] == [math.isnan(expected[place]) for place in range(size)]
    assert [each for each in found if each is not None] == pytest.approx(
        [expected[place] for place in range(size) if not math.isnan(expected[place])]
    )


@each_network
def test_cut_points_are_the_articulation_points_with_how_many_they_cut_off(size, edges):
    graph, expected = plain(size, edges), [0] * size
    for point in nx.articulation_points(graph):
        rest = graph.subgraph(nx.node_connected_component(graph, point) - {point})
        parts = sorted(map(len, nx.connected_components(rest)))
        expected[point] = sum(parts[:-1])
    assert points(size, edges)["cuts_off"] == expected


def test_whoever_holds_a_chain_cuts_off_the_shorter_end():
    assert points(*SMALL)["cuts_off"] == [0, 0, 2, 2, 1, 0, 0, 0]


@each_network
def test_the_whole_is_measured_as_elsewhere(size, edges):
    whole, graph, arrows = network.measured(size, edges)["whole"], plain(size, edges), directed(size, edges)
    parts = list(nx.connected_components(graph))
    assert whole["density"] == pytest.approx(nx.density(arrows))
    assert whole["reciprocity"] == pytest.approx(nx.reciprocity(arrows))
    assert (whole["components"], whole["largest"]) == (len(parts), max(map(len, parts)))
    assert whole["alone"] == sum(len(part) == 1 for part in parts)
    distances = [steps for _one, ends in nx.all_pairs_shortest_path_length(graph) for steps in ends.values() if steps]
    assert whole["average_path"] == pytest.approx(sum(distances) / len(distances))
    assert whole["diameter"] == max(distances)


@each_network
def test_modularity_is_that_of_the_communities_told(size, edges):
    found, graph = network.measured(size, edges), plain(size, edges)
    for start, end in graph.edges:
        graph[start][end]["weight"] = sum(
            weight or 3 for one, other, weight, _mutual in edges if {one, other} == {start, end}
        )
    numbers = found["points"]["community"]
    groups = [{place for place in range(size) if numbers[place] == number} for number in {*numbers} - {None}]
    groups += [{place} for place in range(size) if numbers[place] is None]
    assert found["whole"]["modularity"] == pytest.approx(nx.community.modularity(graph, groups))
    assert found["whole"]["communities"] == len({*numbers} - {None})


@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_network_without_relations_has_no_measures_of_them(size):
    found = network.measured(size, [])
    assert found["points"]["betweenness"] == found["points"]["eigenvector"] == [0.0] * size
    assert found["points"]["community"] == [None] * size
    assert (found["whole"]["components"], found["whole"]["alone"]) == (size, size)
    assert {found["whole"][name] for name in ("reciprocity", "average_path", "diameter", "modularity")} == {None}


def test_the_same_network_is_laid_out_in_the_same_way_on_the_sheet():
    size, edges = 400, [(place, place * 7 % 400, None, False) for place in range(400) if place * 7 % 400 != place]
    one, other = points(size, edges), points(size, list(reversed(edges)))
    assert (one["x"], one["y"], one["community"]) == (other["x"], other["y"], other["community"])
    assert 0 <= min(one["x"]) <= max(one["x"]) <= network.WIDTH
    assert 0 <= min(one["y"]) <= max(one["y"]) <= network.HEIGHT
    assert len(set(zip(one["x"], one["y"], strict=True))) == size


def test_each_step_is_told():
    told = []
    network.measured(*SMALL, lambda done, total: told.append((done, total)))
    assert told == [(number, network.STEPS) for number in range(1, network.STEPS + 1)]
