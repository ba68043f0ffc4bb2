"""The clock, as something that is handed in, so that tests can hold it."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Wall time for instants, monotonic time for noticing that the wall clock was set."""

    def now(self) -> int:
        """Microseconds since the epoch, by the wall clock."""

    def monotonic(self) -> int:
        """Microseconds of a clock that nobody sets, and that stands still while the machine sleeps."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        """Microseconds since the epoch."""
        return time.time_ns() // 1000

    def monotonic(self) -> int:
        """Microseconds since some moment."""
        return time.monotonic_ns() // 1000


class ClockWatch:
    """Notices that the wall clock moved by other than the passing of time: set, or the machine slept."""

    TOLERANCE = 1_000_000  # an NTP daemon slews by far less between two looks

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._difference = clock.now() - clock.monotonic()

    def jump(self) -> int:
        """By how much the clock jumped since the last look, in microseconds; 0 if it did not."""
        difference = self._clock.now() - self._clock.monotonic()
        moved = difference - self._difference
        if abs(moved) <= self.TOLERANCE:
            return 0
        self._difference = difference
        return moved
