"""What plots are made of: pieces of text, each with the name of its meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lsh.domain.columns import columns_of

KEYS = (
    "", "quiet", "title", "good", "bad", "warn", "gone", "time", "heat1", "heat2", "heat3", "heat4",
)  # fmt: skip
"""All keys that a segment may have; the empty one is ordinary text."""


class Segment(NamedTuple):
    """Some characters of one line, and what they mean."""

    text: str
    key: str = ""


Line = list[Segment]


def text_of(line: Iterable[Segment]) -> str:
    """The characters of a line."""
    return "".join(segment.text for segment in line)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """``text`` in exactly ``width`` columns: cut with an ellipsis, or filled up with spaces."""
    if columns_of(text) > width:
        while text and columns_of(text) > width - 1:
            text = text[:-1]
        text = f"{text}…" if width > 0 else ""
    gap = " " * (width - columns_of(text))
    return gap + text if right else text + gap


def coalesced(cells: Sequence[Segment]) -> Line:
    """The same characters with neighbours of one key put together."""
    line: Line = []
    for cell in cells:
        if line and line[-1].key == cell.key:
            line[-1] = Segment(line[-1].text + cell.text, cell.key)
        else:
            line.append(cell)
    return line


def cut(line: Line, width: int) -> Line:
    """The first ``width`` columns of a line whose characters are one column wide each."""
    kept: Line = []
    for segment in line:
        if width <= 0:
            break
        kept.append(Segment(segment.text[:width], segment.key))
        width -= len(segment.text)
    return kept
