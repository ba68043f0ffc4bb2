"""The line that ``/`` opens: a filter that is applied while it is typed, kept, and recalled by arrows."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from lsh.tui.widgets.line import Line


class FilterLine(Line):
    """Hidden until it is opened; stays in sight while it holds a filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(-1)", "the filter before", show=False),
        Binding("down", "recall(1)", "the filter after", show=False),
        Binding("escape", "clear", "no filter", show=False),
    ]
    DEFAULT_CSS = """
    FilterLine { dock: bottom; height: 1; border: none; padding: 0 1; display: none; margin: 0 0 2 0; }
    FilterLine.-open { display: block; }
    """

    class Edited(Message):
        """The filter is another one now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Closed(Message):
        """Done with it: the table wants the keys back. ``text`` is what stays."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, hint: str) -> None:
        super().__init__(placeholder=hint, compact=True, select_on_focus=False)
        self._recalled: list[str] = []
        self._place = 0

    def open(self, text: str, remembered: list[str]) -> None:
        """Come into sight with a filter, and take the keys."""
        self._recalled = [*(other for other in remembered if other != text), text]
        self._place = len(self._recalled) - 1
        self.value = text
        self.cursor_position = len(text)
        self.add_class("-open")
        self.screen.set_focus(self)  # focus() would only do so later, and lose keys

    def keep(self, text: str) -> None:
        """Stand there with a filter from before, without the keys."""
        self.value = text
        self.set_class(bool(text), "-open")

    def action_recall(self, by: int) -> None:
        """Another filter of those before."""
        self._place = max(0, min(self._place + by, len(self._recalled) - 1))
        self.value = self._recalled[self._place]
        self.cursor_position = len(self.value)

    def action_clear(self) -> None:
        """No filter, and out of sight."""
        self.value = ""
        self.remove_class("-open")
        self.post_message(self.Closed(""))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell at every key."""
        event.stop()
        self.post_message(self.Edited(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it."""
        event.stop()
        self.set_class(bool(event.value), "-open")
        self.post_message(self.Closed(event.value))
