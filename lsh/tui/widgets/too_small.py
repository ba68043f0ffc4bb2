"""What stands on a terminal in which nothing else would have room."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

LEAST = Size(40, 10)
"""Columns and lines below which nobody could tell what a key is about to do."""


def is_too_small(size: Size) -> bool:
    """Whether a terminal has not the columns or the lines that it takes."""
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmall(ModalScreen[None]):
    """Covers what is there until there is room again, and keeps the keys from what nobody sees."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+c,ctrl+q", "app.quit", "quit"),
        Binding("ctrl+z", "app.suspend_process", "to the shell"),
    ]
    DEFAULT_CSS = """
    TooSmall { background: $background; overflow: hidden; }
    TooSmall Static { width: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._left = False

    def compose(self) -> ComposeResult:
        """What is the matter, the most important word first."""
        yield Static(markup=False)

    def on_resize(self) -> None:
        """Say how far it is, or make room for what was there."""
        size = self.app.size
        if is_too_small(size):
            here, least = (f"{each.width}×{each.height}" for each in (size, LEAST))
            said = f"too small: {here}, at least {least}. q quits"
            self.query_one(Static).update(said)
        else:
            self._leave()

    def on_screen_resume(self) -> None:
        """There may be room by now."""
        if not is_too_small(self.app.size):
            self._leave()

    def _leave(self) -> None:
        if self.app.screen is self and not self._left:
            self._left = True  # it is told of more room twice, when it comes to the top again
            self.dismiss()
