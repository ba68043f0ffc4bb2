"""The plots of a report on a terminal: as wide as it is, readable without colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.text import Text

from lsh.reports import day_plots, plot_lines, styled
from lsh.reports.plots import Line

_WIDEST = 100
_INDENT = (0, 0, 0, 2)

Draw = Callable[[int], Sequence[Line]]


class Plot:
    """Lines that are drawn when it is known how wide they may be."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(min(20, options.max_width), options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from styled.lines(self._draw(min(options.max_width, _WIDEST)))


def outcomes(report: dict[str, Any]) -> list[RenderableType]:
    """Runs of each day by how they ended; nothing of a single day, which the figures have told."""
    return _rendered(day_plots.outcomes(report))


def durations(report: dict[str, Any]) -> list[RenderableType]:
    """How long the newest runs took, failures as ×; of many jobs, the CPU time of each day."""
    return _rendered(day_plots.durations(report))


def _rendered(plot: day_plots.DayPlot | None) -> list[RenderableType]:
    if plot is None:
        return []
    parts: list[RenderableType] = [*_titled(plot.title, plot.note)]
    parts += [Padding(line, _INDENT) for line in styled.lines([plot.legend] if plot.legend else [])]
    return [*parts, Padding(Plot(plot.draw), _INDENT)]


def heat_maps(report: dict[str, Any]) -> list[RenderableType]:
    """Runs by weekday and hour, and failures where there are any."""
    return _shared(plot_lines.heat_map_lines, report)


def lateness(report: dict[str, Any]) -> list[RenderableType]:
    """How many runs started how late."""
    return _shared(plot_lines.lateness_lines, report)


def _shared(
    draw: Callable[[dict[str, Any], int], list[plot_lines.Drawn]], report: dict[str, Any]
) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for number, (title, note, _) in enumerate(draw(report, _WIDEST)):
        parts += [*_titled(title, note), Padding(Plot(_nth(draw, report, number)), _INDENT)]
    return parts


def _nth(
    draw: Callable[[dict[str, Any], int], list[plot_lines.Drawn]],
    report: dict[str, Any],
    number: int,
) -> Draw:
    return lambda width: draw(report, width)[number][2]


def _titled(title: str, note: str) -> list[RenderableType]:
    return [Text(), Text.assemble((title, "bold"), (f"  {note}" if note else "", "dim"))]
