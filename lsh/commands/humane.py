"""Times, spans and sizes as people say them. The present instant is an argument."""

from __future__ import annotations

from datetime import datetime, tzinfo

_STILL_NOW = 60.0  # seconds for which what is due and about to start is not in the past
_STEPS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def span(seconds: float) -> str:
    """A length of time in its two largest units: ``3m 20s``, ``2d 4h``, ``0.35s``."""
    if seconds < 0:
        return f"-{span(-seconds)}"
    if seconds < 1:
        return f"{seconds * 1000:.0f}ms"
    if seconds < 10:
        return f"{seconds:.1f}s"
    rest = round(seconds)
    parts = []
    for size, unit in _STEPS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return " ".join(parts)


def left(instant: datetime | None, now: datetime) -> str:
    """How long until ``instant``: ``5m 3s``, ``now``; ``past`` when it was over a minute ago."""
    if instant is None:
        return ""
    seconds = (instant - now).total_seconds()
    if seconds < -_STILL_NOW:
        return "past"
    return span(round(seconds)) if seconds >= 1 else "now"


def within(instant: datetime, now: datetime) -> str:
    """``left`` in a sentence: ``in 5m 3s``, ``now``."""
    text = left(instant, now)
    return text if text in {"now", "past"} else f"in {text}"


def ago(instant: datetime | None, now: datetime) -> str:
    """How long since ``instant``: ``3m ago``, ``just now``."""
    if instant is None:
        return ""
    seconds = (now - instant).total_seconds()
    if seconds < 1:
        return "just now"
    text = span(round(seconds)).split(" ")
    return f"{text[0]} ago"


def clock(instant: datetime | None, now: datetime, zone: tzinfo | None = None) -> str:
    """``instant`` by the clock of ``zone`` (default: the caller's), as short as is unambiguous."""
    if instant is None:
        return ""
    local, today = instant.astimezone(zone), now.astimezone(zone)
    time = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    days = (local.date() - today.date()).days
    if days == 0:
        return time
    if 0 < days < 7:
        return f"{local:%a} {time}"
    return f"{local:%Y-%m-%d} {time}"


def moment(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """``instant`` in full, by the clock of ``zone`` (default: the caller's), with its offset."""
    if instant is None:
        return ""
    return f"{instant.astimezone(zone):%a %Y-%m-%d %H:%M:%S %Z}"


def size(count: float | None) -> str:
    """Bytes: ``1.5 MB``."""
    if count is None:
        return ""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" or count >= 100 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def plural(count: int, noun: str) -> str:
    """``1 job``, ``2 jobs``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
