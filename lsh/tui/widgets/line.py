"""A line to write in, whose keys work in the order in which they come."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.widgets import Input

_EDITING = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding)
    for key in binding.key.split(",")
}


class Line(Input):
    """An input that edits at once.

    Textual hands a key that is no letter up to the program and back before it does anything: letters that
    were typed right after ctrl+u were in the line by then, and went with the rest.
    """

    async def _on_key(self, event: events.Key) -> None:
        action = _EDITING.get(event.key)
        if action is not None and await self.app.run_action(action, self):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)
