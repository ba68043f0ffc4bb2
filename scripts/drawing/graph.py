"""What a diagram says: its nodes and edges, read from the part of Mermaid that the pages use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

START, END = "[*] start", "[*] end"
_NAME = r"\[\*\]|\w+"
_SHAPE = (
    r"(?:\[\(\"(?P<{0}_store>[^\"]+)\"\)\]"
    r"|\(\(\"(?P<{0}_door>[^\"]+)\"\)\)"
    r"|\[\"(?P<{0}_box>[^\"]+)\"\])?"
)
_ARROW = (
    r"(?P<back><)?(?:--\s*\"(?P<label>[^\"]+)\"\s*-->"
    r"|-\.\s*(?P<dotted>[^.]+?)\s*\.->"
    r"|--\s*(?P<plain>\w[^-]*?)\s*-->"
    r"|-->)"
)
_LINE = re.compile(
    rf"(?P<one>{_NAME}){_SHAPE.format('one')}\s*{_ARROW}\s*(?P<two>{_NAME}){_SHAPE.format('two')}"
)


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
        match = _LINE.fullmatch(line)
        if not match:
            raise ValueError(f"the diagram has a line that scripts/drawing cannot read: {line}")
        source = _node(graph, match, "one", START)
        target = _node(graph, match, "two", END)
        label = match["label"] or match["dotted"] or match["plain"] or ""
        dotted = match["dotted"] is not None
        graph.edges.append(Edge(source, target, label, dotted, match["back"] is not None))
    return graph


def _node(graph: Graph, match: re.Match[str], which: str, dot: str) -> str:
    if match[which] == "[*]":
        graph.texts.setdefault(dot, "")
        graph.shapes[dot] = "start" if dot == START else "end"
        return dot
    name = match[which]
    graph.texts.setdefault(name, name)
    for shape in ("store", "door", "box"):
        said = match[f"{which}_{shape}"]
        if said:
            graph.texts[name], graph.shapes[name] = said, shape
    return name
