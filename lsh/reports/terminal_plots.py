"""The plots of a report on a terminal: as wide as it is, readable without colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.text import Text

from lsh.domain.humane import day, span
from lsh.reports import plot_lines, styled
from lsh.reports.plots import Line, Series, columns, curve
from lsh.reports.series import Day, daily, steps

_WIDEST, _HEIGHT = 100, 6
_INDENT = (0, 0, 0, 2)
_POINTS = 12  # from so many single runs on, they are drawn instead of the means of days

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
    days = daily(report)
    if len(days) < 2 or not report["trend"]:
        return []
    kinds = [
        ("good", "█ succeeded", "successes"),
        ("bad", "▓ failed", "failures"),
        ("warn", "▒ cancelled", "cancelled"),
        ("gone", "░ skipped or missed", "absent"),
    ]
    stacks = [[_of(step, name) for _, _, name in kinds] for step in days]
    seen = [sum(parts) > 0 for parts in zip(*stacks, strict=True)]
    legend = Text("  ").join(
        Text(text, styled.STYLES[key])
        for (key, text, _), there in zip(kinds, seen, strict=True)
        if there
    )

    def draw(width: int) -> list[Line]:
        keys = [key for key, _, _ in kinds]
        return columns(stacks, keys=keys, width=width, height=_HEIGHT, below=_days_below(days))

    return [*_titled("Runs a day", ""), Padding(legend, _INDENT), Padding(Plot(draw), _INDENT)]


def durations(report: dict[str, Any]) -> list[RenderableType]:
    """How long the newest runs took, failures as ×; of many jobs, the CPU time of each day."""
    recent = [run for run in report.get("recent") or () if run["duration"] is not None]
    if len(recent) >= _POINTS:
        return _of_runs(recent)
    key = "mean_duration" if "job" in report else "cpu_seconds"
    found, _ = steps(daily(report), 2 * _WIDEST)
    points = [(float(n), step[key]) for n, step in enumerate(found) if step[key]]
    if len(points) < 3:
        return []
    title = "Mean duration of each day" if "job" in report else "CPU time a day"

    def draw(width: int) -> list[Line]:
        return curve([Series(points)], width=width, height=_HEIGHT, show=span,
                     below=_days_below(found))  # fmt: skip

    return [*_titled(title, ""), Padding(Plot(draw), _INDENT)]


def _of_runs(recent: Sequence[dict[str, Any]]) -> list[RenderableType]:
    at = [datetime.fromisoformat(run["at"]).timestamp() for run in recent]
    good, bad = (
        [
            (moment, run["duration"])
            for moment, run in zip(at, recent, strict=True)
            if (run["state"] == "failed") is failed
        ]
        for failed in (False, True)
    )
    below = [day(recent[0]["at"]), day(recent[-1]["at"])]

    def draw(width: int) -> list[Line]:
        series = [Series(good), Series(bad, "bad", mark="×")]
        return curve(series, width=width, height=_HEIGHT, show=span, below=below)

    note = f"the newest {len(recent)} runs" + (", × failed" if bad else "")
    return [*_titled("Durations", note), Padding(Plot(draw), _INDENT)]


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


def _days_below(days: Sequence[Day]) -> list[str]:
    middle = len(days) // 2
    named = (days[0], days[middle], days[-1]) if len(days) > 2 else (days[0], days[-1])
    return [day(one["day"]) for one in named]


def _of(step: Day, name: str) -> int:
    return int(step["skipped"] + step["missed"] if name == "absent" else step[name])


def _titled(title: str, note: str) -> list[RenderableType]:
    return [Text(), Text.assemble((title, "bold"), (f"  {note}" if note else "", "dim"))]
