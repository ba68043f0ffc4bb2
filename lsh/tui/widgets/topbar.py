"""Two lines at the top: how the daemon and the runs stand, and where one can go."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from lsh.tui.messages import Link
from lsh.tui.places import PLACES
from lsh.tui.widgets.said import Said

if TYPE_CHECKING:
    from lsh.tui.app import LshApp

_SAID = {
    Link.UNKNOWN: ("○", "$text-muted", "looking for the daemon"),
    Link.UP: ("●", "$text-success", "daemon runs"),
    Link.LOST: ("◌", "$text-warning", "daemon gone; looking for it"),
    Link.ABSENT: ("○", "$text-error", "no daemon: nothing fires; {start} starts it"),
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
            yield Said(id="link")
            yield Said(id="totals")
        yield Static(self._places(), id="places")

    def show_link(self, link: Link, *, read_only: bool, trouble: str | None = None) -> None:
        """How things stand with the daemon, or what keeps the ledger from being read."""
        if trouble is None:
            sign, colour, text = _SAID[link]
            text = text.format(start=self._lsh.key_of("start_daemon"))
        else:
            sign, colour, text = "✗", "$text-error", trouble
        said = Content.from_markup("[b]lsh[/b]  ") + Content.styled(f"{sign} {text}", colour)
        if read_only:
            said += Content.from_markup("  [reverse] read-only [/]")
        self.query_one("#link", Said).say(said)

    def show_totals(self, text: str) -> None:
        """A few figures at the right."""
        self.query_one("#totals", Said).say(Content(text))

    def _places(self) -> Content:
        parts = []
        for place in PLACES:
            key = self._lsh.key_of(place.name)
            link = f"[@click=app.go('{place.name}')]$key$title[/]"
            label = Content.from_markup(link, key=key, title=place.title)
            parts.append(label.stylize("reverse bold") if place.name == self._place else label)
        return Content(" ").join(parts)

    @property
    def _lsh(self) -> LshApp:
        return cast("LshApp", self.app)
