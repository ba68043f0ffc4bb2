"""When a failed attempt is tried again: exponential backoff with a ceiling and jitter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how soon. ``jitter`` is the share of the delay that is left to chance, 0 to 1.

    An empty ``exit_codes`` retries every failure; otherwise only these exit codes are retried, and
    failures without one (signals, time limits, lost attempts) are retried as well.
    """

    max_retries: int = 0
    base: timedelta = timedelta(seconds=10)
    factor: float = 2.0
    ceiling: timedelta = timedelta(hours=1)
    jitter: float = 0.1
    exit_codes: frozenset[int] = frozenset()

    def retries_exit_code(self, exit_code: int | None) -> bool:
        """Whether a failure with this exit code (None: it had none) is worth another attempt."""
        return not self.exit_codes or exit_code is None or exit_code in self.exit_codes

    def delay(self, attempt: int, chance: float) -> timedelta:
        """The wait after failed attempt number ``attempt`` (from 1); ``chance`` is in [0, 1).

        The jitter spreads around the nominal delay, so that its mean is the nominal one, and never
        lifts it over the ceiling.
        """
        nominal = self.ceiling.total_seconds()
        if self.base:
            # factor ** attempt overflows long before anybody has waited that long
            doublings = min(attempt - 1, 64)
            nominal = min(nominal, self.base.total_seconds() * self.factor**doublings)
        else:
            nominal = 0.0
        spread = 1 + self.jitter * (2 * chance - 1)
        return min(timedelta(seconds=nominal * spread), self.ceiling)
