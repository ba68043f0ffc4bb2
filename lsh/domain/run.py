"""The life of a run: its states, the one transition table, and what an attempt's end means.

A run is one occurrence of a job. Its *state* is its place in life, an attempt's *outcome* is how one
try ended. Nothing else in lsh changes a state; ``docs/state-machine.md`` draws this table and a test
compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lsh.domain.retry import RetryPolicy


class RunState(StrEnum):
    """Where a run stands. Each line says who moves it on."""

    SCHEDULED = "scheduled"  # its instant is committed ahead; the dispatcher, at the instant
    QUEUED = "queued"  # its instant has come; the spawner, when a slot is free
    RUNNING = "running"  # a process lives; the spawner's report of its end
    RETRYING = "retrying"  # an attempt failed; the scheduler, when the delay is over
    SUCCEEDED = "succeeded"  # terminal: the last attempt succeeded
    FAILED = "failed"  # terminal: the last attempt failed and no other is due (a dead letter)
    CANCELLED = "cancelled"  # terminal: somebody stopped it
    SKIPPED = "skipped"  # terminal: a policy (overlap, pause, coalescing) decided against it
    MISSED = "missed"  # terminal: nobody was there at its instant, and it was too late after


class Outcome(StrEnum):
    """How one attempt ended."""

    SUCCESS = "success"  # exit code 0
    ERROR = "error"  # another exit code, a signal, or the program could not be started
    TIMEOUT = "timeout"  # a time limit ended it
    RESOURCE_EXCEEDED = "resource_exceeded"  # a memory or CPU limit ended it
    CANCELLED = "cancelled"  # somebody stopped it
    LOST = "lost"  # its end was seen by nobody (spawner killed, machine gone)


class RunKind(StrEnum):
    """Why a run exists. Only scheduled and catch-up occurrences obey the schedule's policies."""

    SCHEDULED = "scheduled"
    CATCH_UP = "catch_up"
    MANUAL = "manual"
    TEST = "test"
    NOTIFY = "notify"  # the failure notification of another run; no report counts it


TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.SCHEDULED: frozenset(
        {
            RunState.QUEUED,
            RunState.RUNNING,  # armed in the spawner ahead of its instant: a slot was free at it
            RunState.RETRYING,  # armed, and could not be started
            RunState.FAILED,
            RunState.CANCELLED,
            RunState.SKIPPED,
            RunState.MISSED,
        }
    ),
    RunState.QUEUED: frozenset(
        {
            RunState.RUNNING,
            RunState.RETRYING,  # could not be started
            RunState.FAILED,
            RunState.CANCELLED,
            RunState.SKIPPED,
        }
    ),
    RunState.RUNNING: frozenset(
        {RunState.SUCCEEDED, RunState.FAILED, RunState.RETRYING, RunState.CANCELLED}
    ),
    RunState.RETRYING: frozenset({RunState.QUEUED, RunState.FAILED, RunState.CANCELLED}),
    RunState.SUCCEEDED: frozenset(),
    RunState.FAILED: frozenset(),
    RunState.CANCELLED: frozenset(),
    RunState.SKIPPED: frozenset(),
    RunState.MISSED: frozenset(),
}

TERMINAL = frozenset(state for state, onward in TRANSITIONS.items() if not onward)
ACTIVE = frozenset(TRANSITIONS) - TERMINAL


class IllegalTransition(AssertionError):
    """A state change that the transition table does not know: a defect of lsh, not of its user."""

    def __init__(self, before: RunState, after: RunState) -> None:
        super().__init__(f"a run cannot go from {before} to {after}")
        self.before = before
        self.after = after


def check_transition(before: RunState, after: RunState) -> None:
    """Raise ``IllegalTransition`` unless the table knows this step."""
    if after not in TRANSITIONS[before]:
        raise IllegalTransition(before, after)


@dataclass(frozen=True, slots=True)
class AttemptEnd:
    """What is known when an attempt is over. ``exit_code`` and ``signal`` exclude each other."""

    outcome: Outcome
    exit_code: int | None = None
    signal: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a run after an attempt: its state, and when the next attempt is due."""

    state: RunState
    retry_at: datetime | None = None
    reason: str | None = None


def conclude(
    end: AttemptEnd,
    attempt: int,
    policy: RetryPolicy,
    now: datetime,
    *,
    deadline: datetime | None = None,
    chance: float = 0.5,
) -> Verdict:
    """Decide a run's next state from the end of attempt number ``attempt`` (from 1).

    ``deadline`` is the run's own time limit over all attempts; a retry that would start at or after
    it is not made. ``chance`` in [0, 1) places the delay within its jitter. A cancelled attempt is
    never retried. A lost one is retried like an error: whether it did its work is not known, and the
    job's owner said with ``max_retries`` that doing it twice is allowed.
    """
    if end.outcome is Outcome.SUCCESS:
        return Verdict(RunState.SUCCEEDED)
    if end.outcome is Outcome.CANCELLED:
        return Verdict(RunState.CANCELLED, reason=end.reason)
    if attempt > policy.max_retries:
        return Verdict(RunState.FAILED, reason=end.reason)
    if not policy.retries_exit_code(end.exit_code):
        reason = f"{_clause(end)}; exit code {end.exit_code} is not retried"
        return Verdict(RunState.FAILED, reason=reason)
    retry_at = now + policy.delay(attempt, chance)
    if deadline is not None and retry_at >= deadline:
        reason = f"{_clause(end)}; the run's time limit leaves no time for a retry"
        return Verdict(RunState.FAILED, reason=reason)
    return Verdict(RunState.RETRYING, retry_at=retry_at, reason=end.reason)


def _clause(end: AttemptEnd) -> str:
    """Why it ended, to be gone on with: a sentence of the spawner's has its full stop already."""
    return (end.reason or "failed").rstrip(".")


def remaining_limit(
    attempt_limit: timedelta | None, deadline: datetime | None, now: datetime
) -> timedelta | None:
    """The time limit of an attempt that starts ``now``: its own, or what the run's leaves of it."""
    limits = [
        limit
        for limit in (attempt_limit, deadline - now if deadline else None)
        if limit is not None
    ]
    return max(min(limits), timedelta(milliseconds=1)) if limits else None
