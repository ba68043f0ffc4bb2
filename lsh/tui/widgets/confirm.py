"""A question before what cannot be taken back, or would hurt."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lsh.domain import humane
from lsh.tui.widgets.line import Line


class Confirm(ModalScreen[bool]):
    """Answers whether to go ahead: by ``y``, or by typing ``typed`` when that is asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes"),
        Binding("n,escape,q,ctrl+c", "answer(False)", "no"),
    ]
    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm > Vertical {
        width: 70; max-width: 90%; height: auto; max-height: 80%; padding: 1 2;
        border: round $warning; background: $surface;
    }
    Confirm #question { text-style: bold; }
    Confirm #detail { margin: 1 0 0 0; color: $text-muted; }
    Confirm #keys { margin: 1 0 0 0; }
    Confirm Input { margin: 1 0 0 0; }
    """

    def __init__(self, question: str, detail: str = "", *, typed: str | None = None) -> None:
        super().__init__()
        self._question = humane.lines(question)
        self._detail = humane.lines(detail)
        self._typed = typed

    def compose(self) -> ComposeResult:
        """The question, and how to answer."""
        with Vertical():
            yield Static(self._question, id="question", markup=False)
            if self._detail:
                yield Static(self._detail, id="detail", markup=False)
            if self._typed is None:
                yield Static("[b]y[/b] yes   [b]n[/b] no", id="keys")
            else:
                said = f"type {self._typed} and press enter; escape leaves it as it is"
                yield Static(said, id="keys", markup=False)
                yield Line(compact=True)

    def action_answer(self, yes: bool) -> None:
        """Close with the answer. A question that wants a word is not answered by a key."""
        if not (yes and self._typed is not None):
            self.dismiss(yes)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go ahead if the word is right."""
        if event.value == self._typed:
            self.dismiss(True)
