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

from lsh.tui.widgets.line import Line


class FieldInput(Line):
    """An input of a form: the arrows lead to the other fields.

    Its keys have priority: they work before the next key finds its way, which is meant for the next field.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, action, meaning, show=False, id=name, priority=True)
        for key, action, meaning, name in (
            ("up,shift+tab", "app.focus_previous", "the field before", "form.up"),
            ("down,tab", "app.focus_next", "the field after", "form.down"),
            ("enter", "screen.next_field", "the field after, or create", "form.next"),
        )
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

    class Entered(Message):
        """The keys go to it now: ``meaning`` is worth showing."""

        def __init__(self, meaning: str) -> None:
            super().__init__()
            self.meaning = meaning

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
        self.post_message(self.Edited())

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell what it takes."""
        self.post_message(self.Entered(self.meaning))
