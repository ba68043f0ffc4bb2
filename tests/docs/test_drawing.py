"""The diagrams of the pages are drawn whole, and nothing in them stands on something else."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from drawing.graph import read
from drawing.layout import arrange
from drawing.svg import _SMALL, Box, draw
from tests.docs.pages import all_pages, name_of

BLOCK = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DIAGRAMS = [
    pytest.param(text, id=f"{name_of(page)}-{number}")
    for page in all_pages()
    for number, text in enumerate(BLOCK.findall(page.read_text()))
]


@pytest.mark.parametrize("text", DIAGRAMS)
def test_every_arrow_and_node_is_drawn(text: str) -> None:
    graph = read(text)
    svg = draw(graph, "title", "arrow")
    arrows = text.count("->")
    assert svg.count("<path class=") == len(graph.edges) == arrows
    assert svg.count("<rect ") + svg.count("<circle ") == len(graph.texts)
    said = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    for words in (*graph.texts.values(), *(edge.label for edge in graph.edges)):
        assert set(words.split()) <= set(said.split())


@pytest.mark.parametrize("text", DIAGRAMS)
def test_nothing_covers_anything(text: str) -> None:
    svg = draw(read(text), "title", "arrow")
    shapes = [boxed(match) for match in re.finditer(r"<rect ([^>]*)/>", svg)]
    words = re.findall(r'<text class="label" x="([\d.-]+)" y="([\d.-]+)">([^<]*)', svg)
    labels = [Box(float(x), float(y) - 4, len(word) * _SMALL, 12) for x, y, word in words]
    assert not [pair for pair in combinations([*shapes, *labels], 2) if pair[0].meets(pair[1])]


def test_a_line_that_is_not_understood_is_no_empty_picture() -> None:
    with pytest.raises(ValueError, match="a ==> b"):
        read("flowchart LR\n    a ==> b\n")


def test_circles_have_a_way_back_up() -> None:
    graph = read("stateDiagram-v2\n    a --> b\n    b --> c\n    c --> a\n")
    layout = arrange(graph, lambda name: (50.0, 20.0))
    heights = [layout.centres[name][1] for name in "abc"]
    assert heights == sorted(heights)
    back = next(path for edge, path in layout.paths if (edge.source, edge.target) == ("c", "a"))
    assert (back[0], back[-1]) == ("c", "a")


def boxed(match: re.Match[str]) -> Box:
    side = {name: float(value) for name, value in re.findall(r'(\w+)="([\d.-]+)"', match[1])}
    middle = (side["x"] + side["width"] / 2, side["y"] + side["height"] / 2)
    return Box(*middle, side["width"], side["height"])
