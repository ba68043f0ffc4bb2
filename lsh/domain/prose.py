"""Small pieces of the sentences that schedules are told in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lsh.domain.duration import format_duration


def instant_text(instant: datetime) -> str:
    """``2027-03-28 01:00:00Z``, with a fraction only where there is one."""
    instant = instant.astimezone(UTC)
    spec = "milliseconds" if instant.microsecond else "seconds"
    return f"{instant.replace(tzinfo=None).isoformat(' ', spec)}Z"


def lateness_text(span: timedelta) -> str:
    """A span as a person counts it: whole seconds from a second on."""
    seconds = span.total_seconds()
    return format_duration(round(seconds) if seconds >= 1 else span)


def listed(words: Sequence[str], conjunction: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``3rd``, ``11th``."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
