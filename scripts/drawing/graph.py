"""What a diagram says: its nodes and edges, read from the part of Mermaid that the pages use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

START, END = "[*] start", "[*] end"
_NODE = re.compile(
    r"(?P<name>\[\*\]|\w+)"
    r"(?:\[\(\"?(?P<store>[^\"\])]+)\"?\)\]"
    r"|\(\(\"?(?P<door>[^\")]+)\"?\)\)"
    r"|\[(?:\"(?P<quoted>[^\"]+)\"|(?P<box>[^\"\]()]+))\])?"
)
_ARROW = re.compile(
    r"\s*(?P<back><)?(?:--\s*\"(?P<label>[^\"]+)\"\s*-->"
    r"|-\.\s*(?P<dotted>[^.]+?)\s*\.->"
    r"|--\s*(?P<plain>\w[^-]*?)\s*-->"
    r"|-->)\s*"
)
_SHAPES = ("store", "door", "quoted", "box")


@dataclass(frozen=True)
class Edge:
    """An arrow from one node to another, and back where ``both``."""

    source: str
    target: str
    label: str = ""
    dotted: bool = False
    both: bool = False


@dataclass
class Graph:
    """Nodes in the order of their first mention, with what stands in them and their shape."""

    texts: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)


def read(text: str) -> Graph:
    """The graph of a Mermaid text. Raises ValueError for a line that is not understood."""
    graph = Graph()
    for line in map(str.strip, text.strip().splitlines()[1:]):
        try:
            _read_line(graph, line)
        except _Unread:
            raise ValueError(
                f"scripts/drawing cannot read this line of a diagram: {line}"
            ) from None
    return graph


class _Unread(Exception):
    pass


def _read_line(graph: Graph, line: str) -> None:
    """A node, and as many arrows with their nodes as follow; each node is where the next arrow begins."""
    source, at = _node(graph, line, 0, START)
    while at < len(line):
        arrow = _matched(_ARROW, line, at)
        target, at = _node(graph, line, arrow.end(), END)
        label = arrow["label"] or arrow["dotted"] or arrow["plain"] or ""
        dotted = arrow["dotted"] is not None
        graph.edges.append(Edge(source, target, label, dotted, arrow["back"] is not None))
        source = target


def _node(graph: Graph, line: str, at: int, dot: str) -> tuple[str, int]:
    """The node that stands ``at`` this place of the line, and the place after it."""
    match = _matched(_NODE, line, at)
    name = match["name"]
    if name == "[*]":
        graph.texts.setdefault(dot, "")
        graph.shapes[dot] = "start" if dot == START else "end"
        return dot, match.end()
    graph.texts.setdefault(name, name)
    for shape in _SHAPES:
        if match[shape]:
            graph.texts[name] = match[shape]
            graph.shapes[name] = "box" if shape == "quoted" else shape
    return name, match.end()


def _matched(pattern: re.Pattern[str], line: str, at: int) -> re.Match[str]:
    match = pattern.match(line, at)
    if match is None:
        raise _Unread
    return match
