"""Charts as inline SVG. Colours come from the page's style sheet by class, so dark and light both work.

The drawing stretches to whatever room the page has; labels are text of the page beside it, so they are
as large on a phone as elsewhere. Every mark has a title, which browsers show on hovering and screen
readers read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from lsh.domain.humane import count, day, percent, plural, span
from lsh.reports.plots.heat import level
from lsh.reports.series import Day
from lsh.reports.telling import WEEKDAYS

_SLOT, _TALL, _LOW = 10.0, 140.0, 90.0
_LABELS = 5


def outcomes(steps: Sequence[Day]) -> str:
    """Stacked bars: successes, failures, cancelled, and what did not run, for each step of days."""
    top = max((sum(_stack(step)) for step in steps), default=0)
    if not top:
        return ""
    marks = [_outcome_bars(step, index, top) for index, step in enumerate(steps)]
    return _by_day(steps, marks, _TALL, (count(top), "0"), "runs by day and how they ended")


def success_rate(steps: Sequence[Day]) -> str:
    """The share of runs that succeeded, for each step in which any was decided."""
    marks = []
    for index, step in enumerate(steps):
        decided = step["successes"] + step["failures"]
        if decided:
            rate = step["successes"] / decided
            tall = max(rate * _LOW, 1.0)
            kind = "good" if rate == 1 else "part" if rate else "bad"
            mark = _rect(index * _SLOT + 1, _LOW - tall, _SLOT - 2, tall, kind)
            marks.append(_titled(f"{day(step['day'])}: {percent(100 * rate)} succeeded", mark))
    return _by_day(steps, marks, _LOW, ("100 %", "0 %"), "success rate by day") if marks else ""


def durations(steps: Sequence[Day], *, key: str = "mean_duration") -> str:
    """A bar for each step: its mean duration, or with ``key`` its CPU time."""
    top = max((step[key] or 0 for step in steps), default=0)
    if not top:
        return ""
    marks = []
    for index, step in enumerate(steps):
        if step[key]:
            tall = max(step[key] / top * _LOW, 1.0)
            mark = _rect(index * _SLOT + 1, _LOW - tall, _SLOT - 2, tall, "time")
            marks.append(_titled(f"{day(step['day'])}: {span(step[key])}", mark))
    return _by_day(steps, marks, _LOW, (span(top), "0"), "time taken by day")


def runs(recent: Sequence[dict[str, Any]], forecast: dict[str, Any] | None) -> str:
    """A dot for each run: when, how long; behind them the band in which the next is expected."""
    timed = [run for run in recent if run["duration"] is not None]
    if len(timed) < 2:
        return ""
    at = [datetime.fromisoformat(run["at"]).timestamp() for run in timed]
    first, breadth = at[0], (at[-1] - at[0]) or 1.0
    top = max(run["duration"] for run in timed) or 1.0
    marks = []
    if forecast and forecast["duration"]:
        low, high = (min(forecast["duration"][key] / top, 1.0) * _TALL for key in ("low", "high"))
        band = _rect(0, _TALL - high, 1000, max(high - low, 1.0), "band")
        marks.append(_titled("where 8 of 10 next runs are expected", band))
    for moment, run in zip(at, timed, strict=True):
        x = 5 + (moment - first) / breadth * 990
        y = _TALL - 3 - run["duration"] / top * (_TALL - 6)
        kind = "bad" if run["state"] == "failed" else "time"
        text = f"{run['at'][:16].replace('T', ' ')} UTC: {span(run['duration'])}, {run['state']}"
        # a line of no length with round ends: a dot that stretching does not flatten
        marks.append(_titled(text, f'<path class="dot {kind}" d="M{x:.1f} {y:.1f}h0.01"/>'))
    below = [day(timed[0]["at"], year=True), day(timed[-1]["at"], year=True)]
    return _figure(
        "".join(marks), (1000, _TALL), (span(top), "0"), below, f"durations of {len(timed)} runs"
    )


def spark(steps: Sequence[Day], *, width: int = 150, height: int = 22) -> str:
    """A small chart without axes: runs for each step, in red where one failed."""
    top = max((step["runs"] for step in steps), default=0)
    if not top:
        return ""
    slot = width / len(steps)
    marks = []
    for index, step in enumerate(steps):
        if step["runs"]:
            tall = max(step["runs"] / top * height, 2)
            kind = "bad" if step["failures"] else "good"
            marks.append(_rect(index * slot, height - tall, max(slot - 1, 0.8), tall, kind))
    return (
        f'<svg class="spark" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="runs a day">{"".join(marks)}</svg>'
    )


def heat(rows: Sequence[Sequence[int]], *, noun: str = "run", kind: str = "time") -> str:
    """Counts by weekday and hour of the day; four shades, as on a terminal."""
    top = max((value for row in rows for value in row), default=0)
    if not top:
        return ""
    marks = []
    for weekday, row in enumerate(rows):
        for hour, value in enumerate(row):
            step = level(value, top)
            shade = f"{kind} heat{step}" if step else "none"
            mark = _rect(hour * _SLOT + 0.4, weekday * 20 + 1, _SLOT - 0.8, 18, shade)
            title = f"{WEEKDAYS[weekday]} {hour:02}:00: {plural(value, noun)}"
            marks.append(_titled(title, mark))
    hours = [f"{hour:02}" for hour in range(0, 24, 3)]
    days = [name[:3] for name in WEEKDAYS]
    return _figure(
        "".join(marks), (24 * _SLOT, 140), days, hours, f"{noun}s by weekday and hour", "heat"
    )


def shades(rows: Sequence[Sequence[int]], *, kind: str = "time") -> str:
    """What the shades of ``heat`` stand for, for those who have no pointer to ask a cell with."""
    top = max((value for row in rows for value in row), default=0)
    shown = [("none", "none")]
    for step in range(1, 5):
        low, high = top * (step - 1) // 4, top * step // 4
        if low < high:  # else no count falls between these quarters
            shown.append((f"{kind} heat{step}", f"≤ {count(high)}"))
    return legend(shown)


def legend(items: Sequence[tuple[str, str]]) -> str:
    """What colours mean, from pairs of a class of the style sheet and a word."""
    shown = "".join(f'<span><i class="{kind}"></i>{escape(word)}</span>' for kind, word in items)
    return f'<p class="legend">{shown}</p>'


def bars(items: Sequence[tuple[str, float, str]]) -> str:
    """A line for each (label, value, figure), its bar measured against the greatest value."""
    top = max((value for _, value, _ in items), default=0) or 1
    rows = "".join(
        f'<tr><th>{escape(label)}</th><td class="bar"><i class="time"'
        f' style="width:{100 * value / top:.1f}%"></i></td>'
        f'<td class="number">{escape(figure)}</td></tr>'
        for label, value, figure in items
    )
    return f'<table class="bars">{rows}</table>'


def _by_day(
    steps: Sequence[Day], marks: Sequence[str], height: float, scale: tuple[str, str], name: str
) -> str:
    parts = min(_LABELS, len(steps)) - 1
    chosen = [round(n * (len(steps) - 1) / parts) for n in range(parts + 1)] if parts else [0]
    below = [day(steps[index]["day"]) for index in chosen]
    return _figure("".join(marks), (len(steps) * _SLOT, height), scale, below, name)


def _figure(
    marks: str,
    size: tuple[float, float],
    beside: Sequence[str],
    below: Sequence[str],
    name: str,
    kind: str = "",
) -> str:
    """A drawing of ``size`` that stretches, with labels at its left (top first) and below it."""
    width, height = size
    rows = "".join(f"<span>{escape(text)}</span>" for text in beside)
    columns = "".join(f"<span>{escape(text)}</span>" for text in below)
    return (
        f'<figure class="chart {kind}"><div class="beside">{rows}</div>'
        f'<svg viewBox="0 0 {width:g} {height:g}" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(name)}" style="height:{height:g}px"><title>{escape(name)}</title>'
        f'{marks}</svg><div class="below">{columns}</div></figure>'
    )


def _stack(step: Day) -> tuple[int, ...]:
    absent = step["skipped"] + step["missed"]
    return step["successes"], step["failures"], step["cancelled"], absent


def _outcome_bars(step: Day, index: int, top: float) -> str:
    below = 0.0
    marks = []
    for value, kind in zip(_stack(step), ("good", "bad", "stop", "gone"), strict=True):
        if value:
            # a single failure among thousands of runs must still be seen
            tall = max(value / top * _TALL, 2.0)
            y = max(_TALL - below / top * _TALL - tall, 0.0)
            marks.append(_rect(index * _SLOT + 1, y, _SLOT - 2, tall, kind))
            below += value
    if not marks:
        return ""
    parts = [f"{step['successes']:,} succeeded", f"{step['failures']:,} failed"]
    parts += [f"{step[name]:,} {name}" for name in ("cancelled", "skipped", "missed") if step[name]]
    return _titled(f"{day(step['day'])}: {', '.join(parts)}", "".join(marks))


def _rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
    )


def _titled(title: str, marks: str) -> str:
    return f"<g><title>{escape(title)}</title>{marks}</g>"
