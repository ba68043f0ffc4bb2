"""Points and lines on a grid of braille dots: two across and four down in every character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lsh.reports.plots.axis import Show, framed, inner_width
from lsh.reports.plots.segment import Line, Segment, coalesced

_BRAILLE = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column of a character


@dataclass(frozen=True, slots=True)
class Series:
    """Points (x, y) with y ≥ 0. ``joined`` draws a line through them, in their order.

    With a ``mark`` each point is that character, which is seen without colour.
    """

    points: Sequence[tuple[float, float]]
    key: str = "time"
    joined: bool = True
    mark: str = ""


def curve(
    series: Sequence[Series],
    *,
    width: int,
    height: int = 8,
    show: Show = "{:,.0f}".format,
    top: float | None = None,
    below: Sequence[str] = (),
) -> list[Line]:
    """All series in one frame, from the least x to the greatest, from 0 to ``top``.

    Later series are drawn over earlier ones. ``top`` is the greatest y unless it is given; what is
    above it is drawn at the upper edge.
    """
    points = [point for one in series for point in one.points]
    if not points or width <= 0:
        return []
    highest = top or max(y for _, y in points) or 1.0
    grid = _Grid(points, highest, inner_width(width, highest, show), height)
    for one in series:
        grid.draw(one)
    return framed(grid.rows(), width=width, top=highest, show=show, below=below)


class _Grid:
    """Dots by character, and to which series a character belongs."""

    def __init__(
        self, points: Sequence[tuple[float, float]], top: float, width: int, height: int
    ) -> None:
        self._left = min(x for x, _ in points)
        self._breadth = (max(x for x, _ in points) - self._left) or 1.0
        self._top, self._width, self._height = top, width, height
        self._dots = [[0] * width for _ in range(height)]
        self._marks = [[""] * width for _ in range(height)]
        self._keys = [[""] * width for _ in range(height)]

    def draw(self, series: Series) -> None:
        """Put the points of one series in."""
        places = [self._place(x, y) for x, y in series.points]
        if series.mark:
            for column, row in places:
                self._marks[row // 4][column // 2] = series.mark
                self._keys[row // 4][column // 2] = series.key
            return
        for place in places:
            self._dot(*place, series.key)
        if series.joined:
            for start, end in pairwise(places):
                self._join(start, end, series.key)

    def rows(self) -> list[Line]:
        """The characters, from the top down."""
        return [
            coalesced(
                [
                    Segment(mark or (chr(_BRAILLE + dots) if dots else " "), key)
                    for dots, mark, key in zip(*row, strict=True)
                ]
            )
            for row in zip(self._dots, self._marks, self._keys, strict=True)
        ]

    def _place(self, x: float, y: float) -> tuple[int, int]:
        across, down = 2 * self._width - 1, 4 * self._height - 1
        share = min(max(y / self._top, 0.0), 1.0)
        return round((x - self._left) / self._breadth * across), down - round(share * down)

    def _dot(self, column: int, row: int, key: str) -> None:
        self._dots[row // 4][column // 2] |= _DOTS[row % 4][column % 2]
        self._keys[row // 4][column // 2] = key

    def _join(self, start: tuple[int, int], end: tuple[int, int], key: str) -> None:
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
        for step in range(1, steps):
            share = step / steps
            self._dot(
                round(start[0] + share * (end[0] - start[0])),
                round(start[1] + share * (end[1] - start[1])),
                key,
            )
