"""Two lines at the foot: the command that equals what was done last, and the keys of this place."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Footer

from lsh.domain import humane
from lsh.tui.widgets.said import Said


class Foot(Vertical):
    """``$ lsh …`` at the left, how it went at the right, keys below."""

    DEFAULT_CSS = """
    Foot { height: 2; dock: bottom; }
    Foot Horizontal { height: 1; background: $panel; padding: 0 1; }
    Foot #command { width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
    Foot #outcome { width: auto; max-width: 50%; padding: 0 0 0 2; }
    """

    def compose(self) -> ComposeResult:
        """The lines."""
        with Horizontal():
            yield Said(id="command")
            yield Said(id="outcome")
        yield Footer(compact=True, show_command_palette=False)

    def show(self, command: str, outcome: str, tone: str = "") -> None:
        """What was done, as one would type it; and how it went, good or bad."""
        line = humane.one_line(command)  # a quoted word may hold whatever was typed
        prompt = Content.assemble(("$ ", "dim"), line) if command else Content("")
        self.query_one("#command", Said).say(prompt)
        colour = {"good": "$text-success", "bad": "$text-error"}.get(tone, "")
        self.query_one("#outcome", Said).say(Content.styled(humane.one_line(outcome), colour))
