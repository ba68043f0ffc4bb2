"""Spans, instants, sizes and counts as people say them. The present instant is an argument.

The one place where they are put into words: commands, reports and the terminal screens all ask here.
An instant may be an aware datetime or what the wire has for one, RFC 3339 with offset.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import lru_cache

NONE = "–"  # a figure that is not known
Instant = datetime | str

_STILL_NOW = 60.0  # seconds for which what is due and about to start is not in the past
_STEPS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def span(seconds: float | None) -> str:
    """A time that was measured, in its two largest units, three digits at most: ``1.2s``, ``3m 20s``."""
    if seconds is None:
        return NONE
    if seconds < 0:
        return f"-{span(-seconds)}"
    if seconds < 0.00995:
        milliseconds = seconds * 1000
        return f"{milliseconds:.1f}ms" if milliseconds else "0ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f}ms"
    if seconds < 59.95:
        return f"{seconds:.1f}s"
    return _in_units(round(seconds))


def length(seconds: float) -> str:
    """A time that somebody chose, such as a limit: ``30s``, not the ``30.0s`` of a measurement."""
    return _in_units(int(seconds)) if seconds >= 1 and seconds == int(seconds) else span(seconds)


def _in_units(seconds: int) -> str:
    rest, parts = seconds, list[str]()
    for each, unit in _STEPS:
        number, rest = divmod(rest, each)
        if number:
            parts.append(f"{number}{unit}")
        elif parts:
            break
    return " ".join(parts[:2])


def left(instant: Instant | None, now: Instant) -> str:
    """How long until ``instant``: ``5m 3s``, ``now``; ``past`` when it was over a minute ago."""
    if instant is None:
        return ""
    seconds = _seconds(now, instant)
    if seconds < -_STILL_NOW:
        return "past"
    return _in_units(round(seconds)) if seconds >= 1 else "now"


def within(instant: Instant, now: Instant) -> str:
    """``left`` in a sentence: ``in 5m 3s``, ``now``."""
    text = left(instant, now)
    return text if text in {"now", "past"} else f"in {text}"


def ago(instant: Instant | None, now: Instant, never: str = "") -> str:
    """How long since ``instant``, in the largest unit: ``3m ago``, ``just now``."""
    if instant is None:
        return never
    seconds = _seconds(instant, now)
    if seconds < 1:
        return "just now"
    return f"{_in_units(round(seconds)).split(' ')[0]} ago"


def clock(instant: Instant | None, now: Instant, zone: tzinfo | None = None) -> str:
    """``instant`` by the clock of ``zone`` (default: the caller's), as short as is unambiguous."""
    if instant is None:
        return ""
    local, today = _aware(instant).astimezone(zone), _aware(now).astimezone(zone)
    time = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    days = (local.date() - today.date()).days
    if days == 0:
        return time
    if 0 < days < 7:
        return f"{local:%a} {time}"
    return f"{local:%Y-%m-%d} {time}"


def moment(instant: Instant | None, zone: tzinfo | None = None) -> str:
    """``instant`` in full, by the clock of ``zone`` (default: the caller's), with its offset."""
    if instant is None:
        return ""
    return f"{_aware(instant).astimezone(zone):%a %Y-%m-%d %H:%M:%S %Z}"


def minute(wire: str | None) -> str:
    """``2026-11-22 06:30`` of an instant on the wire, which is UTC."""
    return NONE if wire is None else wire[:16].replace("T", " ")


@lru_cache(maxsize=4096)  # each day of a window is named by every chart
def day(iso: str, *, year: bool = False) -> str:
    """``22 Nov``, or ``22 Nov 2026``, of an ISO date or instant."""
    when = date.fromisoformat(iso[:10])
    return f"{when.day} {when:%b %Y}" if year else f"{when.day} {when:%b}"


def size(number: float | None) -> str:
    """Bytes, three digits at most: ``999 B``, ``1.5 MB``, ``312 MB``."""
    if number is None:
        return NONE
    for unit in ("B", "kB", "MB", "GB"):
        if number < 999.5:
            whole = unit == "B" or number >= 99.95
            return f"{number:.0f} {unit}" if whole else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


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


def plural(number: int, noun: str) -> str:
    """``1 run``, ``2 runs``, ``1,200 runs``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def money(cost: float | None) -> str:
    """A cost in whatever currency the rate is in."""
    if cost is None:
        return NONE
    return f"{cost:,.2f}" if cost >= 0.01 or cost == 0 else f"{cost:.4f}"


def one_line(text: str) -> str:
    """``text`` on one line, without characters that would move a terminal's cursor."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c in "\n\t" else "�" for c in text)


def lines(text: str) -> str:
    """``text`` in its lines, each as ``one_line`` has it."""
    return "\n".join(map(one_line, text.split("\n")))


def _aware(instant: Instant) -> datetime:
    return datetime.fromisoformat(instant) if isinstance(instant, str) else instant


def _seconds(earlier: Instant, later: Instant) -> float:
    return (_aware(later) - _aware(earlier)).total_seconds()
