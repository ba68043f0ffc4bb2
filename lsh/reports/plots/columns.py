"""Columns that stand: a stack of parts for each step of time, over a scale."""

from __future__ import annotations

from collections.abc import Sequence

from lsh.reports.plots.axis import Show, framed, inner_width
from lsh.reports.plots.segment import Line, Segment, coalesced

_HEIGHTS = " ▁▂▃▄▅▆▇█"
_FILLS = {"bad": "▓", "warn": "▒", "gone": "░"}  # told apart without colour too


def columns(
    stacks: Sequence[Sequence[float]],
    *,
    keys: Sequence[str],
    width: int,
    height: int = 8,
    show: Show = "{:,.0f}".format,
    below: Sequence[str] = (),
) -> list[Line]:
    """A column for each of ``stacks``: its parts from the bottom up, their meanings in ``keys``.

    Every part above zero takes a row at least, as a single failure among thousands must be seen.
    Where there are more stacks than room, neighbours are added up; where there are fewer, columns
    grow wider.
    """
    if not stacks or width <= 0:
        return []
    inner = inner_width(width, _top(stacks), show)
    found = merged(stacks, inner)
    top = _top(found)
    inner = inner_width(width, top, show)
    found = merged(found, inner)
    top = _top(found)
    wide = max(inner // len(found), 1)
    cells = [_column(stack, keys, top, height) for stack in found]
    rows = [
        coalesced([Segment(column[row].text * wide, column[row].key) for column in cells])
        for row in range(height)
    ]
    unused = inner - wide * len(found)  # the frame ends where the last column does
    return framed(rows, width=width - unused, top=top, show=show, below=below)


def merged(stacks: Sequence[Sequence[float]], limit: int) -> list[Sequence[float]]:
    """At most ``limit`` stacks, each the sum of as many neighbours."""
    each = max(-(-len(stacks) // limit), 1)
    return [
        [sum(parts) for parts in zip(*stacks[first : first + each], strict=True)]
        for first in range(0, len(stacks), each)
    ]


def _top(stacks: Sequence[Sequence[float]]) -> float:
    return max((sum(stack) for stack in stacks), default=0)


def _column(stack: Sequence[float], keys: Sequence[str], top: float, height: int) -> list[Segment]:
    """The cells of one column, from the top down."""
    parts = [(value, key) for value, key in zip(stack, keys, strict=True) if value > 0]
    if top <= 0 or not parts:
        return [Segment(" ")] * height
    eighths = max(round(8 * height * sum(stack) / top), 1)
    full, rest = divmod(eighths, 8)
    tall = full + (1 if rest else 0)
    owners = _owners([value for value, _ in parts], max(tall, min(len(parts), height)))
    cells = [Segment(_FILLS.get(parts[owner][1], "█"), parts[owner][1]) for owner in owners]
    if rest and len(cells) == tall and parts[owners[-1]][1] not in _FILLS:
        cells[-1] = Segment(_HEIGHTS[rest], cells[-1].key)
    return ([Segment(" ")] * (height - len(cells))) + cells[::-1]


def _owners(values: Sequence[float], cells: int) -> list[int]:
    """To which part each of ``cells`` belongs, from the bottom up: one each, the rest by share."""
    shares = [1] * min(len(values), cells) + [0] * max(len(values) - cells, 0)
    whole = sum(values)
    while sum(shares) < cells:
        # the part that is furthest behind what it is due
        behind = max(range(len(values)), key=lambda n: values[n] / whole * cells - shares[n])
        shares[behind] += 1
    return [part for part, share in enumerate(shares) for _ in range(share)]
