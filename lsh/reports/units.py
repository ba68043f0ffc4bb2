"""Numbers as people read them: spans, sizes, percentages, days."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

_STEPS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))
NONE = "–"


def span(seconds: float | None) -> str:
    """A length of time in its two largest units, three digits at most: ``4ms``, ``1.2s``, ``3m 20s``."""
    if seconds is None:
        return NONE
    if seconds < 0.01:
        milliseconds = seconds * 1000
        return f"{milliseconds:.1f}ms" if 0 < milliseconds < 9.95 else f"{milliseconds:.0f}ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f}ms"
    if seconds < 59.95:
        return f"{seconds:.1f}s"
    rest, parts = round(seconds), list[str]()
    for size, unit in _STEPS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
        elif parts:
            break
    return " ".join(parts[:2])


def size(count: float | None) -> str:
    """Bytes: ``312 MB``, ``1.5 GB``."""
    if count is None:
        return NONE
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{count:.0f} {unit}" if unit == "B" or count >= 99.95 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def percent(value: float | None) -> str:
    """A percentage that says 100 % only of all, and 0 % only of nothing."""
    if value is None:
        return NONE
    if 99.95 <= value < 100:
        return "99.9 %"
    if 0 < value < 0.05:
        return "0.1 %"
    return f"{value:.0f} %" if value in (0, 100) else f"{value:.1f} %"


def count(number: int) -> str:
    """A whole number with its thousands set apart."""
    return f"{number:,}"


def clean(text: str) -> str:
    """``text`` in one line and without control characters, which a terminal might obey."""
    return "".join(c if c.isprintable() else " " for c in text)


def plural(number: int, noun: str) -> str:
    """``1 run``, ``2 runs``, ``1,200 runs``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def money(cost: float | None) -> str:
    """A cost in whatever currency the rate is in."""
    if cost is None:
        return NONE
    return f"{cost:,.2f}" if cost >= 0.01 or cost == 0 else f"{cost:.4f}"


@lru_cache(maxsize=4096)  # each day of a window is named by every chart
def day(iso: str, *, year: bool = False) -> str:
    """``22 Nov``, or ``22 Nov 2026``, of an ISO date or instant."""
    when = date.fromisoformat(iso[:10])
    return f"{when.day} {when:%b %Y}" if year else f"{when.day} {when:%b}"


def moment(wire: str | None) -> str:
    """``2026-11-22 06:30`` of an instant on the wire, which is UTC."""
    return NONE if wire is None else wire[:16].replace("T", " ")


def ago(wire: str | None, now: str) -> str:
    """How long before ``now`` an instant lies, in its largest unit: ``3h ago``."""
    if wire is None:
        return "never"
    seconds = (datetime.fromisoformat(now) - datetime.fromisoformat(wire)).total_seconds()
    if seconds < 1:
        return "just now"
    return f"{span(max(round(seconds), 1)).split(' ')[0].replace('.0s', 's')} ago"


def days_between(since: str, until: str) -> list[str]:
    """The ISO dates of all UTC days that a window touches."""
    first, end = datetime.fromisoformat(since), datetime.fromisoformat(until)
    last = end.date().toordinal()
    if end.time() == end.time().min and end > first:
        last -= 1
    return [date.fromordinal(n).isoformat() for n in range(first.date().toordinal(), last + 1)]
