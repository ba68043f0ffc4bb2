"""Instants as the ledger keeps them (microseconds since the epoch) and as the wire shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from lsh.domain.errors import InvalidInput

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
FIRST_YEAR, LAST_YEAR = 2, 9998
"""So that no zone carries an instant over the calendar's ends."""


def to_micros(instant: datetime) -> int:
    """Microseconds since the epoch of an aware datetime; exact, never through a float."""
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC datetime of ``micros`` since the epoch."""
    return _EPOCH + timedelta(microseconds=micros)


def to_wire(micros: int | None) -> str | None:
    """RFC 3339 with offset, UTC, with as much of a fraction as there is: read back it is the same."""
    if micros is None:
        return None
    second, fraction = divmod(micros, 1_000_000)
    if not fraction:
        return f"{_to_the_second(second)}+00:00"
    if fraction % 1000:
        return f"{_to_the_second(second)}.{fraction:06d}+00:00"
    return f"{_to_the_second(second)}.{fraction // 1000:03d}+00:00"


@lru_cache(maxsize=64)  # the instants of one run lie close together
def _to_the_second(second: int) -> str:
    return (_EPOCH + timedelta(seconds=second)).isoformat()[:19]


def parse_instant(text: str, now: datetime) -> datetime:
    """An instant that a person wrote: RFC 3339, a date, ``now``, or ``-2h`` / ``+3d`` from now.

    A time without an offset is in ``now``'s own zone. Raises InvalidInput with the accepted forms.
    """
    text = text.strip()
    try:
        return in_range(_read_instant(text, now), text)
    except OverflowError:
        raise _out_of_range(text) from None


def in_range(instant: datetime, text: str) -> datetime:
    """``instant``, which was written as ``text``. Raises InvalidInput beyond the years that are known."""
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise _out_of_range(text)
    return instant


def _out_of_range(text: str) -> InvalidInput:
    hint = f"the years {FIRST_YEAR} to {LAST_YEAR} are known"
    return InvalidInput(f"{text!r} is out of range", hint=hint)


def _read_instant(text: str, now: datetime) -> datetime:
    from lsh.domain.duration import parse_duration

    if text == "now":
        return now
    if text[:1] in "+-" and text[1:]:
        distance = parse_duration(text[1:])
        return now + distance if text[0] == "+" else now - distance
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            f"{text!r} is not a time", hint="write 2026-12-01T10:00, 2026-12-01, now, -2h or +3d"
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=now.tzinfo)
