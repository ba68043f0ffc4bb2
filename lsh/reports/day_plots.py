"""The plots of a report over its days, as lines for any width: for a terminal and for the TUI."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from lsh.domain.humane import day, span
from lsh.reports.plots import Line, Segment, Series, columns, curve
from lsh.reports.series import Day, daily, steps

_HEIGHT = 6
_POINTS = 12  # from so many single runs on, they are drawn instead of the means of days
_MOST_STEPS = 200  # columns of the widest curve, two dots each
_KINDS = (
    ("good", "█ succeeded", "successes"),
    ("bad", "▓ failed", "failures"),
    ("warn", "▒ cancelled", "cancelled"),
    ("gone", "░ skipped or missed", "absent"),
)


class DayPlot(NamedTuple):
    """A title, a note beside it, what the marks mean (or nothing), and the lines for a width."""

    title: str
    note: str
    legend: Line
    draw: Callable[[int], list[Line]]


def outcomes(report: dict[str, Any]) -> DayPlot | None:
    """Runs of each day by how they ended; None of a single day, which the figures have told."""
    days = daily(report)
    if len(days) < 2 or not report["trend"]:
        return None
    stacks = [[_of(step, name) for _, _, name in _KINDS] for step in days]
    seen = [sum(parts) > 0 for parts in zip(*stacks, strict=True)]
    legend: Line = []
    for (key, text, _), there in zip(_KINDS, seen, strict=True):
        if there:
            legend += [*([Segment("  ")] if legend else []), Segment(text, key)]

    def draw(width: int) -> list[Line]:
        keys = [key for key, _, _ in _KINDS]
        return columns(stacks, keys=keys, width=width, height=_HEIGHT, below=_days_below(days))

    return DayPlot("Runs a day", "", legend, draw)


def durations(report: dict[str, Any]) -> DayPlot | None:
    """How long the newest runs took, failures as ×; of many jobs, the CPU time of each day."""
    recent = [run for run in report.get("recent") or () if run["duration"] is not None]
    if len(recent) >= _POINTS:
        return _of_runs(recent)
    key = "mean_duration" if "job" in report else "cpu_seconds"
    found, _ = steps(daily(report), _MOST_STEPS)
    points = [(float(n), step[key]) for n, step in enumerate(found) if step[key]]
    if len(points) < 3:
        return None

    def draw(width: int) -> list[Line]:
        below = _days_below(found)
        return curve([Series(points)], width=width, height=_HEIGHT, show=span, below=below)

    return DayPlot(
        "Mean duration of each day" if "job" in report else "CPU time a day", "", [], draw
    )


def _of_runs(recent: Sequence[dict[str, Any]]) -> DayPlot:
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
    return DayPlot("Durations", note, [], draw)


def _days_below(days: Sequence[Day]) -> list[str]:
    middle = len(days) // 2
    named = (days[0], days[middle], days[-1]) if len(days) > 2 else (days[0], days[-1])
    return [day(one["day"]) for one in named]


def _of(step: Day, name: str) -> int:
    return int(step["skipped"] + step["missed"] if name == "absent" else step[name])
