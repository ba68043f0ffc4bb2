"""Two lines at the top: how the daemon and the runs stand, and where one can go."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from lsh.tui.messages import Link
from lsh.tui.places import PLACES

_SAID = {
    Link.UNKNOWN: ("○", "$text-muted", "looking for the daemon"),
    Link.UP: ("●", "$text-success", "daemon runs"),
    Link.LOST: ("◌", "$text-warning", "daemon gone; looking for it"),
    Link.ABSENT: ("○", "$text-error", "no daemon: nothing fires; D starts it"),
}


class TopBar(Vertical):
    """The state of things, and the places with their keys."""

    DEFAULT_CSS = """
    TopBar { height: 2; dock: top; background: $panel; padding: 0 1; }
    TopBar Horizontal { height: 1; }
    TopBar #link { width: 1fr; }
    TopBar #totals { width: auto; color: $text-muted; }
    TopBar #places { height: 1; link-style: none; link-background-hover: $primary 40%; }
    """

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place

    def compose(self) -> ComposeResult:
        """The lines."""
        with Horizontal():
            yield Static(id="link")
            yield Static(id="totals")
        yield Static(_places(self._place), id="places")

    def show_link(self, link: Link, *, read_only: bool, trouble: str | None = None) -> None:
        """How things stand with the daemon, or what keeps the ledger from being read."""
        sign, colour, text = _SAID[link] if trouble is None else ("✗", "$text-error", trouble)
        said = Content.from_markup("[b]lsh[/b]  ") + Content.styled(f"{sign} {text}", colour)
        if read_only:
            said += Content.from_markup("  [reverse] read-only [/]")
        self.query_one("#link", Static).update(said)

    def show_totals(self, text: str) -> None:
        """A few figures at the right."""
        self.query_one("#totals", Static).update(Content(text))


def _places(current: str) -> Content:
    parts = []
    for number, place in enumerate(PLACES, 1):
        style = "reverse bold" if place.name == current else ""
        label = Content.from_markup(f"[@click=app.go('{place.name}')]{number}{place.title}[/]")
        parts.append(label.stylize(style) if style else label)
    return Content(" ").join(parts)
