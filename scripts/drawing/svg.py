"""A laid out graph as inline SVG, in the colours of the page that it stands in."""

from __future__ import annotations

import textwrap
from html import escape
from itertools import pairwise
from typing import NamedTuple

from drawing.graph import Edge, Graph
from drawing.layout import Layout, arrange

_CHARACTER, _LINE, _PADDING, _MARGIN = 7.4, 18.0, 12.0, 4.0
_DOT, _POINT = 14.0, 26.0
_WRAP = 18
_SMALL, _SMALL_LINE = 6.2, 14.0
_SHARES = (0.5, 0.35, 0.65, 0.22, 0.78)
_HEAD = (
    '<defs><marker id="{id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker></defs>'
)


class Box(NamedTuple):
    """A rectangle by its centre."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        beside = abs(self.x - other.x) * 2 >= self.width + other.width
        above = abs(self.y - other.y) * 2 >= self.height + other.height
        return not (beside or above)


def draw(graph: Graph, title: str, name: str) -> str:
    """The drawing; ``title`` is read to those who do not see it, ``name`` is unique on its page."""
    layout = arrange(graph, lambda node: _size(graph, node))
    width, height = layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN
    parts = [_edge(graph, layout, edge, path, name) for edge, path in layout.paths]
    parts += [_node(graph, node, *layout.centres[node]) for node in graph.texts]
    parts += _labels(graph, layout)
    box = f"{-_MARGIN:g} {-_MARGIN:g} {width:.0f} {height:.0f}"
    return (
        f'<figure><svg class="diagram" role="img" viewBox="{box}" width="{width:.0f}">'
        f"<title>{escape(title)}</title>{_HEAD.format(id=name)}{''.join(parts)}</svg></figure>"
    )


def _lines(text: str) -> list[str]:
    return textwrap.wrap(text, _WRAP) or [""]


def _size(graph: Graph, node: str) -> tuple[float, float]:
    if node not in graph.texts:
        return _POINT, 0.0
    if not graph.texts[node]:
        return _DOT, _DOT
    lines = _lines(graph.texts[node])
    return max(map(len, lines)) * _CHARACTER + 2 * _PADDING, len(lines) * _LINE + _PADDING


def _node(graph: Graph, node: str, x: float, y: float) -> str:
    width, height = _size(graph, node)
    shape = graph.shapes.get(node, "box")
    if shape in {"start", "end"}:
        return f'<circle class="{shape}" cx="{x:.1f}" cy="{y:.1f}" r="{_DOT / 2}"/>'
    round_ = {"door": height / 2, "store": 12}.get(shape, 4)
    lines = _lines(graph.texts[node])
    first = y - (len(lines) - 1) * _LINE / 2 + 5
    texts = "".join(
        f'<text x="{x:.1f}" y="{first + number * _LINE:.1f}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<rect class="{shape}" x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" '
        f'width="{width:.1f}" height="{height:.1f}" rx="{round_:g}"/>{texts}'
    )


def _ends(graph: Graph, layout: Layout, path: list[str]) -> list[tuple[float, float]]:
    """The points of an edge: from the rim of its first node to the rim of its last."""
    points = [layout.centres[name] for name in path]
    down = points[-1][1] >= points[0][1]
    for at, side in ((0, 1 if down else -1), (-1, -1 if down else 1)):
        x, y = points[at]
        points[at] = (x, y + side * _size(graph, path[at])[1] / 2)
    return points


def _edge(graph: Graph, layout: Layout, edge: Edge, path: list[str], name: str) -> str:
    points = _ends(graph, layout, path)
    course = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (to_y - y) / 2
        course.append(f"C{x:.1f} {y + half:.1f} {to_x:.1f} {to_y - half:.1f} {to_x:.1f} {to_y:.1f}")
    start = f' marker-start="url(#{name})"' if edge.both else ""
    kind = "dotted" if edge.dotted else "drawn"
    return f'<path class="{kind}" d="{"".join(course)}" marker-end="url(#{name})"{start}/>'


def _labels(graph: Graph, layout: Layout) -> list[str]:
    """The words on the edges, each near its middle where no other stands already."""
    taken: list[Box] = []
    parts = []
    for edge, path in layout.paths:
        if edge.label:
            points = _ends(graph, layout, path)
            places = [_label_box(points, share, edge.label) for share in _SHARES]
            box = next((place for place in places if not any(map(place.meets, taken))), places[0])
            taken.append(box)
            parts.append(
                f'<text class="label" x="{box.x:.1f}" y="{box.y + 4:.1f}">{escape(edge.label)}</text>'
            )
    return parts


def _label_box(points: list[tuple[float, float]], share: float, label: str) -> Box:
    """The place of a label on the middle segment of an edge, ``share`` of the way down."""
    middle = (len(points) - 1) // 2
    (x, y), (to_x, to_y) = points[middle], points[middle + 1]
    eased = 3 * share**2 - 2 * share**3  # the curve's ends are vertical
    down = share**3 + 1.5 * share * (1 - share)
    return Box(x + (to_x - x) * eased, y + (to_y - y) * down, len(label) * _SMALL, _SMALL_LINE)
