"""A question whose answer is one of a list: type a few letters, and take the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lsh.tui.widgets.line import Line
from lsh.tui.widgets.rows import Cell, Column, ListRows
from lsh.tui.widgets.table import Table

Choice = tuple[str, str]
"""What is answered, and what is said of it."""


class Choose(ModalScreen[str]):
    """Answers with one of ``choices``, or with nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "leave", "none"),
        Binding("up", "move(-1)", "up", show=False, priority=True),
        Binding("down", "move(1)", "down", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Choose { align: center middle; }
    Choose > Vertical {
        width: 76; max-width: 96%; height: 20; max-height: 90%; padding: 1 2;
        border: round $primary; background: $surface;
    }
    Choose #question { text-style: bold; }
    Choose Input { margin: 1 0; }
    Choose Table { background: $surface; }
    """

    def __init__(self, question: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._question = question
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The question, the letters, and what they leave."""
        with Vertical():
            yield Static(self._question, id="question", markup=False)
            yield Line(placeholder="a few letters of it", compact=True)
            yield Table(
                (Column("id", "", 20, grow=1), Column("said", "", 20, grow=1)),
                empty="none is like this",
            )

    def on_mount(self) -> None:
        """All of them, until letters are typed."""
        self._show("")
        self.query_one(Input).focus()

    def _show(self, text: str) -> None:
        words = text.casefold().split()
        found = [one for one in self._choices if all(w in " ".join(one).casefold() for w in words)]
        rows = ListRows(found, lambda one: one[0], lambda one: (Cell(one[0]), Cell(one[1], "dim")))
        self.query_one(Table).show(rows)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Fewer of them."""
        self._show(event.value)

    def on_input_submitted(self) -> None:
        """The one under the cursor."""
        key = self.query_one(Table).key
        if key is not None:
            self.dismiss(str(key))

    def on_table_opened(self, message: Table.Opened) -> None:
        """The one that was clicked twice."""
        self.dismiss(str(message.key))

    def action_move(self, by: int) -> None:
        """Up or down, while letters are typed."""
        self.query_one(Table).action_move(by)

    def action_leave(self) -> None:
        """None of them."""
        self.dismiss(None)
