"""The frame around a plot: labels beside its rows and below its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lsh.domain.columns import columns_of
from lsh.reports.plots.segment import Line, Segment, cut, fit

Show = Callable[[float], str]
"""How a value is written beside an axis."""

_TICK, _RULE, _CORNER = "┤", "─", "└"
_LEAST = 8  # columns that a plot needs beside its labels; in less room it has none


def framed(
    rows: Sequence[Line], *, width: int, top: float, show: Show, below: Sequence[str] = ()
) -> list[Line]:
    """``rows`` (from the top down, ``inner_width`` wide) with a scale from 0 to ``top`` at their left.

    ``below`` are labels for the columns: the first stands at the left end, the last at the right.
    """
    marks = {0: show(top), len(rows) - 1: show(0)}
    if len(rows) >= 5 and show(top / 2) not in marks.values():
        marks[len(rows) // 2] = show(top / 2)  # whose upper edge is the middle
    room = label_width(top, show)
    inner = inner_width(width, top, show)
    if inner == width:  # too narrow for labels
        return [cut(list(row), width) for row in rows]
    lines: list[Line] = []
    for number, row in enumerate(rows):
        label = fit(marks.get(number, ""), room, right=True)
        lines.append([Segment(f"{label} {_TICK if number in marks else '│'}", "quiet"), *row])
    lines.append([Segment(f"{'':{room}} {_CORNER}{_RULE * inner}", "quiet")])
    if below:
        lines.append([Segment(f"{'':{room}}  {spread(below, inner)}", "quiet")])
    return lines


def label_width(top: float, show: Show) -> int:
    """The columns that the labels of a scale from 0 to ``top`` take."""
    return max(columns_of(show(value)) for value in (0, top / 2, top))


def inner_width(width: int, top: float, show: Show) -> int:
    """The columns that are left for the plot itself."""
    inner = width - label_width(top, show) - 2
    return inner if inner >= _LEAST else max(width, 1)


def spread(labels: Sequence[str], width: int) -> str:
    """Labels spread evenly over ``width`` columns, as many of them as find room; the ends first."""
    first, last = labels[0], labels[-1]
    if len(labels) == 1 or columns_of(first) + 1 + columns_of(last) > width:
        return fit(first, width)
    text, end = first, width - columns_of(last)
    for number, label in enumerate(labels[1:-1], 1):
        middle = round(number * (width - 1) / (len(labels) - 1))
        at = middle - columns_of(label) // 2
        if columns_of(text) < at and at + columns_of(label) < end:
            text = fit(text, at) + label
    return fit(text, end) + last
