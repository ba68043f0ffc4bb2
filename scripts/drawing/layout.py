"""Where nodes and edges go: in layers from top to bottom, after Sugiyama, Tagawa and Toda (1981).

Edges that would go up are turned for this; a long edge passes each layer between at a point of its
own; points are ordered by the mean of their neighbours, and then moved towards it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from drawing.graph import Edge, Graph

SWEEPS = 24
LAYER_GAP = 70.0
GAP = 22.0
Path = list[str]


@dataclass(frozen=True)
class Layout:
    """The centre of each node and passing point, and for each edge the points that it goes through."""

    centres: Mapping[str, tuple[float, float]]
    paths: list[tuple[Edge, Path]]
    width: float
    height: float


def arrange(graph: Graph, size_of: Callable[[str], tuple[float, float]]) -> Layout:
    """Lay the graph out; ``size_of`` is the width and height of a node, or of a passing point."""
    down = _downwards(graph)
    layer = _layers(graph, down)
    paths = _paths(down, layer)
    rows: list[list[str]] = [[] for _ in range(max(layer.values()) + 1)]
    for name in [*graph.texts, *(point for path in paths for point in path[1:-1])]:
        rows[layer[name]].append(name)
    near = _neighbours(paths)
    for sweep in range(SWEEPS):
        _order(rows if sweep % 2 else rows[::-1], near)
    across = _across(rows, near, lambda name: size_of(name)[0])
    centres: dict[str, tuple[float, float]] = {}
    top = 0.0
    for row in rows:
        height = max(size_of(name)[1] for name in row)
        centres |= {name: (across[name], top + height / 2) for name in row}
        top += height + LAYER_GAP
    turned = [path if (edge.source, edge.target) == (path[0], path[-1]) else path[::-1]
              for edge, path in zip(graph.edges, paths, strict=True)]  # fmt: skip
    width = max(across[name] + size_of(name)[0] / 2 for name in across)
    return Layout(centres, list(zip(graph.edges, turned, strict=True)), width, top - LAYER_GAP)


def _downwards(graph: Graph) -> list[tuple[str, str]]:
    """The edges, with those turned that close a circle."""
    onward: dict[str, list[str]] = {name: [] for name in graph.texts}
    for edge in graph.edges:
        onward[edge.source].append(edge.target)
    state: dict[str, str] = {}
    back: set[tuple[str, str]] = set()

    def visit(name: str) -> None:
        state[name] = "open"
        for target in onward[name]:
            if state.get(target) == "open":
                back.add((name, target))
            elif target not in state:
                visit(target)
        state[name] = "done"

    for name in graph.texts:
        if name not in state:
            visit(name)
    pairs = [(edge.source, edge.target) for edge in graph.edges]
    return [pair[::-1] if pair in back else pair for pair in pairs]


def _layers(graph: Graph, down: list[tuple[str, str]]) -> dict[str, int]:
    """The longest way from a node that nothing leads to."""
    layer = dict.fromkeys(graph.texts, 0)
    for _ in graph.texts:
        for upper, lower in down:
            layer[lower] = max(layer[lower], layer[upper] + 1)
    return layer


def _paths(down: list[tuple[str, str]], layer: dict[str, int]) -> list[Path]:
    """Each edge with its passing points, which get a layer as well."""
    paths = []
    for number, (upper, lower) in enumerate(down):
        passed = range(layer[upper] + 1, layer[lower])
        points = [f"edge {number} in layer {at}" for at in passed]
        layer.update(zip(points, passed, strict=True))
        paths.append([upper, *points, lower])
    return paths


def _neighbours(paths: list[Path]) -> dict[str, list[str]]:
    near: dict[str, list[str]] = {}
    for path in paths:
        for upper, lower in pairwise(path):
            near.setdefault(upper, []).append(lower)
            near.setdefault(lower, []).append(upper)
    return near


def _order(rows: list[list[str]], near: dict[str, list[str]]) -> None:
    """Sort each row by where its neighbours in the row before stand."""
    for before, row in pairwise(rows):
        place = {name: number for number, name in enumerate(before)}
        own = {name: number for number, name in enumerate(row)}

        def wanted(name: str, place: dict[str, int] = place, own: dict[str, int] = own) -> float:
            seen = [place[other] for other in near[name] if other in place]
            return sum(seen) / len(seen) if seen else own[name]

        row.sort(key=wanted)


def _across(
    rows: list[list[str]], near: dict[str, list[str]], width_of: Callable[[str], float]
) -> dict[str, float]:
    """The horizontal centre of everything: near its neighbours, and clear of what stands beside it."""
    across: dict[str, float] = {}
    for row in rows:
        left = 0.0
        for name in row:
            across[name] = left + width_of(name) / 2
            left += width_of(name) + GAP
        across |= {name: across[name] - left / 2 for name in row}
    for _ in range(SWEEPS):
        for row in rows:
            wish = [sum(across[o] for o in near[n]) / len(near[n]) for n in row]
            for name, at in zip(row, _apart(row, wish, width_of), strict=True):
                across[name] = at
    left = min(across[name] - width_of(name) / 2 for name in across)
    return {name: at - left for name, at in across.items()}


def _apart(row: list[str], wish: list[float], width_of: Callable[[str], float]) -> list[float]:
    """Places in the order of the row, as near to the wishes as their widths allow."""
    need = [(width_of(a) + width_of(b)) / 2 + GAP for a, b in pairwise(row)]
    right = list(wish)
    for number, room in enumerate(need):
        right[number + 1] = max(right[number + 1], right[number] + room)
    left = list(wish)
    for number in range(len(need) - 1, -1, -1):
        left[number] = min(left[number], left[number + 1] - need[number])
    return [(a + b) / 2 for a, b in zip(left, right, strict=True)]
