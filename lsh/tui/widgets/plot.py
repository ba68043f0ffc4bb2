"""A plot of ``lsh.reports.plots`` as a widget: drawn for the width that it has, in the theme's colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from lsh.reports.plots import Line

Drawing = Callable[[int], Sequence[Line]]
_OF_THEME = {
    "good": "success", "bad": "error", "warn": "warning", "time": "primary", "quiet": "text-muted",
    "gone": "text-muted", "title": "foreground", "heat1": "primary-darken-2", "heat2": "primary",
    "heat3": "secondary", "heat4": "accent",
}  # fmt: skip
_BOLD = frozenset({"title", "heat4"})


class Plot(Widget):
    """As high as what is drawn. ``draw`` is given the width, and again whenever that changes."""

    DEFAULT_CSS = "Plot { height: auto; width: 1fr; }"

    def __init__(self, draw: Drawing | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw: Drawing = draw or (lambda width: ())
        self._drawn: tuple[int, Sequence[Line]] | None = None
        self._colours: tuple[str, dict[str, Style]] = ("", {})

    def show(self, draw: Drawing) -> None:
        """Draw something else."""
        self._draw, self._drawn = draw, None
        self.refresh(layout=True)

    def _lines(self, width: int) -> Sequence[Line]:
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = width, self._draw(width) if width > 0 else ()
        return self._drawn[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it draws."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """One of them."""
        width, base = self.size.width, self.rich_style
        lines = self._lines(width)
        if y >= len(lines):
            return Strip.blank(width, base)
        if self._colours[0] != self.app.theme:
            self._colours = self.app.theme, colours_of(self.app.theme_variables)
        plain, colours = Style.null(), self._colours[1]
        strip = Strip(Segment(part.text, base + colours.get(part.key, plain)) for part in lines[y])
        return strip.adjust_cell_length(width, base)


def colours_of(variables: Mapping[str, str]) -> dict[str, Style]:
    """The meanings of ``lsh.reports.plots.KEYS`` in a theme's colours."""
    from textual.color import Color, ColorParseError

    found = {}
    for key, name in _OF_THEME.items():
        try:
            colour = Color.parse(variables.get(name, "")).rich_color
        except ColorParseError:  # "auto 87%": of the ground that it stands on
            found[key] = Style(dim=True)
            continue
        found[key] = Style(color=colour, bold=key in _BOLD)
    return found
