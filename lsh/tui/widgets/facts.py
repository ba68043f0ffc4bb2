"""What is known of a thing: a label a line, and what it says, in one column or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text
from textual.widgets import Static

from lsh.domain import humane
from lsh.tui.widgets.plot import colours_of

_KEYS = {"dim": "quiet", "busy": "time", "strong": "title"}  # a table's tones by a plot's keys


class Fact(NamedTuple):
    """A label, what it says, and its tone as in tables."""

    label: str
    text: str
    tone: str = ""


class Facts(Static):
    """Facts without a text are left out."""

    DEFAULT_CSS = "Facts { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._told: tuple[str, Sequence[Fact]] = ("", ())

    def tell(self, facts: Sequence[Fact]) -> None:
        """Show these. It costs nothing while they say the same."""
        if self._told == (self.app.theme, facts):
            return
        self._told = self.app.theme, facts
        colours = colours_of(self.app.theme_variables)
        grid = Grid.grid(padding=(0, 2, 0, 0), expand=True)
        grid.add_column(style=colours["quiet"], no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        for label, text, tone in facts:
            if text:
                style = colours.get(_KEYS.get(tone, tone), Style.null())
                grid.add_row(label, Text(humane.lines(text), style))
        self.update(grid)
