"""What ``?`` shows: every key that works here, the configured ones as they are."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static


class Help(ModalScreen[None]):
    """The keys of one screen, in groups."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,ctrl+c", "dismiss", "close"),
    ]
    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > VerticalScroll {
        width: 76; max-width: 96%; height: auto; max-height: 90%; padding: 1 2;
        border: round $primary; background: $surface;
    }
    """

    def __init__(self, title: str, about: str, screen: Screen[object]) -> None:
        super().__init__()
        self._text = _described(title, about, screen)

    def compose(self) -> ComposeResult:
        """The keys, to scroll through."""
        with VerticalScroll():
            yield Static(self._text)


def _described(title: str, about: str, screen: Screen[object]) -> Content:
    """Keys and what they do, by who answers them: the table, the screen, the app."""
    groups: dict[str, dict[str, list[str]]] = {}
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        if not enabled or not binding.id or not binding.description:
            continue
        shown = screen.app.get_key_display(binding)
        group = title if node is screen else "Everywhere" if node is screen.app else "In the list"
        keys = groups.setdefault(group, {}).setdefault(binding.description, [])
        if shown not in keys and key:
            keys.append(shown)
    parts = [Content.styled(title, "bold"), Content(f"\n{about}\n")]
    for group, lines in groups.items():
        parts.append(Content.styled(f"\n{group}\n", "bold"))
        for description, keys in lines.items():
            parts.append(Content(f"  {' '.join(keys):<18} {description}\n"))
    return Content("").join(parts)
