"""A report's days as a line of equal steps, as every plot needs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

Day = dict[str, Any]

_SUMMED = ("runs", "successes", "failures", "cancelled", "skipped", "missed", "cpu_seconds")


def daily(report: dict[str, Any]) -> list[Day]:
    """The trend of a report with its empty days put in, from the window's first day to its last.

    A window that is open at its beginning starts with the first day that had anything.
    """
    trend = {day["day"]: day for day in report["trend"]}
    since = report["window"]["since"] or min(trend, default=None)
    if since is None:
        return []
    # an open window has no midnight at its end: the offset is that of every instant of a report
    start = since if "T" in since else f"{since}T00:00:00+00:00"
    return [trend.get(day) or empty(day) for day in days_between(start, report["window"]["until"])]


def empty(day: str) -> Day:
    """A day on which nothing ran."""
    return {"day": day, **dict.fromkeys(_SUMMED, 0), "mean_duration": None}


def steps(days: Sequence[Day], limit: int) -> tuple[list[Day], int]:
    """The days in at most ``limit`` steps of as many days each; a step is named by its first day.

    Returns the steps and the number of days in each. The last step may be a shorter one.
    """
    length = max(-(-len(days) // limit), 1)
    if length == 1:
        return list(days), 1
    return [_together(days[n : n + length]) for n in range(0, len(days), length)], length


def _together(days: Sequence[Day]) -> Day:
    step: Day = {"day": days[0]["day"]}
    step |= {name: sum(day[name] for day in days) for name in _SUMMED}
    timed = [day for day in days if day["mean_duration"] is not None]
    weight = sum(day["successes"] + day["failures"] for day in timed)
    total = sum(day["mean_duration"] * (day["successes"] + day["failures"]) for day in timed)
    step["mean_duration"] = total / weight if weight else None
    return step


def days_between(since: str, until: str) -> list[str]:
    """The ISO dates of all UTC days that a window touches."""
    first, end = datetime.fromisoformat(since), datetime.fromisoformat(until)
    last = end.date().toordinal()
    if end.time() == end.time().min and end > first:
        last -= 1
    return [date.fromordinal(n).isoformat() for n in range(first.date().toordinal(), last + 1)]
