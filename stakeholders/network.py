"""The arithmetic of a network: what is measured of it, and where its points are drawn.

It takes and gives plain data. Everything that asks igraph, which is under the GPL, stands here.
"""

import math
import random
from collections import defaultdict
from threading import Lock

import igraph

# The free layout fills a sheet of this size; a pinned position is a place on the same sheet.
WIDTH, HEIGHT = 1000.0, 700.0
# How strong a relation counts whose strength nobody has said: as the middle of 1 to 5.
MIDDLE_WEIGHT = 3
# The longest of all shortest paths is looked for up to so many points: it takes a search from each of them.
MOST_FOR_DIAMETER = 2000
# Up to so many points distances decide on places, which reads best; more are placed by forces, which is quicker.
MOST_BY_DISTANCE = 250
# How often the forces move everything: more often where that costs little.
ROUNDS_OF_FORCES, MOVES = (60, 500), 600_000
STEPS = 7
# igraph has one source of chance for the whole process.
_chance = Lock()


def measured(size, edges, tell=lambda done, total: None):
    """Everything that is measured of the points 0 to size - 1, as lists in their order and numbers that JSON holds.

    `edges` are (from, to, weight or None, whether it is mutual). Paths and places among others take no account of
    direction, strength and number of relations between two; communities do of strength.
    """
    directed, plain = directed_graph(size, edges), plain_graph(size, edges)
    parts = sorted(plain.connected_components(), key=lambda part: (-len(part), part))
    found = {**degrees(size, edges)}
    tell(1, STEPS)
    found["betweenness"] = betweenness(plain)
    tell(2, STEPS)
    found["closeness"], average = closeness(plain, parts)
    tell(3, STEPS)
    found["eigenvector"] = eigenvector(plain, parts)
    found["constraint"] = [None if math.isnan(each) else each for each in plain.constraint()]
    found["cuts_off"] = cut_off(plain, parts)
    tell(4, STEPS)
    found["community"], modularity = communities(plain)
    tell(5, STEPS)
    whole = {
        "stakeholders": size,
        "relations": len(edges),
        "density": directed.ecount() / (size * (size - 1)) if size > 1 else None,
        "reciprocity": directed.reciprocity() if directed.ecount() else None,
        "components": len(parts),
        "largest": len(parts[0]) if parts else 0,
        "alone": sum(len(part) == 1 for part in parts),
        "average_path": average,
        "diameter": plain.diameter() if plain.ecount() and size <= MOST_FOR_DIAMETER else None,
        "communities": len({each for each in found["community"] if each is not None}),
        "modularity": modularity,
    }
    tell(6, STEPS)
    found["x"], found["y"] = layout(plain, parts)
    tell(7, STEPS)
    return {"whole": whole, "points": found}


def directed_graph(size, edges):
    """Who is linked to whom: once each way, what is mutual both ways."""
    links = {(start, end) for start, end, _weight, _mutual in edges}
    links |= {(end, start) for start, end, _weight, mutual in edges if mutual}
    return igraph.Graph(size, sorted(links), directed=True)


def plain_graph(size, edges):
    """Who is linked at all: once for each two, as strong as all their relations together."""
    strength = defaultdict(int)
    for start, end, weight, _mutual in edges:
        strength[min(start, end), max(start, end)] += weight or MIDDLE_WEIGHT
    links = sorted(strength)
    return igraph.Graph(size, links, edge_attrs={"strength": [strength[link] for link in links]})


def degrees(size, edges):
    """Relations of each, those towards it and those from it; what is mutual is both."""
    degree, towards, out = [0] * size, [0] * size, [0] * size
    for start, end, _weight, mutual in edges:
        degree[start] += 1
        degree[end] += 1
        out[start] += 1
        towards[end] += 1
        if mutual:
            out[end] += 1
            towards[start] += 1
    return {"degree": degree, "in_degree": towards, "out_degree": out}


def betweenness(plain):
    """Share of the shortest paths among all others that run through each, 0 to 1 (Freeman, 1977)."""
    most = (plain.vcount() - 1) * (plain.vcount() - 2) / 2
    return [each / most if most > 0 else 0.0 for each in plain.betweenness(directed=False)]


def closeness(plain, parts):
    """How near each is to all others, 0 to 1, and the mean length of a shortest path, None where there is none.

    One over the mean distance to those it reaches, times the share of all that it reaches (Wasserman and Faust, 1994).
    """
    near, size = plain.closeness(normalized=True), plain.vcount()
    found, steps, pairs = [0.0] * size, 0.0, 0
    for part in parts:
        others = len(part) - 1
        for each in part if others else ():
            found[each] = near[each] * others / (size - 1)
            steps += others / near[each]
            pairs += others
    return found, steps / pairs if pairs else None


