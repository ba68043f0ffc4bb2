"""Spans, instants and sizes as a command shows them: in words, or (``--exact``, ``--plain``) exactly."""

from __future__ import annotations

from datetime import datetime, tzinfo

from lsh.commands.mode import MODE
from lsh.domain import humane
from lsh.domain.humane import Instant

NONE = humane.NONE


def span(seconds: float | None) -> str:
    """A measured time: ``1.2s``, exactly ``1.234567s``."""
    return _seconds(seconds) if MODE.precise and seconds is not None else humane.span(seconds)


def length(seconds: float) -> str:
    """A time that somebody chose: ``1h 30m``, exactly ``5400s``."""
    return _seconds(seconds) if MODE.precise else humane.length(seconds)


def size(number: float | None) -> str:
    """Bytes: ``1.5 MB``, exactly ``1534986 B``."""
    return f"{number:.0f} B" if MODE.precise and number is not None else humane.size(number)


def left(instant: Instant | None, now: datetime) -> str:
    """How long until then: ``5m 3s``, exactly ``303.2s``."""
    if MODE.precise and instant is not None:
        return _seconds(round((_aware(instant) - now).total_seconds(), 3))
    return humane.left(instant, now)


def within(instant: Instant, now: datetime) -> str:
    """When, in a sentence: ``in 5m 3s``, exactly the instant."""
    return _wire(instant) if MODE.precise else humane.within(instant, now)


def ago(instant: Instant | None, now: datetime, never: str = "") -> str:
    """How long since: ``3m ago``, exactly the instant."""
    return (
        _wire(instant) if MODE.precise and instant is not None else humane.ago(instant, now, never)
    )


def clock(instant: Instant | None, now: datetime, zone: tzinfo | None = None) -> str:
    """By the clock of ``zone``: ``Mon 02:30``, exactly the instant with its offset there."""
    if MODE.precise and instant is not None:
        return _wire(instant, zone)
    return humane.clock(instant, now, zone)


def moment(instant: Instant | None, zone: tzinfo | None = None) -> str:
    """In full: ``Mon 2026-11-23 02:30:00 CET``, exactly the instant with its offset there."""
    if MODE.precise and instant is not None:
        return _wire(instant, zone)
    return humane.moment(instant, zone)


def _seconds(seconds: float) -> str:
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + "s"


def _wire(instant: Instant, zone: tzinfo | None = None) -> str:
    """RFC 3339 with the offset of ``zone`` (default: the caller's)."""
    return _aware(instant).astimezone(zone).isoformat()


def _aware(instant: Instant) -> datetime:
    return datetime.fromisoformat(instant) if isinstance(instant, str) else instant
