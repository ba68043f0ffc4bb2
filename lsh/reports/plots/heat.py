"""A heat map: a shade for each value, darker for more, with a line that says what the shades mean."""

from __future__ import annotations

from collections.abc import Sequence

from lsh.domain.columns import columns_of
from lsh.reports.plots.axis import Show
from lsh.reports.plots.segment import Line, Segment, coalesced, cut, fit

_SHADES = "·░▒▓█"
_WIDEST_CELL = 3


def _whole(value: float) -> str:
    return f"{int(value):,}"


def heat_map(
    rows: Sequence[Sequence[float]],
    *,
    row_names: Sequence[str],
    column_names: Sequence[str],
    width: int,
    show: Show = _whole,
    key: str = "heat",
) -> list[Line]:
    """A line of column names, a line for each row, and what the shades stand for.

    ``rows`` are all of one length; every cell is one to three columns wide, as there is room. Where
    even one is too wide, neighbours share a cell, which has their sum. With a ``key`` other than heat
    all shades have that one.
    """
    labels = max(map(columns_of, row_names), default=0) + 2
    room = max(width - labels, 1)
    together = -(-len(column_names) // room)
    cells = [_summed(row, together) for row in rows]
    names = column_names[::together]
    cell = min(max(room // max(len(names), 1), 1), _WIDEST_CELL)
    top = max((value for row in cells for value in row), default=0)
    lines = [[Segment(" " * labels + _heading(names, cell), "quiet")]]
    for name, row in zip(row_names, cells, strict=True):
        shaded = [_shade(value, top, cell, key) for value in row]
        lines.append([Segment(fit(name, labels), "quiet"), *coalesced(shaded)])
    if top > 0:
        lines.append(_legend(top, labels, show, key))
    return [cut(line, width) for line in lines]


def level(value: float, top: float) -> int:
    """0 for nothing, then quarters of ``top``: 1 to 4."""
    if value <= 0 or top <= 0:
        return 0
    return min(max(-int(-4 * value // top), 1), 4)


def _summed(row: Sequence[float], together: int) -> list[float]:
    return [sum(row[first : first + together]) for first in range(0, len(row), together)]


def _heading(names: Sequence[str], cell: int) -> str:
    text = ""
    for number, name in enumerate(names):
        at = number * cell
        if at == 0 or at > len(text):  # a blank between two names at least
            text = text.ljust(at) + name
    return text[: len(names) * cell].rstrip()


def _shade(value: float, top: float, cell: int, key: str) -> Segment:
    step = level(value, top)
    if not step:
        return Segment(_SHADES[0].ljust(cell), "quiet")
    return Segment(_SHADES[step] * cell, f"heat{step}" if key == "heat" else key)


def _legend(top: float, labels: int, show: Show, key: str) -> Line:
    line = [Segment(f"{'':{labels}}{_SHADES[0]} none", "quiet")]
    for step in range(1, 5):
        low, high = show(top * (step - 1) / 4), show(top * step / 4)
        if low == high:
            continue  # so few that no value falls between these quarters
        line.append(Segment(f"  {_SHADES[step]}", f"heat{step}" if key == "heat" else key))
        line.append(Segment(f" ≤ {high}", "quiet"))
    return line
