"""The lines of plots as rich texts: where the meanings of ``plots.KEYS`` get their colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.text import Text

from lsh.reports.plots import Line

STYLES: dict[str, str] = {
    "": "", "quiet": "dim", "title": "bold", "good": "green", "bad": "red", "warn": "yellow",
    "gone": "dim", "time": "cyan",
    # an ordinary terminal has no four shades of one colour: the characters carry the rest
    "heat1": "blue", "heat2": "cyan", "heat3": "bright_cyan", "heat4": "bold bright_white",
}  # fmt: skip


def lines(plot: Iterable[Line], styles: Mapping[str, str] = STYLES) -> list[Text]:
    """A text for each line; ``styles`` gives each key its style, so a theme may bring its own."""
    return [
        Text.assemble(
            *((segment.text, styles.get(segment.key, "")) for segment in line),
            no_wrap=True,
            overflow="crop",
        )
        for line in plot
    ]
