"""Adding runs up: the figures of any set of runs, in any order and any grouping.

Everything here is a whole number, a maximum or a count by bucket, so that adding is exact: a day
added run by run, or in two halves, or read back from the ledger and continued, is the same day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lsh.domain.histogram import Histogram
from lsh.domain.message import cause_of
from lsh.domain.run import RunKind, RunState

DAY = 86_400_000_000  # microseconds
HOUR = 3_600_000_000
_UNCOUNTED = frozenset({RunKind.TEST, RunKind.NOTIFY})
_RAN = frozenset({RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED})
_WITH_REASON = frozenset({RunState.FAILED, RunState.SKIPPED, RunState.MISSED})
NO_REASON = "no reason given"
NO_DAY = 1 << 40  # later than any


class EndedRun(NamedTuple):
    """What a report needs of a run that is over. Instants are microseconds, durations seconds.

    ``attempts_cpu`` and ``attempts_rss`` are of the attempts before the last, which the run's own
    figures are of.
    """

    id: int
    job_key: int
    kind: str
    state: str
    scheduled_for: int
    due_at: int
    started_at: int | None
    finished_at: int
    attempt: int
    outcome: str | None
    reason: str | None
    exit_code: int | None
    signal: int | None
    duration: float | None
    cpu_seconds: float | None
    max_rss_bytes: int | None
    error: str | None
    span: int
    attempts_cpu: float = 0.0
    attempts_rss: int = 0

    @property
    def counted(self) -> bool:
        """Whether reports count it: tests and failure notifications are not the job's work."""
        return self.kind not in _UNCOUNTED

    @property
    def day(self) -> int:
        """Days since the epoch, UTC, of its scheduled instant."""
        return self.scheduled_for // DAY

    @property
    def hour(self) -> int:
        """Hours since the epoch of its scheduled instant."""
        return self.scheduled_for // HOUR

    @property
    def lateness(self) -> float | None:
        """Seconds from the due instant to the start, of runs that a schedule was to start on time.

        A catch-up run is late by intention and a manual one has nothing to be late for.
        """
        if self.started_at is None or self.kind != RunKind.SCHEDULED:
            return None
        return max(self.started_at - self.due_at, 0) / 1e6


@dataclass(slots=True)
class Cause:
    """How often something happened for one reason, and when first and last.

    ``last_at`` is in microseconds, ``first_day`` in days since the epoch.
    """

    count: int = 0
    last_run_id: int = 0
    last_at: int = 0
    first_day: int = NO_DAY

    def add(self, count: int, last_run_id: int, last_at: int, first_day: int) -> None:
        """Count more of the same."""
        self.count += count
        self.first_day = min(self.first_day, first_day)
        self.last_run_id = max(self.last_run_id, last_run_id)
        self.last_at = max(self.last_at, last_at)


Causes = dict[tuple[str, str], Cause]
"""By state (failed, skipped, missed) and normalised reason."""


@dataclass(slots=True)
class Tally:
    """Runs added up. Sums of time are microseconds, whole, so that their order does not matter.

    ``timed`` runs are those that succeeded or failed after a process had begun; durations are of
    them alone, each of its last attempt. ``skipped`` and ``missed`` count occurrences, the rest runs.
    """

    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    skipped: int = 0
    missed: int = 0
    attempts: int = 0
    retries: int = 0
    timed: int = 0
    duration_us: int = 0
    duration_max_us: int = 0
    cpu_us: int = 0
    max_rss_bytes: int = 0
    durations: Histogram = field(default_factory=Histogram)
    latenesses: Histogram = field(default_factory=Histogram)
    causes: Causes = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """How many began, or were to begin and were cancelled or failed before they could."""
        return self.succeeded + self.failed + self.cancelled

    def add(self, run: EndedRun) -> None:
        """Add one run, if it is one that counts."""
        if not run.counted:
            return
        weight = 1 if run.state in _RAN else run.span
        setattr(self, run.state, getattr(self, run.state) + weight)
        self.attempts += run.attempt
        self.retries += max(run.attempt - 1, 0)
        self.cpu_us += _micros(run.cpu_seconds) + _micros(run.attempts_cpu)
        self.max_rss_bytes = max(self.max_rss_bytes, run.max_rss_bytes or 0, run.attempts_rss)
        self._add_times(run)
        if run.state in _WITH_REASON:
            cause = self.causes.setdefault((run.state, _cause(run)), Cause())
            cause.add(weight, run.id, run.scheduled_for, run.day)

    def _add_times(self, run: EndedRun) -> None:
        if run.duration is not None and run.state in (RunState.SUCCEEDED, RunState.FAILED):
            self.timed += 1
            self.duration_us += _micros(run.duration)
            self.duration_max_us = max(self.duration_max_us, _micros(run.duration))
            self.durations.add(run.duration)
        if run.lateness is not None:
            self.latenesses.add(run.lateness)

    def merge(self, other: Tally) -> None:
        """Add all that ``other`` has added."""
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in MAXIMA:
            setattr(self, name, max(getattr(self, name), getattr(other, name)))
        self.durations.merge(other.durations)
        self.latenesses.merge(other.latenesses)
        for key, cause in other.causes.items():
            mine = self.causes.setdefault(key, Cause())
            mine.add(cause.count, cause.last_run_id, cause.last_at, cause.first_day)


SUMS = (
    "succeeded", "failed", "cancelled", "skipped", "missed",
    "attempts", "retries", "timed", "duration_us", "cpu_us",
)  # fmt: skip
MAXIMA = ("duration_max_us", "max_rss_bytes")


def _micros(seconds: float | None) -> int:
    return round(seconds * 1e6) if seconds else 0


def _cause(run: EndedRun) -> str:
    if run.state != RunState.FAILED:
        return cause_of(
            error=None, reason=run.reason, exit_code=None, signal=None, outcome=NO_REASON
        )
    return cause_of(
        error=run.error,
        reason=run.reason,
        exit_code=run.exit_code,
        signal=run.signal,
        outcome=run.outcome,
    )
