"""A line of words that costs nothing while it says the same."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Said(Static):
    """Is told every second what it says; another text is laid out and drawn, the same one is not."""

    def say(self, content: Content) -> None:
        """Show it."""
        shown = self.content
        if not (isinstance(shown, Content) and shown.is_same(content)):
            self.update(content)
