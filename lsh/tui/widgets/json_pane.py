"""A pane below a list that shows all of one thing as JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from lsh.domain import humane

_KEY = re.compile(r'^ *("[^"]*"):', re.MULTILINE)


class JsonPane(VerticalScroll, can_focus=True):
    """Closed until it is toggled; draws only while it is open."""

    DEFAULT_CSS = """
    JsonPane { display: none; height: 45%; background: $surface; padding: 0 2; }
    JsonPane.-open { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._data: Any = None

    def compose(self) -> ComposeResult:
        """The text, to scroll through."""
        yield Static()

    @property
    def is_open(self) -> bool:
        """Whether it can be read."""
        return self.has_class("-open")

    def show(self, data: Any) -> None:
        """Show this, now or when it is opened."""
        self._data = data
        self._draw()

    def toggle(self) -> None:
        """Open, or close."""
        self.toggle_class("-open")
        self._draw()

    def close(self) -> bool:
        """Close; whether it was open."""
        was_open = self.is_open
        self.remove_class("-open")
        return was_open

    def _draw(self) -> None:
        if self.is_open:
            self.query_one(Static).update(pretty(self._data))


def pretty(data: Any) -> Content:
    """JSON with its keys set apart, and nothing in it that would move a terminal's cursor."""
    text = humane.lines(json.dumps(data, indent=2, ensure_ascii=False))
    content = Content(text)
    for key in _KEY.finditer(text):
        content = content.stylize("$primary", *key.span(1))
    return content
