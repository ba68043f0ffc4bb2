"""Charts as inline SVG. Colours come from the page's style sheet by class, so dark and light both work.

Every mark has a title, which browsers show on hovering and screen readers read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from lsh.domain.humane import count, day, plural, span
from lsh.reports.series import Day

_WIDTH = 720
_LEFT, _BOTTOM = 46, 18
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def outcomes(steps: Sequence[Day], *, height: int = 140) -> str:
    """Stacked bars: successes, failures, cancelled, and what did not run, for each step of days."""
    top = max((sum(_stack(step)) for step in steps), default=0)
    if not top:
        return ""
    return _chart(steps, height, top, count(top), _outcome_bars)


def durations(steps: Sequence[Day], *, key: str = "mean_duration", height: int = 100) -> str:
    """A bar for each step: its mean duration, or with ``key`` its CPU time."""
    top = max((step[key] or 0 for step in steps), default=0)
    if not top:
        return ""

    def bars(step: Day, x: float, width: float, scale: Callable[[float], float]) -> str:
        value = step[key]
        if not value:
            return ""
        y = scale(value)
        mark = _rect(x, y, width, height - _BOTTOM - y, "time")
        return _titled(f"{day(step['day'])}: {span(value)}", mark)

    return _chart(steps, height, top, span(top), bars)


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
    return _svg(width, height, "".join(marks), "spark", "runs a day")


def heat(week: Sequence[Sequence[int]]) -> str:
    """Runs by weekday and hour of the day."""
    top = max((value for row in week for value in row), default=0)
    if not top:
        return ""
    cell = (_WIDTH - _LEFT) / 24
    marks = []
    for weekday, row in enumerate(week):
        y = weekday * 20
        marks.append(_label(_LEFT - 8, y + 14, _WEEKDAYS[weekday], "end"))
        for hour, value in enumerate(row):
            opacity = f' style="opacity:{0.12 + 0.88 * value / top:.2f}"' if value else ""
            kind = "time" if value else "none"
            mark = _rect(_LEFT + hour * cell + 1, y + 1, cell - 2, 18, kind, opacity)
            marks.append(
                _titled(f"{_WEEKDAYS[weekday]} {hour:02}:00: {plural(value, 'run')}", mark)
            )
    marks += [
        _label(_LEFT + hour * cell + cell / 2, 154, f"{hour:02}", "middle")
        for hour in range(0, 24, 3)
    ]
    return _svg(_WIDTH, 158, "".join(marks), "chart", "runs by weekday and hour")


def _chart(
    steps: Sequence[Day],
    height: int,
    top: float,
    top_label: str,
    draw: Callable[[Day, float, float, Callable[[float], float]], str],
) -> str:
    """Axes, and what ``draw`` makes of each step in its slot."""
    base, head = height - _BOTTOM, 8
    slot = (_WIDTH - _LEFT) / len(steps)
    gap = min(2.0, slot / 4)

    def scale(value: float) -> float:
        return base - (base - head) * value / top

    marks = [
        f'<line class="rule" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH}" y2="{y:.1f}"/>'
        for y in (head, (base + head) / 2, base)
    ]
    marks += [_label(_LEFT - 6, head + 4, top_label, "end"), _label(_LEFT - 6, base, "0", "end")]
    marks += [
        draw(step, _LEFT + index * slot + gap / 2, min(slot - gap, 40), scale)
        for index, step in enumerate(steps)
    ]
    every = max(-(-len(steps) // 6), 1)
    marks += [
        _label(_LEFT + index * slot, height - 4, day(steps[index]["day"]), "start")
        for index in range(0, len(steps), every)
    ]
    return _svg(_WIDTH, height, "".join(marks), "chart", "trend by day")


def _stack(step: Day) -> tuple[int, ...]:
    absent = step["skipped"] + step["missed"]
    return step["successes"], step["failures"], step["cancelled"], absent


def _outcome_bars(step: Day, x: float, width: float, scale: Callable[[float], float]) -> str:
    below = 0
    marks = []
    for value, kind in zip(_stack(step), ("good", "bad", "stop", "gone"), strict=True):
        if value:
            # a single failure among thousands of runs must still be seen
            tall = max(scale(below) - scale(below + value), 2.0)
            marks.append(_rect(x, scale(below) - tall, width, tall, kind))
            below += value
    if not marks:
        return ""
    parts = [f"{step['successes']:,} succeeded", f"{step['failures']:,} failed"]
    parts += [f"{step[name]:,} {name}" for name in ("cancelled", "skipped", "missed") if step[name]]
    return _titled(f"{day(step['day'])}: {', '.join(parts)}", "".join(marks))


def _rect(x: float, y: float, width: float, height: float, kind: str, more: str = "") -> str:
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
        f' rx="1"{more}/>'
    )


def _titled(title: str, marks: str) -> str:
    return f"<g><title>{escape(title)}</title>{marks}</g>"


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(width: float, height: float, marks: str, kind: str, name: str) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {width:g} {height:g}" role="img"'
        f' aria-label="{escape(name)}">{marks}</svg>'
    )
