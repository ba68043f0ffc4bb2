"""Labelled lines: a column of labels, and texts that wrap beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

Pair = tuple[str, str]
"""A label and its text; an empty label goes on with the one before."""

_GAP = 2
_NARROWEST = 12  # columns that a text gets, however little room there is


class Pairs(Static):
    """Shows them, and wraps them again when its width changes."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pairs: tuple[Pair, ...] = ()

    def show(self, pairs: Sequence[Pair]) -> None:
        """Show others."""
        self._pairs = tuple(pairs)
        self._wrap()

    def on_resize(self) -> None:
        """Another width."""
        self._wrap()

    def _wrap(self) -> None:
        self.update(Content("\n").join(wrapped(self._pairs, self.content_size.width)))


def wrapped(pairs: Sequence[Pair], width: int) -> list[Content]:
    """Lines of ``width`` columns at most, unless that leaves a text less than it needs."""
    left = max((len(label) for label, _ in pairs), default=0) + _GAP
    room = max(width - left, _NARROWEST)
    lines = []
    for label, text in pairs:
        for place, part in enumerate(_parts(text, room)):
            shown = label if place == 0 else ""
            lines.append(Content.assemble((f"{shown:<{left}}", "$foreground-muted"), part))
    return lines


def _parts(text: str, room: int) -> list[str]:
    lines = []
    for line in text.splitlines():
        lines += textwrap.wrap(line, room, drop_whitespace=True, break_on_hyphens=False) or [""]
    return lines or [""]
