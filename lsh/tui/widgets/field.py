"""A line of a form: a label, a text to write, and below it what is wrong with that."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class FieldInput(Input):
    """An input of a form: the arrows lead to the other fields."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", "the field before", show=False, id="form.up"),
        Binding("down", "app.focus_next", "the field after", show=False, id="form.down"),
    ]


class Field(Vertical):
    """``key`` names it in messages; ``meaning`` says what it takes."""

    DEFAULT_CSS = """
    Field { height: auto; }
    Field Horizontal { height: 1; }
    Field .label { width: 12; color: $foreground-muted; }
    Field:focus-within .label { color: $accent; text-style: bold; }
    Field FieldInput { width: 1fr; background: $surface; }
    Field FieldInput:focus { background: $primary 25%; }
    Field .said { display: none; height: auto; padding: 0 0 0 12; }
    Field.-bad .said { display: block; color: $text-error; }
    Field.-odd .said { display: block; color: $text-warning; }
    """

    class Edited(Message):
        """Another text stands in it."""

        def __init__(self, key: str, text: str) -> None:
            super().__init__()
            self.key = key
            self.text = text

    class Entered(Message):
        """The keys go to it now: ``meaning`` is worth showing."""

        def __init__(self, meaning: str) -> None:
            super().__init__()
            self.meaning = meaning

    class Done(Message):
        """Enter was pressed in it."""

    def __init__(self, key: str, label: str, text: str, meaning: str = "") -> None:
        super().__init__()
        self.key = key
        self.meaning = meaning
        self._label = label
        self._text = text

    def compose(self) -> ComposeResult:
        """Label and text, and below what is said of it."""
        with Horizontal():
            yield Static(self._label, classes="label", markup=False)
            yield FieldInput(self._text, self.meaning, compact=True, select_on_focus=False)
        yield Static(classes="said", markup=False)

    @property
    def input(self) -> Input:
        """Where it is written."""
        return self.query_one(Input)

    def say(self, problem: str = "", warning: str = "") -> None:
        """Show what is wrong with it, or odd about it, or nothing. A sign tells the two apart."""
        self.set_class(bool(problem), "-bad")
        self.set_class(bool(warning) and not problem, "-odd")
        text = f"✗ {problem}" if problem else f"! {warning}" if warning else ""
        self.query_one(".said", Static).update(Content(text))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell at every key."""
        event.stop()
        self.post_message(self.Edited(self.key, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on."""
        event.stop()
        self.post_message(self.Done())

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell what it takes."""
        self.post_message(self.Entered(self.meaning))