def eigenvector(plain, parts):
    """How well linked those are to whom each is linked, in the largest part, where the highest is 1; elsewhere 0.

    Parts that are not linked have no scale in common (Bonacich, 1987).
    """
    found = [0.0] * plain.vcount()
    if parts and len(parts[0]) > 1:
        part = sorted(parts[0])
        for each, value in zip(part, plain.induced_subgraph(part).eigenvector_centrality(), strict=True):
            found[each] = value
    return found


def cut_off(plain, parts):
    """How many would lose the largest rest of their part without each: 0 for all but the cut points.

    The blocks in which all stay linked without any one make a tree with the cut points between them.
    """
    found = [0] * plain.vcount()
    blocks, points = plain.biconnected_components(return_articulation_points=True)
    part_size = {each: len(part) for part in parts for each in part}
    tree = {point: [] for point in points}
    members = []
    for number, block in enumerate(blocks):
        members.append([each for each in block if each in tree])
        for point in members[-1]:
            tree[point].append(number)
    inner = [len(block) - len(members[number]) for number, block in enumerate(blocks)]
    behind = sizes_behind(tree, members, inner)
    for point, numbers in tree.items():
        # The tree hangs from somewhere: what is not behind one of the other blocks is behind this one.
        rests = [behind.get((point, number)) for number in numbers]
        rests = [part_size[point] - 1 - sum(each or 0 for each in rests) if each is None else each for each in rests]
        found[point] = sum(rests) - max(rests)
    return found


def sizes_behind(tree, members, inner):
    """For a cut point and a block below it in the tree: how many points are in the block and all that hangs from it."""
    found, seen = {}, set()
    for root in tree:
        if root in seen:
            continue
        order, waiting = [], [(None, root)]
        while waiting:
            above, point = waiting.pop()
            seen.add(point)
            for number in tree[point]:
                if number != above:
                    below = [each for each in members[number] if each != point]
                    order.append((point, number, below))
                    waiting.extend((number, each) for each in below)
        for point, number, below in reversed(order):
            further = ((each, other) for each in below for other in tree[each] if other != number)
            found[point, number] = inner[number] + len(below) + sum(found[each] for each in further)
    return found


def communities(plain):
    """The community of each, the largest is 0, None for those alone; and the modularity of all (Blondel, 2008)."""
    if not plain.ecount():
        return [None] * plain.vcount(), None
    with _chance:
        igraph.set_random_number_generator(random.Random(1))  # noqa: S311 - the same network has the same communities
        found = plain.community_multilevel(weights="strength")
    groups = sorted((group for group in found if len(group) > 1), key=lambda group: (-len(group), group))
    numbers = [None] * plain.vcount()
    for number, group in enumerate(groups):
        for each in group:
            numbers[each] = number
    return numbers, found.modularity


def layout(plain, parts):
    """A place for each on the sheet: the largest part first, the others beside and below it; always the same."""
    boxes = [(part, 1.5 * math.sqrt(len(part) + 0.5), math.sqrt(len(part) + 0.5)) for part in parts]
    area = sum(wide * high for _part, wide, high in boxes)
    room = max([1.25 * math.sqrt(area), *(wide for _part, wide, _high in boxes)])
    xs, ys = [0.0] * plain.vcount(), [0.0] * plain.vcount()
    left = top = row = 0.0
    for part, wide, high in boxes:
        if left and left + wide > room + 1e-9:
            left, top, row = 0.0, top + row, 0.0
        for each, (x, y) in zip(part, places(plain, part), strict=True):
            xs[each], ys[each] = left + wide * (0.1 + 0.8 * x), top + high * (0.1 + 0.8 * y)
        left, row = left + wide, max(row, high)
    return fitted(xs, ys)


def places(plain, part):
    """Where the points of one part lie within a square of size 1."""
    if len(part) == 1:
        return [(0.5, 0.5)]
    graph = plain.induced_subgraph(part)
    with _chance:
        igraph.set_random_number_generator(random.Random(1))  # noqa: S311
        if len(part) <= MOST_BY_DISTANCE:
            found = graph.layout_kamada_kawai(seed=graph.layout_circle())
        else:
            rounds = min(max(MOVES // len(part), ROUNDS_OF_FORCES[0]), ROUNDS_OF_FORCES[1])
            found = graph.layout_fruchterman_reingold(niter=rounds, seed=graph.layout_grid(), grid=True)
    xs, ys = zip(*found.coords, strict=True)
    return list(zip(stretched(xs), stretched(ys), strict=True))


def stretched(values):
    """The values between 0 and 1."""
    low, span = min(values), max(values) - min(values)
    return [(each - low) / span if span > 1e-6 else 0.5 for each in values]


def fitted(xs, ys):
    """The same picture as large as the sheet has room for it, in its middle."""
    if not xs:
        return [], []
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min(WIDTH / wide if wide else math.inf, HEIGHT / high if high else math.inf)
    scale = 0 if math.isinf(scale) else scale
    left, top = (WIDTH - scale * wide) / 2 - scale * min(xs), (HEIGHT - scale * high) / 2 - scale * min(ys)
    return [round(left + scale * x, 2) for x in xs], [round(top + scale * y, 2) for y in ys]
