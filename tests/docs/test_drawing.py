"""The diagrams of the pages are drawn whole, and nothing in them stands on something else."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import combinations
from typing import Any

import pytest

from tests.docs.pages import ROOT, all_pages, name_of

BLOCK = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DIAGRAMS = [
    pytest.param(text, id=f"{name_of(page)}-{number}")
    for page in all_pages()
    for number, text in enumerate(BLOCK.findall(page.read_text()))
]


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return import_module("drawing.svg")


@pytest.mark.parametrize("text", DIAGRAMS)
def test_every_arrow_and_node_is_drawn(text: str, drawing: Any) -> None:
    graph = drawing_of(text, drawing)
    svg = drawing.draw(graph, "title", "arrow")
    arrows = text.count("->")
    assert svg.count("<path class=") == len(graph.edges) == arrows
    assert svg.count("<rect ") + svg.count("<circle ") == len(graph.texts)
    said = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    for words in (*graph.texts.values(), *(edge.label for edge in graph.edges)):
        assert set(words.split()) <= set(said.split())


@pytest.mark.parametrize("text", DIAGRAMS)
def test_nothing_covers_anything(text: str, drawing: Any) -> None:
    svg = drawing.draw(drawing_of(text, drawing), "title", "arrow")
    shapes = [boxed(drawing, match) for match in re.finditer(r"<rect ([^>]*)/>", svg)]
    words = re.findall(r'<text class="label" x="([\d.-]+)" y="([\d.-]+)">([^<]*)', svg)
    labels = [
        drawing.Box(float(x), float(y) - 4, len(word) * drawing._SMALL, 12) for x, y, word in words
    ]
    assert not [pair for pair in combinations([*shapes, *labels], 2) if pair[0].meets(pair[1])]


def test_a_line_that_is_not_understood_is_no_empty_picture(drawing: Any) -> None:
    with pytest.raises(ValueError, match="a ==> b"):
        drawing_of("flowchart LR\n    a ==> b\n", drawing)


def test_circles_have_a_way_back_up(drawing: Any) -> None:
    graph = drawing_of("stateDiagram-v2\n    a --> b\n    b --> c\n    c --> a\n", drawing)
    layout = drawing.arrange(graph, lambda name: (50.0, 20.0))
    heights = [layout.centres[name][1] for name in "abc"]
    assert heights == sorted(heights)
    back = next(path for edge, path in layout.paths if (edge.source, edge.target) == ("c", "a"))
    assert (back[0], back[-1]) == ("c", "a")


def drawing_of(text: str, drawing: Any) -> Any:
    return import_module("drawing.graph").read(text)


def boxed(drawing: Any, match: re.Match[str]) -> Any:
    side = {name: float(value) for name, value in re.findall(r'(\w+)="([\d.-]+)"', match[1])}
    middle = (side["x"] + side["width"] / 2, side["y"] + side["height"] / 2)
    return drawing.Box(*middle, side["width"], side["height"])
