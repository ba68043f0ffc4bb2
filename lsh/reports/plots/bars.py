"""Bars that lie: a label, a bar and a figure to a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lsh.domain.columns import columns_of
from lsh.reports.plots.blocks import bar
from lsh.reports.plots.segment import Line, Segment, fit

_LEAST_BAR = 4


class Bar(NamedTuple):
    """One line: what it is of, how long, the figure as text, and what it means."""

    label: str
    value: float
    text: str
    key: str = "time"


def bars(items: Sequence[Bar], *, width: int, top: float | None = None) -> list[Line]:
    """A line for each item, its bar measured against ``top`` (default: the greatest value).

    Labels give way first, to a third of the width; where nothing is left for bars, they are left out.
    """
    if not items or width <= 0:
        return []
    highest = top or max(item.value for item in items)
    figures = max(columns_of(item.text) for item in items)
    labels = min(max(columns_of(item.label) for item in items), max(width // 3, 8))
    room = width - labels - figures - 4
    if room < _LEAST_BAR:
        labels, room = max(width - figures - 2, 0), 0
    return [_line(item, labels, room, figures, width, highest) for item in items]


def _line(item: Bar, labels: int, room: int, figures: int, width: int, highest: float) -> Line:
    figure = fit(item.text, min(figures, width), right=True)
    if not labels:
        return [Segment(figure)]
    line = [Segment(f"{fit(item.label, labels)}  ")]
    if room:
        share = item.value / highest if highest > 0 else 0
        line.append(Segment(f"{bar(share, room)}  ", item.key))
    return [*line, Segment(figure)]
