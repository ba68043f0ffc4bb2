"""One line that names the pages of a place, the one in sight set apart; a click shows another."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class Pages(Static):
    """``titles`` by name, in their order. ``current`` is the name of the page in sight."""

    DEFAULT_CSS = "Pages { height: 1; }"

    class Chosen(Message):
        """Another page is wanted."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, titles: Mapping[str, str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._titles = dict(titles)
        self._counts: Mapping[str, int] = {}
        self.current = next(iter(titles))

    def on_mount(self) -> None:
        """Show the first."""
        self._draw()

    def turn_to(self, name: str) -> None:
        """This is the page in sight now."""
        self.current = name
        self._draw()

    def beside(self, by: int) -> str:
        """The page so many further on, around the end."""
        names = list(self._titles)
        return names[(names.index(self.current) + by) % len(names)]

    def count(self, counts: Mapping[str, int]) -> None:
        """How much is on some pages."""
        self._counts = counts
        self._draw()

    def action_choose(self, name: str) -> None:
        """A click."""
        self.post_message(self.Chosen(name))

    def _draw(self) -> None:
        parts = []
        for name, title in self._titles.items():
            label = f"{title} {self._counts[name]:,}" if name in self._counts else title
            here = name == self.current
            label = f"[{label}]" if here else f" {label} "  # colour is never the only difference
            link = Content.from_markup(f"[@click=choose('{name}')]$label[/]", label=label)
            parts.append(link.stylize("bold" if here else "$text-muted"))
        self.update(Content(" ").join(parts))
