"""Small plots made of block characters, for terminals and Markdown. Plain text, no colour."""

from __future__ import annotations

from collections.abc import Sequence

_HEIGHTS = "▁▂▃▄▅▆▇█"
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SHADES = " ░▒▓█"
_NOTHING = "·"


def sparkline(values: Sequence[float | None], *, top: float | None = None) -> str:
    """A column for each value, its height in eighths of ``top`` (default: the greatest value).

    What is above zero is at least the lowest block, however small; zero and None are a dot.
    """
    highest = top or max((value for value in values if value), default=0)
    return "".join(_column(value, highest) for value in values)


def _column(value: float | None, highest: float) -> str:
    if not value or highest <= 0:
        return _NOTHING
    return _HEIGHTS[min(max(round(8 * value / highest), 1), 8) - 1]


def bar(share: float, width: int) -> str:
    """A bar for ``share`` (0 to 1) of ``width`` columns, in eighths of one; padded to ``width``."""
    share = min(max(share, 0.0), 1.0)
    eighths = round(share * width * 8)
    if share > 0 and eighths == 0:
        eighths = 1
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def shades(rows: Sequence[Sequence[float]], *, width: int = 2) -> list[str]:
    """A heat map: a cell of ``width`` columns for each value, shaded against the greatest of all."""
    highest = max((value for row in rows for value in row), default=0)
    return ["".join(_shade(value, highest) * width for value in row) for row in rows]


def _shade(value: float, highest: float) -> str:
    if value <= 0 or highest <= 0:
        return _SHADES[0]
    return _SHADES[min(max(round(4 * value / highest), 1), 4)]
