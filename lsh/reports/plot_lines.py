"""The plots that a terminal and Markdown have in common: title, note, and lines for a width."""

from __future__ import annotations

from typing import Any

from lsh.domain.humane import count, percent, plural, span
from lsh.reports.facts import late_label
from lsh.reports.plots import Bar, Line, bars, heat_map
from lsh.reports.telling import WEEKDAYS

Drawn = tuple[str, str, list[Line]]

_HOURS = [f"{hour:02}" for hour in range(24)]
_DAYS = [name[:3] for name in WEEKDAYS]


def heat_map_lines(report: dict[str, Any], width: int) -> list[Drawn]:
    """Runs by weekday and hour, and failures where there are any."""
    found = report["heatmap"]
    if not found or not any(map(any, found["runs"])):
        return []

    def drawn(key: str, rows: list[list[int]]) -> list[Line]:
        return heat_map(rows, row_names=_DAYS, column_names=_HOURS, width=width, key=key)

    clock = f"by the clock of {found['zone']}"
    parts = [("When runs are due", clock, drawn("heat", found["runs"]))]
    if any(map(any, found["failures"])):
        parts.append(("When runs fail", clock, drawn("bad", found["failures"])))
    return parts


def lateness_lines(report: dict[str, Any], width: int) -> list[Drawn]:
    """How many runs started how late, once there is more than one bin to tell apart."""
    figures = report["lateness"] if "job" in report else report["totals"]["lateness"]
    bins = figures["histogram"]
    if len(bins) < 2:
        return []
    total = sum(one["count"] for one in bins)
    items = [
        Bar(
            late_label(one["up_to"]),
            one["count"],
            f"{count(one['count'])} {percent(100 * one['count'] / total):>7}",
        )
        for one in bins
    ]
    note = f"p50 {span(figures['p50'])}, p99 {span(figures['p99'])} of {plural(total, 'run')}"
    return [("Lateness", note, bars(items, width=width))]
